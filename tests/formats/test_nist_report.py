"""What a report says: how concepts are mapped, what is left out because nobody knows it, and that a rehearsal says so."""

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nist_states import (
    AT,
    REPEATED,
    json_file,
    night,
    repeated_state,
    small_event,
    small_papers,
    small_state,
    whole_night,
    xml_file,
)

from dauys.acts import State
from dauys.acts.kinds import Act
from dauys.election.event import Repeat
from dauys.formats.nist import Facts, nist_json, nist_xml
from dauys.formats.nist.tree import id_of
from dauys.law.words import Names
from dauys.protocol import Figures
from dauys.protocol.life import ANNULLED, HELD, Life, Protocol

LIST, FIRST, SECOND = "maslikhat-aktobe.list", "X-AKT-0001", "X-AKT-0002"


def told(state):
    return json.loads(json_file(Facts.of(state, AT)))


@cache
def whole():
    return json.loads(json_file(whole_night()))


def contest(report, ours):
    return next(
        one for election in report["Election"] for one in election["Contest"] if one["ExternalIdentifier"][0]["Value"] == ours
    )


def unit(report, id):
    return next(one for one in report["GpUnit"] if one["@id"] == id)


def votes(selection, kind="total"):
    return {one["GpUnitId"]: one["Count"] for one in selection["VoteCounts"] if one["Type"] == kind}


def with_life(state, station, name, how):
    """The state with one paper of a contest in another state, its figures as they were."""
    paper = state.lives[station, name].latest
    state.lives[station, name] = Life((replace(paper, state=how),))
    return state


# ---- the report --------------------------------------------------------------------------------------------------------


def test_the_moment_is_that_of_the_last_act_in_whole_seconds_and_the_sequence_is_the_size_of_the_log():
    state = small_state()
    state.acts = 41
    report = told(state)
    assert report["GeneratedDate"] == "2023-03-20T05:59:59+06:00"
    assert (report["SequenceStart"], report["SequenceEnd"]) == (41, 41)


def test_the_same_state_gives_the_same_bytes():
    assert json_file(Facts.of(small_state(), AT)) == json_file(Facts.of(small_state(), AT))
    assert xml_file(Facts.of(small_state(), AT)) == xml_file(Facts.of(small_state(), AT))


@pytest.mark.parametrize("write", [nist_json, nist_xml])
def test_a_report_comes_piece_by_piece(write):
    sizes = [len(piece) for piece in write(whole_night())]
    assert sum(sizes) > 2_000_000
    assert max(sizes) < 1_000_000


def test_a_rehearsal_says_so_and_a_real_election_does_not():
    report = told(small_state())
    assert report["IsTest"] is True
    assert report["TestType"].startswith("INVENTED")
    assert report["Notes"].startswith("INVENTED")
    state = small_state()
    real = told(State(replace(small_event(), invented=False), state.lives))
    assert real["IsTest"] is False
    assert "TestType" not in real


STATUSES = [
    ({}, "unofficial-partial"),
    (dict.fromkeys((LIST, "01", "02"), "interim"), "unofficial-partial"),
    ({LIST: "final", "01": "interim", "02": "final"}, "unofficial-partial"),
    ({LIST: "preliminary", "01": "confirmed", "02": "final"}, "unofficial-complete"),
    (dict.fromkeys((LIST, "01", "02"), "confirmed"), "unofficial-complete"),
    ({LIST: "corrected", "01": "confirmed", "02": "final"}, "correction"),
    (dict.fromkeys((LIST, "01", "02"), "final"), "certified"),
]


@pytest.mark.parametrize(("words", "status"), STATUSES)
def test_the_status_is_that_of_the_contest_that_stands_least_far(words, status):
    state = small_state()
    state.status = {word if word == LIST else f"maslikhat-aktobe.{word}": told for word, told in words.items()}
    assert told(state)["Status"] == status


def test_before_the_first_protocol_the_status_is_that_before_an_election():
    assert told(State(small_event()))["Status"] == "pre-election"


def test_a_recount_that_is_ordered_shows_in_the_status_of_a_count_that_was_complete():
    state = small_state()
    state.status = dict.fromkeys((one.id for one in small_event().contests), "confirmed")
    paper = state.lives[FIRST, LIST].latest
    state.lives[FIRST, LIST] = Life((replace(paper, recount="complaint"),))
    assert told(state)["Status"] == "recount"


# ---- ballots and contests ----------------------------------------------------------------------------------------------


def test_each_ballot_is_an_election_of_its_own():
    names = [one["ExternalIdentifier"][0]["Value"] for one in whole()["Election"]]
    assert names[:3] == ["mazhilis.list", "mazhilis.constituency", "maslikhat-astana.list"]
    assert len(names) == len(set(names))
    lists, constituencies = whole()["Election"][:2]
    assert [one["@type"] for one in lists["Contest"]] == ["ElectionResults.PartyContest"]
    assert {one["@type"] for one in constituencies["Contest"]} == {"ElectionResults.CandidateContest"}
    assert len(constituencies["Contest"]) == 29


def test_lists_are_proportional_and_a_person_is_elected_by_plurality():
    assert contest(whole(), "mazhilis.list")["VoteVariation"] == "proportional"
    one = contest(whole(), "mazhilis.01")
    assert (one["VoteVariation"], one["VotesAllowed"], one["NumberElected"]) == ("plurality", 1, 1)


def test_options_stand_in_the_order_of_the_ballot_and_against_all_is_one_of_them():
    selections = contest(whole(), "mazhilis.list")["ContestSelection"]
    assert [one["SequenceOrder"] for one in selections] == list(range(1, len(selections) + 1))
    assert selections[-1]["@type"] == "ElectionResults.BallotMeasureSelection"
    assert {one["Language"] for one in selections[-1]["Selection"]["Text"]} == {"kk", "ru", "en"}


def test_persons_of_a_list_are_candidates_with_their_place_on_it():
    people = [one for one in whole()["Election"][0]["Candidate"] if one["PartyId"] == "party.Amanat"]
    places = [{id["OtherType"]: id["Value"] for id in one["ExternalIdentifier"]}["list-position"] for one in people]
    assert places == [str(at) for at in range(1, len(people) + 1)]
    assert len(people) > 1


def test_a_station_abroad_lies_in_no_region():
    abroad = next(one for one in whole()["GpUnit"] if one.get("OtherType") == "abroad")
    stations = [id for id in abroad["ComposingGpUnitIds"] if id.startswith("station.")]
    regions = [one for one in whole()["GpUnit"] if one["Type"] == "state"]
    assert stations
    assert not any(set(stations) & set(region.get("ComposingGpUnitIds", ())) for region in regions)
    assert set(stations) <= votes(contest(whole(), "mazhilis.list")["ContestSelection"][0]).keys()


# ---- figures -----------------------------------------------------------------------------------------------------------


def test_votes_are_told_for_the_district_its_places_and_every_station():
    counts = votes(contest(whole(), "mazhilis.list")["ContestSelection"][0])
    stations = {id_of("station", station) for station in night().event.stations}
    assert stations <= counts.keys()
    assert counts["place.kz"] == sum(counts[station] for station in stations)
    astana = unit(whole(), "place.astana")["ComposingGpUnitIds"]
    assert counts["place.astana"] == sum(counts[id] for id in astana)


def test_a_station_that_is_not_counted_has_no_votes_and_no_zero():
    report = told(small_state(missing={(FIRST, LIST)}))
    one = contest(report, LIST)
    assert all(id_of("station", FIRST) not in votes(selection) for selection in one["ContestSelection"])
    assert (one["SubUnitsReported"], one["TotalSubUnits"]) == (3, 4)
    assert one["CountStatus"][0]["Status"] == "in-process"
    assert not [
        line
        for line in report["Election"][0]["BallotCounts"]
        if line["GpUnitId"] == id_of("station", FIRST) and not line.get("OtherType", "").startswith("protocol:station:")
    ]


def test_where_nothing_is_counted_there_is_no_figure_at_all():
    report = told(State(small_event()))
    assert not any(one["BallotCounts"] for one in report["Election"])
    assert not any(selection["VoteCounts"] for selection in contest(report, LIST)["ContestSelection"])


def test_a_sum_that_lacks_a_figure_of_a_counted_paper_is_left_out():
    report = told(small_state(holes={(FIRST, LIST, "T")}))
    lines = {
        (line["GpUnitId"], line["OtherType"]): line["BallotsCast"]
        for line in report["Election"][0]["BallotCounts"]
        if line["Type"] == "other" and "BallotsCast" in line
    }
    assert (id_of("station", FIRST), "protocol:list:T") not in lines
    assert (id_of("station", SECOND), "protocol:list:T") in lines
    assert ("place.aktobe", "protocol:list:T") not in lines
    assert ("place.aktobe", "protocol:list:B") in lines


def test_every_line_of_a_protocol_is_told_under_its_name_and_invalid_ballots_as_rejected():
    report = told(small_state())
    here = [one for one in report["Election"][0]["BallotCounts"] if one["GpUnitId"] == id_of("station", FIRST)]
    paper = small_papers()[FIRST, LIST]
    lines = {one["OtherType"]: one for one in here if one["Type"] == "other"}
    for line in ("B1", "B2", "B", "C", "E", "S", "T", "V"):
        assert lines[f"protocol:list:{line}"]["BallotsCast"] == paper[line]
    assert lines["protocol:list:D"]["BallotsCast"] == sum(paper["D"].values())
    assert lines["protocol:list:I"]["BallotsRejected"] == paper["I"]
    assert lines["protocol:station:U"]["BallotsCast"] == small_papers()[FIRST, "station"]["U"]
    assert "protocol:station:H" not in lines  # ballots of different contests are not added up
    total = next(one for one in here if one["Type"] == "total")
    assert (total["BallotsCast"], total["BallotsRejected"]) == (paper["T"], paper["I"])


def test_lines_of_a_place_with_several_constituencies_are_added_up():
    report = told(small_state())
    lines = report["Election"][1]["BallotCounts"]
    told_of = {one["GpUnitId"]: one["BallotsCast"] for one in lines if one.get("OtherType") == "protocol:constituency:T"}
    papers = {station: paper["T"] for (station, name), paper in small_papers().items() if name not in ("station", LIST)}
    for place in {one.place for one in small_event().stations.values()} - {"aktobe"}:
        stations = [one.id for one in small_event().stations.values() if one.place == place]
        assert told_of[id_of("place", place)] == sum(papers[station] for station in stations)


@pytest.mark.parametrize(
    ("how", "status"), [("received", "in-process"), (HELD, "in-process"), (ANNULLED, "completed"), (None, "in-process")]
)
def test_how_far_a_station_is_follows_from_its_papers(how, status):
    state = small_state()
    if how is None:
        del state.lives[FIRST, LIST]
    else:
        with_life(state, FIRST, LIST, how)
    assert unit(told(state), id_of("station", FIRST))["CountStatus"][0]["Status"] == status


def test_a_station_that_nobody_has_heard_of_is_not_processed():
    missing = {key for key in small_papers() if key[0] == FIRST}
    assert unit(told(small_state(missing)), id_of("station", FIRST))["CountStatus"][0]["Status"] == "not-processed"


def test_voters_are_those_of_the_stations_own_record_and_else_of_the_definition():
    state = small_state()
    record = Figures("station", {**small_papers()[FIRST, "station"], "A": 777, "U": 55})
    state.lives[FIRST, "station"] = Life((replace(state.lives[FIRST, "station"].latest, figures=record),))
    one = unit(told(state), id_of("station", FIRST))
    assert (one["VotersRegistered"], one["VotersParticipated"]) == (777, 55)
    one = unit(told(small_state(missing={(FIRST, "station")})), id_of("station", FIRST))
    assert one["VotersRegistered"] == small_event().stations[FIRST].voters
    assert "VotersParticipated" not in one


def test_voters_who_took_part_in_a_place_are_not_told_while_a_station_of_it_is_missing():
    assert "VotersParticipated" in unit(told(small_state()), "place.aktobe")
    assert "VotersParticipated" not in unit(told(small_state(missing={(FIRST, "station")})), "place.aktobe")


# ---- seats and winners -------------------------------------------------------------------------------------------------


def test_the_seats_of_the_lists_are_told_when_no_protocol_is_missing():
    seats = [votes(one, "seats") for one in contest(whole(), "mazhilis.list")["ContestSelection"]]
    assert sum(one.get("place.kz", 0) for one in seats) == 69
    assert seats[-1] == {}  # against all never wins
    state = night()
    del state.lives[next(iter(state.event.stations)), "mazhilis.list"]
    assert not any(votes(one, "seats") for one in contest(told(state), "mazhilis.list")["ContestSelection"])


def test_the_seats_of_lists_are_told_once_where_a_vote_is_repeated():
    state = night()
    station = next(one.id for one in state.event.stations_of("mazhilis.list"))
    options = tuple(option.id for option in state.event.options_of("mazhilis.list"))
    repeat = Repeat("mazhilis.list", "void", frozenset({station}), options, "2023-05-14")
    old = state.lives[station, "mazhilis.list"].latest
    after = State(state.event.with_repeat(repeat), state.lives)
    after.lives[station, "mazhilis.list"] = Life((replace(old, state=ANNULLED),))
    after.lives[station, repeat.id] = Life((replace(old, contest=repeat.id),))
    report = told(after)
    assert sum(n for one in contest(report, "mazhilis.list")["ContestSelection"] for n in votes(one, "seats").values()) == 69
    assert not any(votes(one, "seats") for one in contest(report, repeat.id)["ContestSelection"])
    del after.lives[station, repeat.id]
    assert not any(votes(one, "seats") for one in contest(told(after), "mazhilis.list")["ContestSelection"])


def fates(report, of):
    return [
        one.get("PostElectionStatus")
        for election in report["Election"]
        for one in election["Candidate"]
        if one["@id"].startswith(id_of("candidate", of) + "..")
    ]


def test_a_winner_is_projected_until_the_result_is_declared():
    assert sorted(filter(None, fates(whole(), "mazhilis.01"))) == ["projected-winner"]
    state = night()
    state.status = {"mazhilis.01": "final"}
    declared = fates(told(state), "mazhilis.01")
    assert declared.count("winner") == 1
    assert declared.count("defeated") == len(declared) - 1


def test_nobody_has_won_while_a_protocol_is_missing():
    state = night()
    del state.lives[state.event.stations_of("mazhilis.01")[0].id, "mazhilis.01"]
    assert not any(fates(told(state), "mazhilis.01"))


def test_who_stands_again_after_a_tie_advances_and_the_repeat_vote_tells_who_won():
    report = told(repeated_state())
    options = [one for one in night().event.options_of(REPEATED) if one.kind == "candidate"]
    assert fates(report, REPEATED) == ["advanced-to-runoff"] * 2 + [None] * (len(options) - 2)
    assert fates(report, f"{REPEATED}.repeat") == ["projected-winner", None]


def test_a_repeat_vote_that_is_not_counted_has_no_winner():
    assert not any(fates(told(repeated_state(counted=False)), f"{REPEATED}.repeat"))


def test_a_repeat_vote_is_told_of_its_own_stations_alone():
    report = told(repeated_state())
    one = contest(report, f"{REPEATED}.repeat")
    area = unit(report, one["ElectionDistrictId"])
    assert len(area["ComposingGpUnitIds"]) == one["TotalSubUnits"] == 1
    assert area["OtherType"] == "repeat-vote"


def test_who_holds_a_mandate_by_the_acts_is_a_winner_and_who_lost_it_is_not():
    state = night()
    people = [one.id for one in state.event.lists["mazhilis.list", "Amanat"].persons[:2]]

    def act(kind, person):
        said = {"body": "mazhilis", "contest": "mazhilis.list", "option": "Amanat", "person": person, "reason": "r"}
        return Act(kind, AT, "central", "p", said)

    state.mandates += [act("mandate given", people[0]), act("mandate given", people[1]), act("mandate lost", people[0])]
    won = [one["@id"] for one in told(state)["Election"][0]["Candidate"] if one.get("PostElectionStatus") == "winner"]
    assert won == [id_of("candidate", "mazhilis.list", "Amanat", people[1])]


# ---- names and ids -----------------------------------------------------------------------------------------------------


def test_a_name_that_xml_would_take_for_something_else_comes_through():
    state = small_state()
    party = next(iter(small_event().parties.values()))
    odd = replace(party, names=Names(kk="«Ә» & <б>", ru="\"'\x01", en="]]> --"))
    told_in = xml_file(
        Facts.of(State(replace(small_event(), parties={**small_event().parties, party.id: odd}), state.lives), AT)
    )
    assert "«Ә» &amp; &lt;б&gt;" in told_in.decode()
    assert "\x01" not in told_in.decode()


def test_what_has_no_name_goes_by_its_number():
    event = small_event()
    bare = {id: replace(one, names=Names()) for id, one in event.stations.items()}
    report = told(State(replace(event, stations=bare), small_state().lives))
    names = {one["Language"]: one["Content"] for one in unit(report, id_of("station", FIRST))["Name"]["Text"]}
    assert names["en"] == f"Polling station {FIRST}"
    assert names["kk"] != names["ru"]


OURS = st.from_regex(r"\A\w+([.-]\w+)*\Z")


@given(OURS, st.text(min_size=1), OURS, st.text(min_size=1))
def test_ids_of_different_things_differ(one, option, other, another):
    assert (id_of("option", one, option) == id_of("option", other, another)) == ((one, option) == (other, another))


@given(OURS, st.text(min_size=1))
def test_an_id_is_one_that_xml_takes(contest_id, option):
    id = id_of("option", contest_id, option)
    assert id.isascii()
    assert not set(id) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert id[0].isalpha()


def test_a_protocol_counts_by_its_newest_approved_version():
    state = small_state()
    old = state.lives[FIRST, LIST].latest
    lines = dict(old.figures.lines)
    lines["P"] = dict.fromkeys(lines["P"], 1)
    new = Protocol(FIRST, LIST, "list", version=2, state="approved", figures=Figures("list", lines))
    state.lives[FIRST, LIST] = Life((old, new))
    selection = contest(told(state), LIST)["ContestSelection"][0]
    assert votes(selection)[id_of("station", FIRST)] == 1
