"""A report read back: the same numbers as were written, of ours and of others; and whatever is wrong is refused in words."""

import json
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nist_states import AT, SAMPLES, json_file, repeated_state, small_event, small_papers, small_state, whole_night, xml_file

from dauys.formats.nist import Facts, read_nist
from dauys.formats.nist.tree import id_of
from dauys.tally.sheet import sheet_of
from dauys.text import BadInput

WRITERS = [pytest.param(json_file, id="json"), pytest.param(xml_file, id="xml")]


def back(facts, write=json_file):
    return read_nist(write(facts), "report")


def contests(report):
    return {one.ours: one for election in report.elections for one in election.contests}


def same_numbers(facts, report):
    """Votes, sums, lines and seats as the tally has them; None where it has none."""
    found = contests(report)
    lines = {contest.ours: election.lines for election in report.elections for contest in election.contests}
    for contest in facts.event.contests:
        sheet, one = sheet_of(facts.event, contest), found[contest.id]
        options = dict(zip(sheet.options, one.options, strict=True))
        for station in facts.event.stations_of(contest.id):
            paper = facts.state.counting(station.id, contest.id)
            row = sheet.row(paper) if paper is not None else (None,) * len(sheet.names)
            unit = id_of("station", station.id)
            assert {id: option.votes[unit] for id, option in options.items()} == {id: row[at] for id, at in sheet.votes.items()}
            for line, at in sheet.lines.items():
                if at not in sheet.votes.values():
                    assert lines[contest.id].get(f"{contest.tier}:{line}", {}).get(unit) == row[at]
        for place, total in facts.totals[contest.id].items():
            unit = facts.district(contest) if place == facts.body(contest).place else id_of("place", place)
            for id, option in options.items():
                name = f"P.{id}" if f"P.{id}" in sheet.names else "N"
                whole = None if name in total.lacking else total.votes[id]
                assert option.votes.get(unit) == whole
            if contest.tier == "list":
                for line in sheet.lines:
                    if line != "N":
                        whole = None if line in total.lacking else total.lines[line]
                        assert lines[contest.id].get(f"list:{line}", {}).get(unit) == whole
        assert (one.reported, one.expected) == (
            sum(facts.state.counting(s.id, contest.id) is not None for s in facts.event.stations_of(contest.id)),
            len(facts.event.stations_of(contest.id)),
        )
    return True


@pytest.mark.parametrize("write", WRITERS)
def test_a_full_mixed_election_comes_back_with_the_same_numbers(write):
    assert same_numbers(whole_night(), back(whole_night(), write))


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("cause", ["tie", "void"])
def test_a_repeat_vote_comes_back_with_the_same_numbers(write, cause):
    facts = Facts.of(repeated_state(cause), AT)
    assert same_numbers(facts, back(facts, write))


PAPERS = sorted(small_papers())
LINES = st.sampled_from(["T", "V", "I", "N", "P", "B1", "D", "S"])


@given(st.sets(st.sampled_from(PAPERS)), st.sets(st.tuples(st.sampled_from(PAPERS), LINES), max_size=4), st.booleans())
def test_whatever_is_missing_the_same_numbers_come_back(missing, holes, in_xml):
    facts = Facts.of(small_state(missing, {(*key, line) for key, line in holes}), AT)
    assert same_numbers(facts, back(facts, xml_file if in_xml else json_file))


@given(st.sets(st.sampled_from(PAPERS)))
def test_json_and_xml_say_the_same(missing):
    facts = Facts.of(small_state(missing), AT)
    assert back(facts, json_file) == back(facts, xml_file)


def test_seats_names_and_winners_come_back():
    report = back(whole_night())
    lists, one = contests(report)["mazhilis.list"], contests(report)["mazhilis.01"]
    seats = {option.parties[0]: option.seats["place.kz"] for option in lists.options if option.kind == "list"}
    expected = {id_of("party", party): row["list"] for party, row in whole_night().outcomes["mazhilis"].parties.items()}
    assert seats == {party: expected[party] for party in seats}
    assert lists.options[-1].kind == "against_all"
    assert lists.options[0].names["en"] == "Amanat Party"
    assert [option.fate for option in one.options].count("projected-winner") == 1


def test_the_stations_own_records_come_back():
    lines = back(Facts.of(small_state(), AT)).elections[0].lines
    for station in small_event().stations:
        assert lines["station:A"][id_of("station", station)] == small_papers()[station, "station"]["A"]


# ---- other people's ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["json", "xml"])
def test_a_report_that_was_made_by_hand_is_read(kind):
    name = f"kz-mixed-nist-v2.{kind}"
    report = read_nist((SAMPLES / name).read_bytes(), name)
    lists, first, second = (one for election in report.elections for one in election.contests)
    assert {option.id: option.votes["gp-kz"] for option in lists.options} == {"s-a": 3040, "s-b": 1580, "s-against": 250}
    assert {option.id: option.seats.get("gp-kz") for option in lists.options} == {"s-a": 2, "s-b": 1, "s-against": None}
    assert all(sum(n for u, n in option.votes.items() if u != "gp-kz") == option.votes["gp-kz"] for option in lists.options)
    assert [option.fate for option in first.options if option.kind == "candidate"].count("winner") == 1
    assert second.district == "smd-2"
    assert report.is_test


@cache
def foreign():
    return (SAMPLES / "kz-mixed-nist-v2.json").read_text("utf-8")


def changed(change):
    """The sample as JSON after a change to it; the first list's votes are what is mostly changed."""
    report = json.loads(foreign())
    change(report, report["Election"][0]["Contest"][0]["ContestSelection"][0]["VoteCounts"])
    return read_nist(json.dumps(report).encode(), "f.json")


def votes_after(*counts, unit="ps-71-1"):
    """The votes of the first list at a unit of which just these counts are told: type and number, and what else."""

    def change(report, told):
        told[:] = [one for one in told if one["GpUnitId"] != unit]
        for kind, number, *more in counts:
            told.append({"@type": "ElectionResults.VoteCounts", "GpUnitId": unit, "Type": kind, "Count": number, **dict(*more)})

    return changed(change).elections[0].contests[0].options[0].votes[unit]


DEVICE = {"DeviceClass": {"@type": "ElectionResults.DeviceClass", "Type": "bmd"}}


def test_a_unit_that_nothing_is_told_of_is_not_counted():
    assert votes_after() is None


def test_parts_that_no_ballot_can_share_are_added_up_where_there_is_no_total():
    assert votes_after(("election-day", 600), ("absentee-mail", 70), ("early", 30)) == 700


def test_a_total_holds_whatever_parts_stand_beside_it():
    assert votes_after(("election-day", 600), ("total", 700), ("other", 5)) == 700


def test_totals_of_several_devices_are_added_up():
    assert votes_after(("total", 600, DEVICE), ("total", 100, DEVICE)) == 700


def test_a_number_that_is_withheld_is_not_known():
    assert votes_after(("total", 3, {"IsSuppressedForPrivacy": True})) is None
    assert votes_after(("election-day", 600), ("early", 3, {"IsSuppressedForPrivacy": True})) is None


def test_whole_numbers_may_be_written_with_a_point():
    assert votes_after(("total", 700.0)) == 700


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param([("total", 1), ("total", 2)], id="counted twice"),
        pytest.param([("absentee", 10), ("absentee-mail", 7)], id="absentee has the mail in it"),
        pytest.param([("other", 10)], id="nobody knows what"),
        pytest.param([("total", 10.5)], id="half a vote"),
        pytest.param([("total", -1)], id="fewer than none"),
        pytest.param([("total", 10**13)], id="more than there are people"),
        pytest.param([("total", "10 votes")], id="words"),
        pytest.param([("total", True)], id="a truth"),
        pytest.param([("total", 10, {"Round": 2})], id="a second round"),
        pytest.param([("election-day", 10), ("election-day", 10, DEVICE)], id="a part of itself"),
    ],
)
def test_counts_that_cannot_be_understood_are_refused_and_told_where(counts):
    with pytest.raises(BadInput) as refused:
        votes_after(*counts)
    assert "Election[0].Contest[0].ContestSelection[0]" in str(refused.value)


# ---- what is wrong -----------------------------------------------------------------------------------------------------


def drop(report, name):
    del report["Election"][0]["Contest"][0][name]


WRONG = {
    "a unit that is not there": (lambda r, told: told[0].update(GpUnitId="ps-9"), "no such unit"),
    "a party that is not there": (
        lambda r, told: r["Election"][0]["Contest"][0]["ContestSelection"][0].update(PartyIds=["p-9"]), "no such party",
    ),
    "a candidate that is not there": (
        lambda r, told: r["Election"][1]["Contest"][0]["ContestSelection"][0].update(CandidateIds=["c-9"]), "no such candidate",
    ),
    "a district that is not there": (
        lambda r, told: r["Election"][0]["Contest"][0].update(ElectionDistrictId="gp-9"), "no such unit",
    ),
    "a part that is not there": (lambda r, told: r["GpUnit"][0].update(ComposingGpUnitIds=["gp-9"]), "no such unit"),
    "no district": (lambda r, told: drop(r, "ElectionDistrictId"), "missing"),
    "no name": (lambda r, told: drop(r, "Name"), "missing"),
    "two units of one id": (lambda r, told: r["GpUnit"].append(r["GpUnit"][1]), "two objects"),
    "a unit without an id": (lambda r, told: r["GpUnit"][5].pop("@id"), "the id is missing"),
    "a number for a name": (lambda r, told: r["Election"][0]["Contest"][0].update(Name=7), "not a text"),
    "a text for an object": (lambda r, told: r["Election"].append("more"), "not an object"),
    "another sort of selection": (
        lambda r, told: r["Election"][0]["Contest"][0]["ContestSelection"][0].update({"@type": "x"}), "not a selection",
    ),
    "votes of half a voter": (lambda r, told: r["GpUnit"][0].update(VotersRegistered=0.5), "not a whole number"),
    "a line told twice": (
        lambda r, told: r["Election"][0]["BallotCounts"].append(r["Election"][0]["BallotCounts"][0]), "told twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_the_way_to_it(name):
    change, cause = WRONG[name]
    with pytest.raises(BadInput) as refused:
        changed(change)
    assert any(cause in fault.cause and fault.file == "f.json" for fault in refused.value.faults)
    assert all(fault.column for fault in refused.value.faults)


def test_all_faults_are_told_at_once():
    def change(report, told):
        told[0]["GpUnitId"] = "ps-9"
        told[1]["Count"] = -4
        report["Election"][1]["Contest"][1]["ElectionDistrictId"] = "smd-9"

    with pytest.raises(BadInput) as refused:
        changed(change)
    assert len(refused.value.faults) >= 3


def test_units_that_lie_in_each_other_do_not_hold_up_the_reader():
    def change(report, told):
        report["GpUnit"][1]["ComposingGpUnitIds"].append(report["GpUnit"][0]["@id"])

    assert changed(change).units


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[]", "no ElectionReport"),
        (b'{"@type": "ElectionResults.Election"}', "no ElectionReport"),
        (b'{\n "a": 1,\n "a": 2}', "stands twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": ' + b"9" * 5000 + b"}", "too long"),
        (b"[" * 100_000, "too deep"),
        (b'{"a":\n nought}', "not JSON"),
    ],
)
def test_what_is_no_report_in_json_is_refused(data, cause):
    with pytest.raises(BadInput, match=cause):
        read_nist(data, "f.json")


def test_a_fault_of_json_is_told_with_its_line():
    with pytest.raises(BadInput) as refused:
        read_nist(b'{"a":\n nought}', "f.json")
    assert (refused.value.faults[0].line, refused.value.faults[0].column) == (2, 2)


ROOT = '<ElectionReport xmlns="http://itl.nist.gov/ns/voting/1500-100/v2"'
ENTITY = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (f"{ENTITY}\n{ROOT}><Issuer>&b;</Issuer></ElectionReport>", "document type"),
        (f"{LAUGHS}\n{ROOT}><Issuer>&c;</Issuer></ElectionReport>", "document type"),
        (f"{ROOT}><Issuer>&nbsp;</Issuer></ElectionReport>", "not XML"),
        ("<ElectionReport/>", "namespace"),
        ("<html xmlns='http://www.w3.org/1999/xhtml'/>", "namespace"),
        (f"{ROOT}><Issuer>", "not XML"),
        (f"{ROOT}>" + "<Election>" * 50, "too deep"),
        ("<", "not XML"),
    ],
)
def test_what_is_no_report_in_xml_is_refused(data, cause):
    with pytest.raises(BadInput, match=cause):
        read_nist(data.encode(), "f.xml")


def test_a_fault_in_xml_is_told_with_its_line_and_the_way_to_it():
    text = (SAMPLES / "kz-mixed-nist-v2.xml").read_text("utf-8")
    at = text.index("<Count>700</Count>")
    wrong = text[:at] + "<Count>-7</Count>" + text[at + len("<Count>700</Count>") :]
    with pytest.raises(BadInput) as refused:
        read_nist(wrong.encode(), "f.xml")
    fault = refused.value.faults[0]
    assert fault.column == "Election[0].Contest[0].ContestSelection[0].VoteCounts[0].Count"
    assert fault.line == text[: text[:at].rindex("<VoteCounts>")].count("\n") + 1


@cache
def ours():
    facts = Facts.of(small_state(missing=set(PAPERS[4:])), AT)
    return json_file(facts), xml_file(facts)


def refused_in_words(data):
    """Whether the bytes are refused, each fault with its cause and cure; any other exception goes through."""
    try:
        read_nist(data, "f")
    except BadInput as refused:
        return all(fault.cause and fault.cure for fault in refused.faults)
    return None


@settings(max_examples=200)
@given(st.sampled_from([0, 1]), st.integers(0), st.binary(max_size=6), st.integers(0, 6))
def test_whatever_bytes_come_they_are_read_or_refused_in_words(which, at, put, taken):
    data = ours()[which]
    at %= len(data)
    assert refused_in_words(data[:at] + put + data[at + taken :]) in (None, True)


@pytest.mark.parametrize("encoding", ["U_TF-8", "big5", "rot13", "undefined"])
def test_an_encoding_that_nobody_reads_is_refused_at_its_line(encoding):
    with pytest.raises(BadInput) as refused:
        read_nist(f"<?xml version='1.0' encoding='{encoding}'?><ElectionReport/>".encode(), "f")
    (fault,) = refused.value.faults
    assert (fault.line, fault.column, fault.cure) == (1, 1, "save the file as UTF-8")
    assert fault.cause.startswith("not XML in a known encoding: ")


@given(st.binary(max_size=60), st.sampled_from([b"", b"<", b"{", b'{"@type":"ElectionResults.ElectionReport",']))
def test_any_bytes_at_all_are_refused(data, beginning):
    with pytest.raises(BadInput):
        read_nist(beginning + data, "f")
