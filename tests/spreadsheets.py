"""Spreadsheets as programs write them, for tests that hand one in."""

import io
import zipfile

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


def packed(parts):
    """Parts by name as one zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, text in parts.items():
            zipped.writestr(name, text)
    return made.getvalue()
