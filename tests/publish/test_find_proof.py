"""Receipts found in a bundle: they hold by themselves, say what they show, and one of another station is refused."""

import shutil

import pytest
from small_record import FIRST, LIST, LOG, PUBLISHER, SECOND, THIRD, write_small

from dauys.acts import STATION
from dauys.ledger import Policy, Receipt, TileReader
from dauys.publish import find_proof, publish
from dauys.publish.proofs import FIRST as FIRST_LINE
from dauys.publish.proofs import path_of, told_proofs
from dauys.text import LANGUAGES, BadInput


@pytest.fixture
def copied(bundle, tmp_path):
    """A copy of the bundle, to be spoilt."""
    return shutil.copytree(bundle, tmp_path / "copy")


def refusal(bundle, station):
    with pytest.raises(BadInput) as error:
        find_proof(bundle, station)
    (fault,) = error.value.faults
    return fault.cause


def test_there_is_a_receipt_for_each_counted_protocol_and_it_holds_without_us(bundle, small):
    reader = TileReader(lambda path: (bundle / path).read_bytes() if (bundle / path).is_file() else None, small.checkpoint.size)
    for station in small.event.stations:
        data = (bundle / path_of(station)).read_bytes()
        receipts = [Receipt.parse(FIRST_LINE + part) for part in data.split(FIRST_LINE)[1:]]
        found = find_proof(bundle, station)
        assert [one.receipt for one in found] == receipts
        assert [one.act.payload["contest"] for one in found] == sorted(
            small.state.expected(station), key=[one.act.payload["contest"] for one in found].index
        )
        assert [one.index for one in receipts] == sorted(one.index for one in receipts)
        for receipt, one in zip(receipts, found, strict=True):
            (entry,) = reader.entries(receipt.index, receipt.index + 1)
            assert receipt.verify(entry, Policy(LOG.public)).checkpoint == small.checkpoint
            counting = small.state.life(station, one.act.payload["contest"]).counting
            assert (one.act.payload["station"], one.act.payload["version"]) == (station, counting.version)


def test_each_is_told_in_words(bundle, small):
    lines = list(told_proofs(bundle, THIRD))
    assert lines[0] == "INVENTED: This is a rehearsal. No number here is the result of an election."
    assert lines[1] == f"Receipts of station {THIRD}: 3, in {bundle / path_of(THIRD)}"
    (index,) = (one.receipt.index for one in find_proof(bundle, THIRD) if one.act.payload["contest"] == LIST)
    at = lines.index(next(line for line in lines if line.startswith(f"entry {index}:")))
    assert lines[at].startswith(f"entry {index}: protocol approved: {LIST}, version 2, ")
    assert lines[at + 2] == (
        f"  verified: it is in the log {LOG.public.name}, under the signature of {small.checkpoint.size} acts; witnesses: none"
    )
    assert lines[-1].endswith("It says nothing about what went into the box.")
    told = {language: list(told_proofs(bundle, THIRD, language)) for language in LANGUAGES}
    assert len({tuple(lines) for lines in told.values()}) == len({len(lines) for lines in told.values()}) + 2 == 3


def test_what_is_not_there_is_told(bundle, tmp_path):
    assert refusal(bundle, "../../etc/passwd") == "this election has no such station"
    assert refusal(tmp_path, FIRST) == "this is no bundle: its definition has no stations"
    publish(write_small(tmp_path / "record", lambda office: office.count(FIRST, STATION)), tmp_path / "bundle", PUBLISHER)
    assert refusal(tmp_path / "bundle", SECOND) == "no protocol of this station counts yet, so there is nothing to prove"
    assert len(find_proof(tmp_path / "bundle", FIRST)) == 1


def test_the_receipt_of_another_station_is_refused(copied):
    shutil.copy(copied / path_of(SECOND), copied / path_of(FIRST))
    assert f"approves no protocol of {FIRST}" in refusal(copied, FIRST)


@pytest.mark.parametrize("at", range(40, 1000, 83))
def test_a_changed_receipt_is_refused(copied, at):
    data = bytearray((copied / path_of(FIRST)).read_bytes())
    data[at] ^= 1
    (copied / path_of(FIRST)).write_bytes(data)
    assert "a receipt does not hold" in refusal(copied, FIRST)


def test_an_entry_that_was_changed_has_no_receipt_that_holds(copied):
    path = next(path for path in (copied / "tile" / "entries").rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes().replace(b"p-third", b"p-thurd"))
    assert "a receipt does not hold" in refusal(copied, FIRST)


def test_a_bundle_without_its_log_has_no_receipt_that_holds(copied):
    shutil.rmtree(copied / "tile")
    assert "is missing" in refusal(copied, FIRST)
