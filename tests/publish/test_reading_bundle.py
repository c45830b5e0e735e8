"""Counting from a bundle is counting from its record; what was not signed is not counted."""

import shutil

import pytest
from small_record import AREA_OF, BODY, DECISION, FIRST, LOG, ORIGIN, STRANGER, write_small

from dauys.cli import main
from dauys.ledger import Checkpoint, SigningKey
from dauys.publish import read_bundle
from dauys.tally import totals
from dauys.tally.result import declares_otherwise, outcome_hash, outcome_of
from dauys.text import BadInput


@pytest.fixture
def copied(bundle, tmp_path):
    return shutil.copytree(bundle, tmp_path / "copy")


def refusal(folder):
    with pytest.raises(BadInput) as error:
        read_bundle(folder)
    (fault,) = error.value.faults
    return fault


def entries_of(folder):
    return next(path for path in (folder / "tile" / "entries").rglob("*") if path.is_file())


def test_a_bundle_counts_as_its_record_does(night, night_bundle):
    record, steps = night[0], []
    again = read_bundle(night_bundle, lambda done, of: steps.append((done, of)))
    assert (again.event, again.keys, again.checkpoint) == (record.event, record.keys, record.checkpoint)
    assert again.state.lives == record.state.lives
    assert again.state.status == record.state.status
    for body in record.event.bodies:
        assert outcome_of(again.state, body) == outcome_of(record.state, body)
    for contest in record.event.contests[:40]:
        assert totals(again.state, contest) == totals(record.state, contest)
    assert steps[-1] == (record.checkpoint.size, record.checkpoint.size)


def test_what_is_no_bundle_is_told(tmp_path, small):
    for folder in (tmp_path, tmp_path / "nothing", small.folder):
        assert refusal(folder).cause == "this is no bundle: checkpoint and definition are not there"


def test_a_changed_entry_is_refused(copied):
    path = entries_of(copied)
    path.write_bytes(path.read_bytes().replace(b"looked into", b"lookt into!", 1))
    assert refusal(copied).cause.endswith("do not have the root that was signed")


def test_a_missing_tile_is_refused(copied):
    entries_of(copied).unlink()
    assert refusal(copied).cause.endswith("is missing")


def test_an_act_that_no_rule_allows_is_refused_with_its_entry(copied):
    """Whoever has the log's key can sign nonsense; it is not counted all the same."""
    path = entries_of(copied)
    known, unknown = b'"protocol entered again","at":"2023-03-19T22:03', b'"protocol entered xxxxx","at":"2023-03-19T22:03'
    path.write_bytes(path.read_bytes().replace(known, unknown))
    fault = refusal(copied)
    assert (fault.value, fault.cause) == ("entry 3", "there is no kind of act 'protocol entered xxxxx'")


def test_another_key_or_another_log_is_refused(copied, small):
    checkpoint = Checkpoint(ORIGIN, small.checkpoint.size, small.checkpoint.root)
    other = SigningKey.from_seed(ORIGIN, b"o" * 32)
    (copied / "checkpoint").write_bytes(bytes(checkpoint.signed(other)))
    assert "no signature of a known key" in refusal(copied).cause
    (copied / "checkpoint").write_bytes(bytes(Checkpoint(STRANGER.public.name, 0, Checkpoint.empty("x").root).signed(STRANGER)))
    assert "expected is one of" in refusal(copied).cause
    (copied / "checkpoint").write_bytes(bytes(checkpoint.signed(LOG)))
    assert read_bundle(copied).checkpoint == small.checkpoint


def test_what_is_declared_is_the_outcome_at_that_moment(night_bundle):
    declared, otherwise = [], []

    def watch(state, act):
        declared.extend([act] if act.kind == "result declared" else [])
        otherwise.extend([act] if declares_otherwise(state, act) else [])

    read_bundle(night_bundle, watch=watch)
    assert len(declared) > 10
    assert not otherwise


@pytest.mark.parametrize("right", [True, False])
def test_a_declaration_of_another_outcome_is_named_with_its_entry(tmp_path, capsys, monkeypatch, right):
    def work(office):
        office.count_all()
        (below,), (above,) = office.state.summing(AREA_OF[FIRST]), office.state.declaring(AREA_OF[FIRST])
        office.act("summary signed", below, contest=AREA_OF[FIRST], figures={})
        outcome = outcome_hash(outcome_of(office.state, BODY), BODY) if right else "0" * 64
        told = {"contests": [AREA_OF[FIRST]], "status": "final", "outcome": outcome, "decision": DECISION}
        office.act("result declared", above, body=BODY, **told)

    record = write_small(tmp_path / "record", work)
    monkeypatch.setattr("sys.argv", ["dauys", "count", str(record.folder)])
    with pytest.raises(SystemExit):
        main()
    named = f"entry {record.checkpoint.size - 1}: the result declared of {BODY} is not the one that followed"
    assert (named in capsys.readouterr().err) == (not right)


def test_a_changed_definition_is_refused(copied):
    path = copied / "definition" / "stations.csv"
    path.write_text(path.read_text("utf-8").replace(",842,", ",843,"), "utf-8")
    assert refusal(copied).cause == "the definition is not the one that was frozen"
