"""Minutes on A4, black on white: headings again on each page, LATIHAN on each page of a drill."""

from datetime import UTC, datetime

from fpdf import FPDF
from fpdf.enums import TableBordersLayout, XPos, YPos
from fpdf.fonts import FontFace

from hub.adapters.exports.minutes_layout import DRILL, Document, Section, Signature, Table, document
from hub.wire.minutes import MinutesWhole

LEFT_MM, RIGHT_MM, TOP_MM, FOOT_MM = 18.0, 16.0, 12.0, 20.0
WIDTH_MM = 210.0 - LEFT_MM - RIGHT_MM
NAME_MM = 32.0
LINE_MM = 4.4
GREY = 70
SIGN_MM = 34.0
"""So much room the signatures want."""
BELOW_HEADING_MM = 26.0
"""A heading that would stand alone at the end of a page goes to the next."""
_BORDERS = TableBordersLayout.HORIZONTAL_LINES
_LATIN = str.maketrans("\u2013\u2014\u2018\u2019\u201c\u201d\u2022", "--''\"\"-")


class _Page(FPDF):
    """A page with the small print and its number."""

    def __init__(self, of: Document) -> None:
        super().__init__(format="A4")
        self.of = of

    def header(self) -> None:
        if self.of.drill:
            self.set_font("Helvetica", "B", 9)
            self.set_text_color(GREY)
            self.cell(0, 5, DRILL, align="C", new_x="LMARGIN", new_y="NEXT")
            self.set_text_color(0)

    def footer(self) -> None:
        self.set_y(-FOOT_MM + 4)
        self.set_line_width(0.2)
        self.line(LEFT_MM, self.get_y(), 210 - RIGHT_MM, self.get_y())
        self.set_text_color(GREY)
        self.set_font("Helvetica", size=6.5)
        self.ln(1)
        number = f"{DRILL}  " if self.of.drill else ""
        page = f"{number}Halaman {self.page_no()} dari {{nb}}"
        self.cell(WIDTH_MM - 30, 3, _latin(self.of.small[0]))
        self.cell(30, 3, page, align="R", new_x="LMARGIN", new_y="NEXT")
        self.cell(0, 3, _latin(self.of.small[1]), new_x="LMARGIN", new_y="NEXT")
        self.cell(17, 3, "Sidik SHA-256")
        self.set_font("Courier", size=6.5)
        self.cell(0, 3, self.of.sha256)
        self.set_text_color(0)


def as_pdf(minutes: MinutesWhole, city: str) -> bytes:
    """Give them as a file to print."""
    of = document(minutes, city)
    page = _Page(of)
    page.set_margins(LEFT_MM, TOP_MM, RIGHT_MM)
    page.set_auto_page_break(True, margin=FOOT_MM)
    page.set_title(f"Notulen apel, {of.number}")
    page.set_creation_date(datetime.fromtimestamp(minutes.versions[-1].made_ms / 1000, UTC))
    page.add_page()
    _top(page, of)
    for section in of.sections:
        _section(page, section)
    _signatures(page, of.signatures)
    return bytes(page.output())


def _top(page: FPDF, of: Document) -> None:
    page.set_font("Helvetica", "B", 13)
    page.multi_cell(0, 6, _latin(f"PEMERINTAH {of.city.upper()}"), align="C", new_x="LMARGIN")
    page.set_font("Helvetica", size=9.5)
    page.cell(0, 4.5, _latin(of.office.upper()), align="C", new_x="LMARGIN", new_y="NEXT")
    y = page.get_y() + 2
    for at, width in ((y, 0.7), (y + 1.1, 0.2)):
        page.set_line_width(width)
        page.line(LEFT_MM, at, 210 - RIGHT_MM, at)
    page.set_y(y + 6)
    page.set_font("Helvetica", "B", 13)
    page.cell(0, 6, _latin(of.title), align="C", new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=9)
    page.multi_cell(0, 4.5, _latin(of.number), align="C", new_x="LMARGIN")
    page.ln(3)
    for name, text in of.facts.lines:
        page.cell(NAME_MM, LINE_MM, name)
        page.cell(4, LINE_MM, ":")
        page.multi_cell(
            WIDTH_MM - NAME_MM - 4, LINE_MM, _latin(text), align="L", new_x="LMARGIN", new_y="NEXT"
        )
        page.ln(0.5)


def _section(page: FPDF, section: Section) -> None:
    if page.will_page_break(BELOW_HEADING_MM):
        page.add_page()
    page.ln(3)
    page.set_font("Helvetica", "B", 10)
    page.cell(0, 6, _latin(section.heading), new_x="LMARGIN", new_y="NEXT")
    page.set_font("Helvetica", size=8.5)
    if section.table:
        _table(page, section.table)
    for words in section.words:
        page.multi_cell(0, LINE_MM, _latin(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _table(page: FPDF, table: Table) -> None:
    page.set_line_width(0.15)
    page.set_draw_color(185)
    align = tuple("RIGHT" if n in table.right else "LEFT" for n in range(len(table.headings)))
    with page.table(
        borders_layout=_BORDERS,
        col_widths=table.shares,
        headings_style=FontFace(emphasis="B"),
        line_height=4.0,
        text_align=align,
        v_align="TOP",
        width=WIDTH_MM,
        padding=(0.9, 1.4),
    ) as drawn:
        for cells in (table.headings, *table.rows):
            drawn.row([_latin(cell) for cell in cells])
    page.set_draw_color(0)


def _signatures(page: FPDF, signatures: tuple[Signature, ...]) -> None:
    if page.will_page_break(SIGN_MM):
        page.add_page()
    page.ln(6)
    top, width = page.get_y(), (WIDTH_MM - 14) / len(signatures)
    for n, one in enumerate(signatures):
        x = LEFT_MM + n * (width + 14)
        page.set_xy(x, top)
        page.set_font("Helvetica", size=9)
        page.multi_cell(
            width, LINE_MM, _latin(f"{one.role},\n{one.title}"), align="L", new_x=XPos.LEFT,
            new_y=YPos.NEXT,
        )  # fmt: skip
        page.set_xy(x, top + 18)
        if one.below:
            page.set_font("Helvetica", size=6)
            page.multi_cell(width, 3, _latin(one.below), align="L")
        else:
            page.cell(width, LINE_MM, "." * 44)


def _latin(text: str) -> str:
    """What the fonts that are in every reader can draw."""
    return text.translate(_LATIN).encode("latin-1", "replace").decode("latin-1")
