"""The official vector files are all here, unchanged, and every one of them is read by a test."""

import ast
import json
import shutil
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

TESTS = Path(__file__).parent
VECTORS = TESTS / "vectors"

OFFICIAL = {  # SHA-256 of each file; README.md beside them tells where they come from
    "ed25519-wycheproof.json": "d111011611cb5a98cf1cd91c225d7a8420aa45de8332eee1e769687b280e4456",
    "forensics.json": "bca3d280a048147a82ff6854fe6d8cc48da88e9d86c999a4d7027fc05f1030fe",
    "ge-2012-mixed-precincts.csv.gz": "e69f7929534b90f1e38e6fb4428fefd978195e2f99e52e75cd9d49d5b80efdbe",
    "merkle-proof-probes.json": "ac331bc707267fe4d42655197acf40ce12d4293413db77c80ae8666fac54fdf2",
    "merkle-rfc6962-reference.json": "76e8016e895a6296085cf0a64e83ec5db54e3464a21a2129bfa951aa5abe44d9",
    "opentimestamps-examples.json": "70762487ccef1eebcc67031b97d6e3c2b167a66e4096e59ea891ea3c64039c62",
    "rfc3161-fixtures.json": "202662b4a5867cffca8c583b75b11a38c4a44d611fa3ab7e62d8f13634ea19bc",
    "rfc8785-jcs.json": "d32029f005065758db993502afe893c9072e3ff0bf76c1645610009b14d9fb25",
    "rla.json": "a6cb04091ac42f1561723eaaf06faf271cdae6a254424a09b14c23de1406f5b0",
    "ru-2011-stations.csv.gz": "0a78ef63c9429e25250dac423798a337b26ce5269a80d516673933e5edb6b28c",
    "ru-2016-stations.csv.gz": "aa21466f9300f69cf7c7cd3895318fbd1211979d0250e3d857fd5bf1ba75afca",
    "ru-2020-stations.csv.gz": "b76b7e9052b24557a6882287b29a27cf8d9d45b28770a8a7a72d3dcdd5981386",
    "ru-2021-stations.csv.gz": "d50544b69234aa8add725e026ba32b88c7773b80c94a3926faf2e4ebbab9db58",
    "signed-note.json": "32c9073c6628c39babe6fcf71d6f2481e1a68b02dc4b5bff9b4611f9500375ff",
    "tlog-tiles.json": "cd40f508f3bdc0624cf8bbc09cb8314b62567973de8121465edd5be6d765cf3b",
}


@cache
def words(path: Path) -> frozenset[str]:
    """The strings that a file of tests holds as values; comments and docstrings read nothing."""
    nodes = ast.walk(ast.parse(path.read_text("utf-8")))
    return frozenset(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def faults(vectors: Path, tests: Iterable[Path]) -> list[str]:
    """What is wrong with a folder of vectors, and with what the tests read of it."""
    here = {path.relative_to(vectors).as_posix(): path for path in vectors.rglob("*") if path.is_file()}
    here.pop("README.md", None)
    named = {word for path in tests for word in words(path)}
    return sorted(
        [f"{name}: missing" for name in OFFICIAL.keys() - here.keys()]
        + [f"{name}: changed" for name in OFFICIAL.keys() & here.keys() if digest(here[name]) != OFFICIAL[name]]
        + [f"{name}: not an official file" for name in here.keys() - OFFICIAL.keys()]
        + [f"{name}: no test reads it" for name in here.keys() - named]
    )


def digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def readers() -> list[Path]:
    """The tests, but for this file, which only names the vectors."""
    return [path for path in TESTS.rglob("test_*.py") if path != Path(__file__)]


def test_every_official_vector_file_is_here_unchanged_and_read_by_a_test():
    assert not faults(VECTORS, readers())


def test_a_file_that_is_missing_changed_added_or_unread_is_noticed(tmp_path):
    copy = tmp_path / "vectors"
    shutil.copytree(VECTORS, copy)
    assert not faults(copy, readers())
    (copy / "rla.json").unlink()
    assert faults(copy, readers()) == ["rla.json: missing"]
    (copy / "tlog-tiles.json").write_bytes((copy / "tlog-tiles.json").read_bytes() + b"\n")
    (copy / "more.json").write_text("{}", "utf-8")
    assert faults(copy, readers()) == [
        "more.json: no test reads it",
        "more.json: not an official file",
        "rla.json: missing",
        "tlog-tiles.json: changed",
    ]
    without = [path for path in readers() if path.name != "test_timestamps.py"]
    assert faults(VECTORS, without) == [
        "opentimestamps-examples.json: no test reads it",
        "rfc3161-fixtures.json: no test reads it",
    ]


def test_every_vector_file_names_its_source():
    told = (VECTORS / "README.md").read_text("utf-8")
    for name in OFFICIAL:
        assert name in told
        if name.endswith(".json"):
            assert json.loads((VECTORS / name).read_text("utf-8"))["provenance"]
