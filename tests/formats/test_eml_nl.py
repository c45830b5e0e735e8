"""Real Dutch counts are read to the vote; XML that could do harm, and sums that do not hold, are refused where they stand."""

import contextlib
import gzip
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dauys.formats import safe_xml
from dauys.formats.eml_nl import parse_count, parse_result, read_count, read_result
from dauys.formats.eml_nl_count import ADMITTED, FEWER, MORE, contradictions
from dauys.text import BadInput

SAMPLES = Path(__file__).parent / "samples"
REAL = SAMPLES / "Telling_GR2022_WestMaasenWaal.eml.xml.gz"
SMALL, ABOVE, ELECTED = (
    SAMPLES / f"{name}_test.eml.xml.gz" for name in ("deserialize_eml510b", "deserialize_eml510d", "eml520")
)
TEXT = gzip.decompress(SMALL.read_bytes()).decode()
FILE = Path("count.eml.xml")


def faults(text, read=parse_count):
    with pytest.raises(BadInput) as error:
        read(text if isinstance(text, bytes) else text.encode(), FILE)
    return error.value.faults


def refused(text, read=parse_count):
    (fault,) = faults(text, read)
    return fault


def wrong_sums(text):
    return contradictions(parse_count(text.encode(), FILE), FILE)


# ---- what is in the files --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real():
    return read_count(REAL)


def test_the_real_count_of_2022_is_the_one_that_was_published(real):
    assert (real.head.message, real.head.category, real.head.day) == ("510b", "GR", date(2022, 3, 16))
    assert real.head.name == "Gemeenteraad West Maas en Waal 2022"
    (contest,) = real.contests
    assert contest.id == "geen"
    parties = [one for one in contest.options if one.kind == "party"]
    assert (len(contest.units), len(parties), len(contest.options)) == (21, 8, 259)
    assert (parties[0].id, parties[0].name) == ("1", "FD Partij Beneden-Leeuwen")
    assert (contest.total.options["1"], contest.total.options["1.1"], contest.total.options["2.6"]) == (1893, 581, 222)
    assert contest.units[0].id == "0668::SB1"
    assert contest.units[0].name == "Stembureau Dorpshuis De Hucht (postcode: 6626 AC)"


def test_valid_void_and_blank_ballots_are_the_voters_admitted(real):
    total = real.contests[0].total
    assert (total.counted, total.rejected, total.uncounted[ADMITTED]) == (9350, {"ongeldig": 27, "blanco": 21}, 9398)
    assert 9350 + 27 + 21 == 9398
    assert total.uncounted[MORE] == total.uncounted[FEWER] == 1  # at two stations; they cancel out


def test_stations_add_up_to_the_total_line_by_line(real):
    (contest,) = real.contests
    for option in contest.options:
        assert sum(unit.votes.options[option.id] for unit in contest.units) == contest.total.options[option.id]
    assert sum(unit.votes.counted for unit in contest.units) == 9350


def test_a_count_above_the_stations_is_read_too():
    count = read_count(ABOVE)
    assert (count.head.message, count.contests[0].units[0].id) == ("510d", "9999")
    assert count.contests[0].total.uncounted == {}  # not given is not zero


def test_a_result_tells_who_is_elected_and_in_which_round():
    result = read_result(ELECTED)
    assert result.head.message == "520"
    chosen = result.contests["geen"]
    people = [(one.option.party, one.option.name, one.ranking) for one in chosen if one.option.kind == "candidate"]
    assert people[:3] == [("1", "Annemieke Oorschot", 1), ("1", "Krisje de Blikkert", 1), ("1", "George van Jaspers-Gezen", 1)]
    assert len(people) == 10
    assert all(one.elected for one in chosen)
    assert {one.votes for one in chosen} == {None}  # the file gives none


def test_a_total_alone_is_enough():
    without = re.sub(r"<ReportingUnitVotes>.*</ReportingUnitVotes>", "", TEXT, flags=re.S)
    (contest,) = parse_count(without.encode(), FILE).contests
    assert (contest.units, contest.total.counted) == ((), 100)
    assert wrong_sums(without) == ()


def test_packed_and_unpacked_are_the_same(tmp_path):
    plain = tmp_path / "count.eml.xml"
    plain.write_text(TEXT, "utf-8")
    assert read_count(plain) == read_count(SMALL)


# ---- sums ------------------------------------------------------------------------------------------------------------


def test_the_small_count_holds():
    assert wrong_sums(TEXT) == ()


def test_a_total_that_does_not_add_up_is_named_with_its_element_and_line(tmp_path):
    wrong = TEXT.replace("<TotalCounted>100<", "<TotalCounted>101<", 1)
    path = tmp_path / "count.eml.xml"
    path.write_text(wrong, "utf-8")
    with pytest.raises(BadInput) as error:
        read_count(path)
    first, second = error.value.faults
    assert first.column == second.column == "EML/Count/Election/Contests/Contest/TotalVotes/TotalCounted"
    assert first.line == TEXT[: TEXT.index("<TotalVotes>")].count("\n") + 1
    assert "the 1 reporting units add up to 100 for TotalCounted, the total says 101" in str(error.value)
    assert "the lines add up to 100, TotalCounted says 101" in str(error.value)
    assert parse_count(wrong.encode(), FILE).contests[0].total.counted == 101  # as signed, for whoever wants it so


def test_candidates_that_do_not_make_up_their_list_are_named():
    assert "the candidates of list 1 add up to 99" in wrong_sums(TEXT.replace("<ValidVotes>50<", "<ValidVotes>49<", 1))[0].cause


def test_a_station_that_loses_a_vote_breaks_the_sum_of_that_option():
    real = _real_text()
    head, mark, tail = real.partition("<ReportingUnitVotes>")
    changed = head + mark + tail.replace("<ValidVotes>", "<ValidVotes>1", 1)
    causes = [fault.cause for fault in wrong_sums(changed)]
    assert len(causes) == 3  # of the list: its candidates, its station's valid votes, the sum over the stations
    assert sum("the 21 reporting units add up to" in cause for cause in causes) == 1


@pytest.mark.parametrize("code", [ADMITTED, MORE, FEWER])
def test_voters_admitted_balance_with_the_ballots(code):
    real = _real_text()
    mark = f'ReasonCode="{code}">'
    changed = real.replace(mark, f"{mark}1", 1)  # in the total
    found = wrong_sums(changed)
    assert {fault.column.rpartition("/")[2] for fault in found} == {"UncountedVotes"}
    assert len(found) == 2


@settings(max_examples=5, deadline=None)  # each reads a whole municipality anew
@given(st.integers(0, 2 * 260 * 22), st.integers(1, 400))
def test_any_number_changed_in_the_real_count_is_found(at, more):
    text = _real_text()
    numbers = _numbers()
    start, end = numbers[at % len(numbers)]
    changed = f"{text[:start]}{int(text[start:end]) + more}{text[end:]}"
    assert wrong_sums(changed)


def _real_text(known=[]):  # noqa: B006  (read once)
    if not known:
        known.append(gzip.decompress(REAL.read_bytes()).decode())
    return known[0]


def _numbers(known=[]):  # noqa: B006
    if not known:
        known.extend(
            found.span(1)
            for found in re.finditer(r"<(?:ValidVotes|TotalCounted|Cast|RejectedVotes [^>]*)>(\d+)<", _real_text())
        )
    return known


# ---- what is refused -------------------------------------------------------------------------------------------------

CONTEST = "EML/Count/Election/Contests/Contest"

TOTAL = f"{CONTEST}/TotalVotes"
NUMBER = "whole number"

BROKEN = {  # what stands there, what is put there, the element that is then named, what is said
    "a word for a number": ("<ValidVotes>100<", "<ValidVotes>many<", f"{TOTAL}/Selection/ValidVotes", NUMBER),
    "a negative number": ("<Cast>100<", "<Cast>-1<", f"{TOTAL}/Cast", NUMBER),
    "an empty number": ("<Cast>100<", "<Cast><", f"{TOTAL}/Cast", NUMBER),
    "a very long number": ("<Cast>100<", f"<Cast>{'9' * 13}<", f"{TOTAL}/Cast", NUMBER),
    "other digits": ("<Cast>100<", "<Cast>१००<", f"{TOTAL}/Cast", NUMBER),
    "a line without votes": ("<ValidVotes>50</ValidVotes>", "", f"{TOTAL}/Selection[2]", "without ValidVotes"),
    "a reason twice": ('"blanco"', '"ongeldig"', f"{TOTAL}/RejectedVotes[2]", "stands twice"),
    "a party without an id": (' Id="1">\n', ">\n", f"{TOTAL}/Selection/AffiliationIdentifier", "Id is missing"),
    "no day": (">2021-09-01<", ">soon<", "EML/Count/Election/ElectionIdentifier/ElectionDate", "no date"),
    "a candidate twice": ('Identifier Id="2"/>', 'Identifier Id="1"/>', f"{TOTAL}/Selection[3]", "stands twice"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_element_is_refused_with_its_path_and_line(what):
    old, new, path, cause = BROKEN[what]
    fault = faults(TEXT.replace(old, new, 1))[0]
    assert fault.column == path
    assert cause in fault.cause
    changed = TEXT[: TEXT.index(old)].count("\n") + 1
    assert changed - 5 <= fault.line <= changed  # an element is named by the line in which it begins
    assert fault.cure


def test_a_whole_part_that_is_missing_is_named():
    for part in ("Election", "Contests", "ElectionCategory"):
        gone = re.sub(rf"<{part}>.*?</{part}>", "", TEXT, flags=re.S)
        assert f"the element {part} is missing" in refused(gone).cause
    assert "a contest without votes" in refused(re.sub(r"<TotalVotes>.*</ReportingUnitVotes>", "", TEXT, flags=re.S)).cause


def test_a_unit_twice_and_a_candidate_before_any_party_are_refused():
    unit = re.search(r"<ReportingUnitVotes>.*</ReportingUnitVotes>", TEXT, re.S)[0]
    assert "this reporting unit stands twice" in refused(TEXT.replace(unit, unit + unit)).cause
    party = re.search(r"<Selection>\s*<Aff.*?</Selection>", TEXT, re.S)[0]
    assert {fault.cause for fault in faults(TEXT.replace(party, "", 1))} == {"a candidate before any party"}


def test_one_id_has_one_name():
    other = "OTHER".join(TEXT.rsplit("Test Party", 1))
    assert refused(other).cause == "elsewhere in this contest 1 is called Test Party"


def test_another_namespace_message_or_version_is_refused():
    assert refused(TEXT.replace("tc:evs:schema:eml", "tc:evs:schema:eml:7", 1)).cause == "this is no EML"
    assert refused("<html/>").value == "no namespace"
    assert refused(gzip.decompress(ELECTED.read_bytes())).cause == "not message 510 of EML"
    assert refused(TEXT, parse_result).cause == "not message 520 of EML"
    assert refused(TEXT.replace('SchemaVersion="5"', 'SchemaVersion="7"')).cause == "another version of EML"


def test_elements_of_another_namespace_are_not_taken_for_those_of_eml():
    assert "a contest without votes" in faults(re.sub(r"(</?)(TotalVotes|ReportingUnitVotes)>", r"\1kr:\2>", TEXT))[0].cause


# ---- xml that could do harm ------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMBS = {
    "billion laughs": f'<!DOCTYPE EML [<!ENTITY l0 "ha">{LAUGHS}]>',
    "one long entity": f'<!DOCTYPE EML [<!ENTITY a "{"a" * 1000}">]>',
    "a file of this machine": '<!DOCTYPE EML [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
    "an address": '<!DOCTYPE EML SYSTEM "http://127.0.0.1:9/eml.dtd">',
    "a parameter entity": '<!DOCTYPE EML [<!ENTITY % a SYSTEM "http://127.0.0.1:9/a">%a;]>',
    "an empty declaration": "<!DOCTYPE EML>",
}


@pytest.mark.parametrize("what", BOMBS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_declaration_is_refused_before_it_is_read(what, encoding):
    head, _, body = TEXT.partition("?>")
    bomb = f"{head}?>{BOMBS[what]}{body}".replace('encoding="UTF-8"', f'encoding="{encoding}"').replace("Municipal", "&l9;")
    fault = refused(bomb.encode(encoding))
    assert "DOCTYPE" in fault.cause
    assert fault.line == 1


def test_size_depth_and_number_are_bounded(tmp_path, monkeypatch):
    deep = "<a>" * (safe_xml.DEEPEST + 1)
    assert "deep" in refused(deep).cause
    assert "deep" not in str(faults("<a>" * safe_xml.DEEPEST + "</a>" * safe_xml.DEEPEST)[0])
    monkeypatch.setattr(safe_xml, "MOST", 50)
    assert "more than 50 elements" in refused(f"<a>{'<b/>' * 50}</a>").cause
    monkeypatch.setattr(safe_xml, "MOST", 10_000)
    monkeypatch.setattr(safe_xml, "LARGEST", 1 << 20)
    assert "larger than 1 MB" in refused("<a>" + " " * (1 << 20)).cause
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(gzip.compress(b" " * (2 << 20)))
    with pytest.raises(BadInput) as error:
        safe_xml.bounded(packed, 1 << 20)
    assert "larger than 1 MB when unpacked" in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"no xml", b"<a>", b"<a></b>", b"\xff\xfe<", b'<?xml version="1.0" encoding="nowhere"?><a/>', b"<a>&b;</a>"]
)
def test_what_is_not_well_formed_is_refused(data):
    assert refused(data).cause.startswith(("not well-formed XML", "not XML in a known encoding"))


@given(st.binary(max_size=60), st.integers(0, len(TEXT)), st.integers(0, 60))
def test_a_damaged_file_is_refused_or_read_and_nothing_else(noise, at, gone):
    data = TEXT.encode()
    with contextlib.suppress(BadInput):
        contradictions(parse_count(data[:at] + noise + data[at + gone :], FILE), FILE)


def test_a_cut_gzip_file_or_none_is_bad_input(tmp_path):
    cut = tmp_path / "cut.gz"
    cut.write_bytes(REAL.read_bytes()[:4000])
    for path in (cut, tmp_path / "nowhere.xml", tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            read_count(path)
