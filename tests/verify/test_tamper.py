"""The tamper drill: every attack of the table is noticed by the check that must notice it, at the right place."""

import re

import pytest

from dauys import verify
from dauys.cli.checking import ALSO
from dauys.demo.drills.tamper import noticed
from dauys.demo.tampering.attacks import ATTACKS
from dauys.demo.tampering.eventful import LOG
from dauys.demo.tampering.hands import Hands

ALL = [check.__name__[6:] for check in (*verify.CHECKS, *ALSO)]
CHECKS = [name for name in ALL if name != "ballots"]  # here no election was called: that check has a drill of its own


def told(capsys, folder, *options):
    """The exit code, and what was said."""
    code = verify.main([str(folder), "--key", str(LOG.public), *options], also=ALSO)
    return code, capsys.readouterr().out


def test_an_untouched_bundle_passes_every_check(capsys, published):
    code, out = told(capsys, published / "bundle", "--since", str(published / "older"))
    assert "FAIL" not in out
    assert code == 0
    assert re.findall(r"^pass  (\w+)", out, re.MULTILINE) == CHECKS


def test_a_snapshot_in_the_middle_of_the_night_passes_too(capsys, published):
    code, out = told(capsys, published / "older")
    assert "FAIL" not in out
    assert code == 0


def test_the_table_is_a_drill():
    assert len(ATTACKS) >= 40
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS)
    assert {attack.check for attack in ATTACKS} == set(CHECKS)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_it_is_noticed(attack, capsys, published, tmp_path):
    hands = Hands(published / "bundle", tmp_path / "bundle")
    hands.older = published / "older"
    attack.play(hands)
    code, out = told(capsys, tmp_path / "bundle", "--since", str(published / "older"))
    assert code == 1, out
    assert noticed(attack, code, out.splitlines()), out
