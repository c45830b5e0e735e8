"""Checkpoints, and the policy of a reader: which log, which witnesses, how many of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import KEY, NOON, ORIGIN, OTHER_KEY, WITNESSES

from dauys.ledger import (
    COSIGNATURE,
    EMPTY_ROOT,
    BadSignature,
    Checkpoint,
    Malformed,
    Note,
    Policy,
    Signature,
    SigningKey,
    VerifierKey,
)

CHECKPOINT = Checkpoint(ORIGIN, 5, bytes(range(32)))
PUBLIC = tuple(witness.public for witness in WITNESSES)


def cosigned(*witnesses, time=NOON):
    note = CHECKPOINT.signed(KEY)
    return note.with_signatures([witness.sign(note.text, time) for witness in witnesses])


def test_a_checkpoint_is_three_lines():
    assert CHECKPOINT.text == f"{ORIGIN}\n5\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
    assert Checkpoint.empty(ORIGIN).text == f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


@given(st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_as_it_was_written(size, root):
    checkpoint = Checkpoint(ORIGIN, size, root)
    assert Checkpoint.parse(checkpoint.text) == checkpoint


ROOT = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


@pytest.mark.parametrize(
    "text",
    [
        "", "\n\n\n", f"a\n5\n{ROOT}", f"a\n5\n{ROOT}\nextension\n", f"a\n5\n{ROOT}\n\n", f"\n5\n{ROOT}\n", f"a\n05\n{ROOT}\n",
        f"a\n-5\n{ROOT}\n", f"a\n+5\n{ROOT}\n", f"a\n5 \n{ROOT}\n", f"a\n5_0\n{ROOT}\n", f"a\n٥\n{ROOT}\n", f"a\n²\n{ROOT}\n",
        f"a\n{2**63}\n{ROOT}\n", f"a\n{'9' * 5000}\n{ROOT}\n", f"a\n5\n{ROOT[:-1]}\n", f"a\n5\n{ROOT[:-2]}9=\n", "a\n5\nAAAA\n",
        f"a\n0\n{ROOT}\n", f"a\r\n5\r\n{ROOT}\r\n", f"a\t\n5\n{ROOT}\n",
    ],
)  # fmt: skip
def test_what_is_not_a_checkpoint_is_refused(text):
    with pytest.raises(Malformed):
        Checkpoint.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [("", 5, bytes(32)), ("a\nb", 5, bytes(32)), (ORIGIN, -1, bytes(32)), (ORIGIN, 5, bytes(31)), (ORIGIN, 0, bytes(32))],
)
def test_such_a_checkpoint_cannot_be_made(origin, size, root):
    with pytest.raises(Malformed):
        Checkpoint(origin, size, root)


def test_a_log_signs_under_its_own_name_only():
    with pytest.raises(BadSignature, match="does not sign for the log"):
        Checkpoint("other.example", 0, EMPTY_ROOT).signed(KEY)


@pytest.mark.parametrize(
    ("have", "asked", "enough"), [(0, 0, True), (0, 1, False), (2, 2, True), (1, 2, False), (4, 2, True), (4, 4, True)]
)
def test_k_of_n_witnesses_must_have_seen_it(have, asked, enough):
    note, policy = cosigned(*WITNESSES[:have]), Policy(KEY.public, PUBLIC, asked)
    if enough:
        seen = policy.check(Note.parse(bytes(note)))
        assert seen.checkpoint == CHECKPOINT
        assert seen.witnesses == dict.fromkeys((key.name for key in PUBLIC[:have]), NOON)
    else:
        with pytest.raises(BadSignature, match=f"{have} of 4 witnesses cosigned; {asked} must have"):
            policy.check(note)


def test_one_witness_counts_once_however_often_it_signed():
    note = CHECKPOINT.signed(KEY)
    twice = tuple(WITNESSES[0].sign(note.text, time) for time in (NOON, NOON + 1))
    with pytest.raises(BadSignature, match="1 of 4"):
        Policy(KEY.public, PUBLIC, 2).check(Note(note.text, note.signatures + twice))


def test_witnesses_do_not_stand_in_for_the_log():
    note = cosigned(*WITNESSES)
    with pytest.raises(BadSignature, match="has not signed this checkpoint"):
        Policy(KEY.public, PUBLIC, 2).check(Note(note.text, note.signatures[1:]))
    with pytest.raises(BadSignature):
        Policy(OTHER_KEY.public, PUBLIC, 2).check(note)


def test_a_checkpoint_of_another_log_is_refused():
    with pytest.raises(BadSignature, match=r"expected is one of 'other\.example'"):
        Policy(SigningKey.from_seed("other.example", bytes(32)).public).check(CHECKPOINT.signed(KEY))


def test_a_cosignature_of_another_checkpoint_is_worthless():
    other = Checkpoint(ORIGIN, 6, bytes(32))
    note = CHECKPOINT.signed(KEY).with_signatures([WITNESSES[0].sign(other.text, NOON)])
    with pytest.raises(BadSignature, match="does not hold"):
        Policy(KEY.public, PUBLIC, 0).check(note)


def test_a_witness_cannot_sign_as_a_log_does():
    witness = WITNESSES[0].public
    plain = SigningKey.from_seed(witness.name, bytes(31) + b"\x10")  # the same key, used as a log's
    note = CHECKPOINT.signed(KEY)
    forged = Signature(witness.name, witness.id, plain.sign(note.text).data)
    with pytest.raises(BadSignature):
        Policy(KEY.public, PUBLIC, 0).check(note.with_signatures([forged]))


@pytest.mark.parametrize(
    ("log", "witnesses", "quorum"),
    [
        (PUBLIC[0], (), 0),
        (KEY.public, (OTHER_KEY.public,), 0),
        (KEY.public, PUBLIC, 5),
        (KEY.public, PUBLIC, -1),
        (KEY.public, (PUBLIC[0], PUBLIC[0]), 2),
        (KEY.public, (PUBLIC[0], VerifierKey("alias.example", PUBLIC[0].public, COSIGNATURE)), 2),
        (KEY.public, (VerifierKey("alias.example", KEY.public.public, COSIGNATURE),), 1),
        (KEY.public, (PUBLIC[0], VerifierKey(PUBLIC[0].name, PUBLIC[1].public, COSIGNATURE)), 2),
    ],
)  # fmt: skip
def test_such_a_policy_would_deceive_its_reader(log, witnesses, quorum):
    with pytest.raises(Malformed):
        Policy(log, witnesses, quorum)
