"""Signed notes: who signed what, and what makes a note worthless."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import KEY, NOON, OTHER_KEY, WITNESSES

from dauys.ledger import COSIGNATURE, BadSignature, Malformed, Note, Signature, SigningKey, VerifierKey, sign
from dauys.ledger.note import LARGEST_NOTE, MOST_SIGNATURES

TEXT = "Бюллетень\n\nsecond paragraph\n"
lines = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
bodies = st.lists(lines, min_size=1, max_size=5).map(lambda several: "".join(f"{line}\n" for line in several))


@given(bodies, st.lists(st.sampled_from([KEY, OTHER_KEY]), min_size=1, max_size=2, unique=True))
def test_a_note_is_read_as_it_was_written(text, keys):
    note = sign(text, *keys)
    assert Note.parse(bytes(note)) == note
    assert set(note.verified([KEY.public, OTHER_KEY.public])) == {key.public for key in keys}


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_no_bit_of_a_note_can_be_changed(place, bit):
    data = bytearray(bytes(sign(TEXT, KEY)))
    data[place % len(data)] ^= 1 << bit
    with pytest.raises((Malformed, BadSignature)):
        Note.parse(bytes(data)).verified([KEY.public])


def test_a_broken_signature_of_a_known_key_refuses_the_note_though_another_holds():
    other = SigningKey.from_seed("other.example", bytes(32))
    note = sign(TEXT, KEY, other)
    broken = Note(note.text, (note.signatures[0], Signature("other.example", other.public.id, bytes(64))))
    assert broken.verified([KEY.public]) == (KEY.public,)  # to whom the other key is unknown
    with pytest.raises(BadSignature, match=r"other\.example"):
        broken.verified([KEY.public, other.public])


def test_unknown_keys_are_passed_over_even_under_a_known_name():
    note = sign(TEXT, KEY, OTHER_KEY)
    assert note.verified([KEY.public]) == (KEY.public,)
    with pytest.raises(BadSignature, match="no signature of a known key"):
        note.verified([WITNESSES[0].public])
    with pytest.raises(BadSignature, match="no signature of a known key"):
        note.verified([])


@pytest.mark.parametrize("count", [1, 16, MOST_SIGNATURES])
def test_a_note_may_have_many_signatures(count):
    keys = [SigningKey.from_seed(f"key{n}.example", n.to_bytes(32)) for n in range(count)]
    note = Note.parse(bytes(sign(TEXT, *keys)))
    assert note.verified([key.public for key in keys]) == tuple(key.public for key in keys)


def test_a_note_with_too_many_is_refused():
    one = sign(TEXT, KEY).signatures[0]
    with pytest.raises(Malformed, match="signatures"):
        Note.parse(bytes(Note(TEXT, (one,) * (MOST_SIGNATURES + 1))))


@pytest.mark.parametrize(
    "text", ["no newline", "a tab\t\n", "a bell\a\n", "a return\r\n", "half a pair \ud800\n"], ids=lambda text: repr(text)
)
def test_such_a_text_is_not_signed(text):
    with pytest.raises(Malformed):
        sign(text, KEY)


def test_the_text_ends_at_the_last_blank_line():
    inner = str(sign("inner\n", OTHER_KEY))  # a note in a note: the inner signature is text
    note = Note.parse(bytes(sign(inner, KEY)))
    assert note.text == inner
    assert len(note.signatures) == 1


@given(st.sampled_from([1, COSIGNATURE]), st.binary(min_size=32, max_size=32))
def test_keys_are_read_as_they_were_written(kind, seed):
    key = SigningKey.from_seed("name.example/ключ", seed, kind)
    assert VerifierKey.parse(str(key.public)) == key.public
    assert SigningKey.parse(key.secret).public == key.public


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\u00a0b", "a\u2003b", "a\tb", "a\nb", "\ud800"])
def test_such_a_name_is_refused(name):
    with pytest.raises(Malformed):
        VerifierKey(name, bytes(32))


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "PRIVATE+KEY+",
        KEY.secret[:-1],
        KEY.secret.removeprefix("PRIVATE+KEY+"),
        KEY.secret.replace("invented", "Invented"),
        str(KEY.public),
    ],
)
def test_a_wrong_private_key_is_refused(secret):
    with pytest.raises(Malformed):
        SigningKey.parse(secret)


def test_a_keys_id_is_made_as_the_specification_says():
    for kind, key in ((1, KEY.public), (4, WITNESSES[0].public)):
        made = sha256(key.name.encode() + b"\n" + bytes([kind]) + key.public).digest()[:4]
        assert (key.kind, key.id) == (kind, made)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_has_32_bytes(size):
    with pytest.raises(Malformed, match="32"):
        VerifierKey("a.example", bytes(size))
    with pytest.raises(Malformed, match="32"):
        SigningKey.from_seed("a.example", bytes(size))


def test_a_signature_line_holds_more_than_the_keys_id():
    assert Signature.parse("— a AAAAAAA=\n") == Signature("a", bytes(4), bytes(1))
    for line in ("— a AAAAAA==\n", "— a \n", "— a\n", "—  AAAAAAA=\n", "- a AAAAAAA=\n", "— a AAAAAAA="):
        with pytest.raises(Malformed):
            Signature.parse(line)


def test_a_note_has_a_largest_size():
    longest = LARGEST_NOTE - len(bytes(sign("\n", KEY))) + 1
    Note.parse(bytes(sign("a" * (longest - 1) + "\n", KEY)))
    with pytest.raises(Malformed, match="at most 1000000 are read"):
        Note.parse(bytes(sign("a" * longest + "\n", KEY)))


def test_a_private_key_never_shows_itself():
    key = SigningKey.generate("name.example")
    assert key.secret.startswith("PRIVATE+KEY+name.example+")
    for shown in (str(key), repr(key), f"{key}"):
        assert key.secret not in shown
        assert key.secret.split("+", 4)[4] not in shown  # base64 may have pluses of its own


def test_every_generated_key_is_another():
    assert len({SigningKey.generate("name.example").secret for _ in range(5)}) == 5


def test_a_cosignature_signs_the_time_too():
    witness = WITNESSES[0]
    signature = witness.sign(TEXT, NOON)
    assert signature.time == NOON
    signature.verify(TEXT, witness.public)
    later = Signature(signature.name, signature.key, (NOON + 1).to_bytes(8) + signature.data[8:])
    for wrong in (later, Signature(signature.name, signature.key, signature.data[8:])):
        with pytest.raises(BadSignature):
            wrong.verify(TEXT, witness.public)


@pytest.mark.parametrize("time", [0, 1, 2**63 - 1])
def test_a_cosignature_at_the_first_and_the_last_possible_time(time):
    signature = WITNESSES[0].sign(TEXT, time)
    assert signature.time == time
    signature.verify(TEXT, WITNESSES[0].public)


@pytest.mark.parametrize("time", [-1, 2**63])
def test_a_cosignature_at_an_impossible_time_is_refused(time):
    with pytest.raises(BadSignature, match="time"):
        WITNESSES[0].sign(TEXT, time)


def test_each_kind_of_key_signs_in_its_own_way():
    with pytest.raises(BadSignature, match="a cosignature has a time"):
        WITNESSES[0].sign(TEXT)
    with pytest.raises(BadSignature, match="a cosignature has a time"):
        KEY.sign(TEXT, NOON)


def test_one_key_for_two_kinds_has_two_ids():
    plain, cosigning = (SigningKey.from_seed("a.example", bytes(32), kind).public for kind in (1, COSIGNATURE))
    assert plain.public == cosigning.public
    assert plain.id != cosigning.id


def test_a_newer_signature_takes_the_place_of_the_older():
    note = sign(TEXT, KEY)
    older, newer = (WITNESSES[0].sign(TEXT, time) for time in (NOON, NOON + 60))
    assert note.with_signatures([older]).with_signatures([newer]).signatures == (*note.signatures, newer)
