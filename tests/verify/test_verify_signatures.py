"""Signatures and the tree of ``verify.py`` against the vectors of others, and against the ledger room."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dauys import verify
from dauys.ledger import COSIGNATURE, PLAIN, Checkpoint, SigningKey, Tree, inclusion_proof, leaf_hash, sign
from dauys.ledger.tiles import Tile

VECTORS = Path(__file__).parents[1] / "vectors"


def vectors(name):
    return json.loads((VECTORS / name).read_text("utf-8"))


def test_ed25519_holds_where_wycheproof_says_so_and_nowhere_else():
    cases = vectors("ed25519-wycheproof.json")["tests"]
    assert len(cases) > 100
    wrong = [
        case["tcId"]
        for case in cases
        if verify.holds(*(bytes.fromhex(case[word]) for word in ("pk", "msg", "sig"))) != (case["result"] == "valid")
    ]
    assert not wrong


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60), st.integers(0, 63))
def test_what_the_ledger_signs_holds_and_with_one_other_bit_it_does_not(seed, message, at):
    key = SigningKey.from_seed("invented", seed)
    signature = key._private.sign(message)
    broken = signature[:at] + bytes([signature[at] ^ 4]) + signature[at + 1 :]
    assert verify.holds(key.public.public, message, signature)
    assert not verify.holds(key.public.public, message, broken)


@pytest.mark.parametrize("kind", [PLAIN, COSIGNATURE])
def test_a_printed_key_is_read_and_one_letter_less_is_refused(kind):
    key = SigningKey.from_seed("invented.example/log", b"k" * 32, kind).public
    read = verify.read_key(str(key))
    assert read == (key.name, key.id, kind, key.public)
    for at in (0, len(key.name) + 1, len(str(key)) - 3):
        with pytest.raises(verify.BROKEN):
            verify.read_key(str(key)[:at] + str(key)[at + 1 :])


@pytest.mark.parametrize("case", vectors("signed-note.json")["accept"])
def test_signed_notes_of_others_are_read(case):
    text, found = verify.signed_by(case["note"].encode(), map(verify.read_key, case["vkeys"]), "note")
    assert text == case["note"].rpartition("\n\n")[0] + "\n"
    assert {name for name, *_ in found} == set(case["verified"])


@pytest.mark.parametrize("case", vectors("signed-note.json")["reject"], ids=lambda case: case["why"])
def test_signed_notes_that_are_not_right_are_refused_or_signed_by_nobody(case):
    try:
        found = verify.signed_by(case["note"].encode(), map(verify.read_key, case["vkeys"]), "note")[1]
    except verify.BROKEN:
        found = set()
    assert not found


@pytest.mark.parametrize("case", vectors("signed-note.json")["bad_vkeys"], ids=lambda case: case["why"])
def test_keys_that_are_none_are_refused(case):
    with pytest.raises(verify.BROKEN):
        verify.read_key(case["vkey"])


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_reference_tree(size):
    given_ = vectors("merkle-rfc6962-reference.json")
    levels = verify.tree(bytes.fromhex(one) for one in given_["leaf_inputs_hex"])
    assert verify.root(levels, size).hex() == given_["root_by_size"][str(size)]


def test_inclusion_proofs_of_the_reference_tree():
    given_ = vectors("merkle-rfc6962-reference.json")
    levels = verify.tree(bytes.fromhex(one) for one in given_["leaf_inputs_hex"])
    assert given_["inclusion"]
    for case in given_["inclusion"]:
        assert [hash_.hex() for hash_ in verify.path(levels, case["index"], case["size"])] == case["path"]


@given(st.integers(1, 700), st.data())
def test_a_proof_is_that_of_the_ledger(size, data):
    entries = [str(n).encode() for n in range(size)]
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, Tree(map(leaf_hash, entries)))
    assert verify.path(verify.tree(entries), index, size) == list(proof)


@given(st.integers(0, 300), st.integers(0, 300))
def test_the_root_of_a_beginning_is_the_root_that_it_had(size, more):
    entries = [str(n).encode() for n in range(size + more)]
    assert verify.root(verify.tree(entries), size) == Tree(map(leaf_hash, entries)).root(size)


@given(st.lists(st.integers(0, 900_000), unique=True))
def test_the_order_of_paths_is_that_of_tiles(numbers):
    paths = {Tile(None, number).path: number for number in numbers}
    assert [paths[path] for path in sorted(paths)] == sorted(numbers)


def test_a_checkpoint_of_another_log_is_refused():
    key = SigningKey.from_seed("invented.example/log", b"k" * 32)
    note = bytes(Checkpoint.empty("invented.example/log").signed(key))
    read = verify.read_key(str(key.public))
    assert verify.read_checkpoint(note, read, [], "checkpoint")[0] == 0
    other = bytes(sign("invented.example/other\n0\n" + "A" * 43 + "=\n", key))
    with pytest.raises(verify.Unreadable, match="not a checkpoint signed by"):
        verify.read_checkpoint(other, read, [], "checkpoint")
