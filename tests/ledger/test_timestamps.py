"""Tokens and proofs that others made, good and bad; and what a checkpoint's stamp says and does not say."""

import base64
import json
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from dauys.ledger import BadProof, BadSignature, Checkpoint, LedgerError, Malformed, SigningKey, leaf_hash
from dauys.ledger.timestamps import (
    LARGEST_TOKEN,
    Anchor,
    Attestation,
    Authority,
    Stamp,
    TimestampProof,
    check_token,
    token_request,
)

VECTORS = Path(__file__).parents[1] / "vectors"


def load(name):
    return json.loads((VECTORS / name).read_text("utf-8"))


def unpacked(file):
    return {name: base64.b64decode(text) for name, text in file["files"].items()}


# ---- RFC 3161 --------------------------------------------------------------------------------------------------------

RFC3161 = load("rfc3161-fixtures.json")
TOKENS = unpacked(RFC3161)
HELLO = b"hello"
TEST_TSA = Authority.parse(TOKENS["test_tsa/ts_chain.pem"])
SIGSTAGE = Authority.parse(TOKENS["sigstage/ts_chain.pem"])
MOCK = Authority.parse(TOKENS["sigstore.mock/ts_chain.pem"])
POLICY = "1.3.6.1.4.1.57264.2"


def good_test_token():
    stamp = check_token(TOKENS["test_tsa/response.tsr"], HELLO, TEST_TSA, nonce=stamped_nonce("test_tsa/request.der"))
    assert (stamp.time, stamp.policy) == (datetime(2024, 10, 8, 15, 40, 32, tzinfo=UTC), POLICY)
    assert "test_tsa/response.tsr (2024-10-08T15:40:32Z)" in RFC3161["expect"]


def good_sigstage_token():
    stamp = check_token(TOKENS["sigstage/response-sha256.tsr"], HELLO, SIGSTAGE)
    assert stamp.time == datetime(2025, 5, 9, 11, 58, 55, tzinfo=UTC)
    assert "sigstage/response-sha256.tsr (2025-05-09T11:58:55Z)" in RFC3161["expect"]
    assert stamp.serial == 686758101025552741671190982006166081499178774174


def token_of_another_certificate():
    """Made by the same authority with another certificate: the name is right, the certificate is not the one pinned."""
    with pytest.raises(BadSignature):
        check_token(TOKENS["test_tsa/other_response.tsr"], HELLO, TEST_TSA)


def token_with_a_broken_signature():
    with pytest.raises(BadSignature):
        check_token(TOKENS["sigstage/response-invalid-signature.tsr"], HELLO, SIGSTAGE)


def token_with_a_spoofed_certificate():
    """It carries one that calls itself 'Spoofed TSA'. Signed it is by the authority's own, and by no other name."""
    token = TOKENS["test_tsa/response-injected-certs.tsr"]
    assert b"Spoofed TSA" in token
    assert check_token(token, HELLO, TEST_TSA) == check_token(TOKENS["test_tsa/response.tsr"], HELLO, TEST_TSA)
    chain = TOKENS["test_tsa/ts_chain.pem"]
    with pytest.raises(BadSignature, match="name"):
        check_token(token, HELLO, Authority.parse(chain, name="CN=Spoofed TSA"))
    own = Authority.parse(chain, name="CN=Test TSA Timestamping,O=local")
    assert check_token(token, HELLO, own).time.year == 2024


def token_of_a_certificate_that_has_run_out():
    """It was valid when it stamped. No certificate comes with the token: the pinned one is all that is needed."""
    payload = TOKENS["sigstore.mock/payload"]
    assert MOCK.certificate.not_valid_after_utc < datetime(2024, 6, 1, tzinfo=UTC)
    stamp = check_token(TOKENS["sigstore.mock/response-expired.tsr"], payload, MOCK)
    assert stamp == Stamp(datetime(2023, 2, 1, tzinfo=UTC), -559038737, POLICY, 1234567890)
    with pytest.raises(BadSignature):
        check_token(TOKENS["sigstore.mock/response-expired.tsr"], HELLO, MOCK)


def stamped_nonce(request):
    """The nonce of a request: the eight bytes before its last element, that a certificate is wanted."""
    return int.from_bytes(TOKENS[request][-11:-3])


def request_is_the_one_we_would_make(name):
    def check():
        assert token_request(HELLO, stamped_nonce(name)) == TOKENS[name]

    return check


def chain_is_read(name, subjects):
    def check():
        authority = Authority.parse(TOKENS[name])
        chain = [authority.certificate, *authority.issuers]
        assert [one.subject.rfc4514_string() for one in chain] == subjects

    return check


def payload_is_a_signature():
    assert all(0 < part < 2**256 for part in decode_dss_signature(TOKENS["sigstore.mock/payload"]))


RFC3161_CASES = {
    "test_tsa/request.der": request_is_the_one_we_would_make("test_tsa/request.der"),
    "test_tsa/response.tsr": good_test_token,
    "test_tsa/other_response.tsr": token_of_another_certificate,
    "test_tsa/response-injected-certs.tsr": token_with_a_spoofed_certificate,
    "test_tsa/ts_chain.pem": chain_is_read(
        "test_tsa/ts_chain.pem",
        ["CN=Test TSA Timestamping,O=local", "CN=Test TSA Intermediate,O=local", "CN=Test TSA Root,O=local"],
    ),
    "sigstage/request.der": request_is_the_one_we_would_make("sigstage/request.der"),
    "sigstage/response-sha256.tsr": good_sigstage_token,
    "sigstage/response-invalid-signature.tsr": token_with_a_broken_signature,
    "sigstage/ts_chain.pem": chain_is_read(
        "sigstage/ts_chain.pem", ["CN=sigstore-tsa,O=sigstore.dev", "CN=sigstore-tsa-selfsigned,O=sigstore.dev"]
    ),
    "sigstore.mock/payload": payload_is_a_signature,
    "sigstore.mock/response-expired.tsr": token_of_a_certificate_that_has_run_out,
    "sigstore.mock/ts_chain.pem": chain_is_read(
        "sigstore.mock/ts_chain.pem", ["O=sigstore.mock,CN=tsa signing", "O=sigstore.mock,CN=tsa"]
    ),
}


@pytest.mark.parametrize("name", RFC3161_CASES)
def test_rfc3161_vector(name):
    RFC3161_CASES[name]()


@pytest.mark.parametrize(
    ("name", "authority"), [("test_tsa/response.tsr", TEST_TSA), ("sigstage/response-sha256.tsr", SIGSTAGE)]
)
def test_a_token_is_over_its_message_by_its_authority_for_its_request_and_nothing_else(name, authority):
    other = SIGSTAGE if authority is TEST_TSA else TEST_TSA
    for message, by, nonce in (
        (b"hello!", authority, None),
        (b"", authority, None),
        (HELLO, other, None),
        (HELLO, authority, 1),
    ):
        with pytest.raises(BadSignature):
            check_token(TOKENS[name], message, by, nonce)


def test_an_authority_is_pinned_by_its_certificate_and_its_root_both():
    chain = TOKENS["test_tsa/ts_chain.pem"].decode().split("-----END CERTIFICATE-----\n")
    own, between, root = (f"{part}-----END CERTIFICATE-----\n".encode() for part in chain[:3])
    assert check_token(TOKENS["test_tsa/response.tsr"], HELLO, Authority.parse(own + between + root))
    for wrong in (between + root, root, own + TOKENS["sigstage/ts_chain.pem"]):
        with pytest.raises(BadSignature):
            check_token(TOKENS["test_tsa/response.tsr"], HELLO, Authority.parse(wrong))
    for text in (b"", b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n", own[:-40]):
        with pytest.raises(Malformed, match="own first, the root last"):
            Authority.parse(text)


def test_an_answer_that_refuses_is_no_stamp():
    with pytest.raises(BadSignature, match="refused to stamp: status 2"):
        check_token(bytes.fromhex("30053003020102"), HELLO, TEST_TSA)


def test_what_is_no_token_is_malformed():
    token = TOKENS["test_tsa/response.tsr"]
    for data in (b"", b"0", token[:-1], token + b"\0", b"\0" * (LARGEST_TOKEN + 1)):
        with pytest.raises(Malformed):
            check_token(data, HELLO, TEST_TSA)


@pytest.mark.filterwarnings("ignore:Parsed a serial number")  # of a certificate that a changed byte made negative
@given(st.integers(0, len(TOKENS["test_tsa/response.tsr"]) - 1), st.integers(1, 255))
def test_no_changed_byte_moves_the_time_that_was_stamped(at, by):
    token = bytearray(TOKENS["test_tsa/response.tsr"])
    token[at] ^= by
    try:
        stamp = check_token(bytes(token), HELLO, TEST_TSA)
    except LedgerError:
        return
    assert stamp.time == datetime(2024, 10, 8, 15, 40, 32, tzinfo=UTC)  # a byte that nothing depends on


def test_a_request_carries_the_callers_nonce_and_no_more_than_64_bits_of_it():
    assert token_request(b"x", 0)[-6:] == b"\x02\x01\x00\x01\x01\xff"
    assert token_request(b"x", 128)[-7:] == b"\x02\x02\x00\x80\x01\x01\xff"  # a number, not a negative one
    assert len(token_request(b"x", 2**64 - 1)) == len(token_request(b"x", 2**63)) == 102
    for nonce in (-1, 2**64):
        with pytest.raises(ValueError, match="64 bits"):
            token_request(b"x", nonce)


# ---- OpenTimestamps --------------------------------------------------------------------------------------------------

EXAMPLES = unpacked(load("opentimestamps-examples.json"))
ALICE, BOB = (f"https://{name}.btc.calendar.opentimestamps.org" for name in ("alice", "bob"))
HELLO_WORLD_ROOT = bytes.fromhex("007ee445d23ad061af4a36b809501fab1ac4f2d7e7a739817dd0cbb7ec661b8a")

PROOFS = {  # what each leads to: kind, and the height or the calendar
    "bad-stamp.txt": [("bitcoin", 358391)],
    "different-blockchains.txt": [
        ("bitcoin", 455605),
        ("ethereum", 3283713),
        ("pending", "https://eth.ots.eternitywall.com"),
        ("pending", "https://ots.eternitywall.it"),
    ],
    "empty": [("bitcoin", 129405)],
    "hello-world.txt": [("bitcoin", 358391)],
    "incomplete.txt": [("pending", ALICE)],
    "known-and-unknown-notary.txt": [("pending", BOB), ("unknown", None)],
    "merkle1.txt": [("pending", ALICE), ("pending", BOB)],
    "merkle2.txt": [("pending", ALICE), ("pending", BOB)],
    "merkle3.txt": [("pending", ALICE), ("pending", BOB)],
    "two-calendars.txt": [("pending", ALICE), ("pending", BOB)],
    "unknown-notary.txt": [("unknown", None)],
}
REFUSED = {
    "invalid/bad-major-version.ots": "Version",
    "invalid/exceeds-max-msg-length.ots": "too long",
    "invalid/invalid-file-digest-type.ots": "Unknown",
}


def proof_of(name):
    return TimestampProof.parse(EXAMPLES[f"{name}.ots"])


@pytest.mark.parametrize("name", PROOFS)
def test_opentimestamps_vector(name):
    proof = proof_of(name)
    proof.check(EXAMPLES[name])
    assert [(one.kind, one.height or one.calendar) for one in proof.attestations] == PROOFS[name]
    assert all(len(one.commitment) == 32 for one in proof.attestations if one.kind == "bitcoin")
    for other in (EXAMPLES[name] + b"\n", b"other"):
        with pytest.raises(BadProof, match="over other bytes"):
            proof.check(other)
    assert proof.anchors({}) == ()  # without headers nothing is checked, and nothing is claimed


@pytest.mark.parametrize("name", REFUSED)
def test_opentimestamps_vector_that_is_refused(name):
    with pytest.raises(Malformed, match=REFUSED[name]):
        TimestampProof.parse(EXAMPLES[name])


def test_every_file_of_the_vectors_is_run():
    assert RFC3161_CASES.keys() == RFC3161["files"].keys()
    assert {*PROOFS, *(f"{name}.ots" for name in PROOFS), *REFUSED} == EXAMPLES.keys()


def test_files_stamped_together_lead_to_one_commitment():
    first, *others = (proof_of(f"merkle{number}.txt") for number in (1, 2, 3))
    assert len({proof.digest for proof in (first, *others)}) == 3
    assert all(proof.attestations == first.attestations for proof in others)


def header_of(root, time=1_432_827_678):
    """INVENTED: a block header over ``root`` that claims next to no work, and has done it."""
    for nonce in count():
        header = (
            b"\2\0\0\0" + b"\0" * 32 + root + time.to_bytes(4, "little") + b"\xff\xff\x7f\x20" + nonce.to_bytes(4, "little")
        )
        if sha256(sha256(header).digest()).digest()[31] < 0x80:
            return header
    raise AssertionError


GENESIS = bytes.fromhex(  # the first block of Bitcoin, a real one
    "01000000" + "00" * 32 + "3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c"
)
GENESIS_HASH = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"


def test_a_proof_is_anchored_in_the_block_whose_header_holds_its_root():
    proof = proof_of("hello-world.txt")
    assert proof.attestations == (Attestation("bitcoin", HELLO_WORLD_ROOT, 358391),)
    (anchor,) = proof.anchors({358391: header_of(HELLO_WORLD_ROOT), 1: b"of no interest"})
    assert (anchor.height, anchor.time) == (358391, 1_432_827_678)
    with pytest.raises(BadProof, match="block 358391 does not hold"):
        proof_of("bad-stamp.txt").anchors({358391: header_of(HELLO_WORLD_ROOT)})  # of the same block, it says


def test_a_header_shows_the_hash_by_which_others_know_the_block_and_the_work_in_it():
    first = TimestampProof(sha256(b"").digest(), (Attestation("bitcoin", GENESIS[36:68], 0),))
    assert first.anchors({0: GENESIS}) == (Anchor(0, 1_231_006_505, GENESIS_HASH),)
    for at in (0, 4, 36, 68, 76):  # version, block before, root, time, nonce
        changed = GENESIS[:at] + bytes([GENESIS[at] ^ 1]) + GENESIS[at + 1 :]
        with pytest.raises(BadProof, match="without the work"):
            first.anchors({0: changed})
    with pytest.raises(Malformed, match="80 bytes"):
        first.anchors({0: GENESIS[:-1]})


@given(st.integers(0, len(EXAMPLES["hello-world.txt.ots"]) - 1), st.integers(1, 255))
def test_a_changed_byte_leads_elsewhere_or_nowhere(at, by):
    data = bytearray(EXAMPLES["hello-world.txt.ots"])
    data[at] ^= by
    try:
        proof = TimestampProof.parse(bytes(data))
    except Malformed:
        return
    assert proof != proof_of("hello-world.txt")


@given(st.binary(max_size=200))
def test_no_bytes_make_a_proof_by_accident_or_break_the_reader(data):
    for text in (data, EXAMPLES["hello-world.txt.ots"][:33] + data):
        with pytest.raises(Malformed):
            TimestampProof.parse(text)


def test_a_proof_that_is_too_long_or_begins_with_a_weak_hash_is_refused():
    with pytest.raises(Malformed, match="at most"):
        TimestampProof.parse(EXAMPLES["hello-world.txt.ots"] + b"\0" * LARGEST_TOKEN)
    head, rest = EXAMPLES["incomplete.txt.ots"][:32], EXAMPLES["incomplete.txt.ots"][65:]
    with pytest.raises(Malformed, match="only SHA-256"):
        TimestampProof.parse(head + b"\x02" + b"\0" * 20 + rest)  # SHA-1


# ---- a checkpoint ----------------------------------------------------------------------------------------------------


def test_what_is_stamped_are_the_bytes_of_the_signed_checkpoint():
    key = SigningKey.from_seed("example.org/log", bytes(32))
    note = bytes(Checkpoint("example.org/log", 1, leaf_hash(b"an act")).signed(key))
    head, rest = EXAMPLES["incomplete.txt.ots"][:33], EXAMPLES["incomplete.txt.ots"][65:]
    proof = TimestampProof.parse(head + sha256(note).digest() + rest)
    proof.check(note)
    with pytest.raises(BadProof):
        proof.check(note.replace(b"\n1\n", b"\n2\n"))


def test_the_room_does_without_the_libraries_until_something_is_stamped():
    code = (
        "import sys\nimport dauys.ledger.timestamps\n"
        "print(*{'rfc3161_client', 'opentimestamps', 'bitcoin', 'Cryptodome'} & sys.modules.keys())"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"
