"""Whatever is put before them, the parsers of people's and programs' texts read it or refuse it in words of their own.

The ledger's parsers have a test of this kind in ``tests/ledger``; here are forms, acts, tables, and those of ``verify.py``.
Run as a program, with atheris installed, it looks for more: ``python test_parsers_any_bytes.py CORPUS -max_total_time=60``.
"""

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.acts import NotAnAct, read_act
from dauys.ledger import LedgerError, parse
from dauys.protocol.columns import unpacked
from dauys.protocol.expression import BadExpression
from dauys.protocol.expression import parse as parse_check

ACT = {
    "act": "protocol entered", "at": "2023-03-19T21:04:00+06:00", "commission": "c", "author": "p", "station": "X-1",
    "contest": "m.list", "version": 1, "figures": {"V": 3, "N": None, "P": {"A": 1}},
}  # fmt: skip


CONTROL = b"T == here(station.G) + 2% * (most(B) - given(S))"


def read_control(data):
    """A form of one control; refused is one that it cannot compute."""
    check = {"code": "E1", "severity": "error", "must": data.decode()}
    if verify.Form({"line": [], "check": [check]}, None).others:
        raise verify.NotCovered


def read_entry(data):
    read_act(parse(data))


PARSERS = {  # a sample to begin with, what reads it, and what it may be refused with
    "control": (CONTROL, lambda data: parse_check(data.decode()), (BadExpression, ValueError)),
    "act": (json.dumps(ACT, sort_keys=True, separators=(",", ":")).encode(), read_entry, (NotAnAct, LedgerError)),
    "packed cells": (b"3=124 4=130 5=", lambda data: unpacked(data.decode()), (ValueError,)),
    "verify: control": (b"T == here(station.G) + given(S) - V", read_control, (*verify.BROKEN, verify.NotCovered)),
    "verify: key": (b"origin+00000000+AQ==", lambda data: verify.read_key(data.decode()), verify.BROKEN),
    "verify: note": ("text\n\n— name AAAAAAAA\n".encode(), lambda data: verify.signed_by(data, [], "here"), verify.BROKEN),
}  # fmt: skip


def holds(name, data):
    """Whether it was read; any exception but the parser's own goes through."""
    _, read, refused = PARSERS[name]
    try:
        read(data)
    except refused:
        return False
    return True


@pytest.mark.parametrize("name", PARSERS)
def test_the_sample_is_read_or_refused_in_words(name):
    assert holds(name, PARSERS[name][0]) == (name not in ("verify: key",))


@given(st.sampled_from(sorted(PARSERS)), st.data())
def test_mangled_samples_and_any_bytes_end_in_the_parsers_own_words(name, data):
    sample = PARSERS[name][0]
    start, stop = sorted((data.draw(st.integers(0, len(sample))), data.draw(st.integers(0, len(sample)))))
    piece = data.draw(st.binary(max_size=12) | st.sampled_from([b"(", b"9" * 40, b"sum(", b"\n\n", b"=", b"[" * 60, b'"']))
    for mangled in (sample[:start] + piece + sample[stop:], piece + sample, piece):
        assert holds(name, mangled) in (True, False)


@pytest.mark.drill
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_atheris_finds_nothing_in_a_minute(tmp_path):
    command = [sys.executable, __file__, str(tmp_path / "corpus"), "-max_total_time=60", "-max_len=600"]
    assert subprocess.run(command, capture_output=True, timeout=1800, check=False).returncode == 0


if __name__ == "__main__":
    import atheris

    corpus = Path(sys.argv.pop(1))
    corpus.mkdir(parents=True, exist_ok=True)
    for number, (sample, _, _) in enumerate(PARSERS.values()):
        (corpus / f"sample-{number}").write_bytes(bytes([number]) + sample)

    def one_input(data):
        """The first byte chooses the parser."""
        if data:
            holds(list(PARSERS)[data[0] % len(PARSERS)], data[1:])

    atheris.instrument_all()
    atheris.Setup([*sys.argv, str(corpus)], one_input)
    atheris.Fuzz()
