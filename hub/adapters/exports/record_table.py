"""The record of a month as a table: CSV, and XLSX in which no text is ever a formula.

In Indonesian: it goes to the offices of the city.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from hub.wire.record import RecordMonths, RecordOf, RecordTally

MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli"),
    *("Agustus", "September", "Oktober", "November", "Desember"),
)
AHEAD_H = {"WIB": 7, "WITA": 8, "WIT": 9}
HEADINGS = (
    *("OPD", "Nama OPD", "Dipanggil", "Tepat waktu", "Terlambat", "Terlewat", "Siap/menuju"),
    *("Diwakili", "Berhalangan", "Wakil menarik diri", "Terjangkau", "Dibatalkan/dilewati"),
    *(
        "Masih berjalan",
        "Waktu jawab tengah (detik)",
        "Waktu jawab 90 % (detik)",
        "Catatan koreksi",
    ),
)
MEANING = "Terlewat: tidak dijawab sampai batas, juga bila kemudian dijawab terlambat."
MONTHLY = ("OPD", "Bulan", "Dipanggil", "Tepat waktu", "Terlambat", "Terlewat")
MONTHLY_TITLE = "Per bulan"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int


def month_name(month: str) -> str:
    """Give "November 2026"."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def head(record: RecordOf, city: str) -> tuple[str, ...]:
    """Give what stands over the table: of what, of when, and by which clock."""
    made = datetime.fromtimestamp(record.at_ms / 1000, UTC) + timedelta(hours=AHEAD_H[record.zone])
    what = "Rekap latihan panggilan" if record.drill else "Rekap panggilan"
    return (
        f"{what}, {month_name(record.month)}",
        city,
        f"Dibuat {made:%d-%m-%Y %H.%M} {record.zone}. Bulan menurut {record.zone}.",
        MEANING,
    )


def rows(record: RecordOf) -> list[tuple[Cell, ...]]:
    """Give a row for each agency, and the sum of all."""
    lines = [(one.short, one.name, *_figures(one.tally), one.notes) for one in record.agencies]
    notes = sum(one.notes for one in record.agencies)
    return [*lines, ("Jumlah", "", *_figures(record.total), notes)]


def monthly(months: RecordMonths) -> list[tuple[Cell, ...]]:
    """Give a row for each month in which an agency was called, and the sums of all."""
    courses = [(one.short, one.months) for one in months.agencies]
    return [
        (name, one.month, n, one.in_time, one.late, one.late + one.never)
        for name, of in [*courses, ("Jumlah", months.total)]
        for one in of
        if (n := one.in_time + one.late + one.never) or name == "Jumlah"
    ]


def as_csv(record: RecordOf, city: str, months: RecordMonths | None = None) -> bytes:
    """Give it as CSV; the mark in front tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in head(record, city):
        writer.writerow([plain(line)])
    writer.writerow([])
    writer.writerow(HEADINGS)
    writer.writerows([[plain(cell) for cell in row] for row in rows(record)])
    if months:
        writer.writerows([[], [MONTHLY_TITLE], MONTHLY])
        writer.writerows([[plain(cell) for cell in row] for row in monthly(months)])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(record: RecordOf, city: str, months: RecordMonths | None = None) -> bytes:
    """Give it as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rekap"
    lines: list[Sequence[Cell]] = [[line] for line in head(record, city)]
    lines += [[], HEADINGS, *rows(record)]
    fill(sheet, lines, HEADINGS)
    sheet.column_dimensions["B"].width = 44
    if months:
        fill(book.create_sheet(MONTHLY_TITLE), [MONTHLY, *monthly(months)], MONTHLY)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(sheet: Worksheet, lines: Iterable[Sequence[Cell]], headings: Sequence[Cell]) -> None:
    """Put lines on a sheet; the first, and the headings, stand out."""
    for y, line in enumerate(lines, start=1):
        for x, value in enumerate(line, start=1):
            cell = sheet.cell(y, x, value)
            if isinstance(value, str):
                cell.data_type = "s"  # Else what begins with = would be a formula.
            if y == 1 or line is headings:
                cell.font = Font(bold=True)
    sheet.column_dimensions["A"].width = 18


def plain(cell: Cell) -> Cell:
    """Make a text one that no spreadsheet executes."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULAS) else cell


def _figures(of: RecordTally) -> tuple[Cell, ...]:
    times = tuple("" if one is None else round(one) for one in (of.median_s, of.p90_s))
    counts = (of.called, of.in_time, of.late, of.missed, of.accepted, of.represented)
    return (*counts, of.prevented, of.withdrawn, of.reached, of.apart, of.open, *times)
