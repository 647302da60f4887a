"""The record month by month: rows for a spreadsheet, and a page with a bar for each month."""

from collections.abc import Iterable

from fpdf import FPDF

from hub.adapters.exports.record_table import MONTHS as NAMES
from hub.adapters.exports.record_table import month_name
from hub.wire.record import RecordMonth, RecordMonths

IN_TIME, LATE, NEVER = (110, 120, 130), (214, 150, 30), (200, 45, 45)
LEFT_MM, TOP_MM, HEIGHT_MM, LINE_MM = 15.0, 34.0, 42.0, 6.0
NAME_MM, MONTH_MM = 36.0, 12.0


def page_of(page: FPDF, months: RecordMonths) -> None:
    """Add a page: all agencies as bars with their figures, and each agency in numbers."""
    page.add_page()
    page.set_y(16)
    page.set_font("Helvetica", "B", 13)
    first, last = months.total[0].month, months.total[-1].month
    title = f"Per bulan, {month_name(first)} sampai {month_name(last)}"
    page.cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
    _bars(page, months.total)
    page.set_y(TOP_MM + HEIGHT_MM + 2)
    _line(page, "", [_short(one.month) for one in months.total], bold=True)
    _line(page, "Tepat waktu", [one.in_time for one in months.total])
    _line(page, "Terlambat", [one.late for one in months.total])
    _line(page, "Tidak dijawab", [one.never for one in months.total])
    page.ln(4)
    page.set_font("Helvetica", size=8)
    said = "Tiap OPD: tepat waktu / dipanggil."
    page.cell(0, 5, said, new_x="LMARGIN", new_y="NEXT")
    for course in months.agencies:
        name = course.short.encode("latin-1", "replace").decode("latin-1")
        _line(page, name, [_share(one) for one in course.months])


def called(one: RecordMonth) -> int:
    """Give how many were called."""
    return one.in_time + one.late + one.never


def _bars(page: FPDF, total: Iterable[RecordMonth]) -> None:
    months = list(total)
    unit = HEIGHT_MM / max(1, *(called(one) for one in months))
    for n, one in enumerate(months):
        x, y = LEFT_MM + NAME_MM + n * MONTH_MM + 3, TOP_MM + HEIGHT_MM
        for count, colour in ((one.in_time, IN_TIME), (one.late, LATE), (one.never, NEVER)):
            page.set_fill_color(*colour)
            if count:
                page.rect(x, y - count * unit, MONTH_MM - 5, count * unit, style="F")
            y -= count * unit
    page.line(
        LEFT_MM + NAME_MM, TOP_MM + HEIGHT_MM, LEFT_MM + NAME_MM + 12 * MONTH_MM, TOP_MM + HEIGHT_MM
    )


def _line(page: FPDF, name: str, values: Iterable[object], *, bold: bool = False) -> None:
    page.set_font("Helvetica", "B" if bold else "", 8)
    while len(name) > 1 and page.get_string_width(name) > NAME_MM - 2:
        name = name[:-2] + "."
    page.cell(NAME_MM, LINE_MM, name)
    for value in values:
        page.cell(MONTH_MM, LINE_MM, str(value), align="C")
    page.ln()


def _share(one: RecordMonth) -> str:
    return f"{one.in_time}/{called(one)}" if called(one) else "-"


def _short(month: str) -> str:
    year, number = month.split("-")
    return f"{NAMES[int(number) - 1][:3]} {year[2:]}"
