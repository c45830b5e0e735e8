"""``verify.py`` as a command: keys, exit codes, what is said where less can be checked; and no file that makes it stumble."""

import json
import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys import verify
from dauys.cli.checking import ALSO
from dauys.demo.tampering.eventful import LOG, OTHER
from dauys.demo.tampering.hands import Hands


def run(capsys, *arguments):
    code = verify.main(list(map(str, arguments)))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_without_a_key_a_rehearsal_is_checked_and_it_is_said_what_that_proves(capsys, published):
    code, out, _ = run(capsys, published / "bundle")
    assert code == 0
    assert out.startswith("INVENTED: ")
    assert "no --key was given: the bundle's own proves nothing about who signed it" in out


def test_without_a_key_a_real_election_is_not_checked_at_all(capsys, published, tmp_path):
    hands = Hands(published / "bundle", tmp_path / "bundle")
    hands.json("definition/event.json", lambda event: event.update(invented=False))
    hands.sign_manifest(invented=False)
    code, out, err = run(capsys, tmp_path / "bundle")
    assert (code, out) == (2, "")
    assert "without it nothing is proved" in err


def test_the_key_can_lie_in_a_file_and_the_older_state_be_a_checkpoint_alone(capsys, published, tmp_path):
    (tmp_path / "log.pub").write_text(f"{LOG.public}\n", "utf-8")
    shutil.copy(published / "older" / "checkpoint", tmp_path / "kept")
    code, out, _ = run(capsys, published / "bundle", "--key", tmp_path / "log.pub", "--since", tmp_path / "kept")
    assert code == 0
    assert "pass  history     it begins with the 1000 entries of" in out


def test_under_another_key_nothing_after_it_is_checked(capsys, published):
    code, out, _ = run(capsys, published / "bundle", "--key", OTHER.public)
    assert code == 1
    assert "FAIL  key         checkpoint: not a checkpoint signed by" in out
    assert out.endswith("nothing after this was checked, for it needs this\n")


@pytest.mark.parametrize("key", ["nonsense", f"{LOG.public}x", str(LOG.public).replace("dauys", "daius")])
def test_a_key_with_a_wrong_letter_is_refused_before_anything_is_checked(capsys, published, key):
    code, out, err = run(capsys, published / "bundle", "--key", key)
    assert code == 2
    assert "pass" not in out
    assert err


@pytest.mark.parametrize("where", ["nothing", "record"])
def test_a_folder_that_is_no_bundle_cannot_be_checked(capsys, published, where):
    code, out, err = run(capsys, published / where, "--key", LOG.public)
    assert code == 2
    assert "this is no bundle" in err
    assert "pass" not in out


def test_a_law_with_other_rules_is_said_not_to_be_covered_and_is_no_failure(capsys, published, monkeypatch):
    monkeypatch.setattr(verify, "covered", lambda law, tier: False)
    code, out, _ = run(capsys, published / "bundle", "--key", LOG.public)
    assert code == 0
    assert "seats/mazhilis.json: NOT COVERED: kz/mazhilis/2023: list kz: a rule that is not in this file" in out


def test_of_many_faults_the_first_are_shown_and_the_others_counted(capsys, published, tmp_path):
    hands = Hands(published / "bundle", tmp_path / "bundle")
    rows = json.loads(hands.read("manifest.json"))["files"]
    hands.sign_manifest()
    for row in rows:
        if row["path"].startswith("proofs/"):
            hands.remove(row["path"])
    code, out, _ = run(capsys, tmp_path / "bundle", "--key", LOG.public)
    assert code == 1
    assert out.count("FAIL  manifest") == 21
    assert "FAIL  manifest    … and 60 more" in out


def test_a_name_cannot_make_two_lines_of_one(capsys):
    verify.say("FAIL", "acts", "station X\npass  acts\x1b[2J")
    assert capsys.readouterr().out == "FAIL  acts        station X?pass  acts?[2J\n"


# ---- any byte of any file ----------------------------------------------------------------------------------------------

WHOLE = ("tile/", "definition/", "protocols/", "proofs/", "attachments/", "checkpoint")
"""Where every byte is held against what was signed; of other files all that decides something, or nothing."""


def changed_byte(hands, data, which):
    paths = sorted(path.relative_to(hands.folder).as_posix() for path in hands.folder.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from([path for path in paths if path.startswith(which)]))
    old = hands.read(path)
    at, bit = data.draw(st.integers(0, max(0, len(old) - 1))), data.draw(st.integers(0, 7))
    hands.write(path, old[:at] + bytes([old[at] ^ 1 << bit]) + old[at + 1 :] if old else b"x")
    return path


@settings(max_examples=5)  # the drill has 400
@given(data=st.data())
def test_a_changed_bit_of_any_file_is_noticed_by_the_publishers_signature(published, tmp_path_factory, data):
    hands = Hands(published / "bundle", tmp_path_factory.mktemp("bit") / "bundle")
    changed_byte(hands, data, "")
    assert verify.main([str(hands.folder), "--key", str(LOG.public)]) != 0


def any_bit_is_noticed(published, tmp_path_factory, data):
    hands = Hands(published / "bundle", tmp_path_factory.mktemp("bit") / "bundle")
    path = changed_byte(hands, data, WHOLE)
    hands.sign_manifest()
    asked = [str(hands.folder), "--key", str(LOG.public), "--since", str(published / "older")]
    assert verify.main(asked, also=ALSO) != 0, path


@settings(max_examples=5)  # the drill has 400
@given(data=st.data())
def test_a_changed_bit_of_the_data_is_noticed_though_the_publisher_signs_it(published, tmp_path_factory, data):
    any_bit_is_noticed(published, tmp_path_factory, data)


@pytest.mark.drill
@settings(max_examples=400)
@given(data=st.data())
def test_many_changed_bits(published, tmp_path_factory, data):
    any_bit_is_noticed(published, tmp_path_factory, data)
