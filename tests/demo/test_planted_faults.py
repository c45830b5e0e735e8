"""Each planted fault is found by what its row of the table says, and ends as it says; what counts in the end is true."""

import csv
import datetime
from collections import Counter, defaultdict
from random import Random

import pytest

from dauys.acts import KINDS as ACTS
from dauys.acts import STATION, read_record
from dauys.acts.record import LOG
from dauys.demo.definition import invent_definition
from dauys.demo.faults import FIELDS, KINDS, LATE, MISSING, NOBODY_CAME, touched
from dauys.demo.night import invent_figures
from dauys.demo.record import FAULTS, write_record
from dauys.ledger import FileStore, parse
from dauys.protocol import findings_of, load_forms
from dauys.tally import totals
from dauys.text import BadInput

STATIONS, SEED = 120, 5
FORMS = load_forms("kz/mazhilis/2023")


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A night in which something goes wrong at two stations in five, and one in twenty is never heard of."""
    return write_record(tmp_path_factory.mktemp("faults") / "record", STATIONS, SEED, faults=0.4, missing=0.05)


@pytest.fixture(scope="module")
def entries(written):
    with FileStore(written.folder / LOG, writer=False) as store:
        return [parse(entry) for entry in store.entries(0, store.size)]


@pytest.fixture(scope="module")
def acts(entries):
    """The acts on each paper, in their order."""
    found = defaultdict(list)
    for entry in entries:
        if "contest" in entry and "station" in entry:
            found[entry["station"], entry["contest"]].append(entry)
    return found


@pytest.fixture(scope="module")
def night(written):
    touch = touched(written.event, 0.4, 0.05, SEED)
    return invent_figures(written.event, Random(SEED), touch.nobody)


def planted(written, *kinds):
    return [one for one in written.planted if one.kind in kinds]


# ---- the table -------------------------------------------------------------------------------------------------------


def test_every_kind_is_planted_and_each_station_is_touched_by_one(written):
    kinds = Counter(one.kind.name for one in written.planted)
    assert kinds.keys() == {kind.name for kind in (*KINDS, MISSING)}
    by_station = defaultdict(set)
    for one in written.planted:
        by_station[one.station].add(one.kind.name)
    assert all(len(names) == 1 for names in by_station.values())
    assert len(by_station) == 48 + 6  # two in five, and one in twenty
    missing = {one.station for one in planted(written, MISSING)}
    assert len(missing) == 6


def test_kinds_are_planted_in_turn_so_that_a_few_faults_are_of_different_kinds():
    event = invent_definition(300, seed=1)
    touch = touched(event, 0.05, 0, seed=1)
    found = {one.station: one.kind for one in touch.planted(invent_figures(event, Random(1), touch.nobody)).values()}
    assert len(found) == 15
    assert {kind.name for kind in found.values()} == {kind.name for kind in KINDS}  # 13 of them


def test_what_is_planted_stands_beside_the_record_and_every_row_says_that_it_is_invented(written):
    with (written.folder / FAULTS).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == FIELDS
    assert {row["invented"] for row in rows} == {"INVENTED"}
    assert [(row["station"], row["contest"], row["fault"], row["end"]) for row in rows] == [
        (one.station, one.contest, one.kind.name, one.kind.end) for one in written.planted
    ]


def test_what_finds_a_fault_is_a_control_of_the_form_an_act_or_that_nothing_came():
    controls = {check.code for form in FORMS.form for check in form.check} | {"E000"}
    assert {kind.found_by for kind in (*KINDS, MISSING)} <= controls | ACTS.keys() | {"not received"}


def test_what_nobody_will_see_is_planted_besides_and_moves_nothing_else(written):
    few, more = touched(written.event, 0.4, 0.05, SEED), touched(written.event, 0.4, 0.05, SEED, alike=3)
    assert (few.by_chance, few.nobody, few.missing) == (more.by_chance, more.nobody, more.missing)
    assert len(more.alike) == 3
    assert not {*more.alike} & {*more.by_chance, *more.nobody, *more.missing}


def test_the_station_that_is_played_ballot_by_ballot_is_never_touched(written):
    assert "X-AST-0058" not in {one.station for one in written.planted}
    everywhere = touched(written.event, 1, 0, seed=9)
    assert "X-AST-0058" not in {*everywhere.by_chance, *everywhere.nobody}
    assert len(everywhere.by_chance) + len(everywhere.nobody) == STATIONS - 1


@pytest.mark.parametrize(("faults", "missing"), [(-0.1, 0), (1.1, 0), (0, 2), (0.7, 0.4), (float("nan"), 0)])
def test_shares_that_are_none_are_refused(faults, missing, tmp_path):
    with pytest.raises(BadInput, match="stations"):
        write_record(tmp_path / "record", 80, 1, faults=faults, missing=missing)
    assert not (tmp_path / "record").exists()


# ---- each is found by what its row says ------------------------------------------------------------------------------


def contests_and_record(night, station, contest, figures):
    """The true papers of a station but for one, as the checks take them."""
    papers = {paper.contest: paper.figures for paper in night.papers(station)} | {contest: figures}
    return papers.pop(STATION), papers


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.found_by not in ACTS], ids=lambda kind: kind.name)
def test_a_control_fails_on_what_stands_wrongly(written, night, kind):
    for one in planted(written, kind):
        figures = one.figures or night.paper(one.station, one.contest).figures
        record, contests = contests_and_record(night, one.station, one.contest, figures)
        found = findings_of(FORMS, None if one.contest == STATION else one.contest, record, contests)
        assert kind.found_by in {finding.code for finding in found}


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind.found_by in ACTS and kind is not LATE], ids=lambda kind: kind.name
)
def test_no_control_sees_it_and_the_act_of_its_row_brings_it_to_light(written, night, acts, kind):
    for one in planted(written, kind):
        record, contests = contests_and_record(night, one.station, one.contest, one.figures)
        found = findings_of(FORMS, one.contest, record, contests)
        if kind.name != "typing slip":  # the other entry shows it before any control is asked
            assert not [finding for finding in found if finding.severity != "warning"]
        assert kind.found_by in [act["act"] for act in acts[one.station, one.contest]]


def test_digits_that_changed_places_are_told_by_a_difference_of_nine(written, night):
    (kind,) = (kind for kind in KINDS if kind.name == "digits transposed")
    for one in planted(written, kind):
        true = night.paper(one.station, one.contest).figures
        assert (true.one("P") - one.figures.one("P")) % 9 == 0


# ---- how the night answers -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("typing slip", ["entered", "entered again", "differences resolved", "approved"]),
        ("wrong sum, accepted", ["entered", "entered again", "accepted as signed", "approved"]),
        ("wrong sum, recounted",
         ["entered", "entered again", "recount ordered", "corrected", "entered", "entered again", "approved"]),
        ("digits transposed", ["entered", "entered again", "sent back", "entered", "entered again", "approved"]),
        ("votes swapped", ["entered", "entered again", "approved", "recount ordered", "corrected", "entered",
                           "entered again", "approved"]),
        ("corrected after a complaint", ["entered", "entered again", "approved", "recount ordered", "corrected", "entered",
                                         "entered again", "approved"]),
        ("blank paper", ["entered", "entered again", "sent back", "entered", "entered again", "approved"]),
        ("wrong station's paper", ["entered", "entered again", "sent back", "entered", "entered again", "approved"]),
        ("one ballot too many", ["entered", "entered again", "held", "released", "accepted as signed", "approved"]),
        ("held and released", ["held", "released", "entered", "entered again", "approved"]),
        ("sent back", ["entered", "sent back", "entered", "entered again", "approved"]),
        ("all zero", ["entered", "entered again", "approved"]),
        ("late", ["entered", "entered again", "approved"]),
    ],
)  # fmt: skip
def test_every_way_back_is_a_row_of_acts(written, acts, name, expected):
    for one in [one for one in written.planted if one.kind.name == name]:
        told = [act["act"].removeprefix("protocol ") for act in acts[one.station, one.contest]]
        assert [act for act in told if act != "findings explained"] == ["received", *expected]


def test_each_fault_ends_as_its_row_says(written):
    for one in written.planted:
        protocol = written.state.life(one.station, one.contest).latest
        if one.kind is MISSING:
            assert written.state.life(one.station, one.contest).class_ == "not received" == one.kind.end
            continue
        ends = [f"{protocol.state}, version {protocol.version}"]
        ends += [f"{code} accepted" for code in sorted(protocol.accepted)]
        ends += ["empty explained"] if protocol.empty_reason else []
        assert ", ".join(ends) == one.kind.end


def test_what_two_typed_differently_is_resolved_by_a_third_and_approved_by_a_fourth(written, acts):
    for one in [one for one in written.planted if one.kind.name == "typing slip"]:
        protocol = written.state.life(one.station, one.contest).latest
        assert len({*protocol.entered_by, protocol.approved_by}) == 4
        typed = {act["act"]: act.get("figures") for act in acts[one.station, one.contest]}
        assert typed["protocol entered"] == typed["differences resolved"] != typed["protocol entered again"]


def test_a_decision_has_its_quorum_and_a_dissent_in_writing(entries):
    decided = [entry["decision"] for entry in entries if "decision" in entry]
    assert decided
    for decision in decided:
        assert 3 * decision["present"] >= 2 * decision["members"]
        assert 2 * decision["for"] > decision["members"]
        assert decision["number"].startswith("INVENTED-")
        assert decision["dissent"].startswith("INVENTED")


def test_every_reason_says_that_it_is_invented(entries):
    reasons = [entry["reason"] for entry in entries if "reason" in entry]
    assert reasons
    assert all(reason.startswith("INVENTED: ") for reason in reasons)


def test_late_papers_arrive_after_midnight_and_all_others_before_it(written, entries):
    late = {one.station for one in planted(written, LATE)}
    assert late
    for entry in entries:
        if entry["act"] == "protocol received" and written.event.stations[entry["station"]].place != "abroad":
            at = datetime.datetime.fromisoformat(entry["at"])  # the commission's clock is the station's
            assert (at.date() > written.event.date) == (entry["station"] in late)


def test_a_correction_changes_the_status_until_sums_are_signed_anew(written, entries):
    contests = {one.contest for one in written.planted if one.kind.name == "votes swapped"}
    done = [contest for contest in contests if written.state.status[contest] == "final"]
    assert done
    for contest in done:
        told = [entry["act"] for entry in entries if contest in (entry.get("contest"), *entry.get("contests", ()))]
        last = {act: len(told) - told[::-1].index(act) for act in ("protocol corrected", "summary signed", "result declared")}
        assert last["protocol corrected"] < last["summary signed"] < last["result declared"] == len(told)


# ---- what counts in the end ------------------------------------------------------------------------------------------


def test_what_counts_in_the_end_is_what_the_ballots_say_but_for_lines_that_move_no_vote(written, night):
    as_signed = ("wrong sum, accepted", "one ballot too many")
    kept = {(one.station, one.contest) for one in written.planted if one.kind.name in as_signed}
    gone = {one.station for one in planted(written, MISSING)}
    for station in written.event.stations:
        for paper in night.papers(station):
            counted = written.state.counting(station, paper.contest)
            if station in gone:
                assert counted is None
            elif (station, paper.contest) in kept:
                differing = {code for code, cell in paper.figures.lines.items() if counted.lines[code] != cell}
                assert differing == ({"G", "H"} if paper.contest == STATION else {"D"})
            else:
                assert counted == paper.figures


def test_without_missing_papers_the_sums_are_those_of_a_night_without_faults(tmp_path):
    """The faults move no vote from one total to another: list votes are the same with and without them."""
    sums = []
    for number, faults in enumerate((0, 0.3)):
        record = write_record(tmp_path / str(number), 80, 3, faults=faults)
        sums.append(totals(record.state, record.event.contest("mazhilis.list"))["kz"])
    plain, faulty = sums
    assert plain.votes == faulty.votes
    assert plain.complete
    assert faulty.complete
    for line in ("A", "B", "T", "V", "I"):
        assert plain.lines.get(line) == faulty.lines.get(line)


def test_where_nobody_came_the_papers_are_all_zero_and_say_why(written):
    zero = planted(written, NOBODY_CAME)
    assert zero
    for one in zero:
        figures = written.state.counting(one.station, one.contest)
        assert figures.all_zero
        assert written.state.life(one.station, one.contest).latest.empty_reason == "INVENTED: nobody came"


def test_missing_stations_are_missing_at_every_level(written):
    gone = {one.station for one in planted(written, MISSING)}
    event, state = written.event, written.state
    for contest in event.contests:
        here = {station.id for station in event.stations_of(contest.id)}
        for place, total in totals(state, contest).items():
            expected = {s for s in here if place in event.places_above(s, contest)}
            assert total.partition["not received"] == len(gone & expected)
            assert total.partition["approved"] == len(expected - gone)
            assert total.complete == (not gone & expected)
        if gone & here:  # nothing was heard of some contests at all
            assert state.status.get(contest.id, "nothing") == ("interim" if here - gone else "nothing")


def test_a_station_that_is_never_heard_of_opened_closed_and_reported(written):
    for one in planted(written, MISSING):
        assert one.station in written.state.opened
        assert one.station in written.state.closed
        assert written.state.turnout[one.station]


def test_the_record_with_faults_is_replayed_to_the_same_state(written):
    state = read_record(written.folder).state
    assert state.lives == written.state.lives
    assert state.status == written.state.status
    assert state.summaries == written.state.summaries
