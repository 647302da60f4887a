"""Decisions that are not over as a table: CSV, and XLSX in which no text is ever a formula.

In Indonesian: it goes to the offices of the city.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from hub.adapters.exports.minutes_layout import DECIDED, PRIORITIES
from hub.adapters.exports.record_table import AHEAD_H, Cell, plain
from hub.wire.decisions import DecisionCard, DecisionFilter

HEADINGS = (
    *("Penanggung jawab", "OPD", "Keputusan", "Prioritas", "Ditetapkan", "Umur (hari)"),
    *("Tenggat", "Lewat tenggat (hari)", "Keadaan"),
)
WIDTHS = (24, 14, 70, 10, 14, 12, 14, 20, 30)


@dataclass(frozen=True, slots=True)
class DecisionBoard:
    """What stood on the board at one moment, as it was asked for. about: the filters, in words."""

    decisions: tuple[DecisionCard, ...]
    at_ms: int
    zone: str
    about: str


def filters(ask: DecisionFilter) -> str:
    """Say what was asked for."""
    said = [
        f"penanggung jawab {ask.owner}" if ask.owner else "",
        f"keadaan {DECIDED[ask.state].lower()}" if ask.state else "",
        "hanya yang lewat tenggat" if ask.overdue else "",
    ]
    return "Saringan: " + (", ".join(one for one in said if one) or "semua") + "."


def rows(board: DecisionBoard) -> list[tuple[Cell, ...]]:
    """Give a row for each, in the order they came. Days are whole days of the city's calendar."""
    today = _day(board.at_ms, board.zone)
    return [
        (
            one.owner_name,
            one.owner_agency,
            one.text,
            PRIORITIES[one.priority],
            _day(one.at_ms, board.zone).isoformat(),
            (today - _day(one.at_ms, board.zone)).days,
            one.due_day,
            (today - date.fromisoformat(one.due_day)).days if one.overdue else "",
            DECIDED[one.state],
        )
        for one in board.decisions
    ]


def as_csv(board: DecisionBoard, city: str) -> bytes:
    """Give it as CSV; the mark in front tells spreadsheets that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    for line in _lines(board, city):
        writer.writerow([plain(cell) for cell in line])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(board: DecisionBoard, city: str) -> bytes:
    """Give it as a workbook."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Keputusan"
    for y, line in enumerate(_lines(board, city), start=1):
        for x, value in enumerate(line, start=1):
            cell = sheet.cell(y, x, value)
            if isinstance(value, str):
                cell.data_type = "s"  # Else what begins with = would be a formula.
            if y == 1 or line is HEADINGS:
                cell.font = Font(bold=True)
            elif x == HEADINGS.index("Keputusan") + 1:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    for n, width in enumerate(WIDTHS):
        sheet.column_dimensions["ABCDEFGHI"[n]].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _lines(board: DecisionBoard, city: str) -> list[Sequence[Cell]]:
    made = datetime.fromtimestamp(board.at_ms / 1000, UTC) + _ahead(board.zone)
    head = ("Keputusan yang belum selesai", city, f"Dibuat {made:%d-%m-%Y %H.%M} {board.zone}.")
    return [*([one] for one in (*head, board.about)), [], HEADINGS, *rows(board)]


def _day(at_ms: int, zone: str) -> date:
    return (datetime.fromtimestamp(at_ms / 1000, UTC) + _ahead(zone)).date()


def _ahead(zone: str) -> timedelta:
    return timedelta(hours=AHEAD_H[zone])
