"""Roll-calls beside each other as a table: CSV, and XLSX in which no text is ever a formula.

In Indonesian: it goes to the offices of the city. A line for each agency, then one for each
roll-call, then what became of each agency in each of them.
"""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from openpyxl import Workbook

from hub.adapters.exports.minutes_layout import STATES
from hub.adapters.exports.record_table import AHEAD_H, Cell, fill, month_name, plain
from hub.wire.rollcall_past import (
    CompareColumn,
    Mark,
    PastFigures,
    RollCallCompare,
    RollCallCompareAsk,
)

FIGURES = (
    *("Apel", "Hadir", "Diwakili", "Izin", "Melapor terlambat", "Tanpa keterangan"),
    *("Formulir, tengah (detik)", "Formulir, 90 % (detik)"),
    *("Suara, tengah (detik)", "Suara, 90 % (detik)"),
)
BY_AGENCY = ("OPD", "Nama OPD", *FIGURES)
BY_CALL = ("Apel", "Ditutup", "OPD dipanggil", *FIGURES[1:])
WORDS: dict[Mark, str] = {
    "present": STATES["reported"],
    "represented": STATES["represented"],
    "excused": STATES["excused"],
    "late": STATES["reported_late"],
    "absent": STATES["absent"],
}
MEANING = (
    "Formulir: dari pengumuman sampai formulir pertama. Suara: dari panggilan pertama sampai "
    "menjawab. Latihan tidak dihitung."
)


def head(made: RollCallCompare, city: str, ask: RollCallCompareAsk) -> tuple[str, ...]:
    """Give what stands over the tables: of what, of when, and by which clock."""
    span = month_name(ask.month) if ask.month else f"{len(made.columns)} apel terakhir"
    which = ", ".join(one for one in (ask.title, ask.room) if one) or "semua apel"
    left = " Apel paling awal bulan ini tidak dimuat." if made.left else ""
    return (
        f"Perbandingan apel, {span}",
        city,
        f"Saringan: {which}.{left}",
        f"Dibuat {_time(made.at_ms, made.zone)} {made.zone}.",
        MEANING,
    )


def by_agency(made: RollCallCompare) -> list[tuple[Cell, ...]]:
    """Give a row for each agency, and the sum of all."""
    lines = [(one.short, one.name, *_figures(one.figures)) for one in made.rows]
    return [*lines, ("Jumlah", "", *_figures(made.total))]


def by_call(made: RollCallCompare) -> list[tuple[Cell, ...]]:
    """Give a row for each roll-call, the oldest first."""
    return [
        (one.rollcall.title, _time(one.rollcall.closed_ms, made.zone), *_figures(one.figures))
        for one in made.columns
    ]


def marks(made: RollCallCompare) -> list[tuple[Cell, ...]]:
    """Give a row for each agency with what became of it in each; the first has their times."""
    return [
        ("OPD", *(_column(one, made.zone) for one in made.columns)),
        *((one.short, *(WORDS[m] if m else "" for m in one.marks)) for one in made.rows),
    ]


def as_csv(made: RollCallCompare, city: str, ask: RollCallCompareAsk) -> bytes:
    """Give it as CSV; the mark in front tells spreadsheets that it is UTF-8."""
    lines: list[Sequence[Cell]] = [[line] for line in head(made, city, ask)]
    lines += [[], BY_AGENCY, *by_agency(made), [], BY_CALL, *by_call(made), [], *marks(made)]
    out = io.StringIO()
    csv.writer(out).writerows([plain(cell) for cell in line] for line in lines)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(made: RollCallCompare, city: str, ask: RollCallCompareAsk) -> bytes:
    """Give it as a workbook: agencies, roll-calls, and what became of each in each."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Per OPD"
    top: list[Sequence[Cell]] = [[line] for line in head(made, city, ask)]
    fill(sheet, [*top, [], BY_AGENCY, *by_agency(made)], BY_AGENCY)
    sheet.column_dimensions["B"].width = 44
    fill(book.create_sheet("Per apel"), [BY_CALL, *by_call(made)], BY_CALL)
    table = marks(made)
    fill(book.create_sheet("Kehadiran"), table, table[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(of: PastFigures) -> tuple[Cell, ...]:
    times = (of.form_median_s, of.form_p90_s, of.voice_median_s, of.voice_p90_s)
    counts = (of.held, of.present, of.represented, of.excused, of.late, of.absent)
    return (*counts, *("" if one is None else round(one) for one in times))


def _column(one: CompareColumn, zone: str) -> str:
    return f"{_time(one.rollcall.closed_ms, zone)} {one.rollcall.title}"


def _time(at_ms: int, zone: str) -> str:
    at = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(hours=AHEAD_H[zone])
    return f"{at:%d-%m-%Y %H.%M}"
