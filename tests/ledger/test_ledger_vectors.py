"""Every case of the log's vector files, by other people's figures; and no case and no section is left out.

That no file is left out is in ``tests/test_vectors.py``.
"""

import base64
import json
import struct
from itertools import pairwise
from pathlib import Path

import pytest
import rfc8785

from dauys.ledger import (
    BadProof,
    BadSignature,
    Checkpoint,
    LedgerError,
    Malformed,
    NotCanonical,
    Note,
    SigningKey,
    Tile,
    Tree,
    VerifierKey,
    canonical,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    parse,
    root_of,
    sign,
    verify_consistency,
    verify_inclusion,
)
from dauys.ledger.keys import signature_holds
from dauys.ledger.merkle import EMPTY_ROOT
from dauys.ledger.tiles import bundle, index_path, parse_bundle, tiles

VECTORS = Path(__file__).parents[1] / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text("utf-8"))


# ---- Merkle tree -----------------------------------------------------------------------------------------------------

REFERENCE = load("merkle-rfc6962-reference.json")
LEAVES = [leaf_hash(bytes.fromhex(entry)) for entry in REFERENCE["leaf_inputs_hex"]]
ROOTS = {int(size): bytes.fromhex(root) for size, root in REFERENCE["root_by_size"].items()}


def reference_leaf(entry):
    assert leaf_hash(bytes.fromhex(entry)) in LEAVES


def reference_root(case):
    size, root = int(case[0]), bytes.fromhex(case[1])
    assert Tree(LEAVES).root(size) == Tree(LEAVES[:size]).root() == root_of(LEAVES[:size]) == root


def hash_case(case):
    name, expected = case
    found = {
        "empty_root": lambda: EMPTY_ROOT,
        "empty_leaf": lambda: leaf_hash(b""),
        "leaf_L123456": lambda: leaf_hash(b"L123456"),
        "node_N123_N456": lambda: node_hash(b"N123", b"N456"),
    }[name]()
    assert found.hex() == expected


def reference_inclusion(case):
    index, size = case["index"], case["size"]
    path = [bytes.fromhex(one) for one in case["path"]]
    assert list(inclusion_proof(index, size, Tree(LEAVES))) == path
    verify_inclusion(LEAVES[index], index, size, path, ROOTS[size])


def reference_consistency(case):
    old, new = case["size1"], case["size2"]
    path = [bytes.fromhex(one) for one in case["path"]]
    assert list(consistency_proof(old, new, Tree(LEAVES))) == path
    verify_consistency(old, new, path, ROOTS[old], ROOTS[new])


def leaf_n_trees(case):
    roots = {int(size): root for size, root in case["roots"].items()}
    assert len(roots) == 12
    grown = Tree()
    for before, size in pairwise([0, *sorted(roots)]):
        grown.extend(leaf_hash(b"leaf %d" % index) for index in range(before, size))
        assert grown.root().hex() == roots[size]
    assert {size: grown.root(size).hex() for size in roots} == roots


def of_base64(text):
    return base64.b64decode(text or "")


def refused(check, case):
    if case["wantErr"]:
        with pytest.raises(BadProof):
            check()
    else:
        check()


def inclusion_probe(case):
    proof = [of_base64(one) for one in case["proof"] or ()]
    leaf, root = of_base64(case["leafHash"]), of_base64(case["root"])
    refused(lambda: verify_inclusion(leaf, case["leafIdx"], case["treeSize"], proof, root), case)


def consistency_probe(case):
    proof = [of_base64(one) for one in case["proof"] or ()]
    roots = of_base64(case["root1"]), of_base64(case["root2"])
    refused(lambda: verify_consistency(case["size1"], case["size2"], proof, *roots), case)


# ---- notes, keys, checkpoints ----------------------------------------------------------------------------------------


def keys_of(case):
    return [VerifierKey.parse(text) for text in case["vkeys"]]


def note_accepted(case):
    note = Note.parse(case["note"].encode())
    verified = note.verified(keys_of(case))
    assert [key.name for key in verified] == case["verified"]
    assert [one.name for one in note.signatures if one.name not in case["verified"]] == case.get("unverified", [])
    assert str(note) == case["note"]
    assert [str(key) for key in keys_of(case)] == case["vkeys"]


def note_signed(case):
    key = SigningKey.parse(case["skey"])
    assert str(sign(case["text"], key)) == case["note"]
    assert key.secret == case["skey"]


def note_refused(case):
    with pytest.raises((Malformed, BadSignature)):
        Note.parse(case["note"].encode()).verified(keys_of(case))


def note_bytes_refused(case):
    with pytest.raises(Malformed):
        Note.parse(bytes.fromhex(case["note_hex"]))


GOOD_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


def bad_key(case):
    wrong = [case["vkey"]]
    if case["vkey"] is None:  # the case says it in words: every proper part of the good key, and every letter raised by one
        size = len(GOOD_KEY)
        wrong = [GOOD_KEY[start:stop] for start in range(size) for stop in range(start, size) if stop - start < size]
        wrong += [GOOD_KEY[:at] + chr(ord(GOOD_KEY[at]) + 1) + GOOD_KEY[at + 1 :] for at in range(size)]
        assert len(wrong) > 2000
    for text in wrong:
        with pytest.raises(Malformed):
            VerifierKey.parse(text)


def signed_checkpoint(case):
    note = Note.parse(case["checkpoint"].encode())
    checkpoint = Checkpoint.parse(note.text)
    key = SigningKey.from_seed(checkpoint.origin, bytes.fromhex(case["private_key_seed_hex"]))
    assert note.verified([key.public]) == (key.public,)
    assert str(checkpoint.signed(key)) == case["checkpoint"]


def checkpoint_text(case):
    checkpoint = Checkpoint.parse(case["body"])
    assert (checkpoint.size, checkpoint.root) == (case["size"], leaf_hash(case["leaf"].encode()))
    assert checkpoint.text == case["body"]


def cosigned_checkpoint(case):
    note = Note.parse(case["checkpoint"].encode())
    assert str(note) == case["checkpoint"]
    assert Checkpoint.parse(note.text).text == note.text
    log, witness = note.signatures
    assert (log.name, witness.name) == ("example.com/behind-the-sofa", "witness.example.com/w1")
    assert case["cosigned_message"] == f"cosignature/v1\ntime {witness.time}\n{note.text}"


# ---- tiles -----------------------------------------------------------------------------------------------------------


def index_encoded(case):
    assert index_path(case["n"]) == case["path"]
    assert Tile.parse(f"tile/0/{case['path']}") == Tile(0, case["n"])


def tiles_of_size(case):
    made = list(tiles(case["size"]))
    assert [tile.level for tile in made if tile.level is None] == [None] * -(-case["size"] // 256)
    for level in range(3):
        here = [tile for tile in made if tile.level == level]
        told = case.get(f"level{level}", {"full": 0, "partial": 0})
        assert len([tile for tile in here if tile.width == 256]) == told["full"]
        assert [tile.width for tile in here if tile.width < 256] == ([told["partial"]] if told["partial"] else [])
    assert max(tile.level or 0 for tile in made) == max(int(key[5:]) for key in case if key.startswith("level"))


def path_refused(path):
    with pytest.raises(Malformed):
        Tile.parse(path)


def entry_bundle(words):
    assert "big-endian uint16" in words
    assert bundle([b"one", b"", b"x" * 65535]) == b"\0\3one\0\0\xff\xff" + b"x" * 65535
    assert parse_bundle(b"\0\3one\0\0", 2) == [b"one", b""]
    with pytest.raises(Malformed):
        bundle([b"x" * 65536])


# ---- canonical JSON --------------------------------------------------------------------------------------------------

OURS = {  # what the narrowed form says to the documents of the RFC's author
    "arrays": None,
    "french": None,
    "structures": "float",
    "unicode": "normal form C",
    "values": "float",
    "weird": "normal form C",  # the Hebrew letter with dagesh is two characters in that form
}


def canonical_document(case):
    value, right = json.loads(case["input"]), bytes.fromhex(case["output_hex"])
    assert rfc8785.dumps(value) == right
    if OURS[case["name"]] is None:
        assert canonical(value) == right
        assert parse(right) == value
    else:
        with pytest.raises(NotCanonical, match=OURS[case["name"]]):
            canonical(value)
    if case["name"] == "structures":  # without its fraction of zero
        assert canonical(parse(right)) == right


def canonical_number(case):
    (number,) = struct.unpack(">d", bytes.fromhex(case["ieee754_hex"]))
    assert rfc8785.dumps(number) == case["json"].encode()
    with pytest.raises(NotCanonical, match="float"):
        canonical(number)
    if case["json"] == "0":
        assert parse(b"0") == 0
    else:  # with a point, with an exponent, or beyond 2^53 - 1
        with pytest.raises(NotCanonical):
            parse(case["json"].encode())


TO_REFUSE = {
    "NaN": ([float("nan")], [b"NaN"]),
    "Infinity": ([float("inf")], [b"Infinity"]),
    "-Infinity": ([float("-inf")], [b"-Infinity"]),
    "lone surrogate in a string": (["\ud800", {"\udfff": 1}], [b'"\\ud800"', b'"\xed\xa0\x80"']),
    "integer outside [-2^53+1, 2^53-1] (library rfc8785 raises IntegerDomainError)": (
        [2**53, -(2**53)],
        [b"9007199254740992", b"-9007199254740992"],
    ),
    "duplicate member names (json.loads keeps the last: reject with object_pairs_hook)": (
        [],
        [b'{"a":1,"a":1}', b'{"a":1,"a":2}'],
    ),
}


def canonical_refusal(words):
    values, texts = TO_REFUSE[words]
    for value in values:
        with pytest.raises(NotCanonical):
            canonical(value)
    for text in texts:
        with pytest.raises(NotCanonical):
            parse(text)


# ---- Ed25519 ---------------------------------------------------------------------------------------------------------


def ed25519(case):
    public, message, signature = (bytes.fromhex(case[part]) for part in ("pk", "msg", "sig"))
    assert signature_holds(public, message, signature) is {"valid": True, "invalid": False}[case["result"]]


# ---- nothing is left out ---------------------------------------------------------------------------------------------

SECTIONS = {  # file and section: how many cases it has, and what runs one of them
    ("merkle-rfc6962-reference.json", "leaf_inputs_hex"): (8, reference_leaf),
    ("merkle-rfc6962-reference.json", "root_by_size"): (9, reference_root),
    ("merkle-rfc6962-reference.json", "hash_cases"): (4, hash_case),
    ("merkle-rfc6962-reference.json", "inclusion"): (36, reference_inclusion),
    ("merkle-rfc6962-reference.json", "consistency"): (36, reference_consistency),
    ("merkle-rfc6962-reference.json", "leaf_n_trees"): (1, leaf_n_trees),
    ("merkle-proof-probes.json", "inclusion"): (98, inclusion_probe),
    ("merkle-proof-probes.json", "consistency"): (98, consistency_probe),
    ("signed-note.json", "accept"): (4, note_accepted),
    ("signed-note.json", "sign"): (1, note_signed),
    ("signed-note.json", "reject"): (9, note_refused),
    ("signed-note.json", "reject_bytes_hex"): (1, note_bytes_refused),
    ("signed-note.json", "bad_vkeys"): (3, bad_key),
    ("signed-note.json", "checkpoints"): (1, signed_checkpoint),
    ("signed-note.json", "tree_note"): (1, checkpoint_text),
    ("signed-note.json", "parse_only"): (1, cosigned_checkpoint),
    ("tlog-tiles.json", "index_encoding"): (4, index_encoded),
    ("tlog-tiles.json", "tiles_for_size"): (2, tiles_of_size),
    ("tlog-tiles.json", "must_refuse_path"): (2, path_refused),
    ("tlog-tiles.json", "entry_bundle"): (1, entry_bundle),
    ("rfc8785-jcs.json", "cases"): (6, canonical_document),
    ("rfc8785-jcs.json", "numbers"): (24, canonical_number),
    ("rfc8785-jcs.json", "refuse"): (6, canonical_refusal),
    ("ed25519-wycheproof.json", "tests"): (151, ed25519),
}
TABLES = {"root_by_size", "hash_cases"}  # objects whose members are the cases
RUN = {
    (file, section): list(found.items()) if section in TABLES else found if isinstance(found, list) else [found]
    for file, section in SECTIONS
    for found in [load(file)[section]]
}


@pytest.mark.parametrize(
    ("where", "case"),
    [
        pytest.param(where, case, id=f"{where[0].removesuffix('.json')}-{where[1]}-{number}")
        for where, cases in RUN.items()
        for number, case in enumerate(cases)
    ],
)
def test_vector(where, case):
    SECTIONS[where][1](case)


def test_every_case_of_every_section_is_run():
    assert {where: len(cases) for where, cases in RUN.items()} == {where: count for where, (count, _) in SECTIONS.items()}
    for file in {file for file, _ in SECTIONS}:
        assert {section for name, section in SECTIONS if name == file} == load(file).keys() - {"provenance"}


def test_what_is_refused_is_refused_in_this_rooms_own_words():
    assert issubclass(NotCanonical, Malformed)
    assert all(issubclass(one, LedgerError) for one in (Malformed, BadProof, BadSignature))
