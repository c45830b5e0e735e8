"""Whatever is put before them, the parsers read it or refuse it in this room's own words, in a time that is bounded."""

import importlib.util
import subprocess
import sys
import time
from pathlib import Path

import pytest
from fuzz_parsers import PARSERS, holds
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dauys.ledger.note import LARGEST_NOTE

names = st.sampled_from(sorted(PARSERS))


@st.composite
def mangled(draw):
    """A good sample, some parts of it cut out, doubled, moved, or overwritten."""
    name = draw(names)
    data = PARSERS[name][0]
    for _ in range(draw(st.integers(1, 3))):
        start, stop = sorted((draw(st.integers(0, len(data))), draw(st.integers(0, len(data)))))
        part = data[start:stop]
        change = draw(st.sampled_from(["cut", "double", "overwrite", "flip", "insert"]))
        if change == "cut":
            data = data[:start] + data[stop:]
        elif change == "double":
            data = data[:stop] + part + data[stop:]
        elif change == "flip" and start < len(data):
            data = data[:start] + bytes([data[start] ^ 1 << draw(st.integers(0, 7))]) + data[start + 1 :]
        else:
            new = draw(
                st.binary(max_size=6)
                | st.sampled_from([b"\n", b"\n\n", b" ", "— ".encode(), b"+", b"0", b"\0", b'"', b"[", b"9" * 30])
            )
            data = data[:start] + new + (data[start:] if change == "insert" else data[start + len(new) :])
    return name, data


@pytest.mark.parametrize("name", sorted(set(PARSERS) - {"tiles"}))
def test_the_samples_are_read(name):
    assert holds(name, PARSERS[name][0])


@given(mangled())
@settings(max_examples=1500, deadline=None)
def test_mangled_samples_are_read_exactly_or_refused(case):
    holds(*case)


@given(names, st.binary(max_size=200))
@settings(max_examples=500, deadline=None)
@example("note", b"\n\n\n")
@example("receipt", b"c2sp.org/tlog-proof@v1\n\n")
@example("request", b"old 0\n\n")
def test_any_bytes_are_read_exactly_or_refused(name, data):
    holds(name, data)


BIG = LARGEST_NOTE
HUGE = {
    "brackets": b"[" * BIG,
    "braces": b'{"a":' * (BIG // 5),
    "digits": b"9" * BIG,
    "a number": b"5\n" + b"9" * BIG + b"\n" + b"A" * 43 + b"=\n",
    "newlines": b"\n" * BIG,
    "blank lines before signatures": b"\n\n" * (BIG // 2 - 40) + "— a AAAAAAA=\n".encode(),
    "signatures": b"a\n\n" + "— a AAAAAAA=\n".encode() * (BIG // 15),
    "one long signature": b"a\n\n" + "— a ".encode() + b"AAAA" * (BIG // 4 - 8) + b"\n",
    "a long name": b"a\n\n" + "— ".encode() + b"a" * (BIG - 30) + b" AAAAAAA=\n",
    "proof lines": b"c2sp.org/tlog-proof@v1\nindex 1\n" + (b"A" * 43 + b"=\n") * (BIG // 45) + b"\na\n",
    "request lines": b"old 1\n" + (b"A" * 43 + b"=\n") * (BIG // 45) + b"\na\n",
    "slashes": b"tile/0/" + b"x000/" * (BIG // 5) + b"000",
    "pluses": b"+" * BIG,
    "zeros": bytes(BIG),
    "strings": b'["' + b'","' * (BIG // 3) + b'"]',
    "marks to be put in order": ('"a' + "\u0301\u0323" * 200_000 + '"').encode(),
    "far beyond": bytes(20 * BIG),
}


@pytest.mark.parametrize("kind", HUGE)
def test_huge_inputs_are_answered_in_bounded_time(kind):
    for name in PARSERS:
        start = time.process_time()
        holds(name, HUGE[kind])
        assert time.process_time() - start < 2, name


@pytest.mark.drill
@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
def test_atheris_finds_nothing_in_a_minute(tmp_path):
    run = [
        sys.executable,
        str(Path(__file__).with_name("fuzz_parsers.py")),
        str(tmp_path),
        "-max_total_time=60",
        "-rss_limit_mb=0",
    ]
    ran = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=1800)
    assert ran.returncode == 0, ran.stderr[-3000:]
