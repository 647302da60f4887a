"""Minutes as a workbook: what it is on one sheet, each table on its own; no text is a formula."""

import io

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from hub.adapters.exports.minutes_layout import DRILL, Document, Table, document
from hub.wire.minutes import MinutesWhole

CHARS = 130
"""So many characters the columns of a table have in all."""
NAME_MAX_CHARS = 31
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def as_xlsx(minutes: MinutesWhole, city: str) -> bytes:
    """Give them as a workbook."""
    of = document(minutes, city)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Notulen"
    _first(sheet, of)
    for section in of.sections:
        if section.table:
            name = section.heading.split(". ", 1)[-1][:NAME_MAX_CHARS]
            _table(book.create_sheet(name), section.table)
    for each in book.worksheets:
        each.oddFooter.left.text = f"SHA-256 {of.sha256}"
        each.oddFooter.right.text = "Halaman &P dari &N"
        if of.drill:
            each.oddHeader.center.text = DRILL
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _first(sheet: Worksheet, of: Document) -> None:
    lines: list[tuple[str, str]] = [(of.title, ""), (f"Pemerintah {of.city}", of.office)]
    lines += [("Apel", of.number), *of.facts.lines]
    for section in of.sections:
        lines += [(section.heading, words) for words in section.words]
    lines += [(f"{one.role}", f"{one.title}\n{one.below}".strip()) for one in of.signatures]
    lines += [("Sidik SHA-256", of.sha256), *(("", text) for text in of.small)]
    for y, line in enumerate(lines, start=1):
        for x, text in enumerate(line, start=1):
            _put(sheet, y, x, text, bold=y == 1 or x == 1)
    sheet.column_dimensions["A"].width = 32
    sheet.column_dimensions["B"].width = 100


def _table(sheet: Worksheet, table: Table) -> None:
    for y, row in enumerate((table.headings, *table.rows), start=1):
        for x, text in enumerate(row, start=1):
            _put(sheet, y, x, text, bold=y == 1)
    for x, share in enumerate(table.shares, start=1):
        width = max(8, share * CHARS // sum(table.shares))
        sheet.column_dimensions[get_column_letter(x)].width = width
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"


def _put(sheet: Worksheet, y: int, x: int, text: str, *, bold: bool) -> None:
    cell = sheet.cell(y, x, ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"  # Else what begins with = would be a formula.
    cell.alignment = _WRAPPED
    if bold:
        cell.font = Font(bold=True)
