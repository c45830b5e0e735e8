"""Spreadsheets as programs write them, for tests that hand one in."""

import io
import zipfile
from html import escape

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets><sheet name="x" sheetId="1" r:id="r1"/></sheets>'
    "</workbook>",
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
}  # fmt: skip


def xlsx(table, **more):
    """A table as a spreadsheet: texts shared, numbers as numbers; more: parts by name, in place of these."""
    texts = list(dict.fromkeys(cell for row in table for cell in row))

    def written(cell):
        return f"><v>{cell}</v></c>" if cell.isdigit() else f' t="s"><v>{texts.index(cell)}</v></c>'

    rows = [
        f'<row r="{at}">' + "".join(f'<c r="{chr(65 + n)}{at}"{written(cell)}' for n, cell in enumerate(row)) + "</row>"
        for at, row in enumerate(table, 1)
        if any(row)
    ]
    return packed({
        **PARTS,
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{''.join(rows)}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(f'<si><t>{one}</t></si>' for one in texts)}</sst>",
        **more,
    })  # fmt: skip


def xlsx_of(tables):
    """Several tables as one spreadsheet, by the names of their sheets; texts in the cells."""
    sheets = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(tables, 1))
    links = "".join(f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(tables) + 1))
    parts = {
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATION}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{links}</Relationships>",
    }
    for number, table in enumerate(tables.values(), 1):
        rows = "".join(
            f'<row r="{at}">' + "".join(
                f'<c r="{chr(65 + n)}{at}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
                for n, cell in enumerate(row) if cell
            ) + "</row>"
            for at, row in enumerate(table, 1)
        )  # fmt: skip
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>"
    return packed(parts)


def packed(parts):
    """Parts by name as one zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return made.getvalue()
