"""Tables as one spreadsheet (XLSX, ECMA-376): the first row of each sheet is its header, every cell is text, nothing else.

Columns are formatted as text, so that a program that fills them in keeps a date or a number as it was typed. The same tables
give the same bytes.
"""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"

_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Arial"/></font>'
    '<font><b/><sz val="11"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/>'
    '<xf numFmtId="49" applyNumberFormat="1"/><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1"/>'
    "</cellXfs></styleSheet>"
)  # 49 is the format "text", ECMA-376 Part 1, 18.8.30
_TEXT, _BOLD = 1, 2

_MOMENT = (1980, 1, 1, 0, 0, 0)  # the first that a zip can tell: what is written says nothing of a clock


def workbook(tables: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """The tables as a workbook, a sheet for each, by name and in order; a table's first row is its header."""
    numbers = range(1, len(tables) + 1)
    sheets = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(tables, 1))
    links = "".join(_link(f"r{n}", f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers)
    types = "".join(_type(f"/xl/worksheets/sheet{n}.xml", f"{_KIND}.worksheet+xml") for n in numbers)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{_type('/xl/workbook.xml', f'{_KIND}.sheet.main+xml')}{_type('/xl/styles.xml', f'{_KIND}.styles+xml')}"
        f"{types}</Types>",
        "_rels/.rels": _links(_link("r1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(links + _link("styles", f"{_OFFICE}/styles", "styles.xml")),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": _sheet(table) for n, table in enumerate(tables.values(), 1)},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(zipfile.ZipInfo(name, _MOMENT), _HEAD + text, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _sheet(table: Sequence[Sequence[str]]) -> str:
    widths = (max(12, *(min(60, len(row[at]) + 2) for row in table)) for at in range(len(table[0])))
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{w}" style="{_TEXT}" customWidth="1"/>' for n, w in enumerate(widths, 1)
    )
    rows = "".join(f'<row r="{n}">{_cells(row, n)}</row>' for n, row in enumerate(table, 1))
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'  # the header stays in sight
    views = f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
    return f'<worksheet xmlns="{_MAIN}">{views}<cols>{columns}</cols><sheetData>{rows}</sheetData></worksheet>'


def _cells(row: Sequence[str], number: int) -> str:
    style = _BOLD if number == 1 else _TEXT
    return "".join(
        f'<c r="{chr(64 + at)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        for at, cell in enumerate(row, 1)
        if cell
    )


def _type(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{kind}"/>'


def _link(name: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>'


def _links(links: str) -> str:
    return f'<Relationships xmlns="{_RELATIONS}">{links}</Relationships>'
