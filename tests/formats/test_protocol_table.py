"""A table of protocols is read whole or refused whole, and each fault says where it is and what would be right."""

import csv
import io
from random import Random

import pytest

from dauys.acts import STATION
from dauys.demo.definition import invent_definition
from dauys.demo.night import invent_night
from dauys.formats.protocol_table import read_protocols
from dauys.law import AGAINST_ALL
from dauys.protocol import load_forms
from dauys.protocol.columns import columns_of
from dauys.text import BadInput

EVENT = invent_definition(80, seed=1)
FORMS = load_forms("kz/mazhilis/2023")
PAPERS = {(p.station, p.contest): p.figures for p in invent_night(EVENT, Random(1))}
LIST = "mazhilis.list"


def table(contest=LIST):
    options = [] if contest == STATION else [o.id for o in EVENT.options_of(contest) if o.id != AGAINST_ALL]
    columns = columns_of(FORMS.form_of(STATION if contest == STATION else EVENT.contest(contest).tier), options)
    stations = EVENT.stations.values() if contest == STATION else EVENT.stations_of(contest)
    rows = [[s.id, *(column.write(PAPERS[s.id, contest]) for column in columns)] for s in stations]
    return [["station", *(column.name for column in columns)], *rows]


def write(tmp_path, rows):
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    path = tmp_path / "protocols.csv"
    path.write_text(text.getvalue(), "utf-8")
    return path


def refused(tmp_path, rows, contest=LIST):
    with pytest.raises(BadInput) as bad:
        read_protocols(write(tmp_path, rows), EVENT, FORMS, contest)
    return bad.value.faults


@pytest.mark.parametrize("contest", [LIST, "mazhilis.01", STATION])
def test_what_was_written_is_read_back(tmp_path, contest):
    read = read_protocols(write(tmp_path, table(contest)), EVENT, FORMS, contest)
    assert {(station, contest): figures for station, figures in read.items()} == {
        key: figures for key, figures in PAPERS.items() if key[1] == contest
    }


def test_an_empty_cell_is_not_known_and_not_zero(tmp_path):
    rows = table()
    rows[1][rows[0].index("I")] = ""
    rows[1][rows[0].index("P.Auyl")] = ""
    figures = read_protocols(write(tmp_path, rows), EVENT, FORMS, LIST)[rows[1][0]]
    assert figures.one("I") is None
    assert figures.one("P") is None


def test_a_blank_table_is_refused(tmp_path):
    (fault,) = refused(tmp_path, table()[:1])
    assert "blank" in fault.cause


def test_a_table_of_zeros_is_refused(tmp_path):
    head, *rows = table()
    zeros = [[row[0], *("" if "=" in cell else "0" for cell in row[1:])] for row in rows]
    (fault,) = refused(tmp_path, [head, *zeros])
    assert "not counted is not zero" in fault.cause


def test_two_columns_that_changed_places_are_named(tmp_path):
    head, *rows = table()
    one, other = head.index("V"), head.index("T")
    head[one], head[other] = head[other], head[one]
    (fault,) = refused(tmp_path, [head, *rows])
    assert {"V", "T"} == set(fault.column.split(", "))
    assert "exchanged" in fault.cause


def test_a_row_of_totals_and_a_station_that_stands_twice_are_named_with_their_lines(tmp_path):
    rows = table()
    total, twice = refused(tmp_path, [*rows[:3], ["Итого", *rows[1][1:]], *rows[3:], rows[1]])
    assert (total.line, total.cause) == (4, "a row of totals")
    assert (twice.line, twice.cause) == (len(rows) + 2 - 1 + 1, "this station stands already in line 2")


def test_a_protocol_for_a_contest_that_the_station_does_not_have_is_refused(tmp_path):
    rows = table("mazhilis.01")
    stranger = next(s for s in EVENT.stations if "mazhilis.01" not in {c.id for c in EVENT.contests_of(s)})
    (fault,) = refused(tmp_path, [*rows, [stranger, *rows[1][1:]]], "mazhilis.01")
    assert fault.value == stranger
    assert "has no contest mazhilis.01" in fault.cause


def test_a_code_in_another_alphabet_is_said_to_be_so(tmp_path):
    rows = table()
    rows[1][0] = rows[1][0].replace("A", "А")  # a Cyrillic А
    (fault,) = refused(tmp_path, rows)
    assert "another alphabet" in fault.cause or "did you mean" in fault.cure


def test_every_fault_is_told_at_once(tmp_path):
    head, *rows = table()
    rows[0][head.index("V")] = "1,204"
    rows[1][head.index("D")] = "3:120"
    rows[2][head.index("I")] = "-4"
    causes = [fault.cause for fault in refused(tmp_path, [head, *rows])]
    assert len(causes) == 3
    assert "separators" in causes[0]


def test_a_column_that_is_missing_or_unknown_is_named(tmp_path):
    head, *rows = table()
    head[head.index("P.Auyl")] = "P.Aul"
    causes = {fault.cause for fault in refused(tmp_path, [head, *rows])}
    assert causes == {"column 'P.Auyl' is missing", "unknown column 'P.Aul'"}


def test_a_contest_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(BadInput, match="no such contest"):
        read_protocols(write(tmp_path, table()), EVENT, FORMS, "mazhilis.lists")
