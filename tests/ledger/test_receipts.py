"""Receipts: what a station keeps, and what it can show with it, offline."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledger_samples import KEY, NOON, OTHER_KEY, WITNESSES, entries, memory_log

from dauys.ledger import BadProof, BadSignature, Malformed, Policy, Receipt
from dauys.ledger.proof import LARGEST_RECEIPT

POLICY = Policy(KEY.public)
LOG = memory_log(77)


def test_a_receipt_reads_as_the_specification_says():
    log = memory_log(2)
    receipt = log.receipt(1, b"station")
    first, extra, index, proof, blank, *rest = str(receipt).split("\n")
    assert (first, extra, index, blank) == ("c2sp.org/tlog-proof@v1", "extra c3RhdGlvbg==", "index 1", "")
    assert len(proof) == 44
    assert "\n".join(rest) == str(log.note())


@given(st.integers(0, 76), st.none() | st.binary(max_size=50))
def test_a_receipt_is_read_as_it_was_written_and_holds(index, extra):
    receipt = Receipt.parse(bytes(LOG.receipt(index, extra)))
    assert receipt == LOG.receipt(index, extra)
    assert receipt.verify(f"entry {index}".encode(), POLICY).checkpoint == LOG.checkpoint()


@given(st.integers(0, 76), st.integers(0, 76))
def test_a_receipt_is_for_one_entry_alone(index, other):
    if index != other:
        with pytest.raises(BadProof):
            LOG.receipt(index).verify(f"entry {other}".encode(), POLICY)


@given(st.integers(0, 76), st.integers(0, 10**6), st.integers(0, 7))
def test_no_bit_of_a_receipt_can_be_changed(index, place, bit):
    data = bytearray(bytes(LOG.receipt(index)))
    data[place % len(data)] ^= 1 << bit
    with pytest.raises((Malformed, BadProof, BadSignature)):
        Receipt.parse(bytes(data)).verify(f"entry {index}".encode(), POLICY)


def test_a_receipt_of_a_log_with_one_entry_has_an_empty_proof():
    receipt = memory_log(1).receipt(0)
    assert "index 0\n\n" in str(receipt)
    Receipt.parse(bytes(receipt)).verify(b"entry 0", POLICY)


def test_a_receipt_holds_for_ever():
    log = memory_log(5)
    early = log.receipt(3)
    log.append(entries(5, 500))
    log.sign()
    assert early.verify(b"entry 3", POLICY).checkpoint.size == 5
    assert log.receipt(3).verify(b"entry 3", POLICY).checkpoint.size == 500


def test_a_reader_may_ask_for_witnesses():
    log = memory_log(5)
    policy = Policy(KEY.public, tuple(witness.public for witness in WITNESSES), 2)
    with pytest.raises(BadSignature, match="0 of 4"):
        log.receipt(3).verify(b"entry 3", policy)
    text = log.note().text
    log.add_signatures(text, [witness.sign(text, NOON) for witness in WITNESSES[:2]])
    assert log.receipt(3).verify(b"entry 3", policy).witnesses == {
        WITNESSES[0].public.name: NOON,
        WITNESSES[1].public.name: NOON,
    }


def test_a_receipt_signed_with_another_key_is_worthless():
    with pytest.raises(BadSignature):
        LOG.receipt(3).verify(b"entry 3", Policy(OTHER_KEY.public))


@pytest.mark.parametrize("index", [-1, 5, 6])
def test_there_is_no_receipt_before_the_signature(index):
    log = memory_log(5)
    log.append([b"not signed yet"])
    with pytest.raises(BadProof, match="not under a signed checkpoint yet"):
        log.receipt(index)


def test_a_proof_has_63_hashes_at_most():
    receipt = LOG.receipt(3)
    longest = replace(receipt, proof=(bytes(32),) * 63)
    assert Receipt.parse(bytes(longest)) == longest
    with pytest.raises(Malformed, match="64 hashes"):
        Receipt.parse(bytes(replace(receipt, proof=(bytes(32),) * 64)))


def test_a_receipt_has_a_largest_size():
    size = LARGEST_RECEIPT - len(bytes(LOG.receipt(3, b"")))
    longest = LOG.receipt(3, bytes(size // 4 * 3))
    assert Receipt.parse(bytes(longest)) == longest
    with pytest.raises(Malformed, match="a receipt of"):
        Receipt.parse(bytes(LOG.receipt(3, bytes(size // 4 * 3 + 3))))


GOOD = str(LOG.receipt(3, b"x"))


@pytest.mark.parametrize(
    "text",
    [
        "", GOOD.replace("@v1", "@v2"), GOOD.replace("index 3", "index 03"), GOOD.replace("index 3\n", ""), GOOD[:-1],
        GOOD.replace("extra eA==", "extra eB=="), GOOD.replace("index 3", "index -3"), GOOD.replace("index 3\n", "index 3\n\n"),
        GOOD.replace("index 3\n", "index 3\nAAAA\n"), GOOD.replace("index 3\n", "index 3\n" + "A" * 43 + "=\n" * 64),
        GOOD.replace("\n", "\r\n"), GOOD.partition("\n\n")[0], GOOD.replace("index 3", "number 3"),
        GOOD.replace("index 3", "3"), "\n" + GOOD, GOOD.replace("extra eA==\n", "extra eA==\n" * 2),
    ],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(text):
    assert text != GOOD
    with pytest.raises(Malformed):
        Receipt.parse(text.encode())
