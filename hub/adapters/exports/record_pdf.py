"""The record of a month on A4: a table of the agencies, with a small bar for each."""

from datetime import UTC, datetime

from fpdf import FPDF

from hub.adapters.exports.record_months import IN_TIME, LATE, NEVER, page_of
from hub.adapters.exports.record_table import head
from hub.wire.record import RecordAgency, RecordMonths, RecordOf, RecordTally

MARGIN_MM, LINE_MM = 15.0, 6.2
END_MM = 2 * LINE_MM + 12.0
"""The sum and what explains it: they stay together."""
WIDTHS_MM = (44.0, 17.0, 17.0, 17.0, 17.0, 15.0, 15.0)
BAR_MM = 210.0 - 2 * MARGIN_MM - sum(WIDTHS_MM)
TITLES = ("OPD", "Dipanggil", "Tepat", "Terlambat", "Terlewat", "Tengah", "90 %", "")


class _Page(FPDF):
    """A page with its number, and the headings of the table anew."""

    headed = True
    """Do the headings of the agencies stand on it?"""

    def header(self) -> None:
        if self.page_no() > 1 and self.headed:
            _headings(self)

    def footer(self) -> None:
        self.set_y(-12)
        self.set_font("Helvetica", size=8)
        self.cell(0, 6, f"Halaman {self.page_no()} dari {{nb}}", align="R")


def as_pdf(record: RecordOf, city: str, months: RecordMonths | None = None) -> bytes:
    """Give it as a file to print."""
    page = _Page(format="A4")
    page.set_margin(MARGIN_MM)
    page.set_auto_page_break(True, margin=16)
    page.set_title("Rekap panggilan")
    page.set_creation_date(datetime.fromtimestamp(record.at_ms / 1000, UTC))
    page.add_page()
    title, *lines = head(record, city)
    page.set_font("Helvetica", "B", 16)
    page.cell(0, 9, _latin(title), new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=9)
    for line in lines:
        page.cell(0, 5, _latin(line), new_x="LMARGIN", new_y="NEXT")
    page.ln(3)
    _headings(page)
    most = max([one.tally.called for one in record.agencies] or [1]) or 1
    for one in record.agencies:
        _row(page, one.short + ("*" if one.notes else ""), one.tally, most)
    if page.will_page_break(END_MM):
        page.add_page()
    page.set_font("Helvetica", "B", 9)
    _row(page, "Jumlah", record.total, None)
    page.ln(2)
    _legend(page, record.agencies)
    if months:
        page.headed = False
        page_of(page, months)
    return bytes(page.output())


def _headings(page: FPDF) -> None:
    page.set_font("Helvetica", "B", 9)
    for width, title in zip((*WIDTHS_MM, BAR_MM), TITLES, strict=True):
        page.cell(width, LINE_MM, title, border="B", align="L" if title == "OPD" else "R")
    page.ln()
    page.set_font("Helvetica", size=9)


def _row(page: FPDF, name: str, of: RecordTally, most: int | None) -> None:
    counts = (of.called, of.in_time, of.late, of.missed, _time(of.median_s), _time(of.p90_s))
    page.cell(WIDTHS_MM[0], LINE_MM, _fitting(page, _latin(name), WIDTHS_MM[0] - 2))
    for width, value in zip(WIDTHS_MM[1:], counts, strict=True):
        page.cell(width, LINE_MM, str(value), align="R")
    if most is not None:
        x, unit = page.get_x() + 3, (BAR_MM - 3) / most
        for n, colour in ((of.in_time, IN_TIME), (of.late, LATE), (of.missed - of.late, NEVER)):
            page.set_fill_color(*colour)
            if n:
                page.rect(x, page.get_y() + 1.6, n * unit, LINE_MM - 3.2, style="F")
            x += n * unit
    page.ln()


def _legend(page: FPDF, agencies: tuple[RecordAgency, ...]) -> None:
    page.set_font("Helvetica", size=8)
    for text, colour in (
        ("tepat waktu", IN_TIME),
        ("dijawab terlambat (terlewat)", LATE),
        ("tidak dijawab (terlewat)", NEVER),
    ):
        page.set_fill_color(*colour)
        page.rect(page.get_x() + 1, page.get_y() + 1.5, 3, 3, style="F")
        page.set_x(page.get_x() + 5)
        page.cell(page.get_string_width(text) + 6, LINE_MM, text)
    page.ln()
    said = "Tengah, 90 %: waktu sampai jawaban pertama, menit:detik."
    page.cell(0, 5, said, new_x="LMARGIN", new_y="NEXT")
    if any(one.notes for one in agencies):
        page.cell(0, 5, "* ada catatan koreksi dari OPD; angka tidak diubah olehnya.")


def _time(seconds: float | None) -> str:
    return "-" if seconds is None else f"{int(seconds) // 60:02d}:{int(seconds) % 60:02d}"


def _latin(text: str) -> str:
    """What the fonts that are in every reader can draw."""
    return text.encode("latin-1", "replace").decode("latin-1")


def _fitting(page: FPDF, text: str, width_mm: float) -> str:
    while len(text) > 1 and page.get_string_width(text) > width_mm:
        text = text[:-2] + "."
    return text
