"""The Bundestag of 2025 as its Federal Returning Officer published it is read, holds, and makes the seats that were given out.

The small file is INVENTED: one Land with two constituencies, another with one; two parties and a person without one.
"""

import contextlib
import csv
import gzip
import io
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dauys.cli.formats import imports
from dauys.election import load_election
from dauys.election.folder import read_folder
from dauys.formats.kerg2 import COLUMNS, parse_kerg2, read_kerg2
from dauys.formats.kerg2_folder import folder_files, write_folder
from dauys.formats.kerg2_sums import contradictions_of
from dauys.formats.kerg2_values import CONSTITUENCY, PARTY
from dauys.law import apply
from dauys.text import BadInput

SAMPLE = Path(__file__).parent / "samples" / "kerg2-btw2025-preliminary.csv.gz"
FINAL = Path(__file__).parents[2] / "elections" / "de-bundestag-2025"
FILE = Path("kerg2.csv")

# ---- the real file ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real():
    return read_kerg2(SAMPLE)


@pytest.fixture(scope="module")
def folder(real, tmp_path_factory):
    where = tmp_path_factory.mktemp("imported") / "bundestag"
    write_folder(folder_files(real, SAMPLE.name, "0" * 64), where)
    return where


@pytest.fixture(scope="module")
def outcome(folder):
    election = read_folder(folder)
    return apply(election.law(), election.votes)


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


def votes(path):
    """By tier, place and party; people without a party by their number, for the two files name them differently."""
    parties = {row["id"] for row in rows(path / "parties.csv")}
    found = {}
    for row in rows(path / "votes.csv"):
        if row["option"] in parties:
            found[row["tier"], row["place"], row["option"]] = int(row["votes"])
    return found


def test_status_licence_and_moment_are_kept(real):
    assert (real.status, real.as_of, real.day) == ("preliminary", "2025-02-24T04:08:00", date(2025, 2, 23))
    assert real.notice[0] == "(c) Die Bundeswahlleiterin, Wiesbaden 2025"
    assert "Namensnennung – Version 2.0 (https://www.govdata.de/dl-de/by-2-0)" in real.notice[1]


def test_every_row_is_read_and_every_sum_holds(real):
    assert (len(real.lines), len(real.areas)) == (15_617, 1 + 16 + 299)
    assert len(real.of(CONSTITUENCY)) == 299
    country = {(line.group, line.vote): line.count for line in real.lines if line.place == ("Bund", "99")}
    assert (country["Gültige", 1], country["Gültige", 2]) == (49_498_186, 49_642_087)
    assert (country["SPD", 2], country["CDU", 2]) == (8_148_284, 11_194_700)


def test_an_empty_number_is_not_known_and_never_zero(real):
    empty = Counter(line.kind for line in real.lines if line.count is None and line.place[0] == CONSTITUENCY)
    assert empty[PARTY] == 3527 + 1438
    assert all(line.count for line in real.lines if line.group == "Gültige")


def test_the_ballots_are_those_of_the_final_result_and_most_counts_are_near(folder):
    """Equal: who was on which ballot. Different: the figures, for between the two lie the constituencies' own sessions."""
    early, final = votes(folder), votes(FINAL)
    assert early.keys() == final.keys()
    assert len(early) == 7357 - 62
    parties = {party for _, _, party in final}
    assert [sum(row["option"] not in parties for row in rows(path / "votes.csv")) for path in (folder, FINAL)] == [62, 62]
    lists = [sum(count for (tier, *_), count in one.items() if tier == "list") for one in (early, final)]
    assert lists == [49_642_087, 49_649_512]
    changed = {key for key, count in early.items() if final[key] != count}
    assert len(changed) == 3895
    more = [sum(int(row["votes"]) for row in rows(path / "votes.csv")) for path in (folder, FINAL)]
    assert more[1] - more[0] == 14_628
    assert max(abs(final[key] - early[key]) for key in changed) < 4000


def land_numbers(folder):
    """The file's number of each Land by the id that the final result's folder has, found by the constituencies in it."""
    inside = []
    for path in (folder, FINAL):
        found = defaultdict(set)
        for row in rows(path / "places.csv"):
            if row["kind"] == "constituency":
                found[row["parent"]].add(row["id"])
        inside.append({frozenset(constituencies): land for land, constituencies in found.items()})
    assert inside[0].keys() == inside[1].keys()
    return {final: inside[0][constituencies] for constituencies, final in inside[1].items()}


def test_the_preliminary_votes_make_the_seats_that_were_given_out_in_every_land(folder, outcome):
    lands = land_numbers(folder)
    assert len(lands) == 16
    official = {
        (row["tier"], lands[row["place"]], row["party"]): int(row["seats"])
        for row in rows(FINAL / "official.csv")
        if row["place"] in lands and row["tier"] != "total" and row["seats"] != "0"
    }
    above = {row["id"]: row["parent"] for row in rows(folder / "places.csv")}
    made = Counter()
    for seat in outcome.seats:
        made[seat.tier, above[seat.place] or seat.place, seat.party] += seat.seats
    assert outcome.questions == ()
    assert +made == official
    assert sum(made.values()) == 630


def test_the_file_and_the_law_name_the_same_winners_and_the_same_23_without_a_seat(real, outcome):
    seated = {seat.place: seat.party for seat in outcome.seats if seat.tier == "constituency" and seat.seats}
    assert {number: winner for number, winner in real.elected.items() if winner is not None} == seated
    assert sum(winner is None for winner in real.elected.values()) == 23
    assert {row["place"] for row in rows(FINAL / "official-winners.csv")} == real.elected.keys() - seated.keys()


def test_the_folder_says_whose_figures_these_are_and_how_far_they_are(folder):
    definition = load_election(str(folder)).definition
    assert definition.name.model_dump() == {
        "kk": "Германия Бундестагы, 23.02.2025 (алдын ала)", "ru": "Бундестаг Германии, 23.02.2025 (предварительные)",
        "en": "German Bundestag, 23.02.2025 (preliminary)",
    }  # fmt: skip
    assert "dl-de/by-2-0" in definition.notes[0]
    assert "as of 2025-02-24T04:08:00" in definition.notes[1]
    source = (folder / "source.md").read_text("utf-8")
    assert "dl-de/by-2-0" in source
    assert "SSW is the list of a national minority; the file does not say so." in source


def test_the_same_file_makes_the_same_folder(real, folder):
    again = folder_files(real, SAMPLE.name, "0" * 64)
    assert again == {path.name: path.read_bytes() for path in folder.iterdir()}


# ---- a small invented file -------------------------------------------------------------------------------------------

HEADER = [*COLUMNS, "Gewählt"]
BEFORE = ["(c) INVENTED;;;", "Lizenz: INVENTED;;;", ";;;", "Status:;Endgültig;;", "Stand:;14.03.2025;12:00", ""]
AREAS = {  # number of the constituency: its Land, eligible, voters, then for votes 1 and 2: invalid, A, B and EB:X
    "001": ("01", 100, 80, {1: (1, 40, 39, None), 2: (2, 50, 28, None)}),
    "002": ("01", 90, 60, {1: (0, 30, 20, 10), 2: (0, 35, 25, None)}),
    "003": ("02", 70, 50, {1: (5, 45, None, None), 2: (0, 25, 25, None)}),
}


def small(**changes):
    """The lines of the small file; changes: a number of AREAS, by constituency, vote and group."""
    figures = defaultdict(dict)
    for number, (land, eligible, voters, counts) in AREAS.items():
        for place in (("Bund", "99"), ("Land", land), ("Wahlkreis", number)):
            own = figures[place]
            add(own, ("System-Gruppe", "Wahlberechtigte", ""), eligible)
            add(own, ("System-Gruppe", "Wählende", ""), voters)
            for vote, (invalid, a, b, x) in counts.items():
                add(own, ("System-Gruppe", "Ungültige", vote), invalid)
                add(own, ("System-Gruppe", "Gültige", vote), sum(one or 0 for one in (a, b, x)))
                add(own, ("Partei", "A", vote), a)
                add(own, ("Partei", "B", vote), b)
                kind = "Einzelbewerber/Wählergruppe"
                if place[0] != "Wahlkreis":
                    add(own, (kind, kind, vote), x)
                elif number == "002":
                    add(own, (kind, "EB:X", vote), x)
    return [*BEFORE, ";".join(HEADER), *lines(figures)]


def add(own, key, count):
    own[key] = own.get(key) if count is None else (own.get(key) or 0) + count


def lines(figures):
    lands = {number: land for number, (land, *_) in AREAS.items()}
    for kind in ("Bund", "Land", "Wahlkreis"):
        for (one, number), own in figures.items():
            if one != kind:
                continue
            above = {"Bund": ("", ""), "Land": ("BUND", "99"), "Wahlkreis": ("LAND", lands.get(number, ""))}[kind]
            for (group_kind, group, vote), count in own.items():
                of = percent(own, group, vote, count)
                winner = {"001": "A", "002": "–", "003": "A"}.get(number, "")
                cells = ["BT", "23.02.2025", kind, number, f"Area {number}", *above, group_kind, group, vote]
                yield ";".join(map(str, [*cells, "" if count is None else count, of, winner]))


def percent(own, group, vote, count):
    base = {"Wahlberechtigte": None, "Wählende": "Wahlberechtigte", "Ungültige": "Wählende", "Gültige": "Wählende"}.get(
        group, ""
    )
    if count is None or base is None:
        return ""
    of = own["System-Gruppe", base, ""] if base else own["System-Gruppe", "Gültige", vote]
    return f"{(count * 100_000_000 + of // 2) // of / 1_000_000:.6f}".replace(".", ",")


TEXT = "\n".join(small())


def parsed(text):
    return parse_kerg2(text.encode(), FILE)


def refused(text):
    with pytest.raises(BadInput) as error:
        parse_kerg2(text if isinstance(text, bytes) else text.encode(), FILE)
    return error.value.faults


def wrong_sums(text):
    return contradictions_of(parsed(text), FILE)


def changed(column, value, *, kind="Wahlkreis", number="001", group="A", vote="1"):
    """The small file with one cell written otherwise, and its line."""
    found = TEXT.split("\n")
    for at, line in enumerate(found):
        cells = line.split(";")
        if len(cells) == len(HEADER):
            told = dict(zip(HEADER, cells, strict=True))
            if (told["Gebietsart"], told["Gebietsnummer"], told["Gruppenname"], told["Stimme"]) == (kind, number, group, vote):
                cells[HEADER.index(column)] = value
                found[at] = ";".join(cells)
                return "\n".join(found), at + 1
    raise AssertionError("there is no such row")


def test_the_small_file_holds_with_and_without_a_byte_order_mark():
    assert wrong_sums(TEXT) == ()
    assert parsed("\ufeff" + TEXT) == parsed(TEXT)
    assert (parsed(TEXT).status, parsed(TEXT).as_of) == ("final", "2025-03-14T12:00:00")
    assert parsed(TEXT).elected == {"001": "A", "002": None, "003": "A"}


def test_columns_are_found_by_name_and_further_ones_do_no_harm():
    rows_of = [line.split(";") for line in TEXT.split("\n")]
    turned = "\n".join(";".join(["new", *reversed(cells)] if len(cells) == len(HEADER) else cells) for cells in rows_of)
    told, again = parsed(TEXT), parsed(turned)
    assert (again.lines, again.areas, again.elected) == (told.lines, told.areas, told.elected)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_column_that_is_missing_is_named(column):
    faults = refused(TEXT.replace(f";{column}", ";Other", 1) if f";{column}" in TEXT else TEXT.replace(column, "Other", 1))
    if column not in ("Gebietsart", "Anzahl"):  # the header is known by these
        assert [fault.column for fault in faults] == [column]
        assert faults[0].line == len(BEFORE) + 1
    else:
        assert "is the header of a kerg2.csv" in faults[0].cause


@pytest.mark.parametrize(
    ("column", "value", "cause"),
    [
        ("Anzahl", "40.5", "cannot be read"),
        ("Anzahl", "4 0", "cannot be read"),
        ("Anzahl", "-1", "cannot be read"),
        ("Anzahl", "9" * 13, "cannot be read"),
        ("Prozent", "50.632911", "cannot be read"),
        ("Wahltag", "2025-02-23", "no date"),
        ("Wahltag", "24.02.2025", "another day"),
        ("Wahlart", "LT", "no Bundestag election"),
        ("Gebietsart", "Kreis", "no such kind of area"),
        ("Gebietsnummer", "", "without number or name"),
        ("Gebietsname", "Elsewhere", "earlier rows of this area say otherwise"),
        ("UegGebietsart", "BUND", "another kind of area"),
        ("UegGebietsnummer", "02", "earlier rows of this area say otherwise"),
        ("Gruppenart", "Liste", "no such kind of group"),
        ("Gruppenname", "", "without a name"),
        ("Gruppenname", "B", "this figure stands already in line"),
        ("Stimme", "3", "neither the first nor the second vote"),
        ("Stimme", "", "neither the first nor the second vote"),
        ("Gewählt", "B", "name another"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_is_refused_with_line_and_column(column, value, cause):
    text, line = changed(column, value)
    (fault, *_) = refused(text)
    assert cause in fault.cause
    assert fault.column == column
    assert fault.line is not None
    assert fault.line >= line
    assert fault.cure


def test_status_moment_and_licence_must_be_there():
    for word, status in (("Zwischenergebnis", "interim"), ("Vorläufig", "preliminary"), ("endgültiges Ergebnis", "final")):
        assert parsed(TEXT.replace("Endgültig", word)).status == status
    assert refused(TEXT.replace("Endgültig", "Amtlich"))[0].value == "Amtlich"
    assert refused(TEXT.replace("14.03.2025;12:00", "yesterday"))[0].column == "Stand"
    assert "owner and licence" in refused(TEXT.replace("(c)", "").replace("Lizenz", ""))[0].cause


def test_all_faults_come_at_once():
    text, first = changed("Anzahl", "x")
    second = text.split("\n").index(changed("Anzahl", "40", group="B", vote="2")[0].split("\n")[first])
    rows_of = text.split("\n")
    rows_of[second] = rows_of[second].replace("BT;", "LT;", 1)
    assert [fault.column for fault in refused("\n".join(rows_of))] == ["Anzahl", "Wahlart"]


def test_a_file_cut_short_or_of_another_kind_is_refused():
    cut = "\n".join(line for line in TEXT.split("\n") if not line.startswith("BT;23.02.2025;Land;02"))
    assert "lies in Land 02, which has no rows" in refused(cut)[0].cause
    assert "no rows of constituencies" in refused(TEXT.split("BT;23.02.2025;Wahlkreis")[0])[0].cause
    assert "cells, the header has" in refused(TEXT.rsplit(";", 4)[0])[0].cause
    assert "not UTF-8" in refused(TEXT.replace("–", "-").encode("latin-1"))[0].cause
    assert "is the header" in refused("")[0].cause
    assert "not CSV" in refused(TEXT + '\n"BT;')[0].cause


# ---- sums ------------------------------------------------------------------------------------------------------------


def test_a_total_that_does_not_add_up_is_named_with_its_line():
    text, line = changed("Anzahl", "116", kind="Bund", number="99")
    (found, *_) = [fault for fault in wrong_sums(text) if "areas in it" in fault.cause]
    assert (found.line, found.column, found.value) == (line, "Anzahl", 116)
    assert found.cause == "the 2 areas in it add up to 115 for A, here are 116"


def test_votes_and_valid_ballots_that_do_not_agree_are_named():
    text, _ = changed("Anzahl", "41")
    causes = [fault.cause for fault in wrong_sums(text)]
    assert "the votes add up to 80, the valid ones are said to be 79" in causes
    text, _ = changed("Anzahl", "3", group="Ungültige")
    assert "valid and invalid add up to 82, the voters are said to be 80" in [fault.cause for fault in wrong_sums(text)]


def test_a_percentage_that_is_another_number_s_is_named():
    text, line = changed("Prozent", "50,632912")  # 40 of 79 is 50.6329113…
    (fault,) = wrong_sums(text)
    assert (fault.line, fault.column) == (line, "Prozent")


@given(st.sampled_from(range(TEXT.count("\nBT;"))), st.integers(1, 1000))
def test_any_number_changed_is_found(at, more):
    found = TEXT.split("\n")
    line = len(BEFORE) + 1 + at
    cells = found[line].split(";")
    where = HEADER.index("Anzahl")
    if cells[where]:
        cells[where] = str(int(cells[where]) + more)
        found[line] = ";".join(cells)
        assert wrong_sums("\n".join(found))


@given(st.sampled_from(range(TEXT.count("\nBT;"))), st.sampled_from(HEADER), st.text(max_size=12))
def test_any_cell_may_hold_anything_and_is_refused_or_read(at, column, value):
    found = TEXT.split("\n")
    line = len(BEFORE) + 1 + at
    cells = found[line].split(";")
    cells[HEADER.index(column)] = value
    found[line] = ";".join(cells)
    with contextlib.suppress(BadInput):
        wrong_sums("\n".join(found))


# ---- the folder ------------------------------------------------------------------------------------------------------


def table(text, name):
    data = folder_files(parsed(text), "small.csv", "0" * 64)[name]
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_who_is_not_on_a_ballot_is_left_out():
    told = {(row["tier"], row["place"], row["option"]): row["votes"] for row in table(TEXT, "votes.csv")}
    assert ("constituency", "003", "B") not in told
    assert ("constituency", "002", "EB:X") in told
    assert ("list", "002", "EB:X") not in told
    assert told["list", "001", "A"] == "50"
    assert len(told) == 6 + 6
    assert [(row["place"], row["option"], row["party"]) for row in table(TEXT, "options.csv")] == [("002", "EB:X", "")]


def test_a_constituency_that_is_not_counted_has_unknown_votes_and_no_figures(tmp_path):
    blank = TEXT
    for line in TEXT.split("\n"):
        cells = line.split(";")
        if len(cells) == len(HEADER) and cells[HEADER.index("Gebietsnummer")] == "003":
            cells[HEADER.index("Anzahl")] = cells[HEADER.index("Prozent")] = ""
            blank = blank.replace(line, ";".join(cells))
    told = [row for row in table(blank, "votes.csv") if row["place"] == "003"]
    assert {row["votes"] for row in told} == {"unknown"}
    assert {row["option"] for row in told} == {"A", "B"}
    figures = [row for row in table(blank, "figures.csv") if row["place"] == "003"]
    assert {row[name] for row in figures for name in ("registered", "in_boxes", "valid", "invalid")} == {""}
    write_folder(folder_files(parsed(blank), "small.csv", "0" * 64), tmp_path / "small")
    election = read_folder(tmp_path / "small")
    assert apply(election.law(), election.votes).questions


def test_nothing_is_written_over(tmp_path):
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    for where in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(BadInput, match="something is there already"):
            write_folder({"votes.csv": b""}, where)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


# ---- the command -----------------------------------------------------------------------------------------------------


def test_the_command_reads_writes_and_says_what_to_do_next(tmp_path):
    file, out = tmp_path / "kerg2.csv.gz", tmp_path / "election"
    file.write_bytes(gzip.compress(TEXT.encode()))
    ran = CliRunner().invoke(imports, ["kerg2", str(file), "--out", str(out)])
    assert ran.exit_code == 0
    assert "right. Bundestag of 2025-02-23, final as of 2025-03-14T12:00:00; 3 constituencies" in ran.output
    assert f"`dauys count {out}` counts it" in ran.output
    assert read_folder(out).votes


def test_the_command_on_a_dutch_count_tells_what_it_holds():
    sample = SAMPLE.parent / "Telling_GR2022_WestMaasenWaal.eml.xml.gz"
    ran = CliRunner().invoke(imports, ["eml-nl", str(sample)])
    assert ran.exit_code == 0
    assert "contest geen: 21 reporting units, 8 parties, 259 lines" in ran.output
    assert "valid 9,350, ongeldig 27, blanco 21" in ran.output
