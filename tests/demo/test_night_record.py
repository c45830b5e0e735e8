"""The record of an invented night: every act in order of time, counted to the seats of 2023, signed, declared."""

import datetime
from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from random import Random
from shutil import copytree

import pytest

from dauys.acts import STATION, Act, NotAnAct, read_act, read_record
from dauys.acts.record import LOG
from dauys.demo.clock import Clock
from dauys.demo.desk import Office
from dauys.demo.night import invent_figures
from dauys.demo.record import FAULTS, write_record
from dauys.demo.rehearsal import KEYS
from dauys.demo.results import declared
from dauys.demo.turnout import by_region
from dauys.law import apply, load_law
from dauys.ledger import FileStore, Log, canonical, parse
from dauys.protocol.life import Life
from dauys.tally import totals, votes_of
from dauys.tally.result import outcome_of
from dauys.text import BadInput

SEATS = {"Amanat": 40, "Auyl": 8, "Respublica": 6, "Ak Zhol": 6, "People's Party": 5, "OSDP": 4}
WEST = {"aktobe", "atyrau", "kyzylorda", "mangystau", "west-kazakhstan"}
ASTANA = datetime.timezone(datetime.timedelta(hours=6))


def entries_of(record):
    with FileStore(record.folder / LOG, writer=False) as store:
        return [parse(entry) for entry in store.entries(0, store.size)]


def at(entry):
    return datetime.datetime.fromisoformat(entry["at"])


def list_seats(state):
    body = state.event.body("mazhilis")
    outcome = apply(load_law(body.law), votes_of(state, body))
    return {party: row["list"] for party, row in outcome.parties.items() if row["list"]}, outcome


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_record(tmp_path_factory.mktemp("night") / "record", stations=80, seed=1)


@pytest.fixture(scope="module")
def entries(written):
    return entries_of(written)


# ---- what it holds -----------------------------------------------------------------------------------------------------


def test_replayed_it_gives_the_state_that_was_written(written):
    read = read_record(written.folder)
    assert read.checkpoint == written.checkpoint
    for name in ("lives", "frozen", "opened", "closed", "turnout", "status", "summaries", "declared", "acts"):
        assert getattr(read.state, name) == getattr(written.state, name), name


def test_every_entry_is_an_act(entries):
    for entry in entries:
        read_act(entry)
    with pytest.raises(NotAnAct):
        read_act({**entries[1], "more": 1})


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(written, tmp_path):
    again = write_record(tmp_path / "again", stations=80, seed=1)
    assert again.checkpoint == written.checkpoint
    assert (again.folder / FAULTS).read_bytes() == (written.folder / FAULTS).read_bytes()
    assert write_record(tmp_path / "other", stations=80, seed=2).checkpoint.root != written.checkpoint.root


def test_it_is_written_into_an_empty_folder_only(written):
    with pytest.raises(BadInput, match="not empty"):
        write_record(written.folder, stations=80, seed=1)


def test_its_keys_and_faults_lie_beside_it_and_say_that_they_are_invented(written):
    assert {path.name for path in written.folder.iterdir()} == {
        "definition", "log", "log.pub", "signer", "INVENTED-keys", "INVENTED-faults.csv",
    }  # fmt: skip
    assert len((written.folder / KEYS).read_text("utf-8").split()) == 2
    assert (written.folder / FAULTS).read_text("utf-8").count("\n") == 1  # nothing was planted: the head alone


def test_a_definition_changed_after_it_was_frozen_is_refused(written, tmp_path):
    copytree(written.folder, tmp_path / "record")
    parties = tmp_path / "record" / "definition" / "parties.csv"
    parties.write_text(parties.read_text("utf-8").replace("Auyl", "Auyl ", 1), "utf-8")
    with pytest.raises(BadInput):
        read_record(tmp_path / "record")


def test_what_is_no_record_is_said_to_be_none(tmp_path):
    with pytest.raises(BadInput, match="no record"):
        read_record(tmp_path)


def test_checkpoints_are_signed_over_the_night_and_whoever_watches_is_told_how_much_is_done(tmp_path, monkeypatch):
    sizes, told, sign = [], [], Log.sign
    monkeypatch.setattr(Log, "sign", lambda log: sizes.append(log.size) or sign(log))
    record = write_record(tmp_path / "record", 80, 1, lambda done, of: told.append((done, of)))
    assert len(sizes) > 15
    assert sizes == sorted(sizes)
    assert sizes[-1] == record.checkpoint.size == record.state.acts
    assert told[-1] == (record.state.acts, record.state.acts)
    assert all(0 <= done <= of for done, of in told)
    assert told == sorted(told)


# ---- in order of time ----------------------------------------------------------------------------------------------------


def test_times_are_in_order(entries):
    moments = [at(entry) for entry in entries]
    assert moments == sorted(moments)
    assert moments[0].date() == datetime.date(2023, 3, 17)
    assert moments[-1].date() == datetime.date(2023, 3, 27)  # the Central Commission's day of the result


def test_each_clock_is_its_commissions(written, entries):
    """Two zones at home in 2023, the west an hour behind; missions abroad keep the hours of where they are."""
    regions = {station.commission: region for region, here in by_region(written.event).items() for station in here}
    for entry in entries:
        zone = at(entry).utcoffset() // datetime.timedelta(hours=1)
        region = regions.get(entry["commission"])
        if region is not None:
            assert zone == (5 if region in WEST else 6)
    assert {at(entry).utcoffset() for entry in entries if entry["commission"] == "central"} == {ASTANA.utcoffset(None)}


def test_stations_are_open_from_7_to_20_by_their_own_clock(written, entries):
    told = defaultdict(dict)
    for entry in entries:
        if entry["act"] in ("station opened", "station closed"):
            told[entry["station"]][entry["act"]] = at(entry)
    assert told.keys() == written.event.stations.keys()
    for times in told.values():
        assert (times["station opened"].hour, times["station closed"].hour) == (7, 20)
        assert max(times["station opened"].minute, times["station closed"].minute) < 5


def test_turnout_is_reported_at_the_hours_of_astana_while_a_station_is_open(written, entries):
    for entry in entries:
        if entry["act"] == "turnout reported":
            moment = at(entry).astimezone(ASTANA)
            assert entry["hour"] == f"{moment.hour}:00"
            assert moment.minute < 10  # the national tables were of ten past
    for region, here in by_region(written.event).items():
        for station in here:
            reports = written.state.turnout[station.id]
            assert list(reports.values()) == sorted(reports.values())
            if region is not None:
                assert list(reports) == [f"{hour}:00" for hour in (10, 12, 14, 16, 18, 20, *([22] if region in WEST else []))]
                record = written.state.counting(station.id, STATION)
                assert reports[list(reports)[-1]] == record.one("U") + record.one("L")


def test_papers_arrive_after_the_station_has_closed_and_small_stations_first(written, entries):
    arrived = {entry["station"]: at(entry) for entry in entries if entry["act"] == "protocol received"}
    for station, moment in arrived.items():
        assert moment > datetime.datetime.fromisoformat(written.state.closed[station])
    waits = sorted(
        (
            written.event.stations[station].voters,
            (moment - datetime.datetime.fromisoformat(written.state.closed[station])).seconds,
        )
        for station, moment in arrived.items()
    )
    small, large = ([wait for _, wait in part] for part in (waits[:20], waits[-20:]))
    assert sum(small) < sum(large)


def test_the_log_is_signed_to_its_end(written):
    with FileStore(written.folder / LOG, writer=False) as store:
        assert store.size == written.checkpoint.size == written.state.acts


# ---- who does it ---------------------------------------------------------------------------------------------------------


def test_two_people_enter_each_paper_and_a_third_approves(written):
    for life in written.state.lives.values():
        protocol = life.counting
        assert len({*protocol.entered_by, protocol.approved_by}) == 3


def test_what_is_unusual_is_explained_before_it_is_approved(written):
    state = written.state
    for (station, contest), life in state.lives.items():
        found = {finding.code for finding in state.findings(station, contest, life.counting.figures)}
        assert found <= life.counting.explained | life.counting.accepted


# ---- totals, sums, results -------------------------------------------------------------------------------------------------


def test_it_counts_to_the_seats_of_2023(written):
    seats, outcome = list_seats(written.state)
    assert seats == SEATS
    assert outcome.status == "complete"
    assert sum(row["constituency"] for row in outcome.parties.values()) == 29


def test_at_300_stations_the_seats_are_those_of_2023_with_faults_too(tmp_path):
    record = write_record(tmp_path / "record", stations=300, seed=3, faults=0.05)
    assert list_seats(record.state)[0] == SEATS


def test_totals_of_places_add_up_and_every_expected_protocol_is_in_one_class(written):
    state = written.state
    for contest in state.event.contests[:40]:
        found = totals(state, contest)
        whole = found[state.event.body(contest.body).place]
        assert whole.complete
        for total in found.values():
            assert sum(total.partition.values()) == total.stations
        below = [t for place, t in found.items() if state.event.places[place].parent == whole.place]
        if below and sum(t.stations for t in below) == whole.stations:
            for option, number in whole.votes.items():
                assert sum(t.votes[option] for t in below) == number


def test_summaries_are_the_sums_of_the_stations_of_whoever_signs(written):
    state = written.state
    assert state.summaries
    signed = Counter()
    for (contest, commission), figures in state.summaries.items():
        papers = [
            state.counting(station.id, contest)
            for station in state.event.stations_of(contest)
            if commission in state.way(station.id, contest)
        ]
        for code in ("B", "D", "T", "N", "V", "I"):
            assert figures[code] == sum(paper.one(code) for paper in papers)
        for option, votes in figures["P"].items():
            assert votes == sum(paper.lines["P"][option] for paper in papers)
        signed[contest] += sum(figures["P"].values()) + figures["N"]
    whole = totals(state, state.event.contest("mazhilis.list"))["kz"]
    assert signed["mazhilis.list"] == sum(whole.votes.values())  # what commissions signed is the country


def test_a_contest_is_final_where_it_is_declared_and_declared_where_nothing_is_open(written):
    state = written.state
    declared = {contest for acts in state.declared.values() for act in acts for contest in act.payload["contests"]}
    for contest in state.event.contests:
        asked = [
            q for q in outcome_of(state, contest.body).questions if q.tier == contest.tier and q.place in (None, contest.id)
        ]
        assert (contest.id in declared) == (not asked)
        assert state.status[contest.id] == ("confirmed" if asked else "final")


def test_a_tie_stays_a_question_and_is_not_declared(written):
    """The first two candidates of one constituency of a maslikhat get as many votes, the others none."""
    state = read_record(written.folder).state
    body = next(b for b in state.event.bodies if b.startswith("maslikhat-") and len(state.event.contests_of_body(b)) > 2)
    tied, *others = (c for c in state.event.contests_of_body(body) if c.tier == "constituency")
    for station in state.event.stations_of(tied.id):
        life = state.lives[station.id, tied.id]
        first, second, *rest = life.latest.figures.lines["P"]
        votes = {first: 10, second: 10, **dict.fromkeys(rest, 0)}
        figures = replace(life.latest.figures, lines={**life.latest.figures.lines, "P": votes})
        state.lives[station.id, tied.id] = Life((replace(life.latest, figures=figures),))
    state.status |= dict.fromkeys((c.id for c in state.event.contests_of_body(body)), "confirmed")
    office = Office(invent_figures(state.event, Random(1)), state, Clock(state.event, 1), 1)
    acts = [step for step in declared(office, body) if isinstance(step, Act)]
    told = {contest for act in acts for contest in act.payload["contests"]}
    assert tied.id not in told
    assert {contest.id for contest in others} <= told


def test_a_declaration_names_the_outcome_by_its_hash_and_is_by_whoever_declares(written):
    state = written.state
    for body, acts in state.declared.items():
        expected = sha256(canonical(outcome_of(state, body).as_json(body))).hexdigest()
        for act in acts:
            assert act.payload["outcome"] == expected
            for contest in act.payload["contests"]:
                station = state.event.stations_of(contest)[0].id
                assert "declares" in state.way(station, contest)[act.commission].deeds


def test_nothing_is_declared_before_all_sums_are_signed(entries):
    summed = defaultdict(int)
    for entry in entries:
        if entry["act"] == "summary signed":
            summed[entry["contest"]] += 1
        if entry["act"] == "result declared":
            assert all(summed[contest] for contest in entry["contests"])
    assert summed["mazhilis.list"] > 20  # each territorial commission, and the okrug commission for stations abroad


# ---- what is missing -------------------------------------------------------------------------------------------------------


def test_without_a_stations_approval_its_votes_are_missing_and_not_zero(written):
    state = read_record(written.folder).state
    contest = state.event.contest("mazhilis.list")
    station = state.event.stations_of(contest.id)[0]
    before = totals(state, contest)["kz"]
    paper = state.counting(station.id, contest.id)
    del state.lives[(station.id, contest.id)]
    after = totals(state, contest)["kz"]
    assert (after.partition["not received"], after.partition["approved"]) == (1, before.partition["approved"] - 1)
    assert after.votes["Amanat"] == before.votes["Amanat"] - paper.lines["P"]["Amanat"]
    assert not after.complete


def test_a_constituency_of_which_nothing_is_counted_has_no_votes_rather_than_none(written):
    state = read_record(written.folder).state
    body = state.event.body("mazhilis")
    contest = next(c for c in state.event.contests_of_body("mazhilis") if c.tier == "constituency")
    for station in state.event.stations_of(contest.id):
        del state.lives[(station.id, contest.id)]
    outcome = apply(load_law(body.law), votes_of(state, body))
    assert [(question.kind, question.place) for question in outcome.questions] == [("not counted", contest.id)]


# ---- the whole country -----------------------------------------------------------------------------------------------------


@pytest.mark.drill
def test_the_whole_country_with_faults_adds_up_to_the_official_result(tmp_path):
    """Minutes long: 330,000 acts, written and read again."""
    record = write_record(tmp_path / "record", stations=10_223, seed=1, faults=0.05)
    state = read_record(record.folder).state
    assert state.acts == record.checkpoint.size > 325_000
    assert state.lives == record.state.lives
    whole = totals(state, state.event.contest("mazhilis.list"))["kz"]
    assert whole.complete
    assert sum(whole.votes.values()) == 6_366_441
    seats, outcome = list_seats(state)
    assert seats == SEATS
    assert outcome.status == "complete"
    statuses = Counter(state.status.values())
    assert statuses["final"] > 3_100
    assert statuses.keys() <= {"final", "confirmed"}
