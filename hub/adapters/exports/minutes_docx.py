"""Minutes as WordprocessingML (ECMA-376): paragraphs and tables, headings again on each page.

By hand: it is five small parts in a ZIP, and a library for it would bring an XML one of its own,
larger than all else that writes files here.
"""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape

from hub.adapters.exports.minutes_layout import DRILL, Document, Section, Table, document
from hub.wire.minutes import MinutesWhole

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
WIDTH = 9_864
"""Between the margins, in twentieths of a point: 174 mm."""
FACT = 1_900
_PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="680" w:right="907" w:bottom="680" w:left="1020" w:header="340" w:footer="340"'
    ' w:gutter="0"/>'
)
_RULED = (
    '<w:tblBorders><w:top w:val="single" w:sz="8"/><w:bottom w:val="single" w:sz="8"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="BBBBBB"/></w:tblBorders>'
)
_EPOCH = (1980, 1, 1, 0, 0, 0)


def as_docx(minutes: MinutesWhole, city: str) -> bytes:
    """Give them as a file for a word processor; the same minutes are the same bytes."""
    of = document(minutes, city)
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations([("officeDocument", "word/document.xml")]),
        "word/document.xml": _document(of),
        "word/_rels/document.xml.rels": _relations(
            [("header", "header1.xml"), ("footer", "footer1.xml")]
        ),
        "word/header1.xml": _part(
            "hdr", _line(DRILL if of.drill else "", bold=True, align="center")
        ),
        "word/footer1.xml": _part("ftr", _footer(of)),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _document(of: Document) -> str:
    blocks = [
        _line(f"PEMERINTAH {of.city.upper()}", bold=True, size=26, align="center"),
        _line(of.office.upper(), align="center", ruled=True),
        _line(of.title, bold=True, size=26, align="center", before=200),
        _line(of.number, align="center", after=120),
        _table(None, [(name, f": {text}") for name, text in of.facts.lines], (FACT, WIDTH - FACT)),
        *(_section(section) for section in of.sections),
        _line("", before=200),
        _table(
            None,
            [
                tuple(
                    f"{one.role},\n{one.title}\n\n\n{one.below or '.' * 40}"
                    for one in of.signatures
                )
            ],
            (WIDTH // 2, WIDTH // 2),
        ),
        _line("", size=2),  # Word processors want a paragraph after the last table.
    ]
    refs = "".join(
        f'<w:{kind}Reference w:type="default" r:id="rId{n}"/>'
        for n, kind in enumerate(("header", "footer"), 1)
    )
    body = f"{''.join(blocks)}<w:sectPr>{refs}{_PAGE}</w:sectPr>"
    return f'{_HEAD}<w:document {_W} xmlns:r="{_R}"><w:body>{body}</w:body></w:document>'


def _section(section: Section) -> str:
    parts = [_line(section.heading, bold=True, size=20, before=200, after=60, with_next=True)]
    if section.table:
        parts.append(_ruled(section.table))
    parts += [_line(words) for words in section.words]
    return "".join(parts)


def _ruled(table: Table) -> str:
    widths = tuple(WIDTH * share // sum(table.shares) for share in table.shares)
    return _table(table.headings, table.rows, widths, table.right)


def _table(
    headings: tuple[str, ...] | None,
    rows: Iterable[tuple[str, ...]],
    widths: tuple[int, ...],
    right: frozenset[int] = frozenset(),
) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    drawn = [_row(row, widths, right) for row in rows]
    if headings:
        drawn.insert(0, _row(headings, widths, right, is_head=True))
    properties = (
        f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/>{_RULED if headings else ""}'
        '<w:tblLayout w:type="fixed"/>'
    )
    return (
        f"<w:tbl><w:tblPr>{properties}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(drawn)}"
        "</w:tbl>"
    )


def _row(
    cells: tuple[str, ...], widths: tuple[int, ...], right: frozenset[int], *, is_head: bool = False
) -> str:
    mark = "<w:tblHeader/>" if is_head else ""
    drawn = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        + _line(text, bold=is_head, size=17, align="right" if n in right else "left")
        + "</w:tc>"
        for n, (text, width) in enumerate(zip(cells, widths, strict=True))
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{mark}</w:trPr>{drawn}</w:tr>"


def _footer(of: Document) -> str:
    page = "".join(
        f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r><w:fldSimple w:instr="{field}"/>'
        for words, field in (("Halaman ", "PAGE"), (" dari ", "NUMPAGES"))
    )
    number = f'<w:p><w:pPr><w:jc w:val="right"/></w:pPr>{page}</w:p>'
    lines = (*of.small, f"Sidik SHA-256 {of.sha256}")
    return number + "".join(_line(text, size=13) for text in lines)


def _line(
    text: str,
    *,
    bold: bool = False,
    size: int = 18,
    align: str = "left",
    before: int = 20,
    after: int = 20,
    ruled: bool = False,
    with_next: bool = False,
) -> str:
    """A paragraph. size: in half points; before, after: in twentieths of a point."""
    border = '<w:pBdr><w:bottom w:val="double" w:sz="8" w:space="4"/></w:pBdr>' if ruled else ""
    keep = "<w:keepNext/>" if with_next else ""
    spacing = f'<w:spacing w:before="{before}" w:after="{after}"/>'
    run = (
        f'<w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/>{"<w:b/>" if bold else ""}'
    )
    run += f'<w:sz w:val="{size}"/></w:rPr>'
    words = "<w:br/>".join(
        f'<w:t xml:space="preserve">{_xml(one)}</w:t>' for one in text.split("\n")
    )
    return (
        f'<w:p><w:pPr>{keep}{border}{spacing}<w:jc w:val="{align}"/></w:pPr>'
        f"<w:r>{run}{words}</w:r></w:p>"
    )


def _xml(text: str) -> str:
    """A text in XML 1.0, which has no place for what is no character."""
    return escape("".join(c for c in text if c >= " " and c not in "\ufffe\uffff"))


def _part(name: str, body: str) -> str:
    return f"{_HEAD}<w:{name} {_W}>{body}</w:{name}>"


def _types() -> str:
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("document", "document.main"),
            ("header1", "header"),
            ("footer1", "footer"),
        )
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{n}" Type="{_R}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'
