"""The first sheet of a spreadsheet as CSV: what stands in the cells, in its row; and any other file told and harmless."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spreadsheets import MAIN, PARTS, packed, xlsx
from untold import untold

from dauys.formats.xlsx import as_csv
from dauys.text import BadInput

PATH = Path("list.xlsx")
CELL = st.text(st.sampled_from("аәқ bc,.\"'019"), max_size=6).map(lambda text: " ".join(text.split()))


def read(data):
    return list(csv.reader(io.StringIO(as_csv(data, PATH).decode(), newline="")))


@given(st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_table_comes_back_as_it_was_in_its_rows(table):
    table = [["id", "name", "born"], *table]
    found = read(xlsx(table))
    kept = [row if any(row) else [] for row in table]
    while not kept[-1]:
        kept.pop()
    assert found == kept


def sheet(cells):
    return packed({**PARTS, "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"})


def test_texts_in_the_cell_runs_numbers_and_cells_left_out():
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>na</t></r><r><t>me</t></r></is></c>'
        '<c r="C1" t="inlineStr"><is><t>born</t></is></c></row>'
        '<row r="3"><c r="A3"><v>7</v></c><c r="C3"><f>1+1</f><v>1980.0</v></c></row>'
    )
    assert read(sheet(rows)) == [["id", "name", "born"], [], ["7", "", "1980"]]


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"PK nothing", "cannot be read"),
        (packed({}), "cannot be read"),
        (packed({**PARTS}), "cannot be read"),
        (packed({**PARTS, "xl/workbook.xml": f"<workbook {MAIN}><sheets/></workbook>"}), "cannot be read"),
        (sheet('<row r="1"><c r="A1" t="s"><v>5</v></c></row>'), "cannot be read"),
        (sheet('<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>'), "more than"),
        (sheet('<row r="99999999"/>'), "more than"),
        (sheet('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "more than"),
        (sheet("<row"), "not well-formed XML"),
        (xlsx([["a"]], **{"xl/sharedStrings.xml": '<!DOCTYPE x [<!ENTITY e "x">]><sst/>'}), "DOCTYPE"),
        (xlsx([["a"]], **{"xl/sharedStrings.xml": " " * (17 * 1024 * 1024)}), "larger than"),
    ],
)
def test_what_is_no_table_is_refused(data, cause):
    with pytest.raises(BadInput) as refused:
        as_csv(data, PATH)
    assert cause in refused.value.faults[0].cause
    assert not untold(refused.value.faults)
