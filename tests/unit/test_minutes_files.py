"""Minutes as files: the same words and hashes in all three, on every page what belongs on each."""

import io
import re
import zipfile
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from hub.adapters.exports.minutes_docx import as_docx
from hub.adapters.exports.minutes_pdf import as_pdf
from hub.adapters.exports.minutes_xlsx import as_xlsx
from hub.wire.minutes import MinutesWhole
from tests.unit.test_record_files import drawn

AT_MS = 1_795_504_735_000
SHA256, SIGNED, ADDED, ANCHOR = "1a" * 32, "2b" * 32, "3c" * 32, "4d" * 32
LONG = "Air naik 10 cm per jam; dua jembatan tidak dapat dilewati. " * 8
EVIL = '=HYPERLINK("http://x";"y")'
NOBODY = {"permit": 0, "leave": 0, "duty": 0}
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def line(n: int, **more: Any) -> dict[str, Any]:
    return {
        "entry": f"opd-{n}",
        "short": f"OPD {n}",
        "name": f"Dinas {n}",
        "title": "Kepala Dinas",
        "agency_class": "esensial",
        "state": "reported",
        "at_ms": AT_MS + n * 1000,
        "way": "page",
        "late": False,
        "deputy": "",
        "reason": "",
        "obstacle": "",
        "wants": "",
        "count": {"section": "all", "wfo": 40, "wfh": 10, "sick": 2, **NOBODY},
        "verdicts": (),
        "remark": "",
    } | more


def version(n: int, kind: str, sha256: str, **more: Any) -> dict[str, Any]:
    plain = {"version": n, "kind": kind, "made_ms": AT_MS, "by": "", "title": "", "text": ""}
    return plain | {"sha256": sha256} | more


def minutes(*, drill: bool = False, signed: bool = True, agencies: int = 56) -> MinutesWhole:
    verdict = {"section": "all", "level": "red", "wfo": 43, "people": 53, "percent": 81.1}
    rule = {"op": "max", "limit": 25, "letter_no": "SE 360/12/2026"}
    lines = [line(n) for n in range(agencies)]
    lines[0] |= {"way": "radio", "obstacle": LONG, "wants": EVIL, "remark": "Dicek lagi <17.00>"}
    lines[1] |= {"state": "absent", "at_ms": None, "way": None, "count": None}
    lines[2] |= {"state": "represented", "deputy": "Sekretaris", "verdicts": ({**verdict, **rule},)}
    made = {"text": "Kirim dua perahu", "owner": "BPBD", "due_day": "2026-11-25"}
    about = {"priority": "high", "state": "accepted", "state_ms": AT_MS, "about": "OPD 0"}
    around = {"room": "Siaga Banjir", "leader": "Wali Kota", "note_taker": "Operator, Kota"}
    clock = {"zone": "WITA", "day": "2026-11-24", "anchor_seq": 4711, "anchor_hash": ANCHOR}
    content = {
        "rollcall": "0d0f5be4-6c3f-4a52-9f77-0c2f8f1c7a3e",
        "title": "Apel siaga",
        "drill": drill,
        "around": around | clock,
        "opened_ms": AT_MS,
        "closed_ms": AT_MS + 1_345_000,
        "agenda": "Status banjir",
        "closing": "Lanjut pukul 17.00",
        "lines": lines,
        "decisions": [made | about],
    }
    versions = [version(1, "draft", SHA256)]
    if signed:
        versions += [
            version(2, "signature", SIGNED, title="Wali Kota"),
            version(3, "addendum", ADDED, title="Kepala, DLH", text="DLH hadir lewat HT"),
        ]
    return MinutesWhole.model_validate({"content": content, "versions": versions, "signed": signed})


SAID = (
    *("NOTULEN APEL UDARA", "Selasa, 24 November 2026, 15.18.55 - 15.41.20 WITA", "Status banjir"),
    *("56 OPD: 54 hadir, 1 diwakili, 1 tanpa keterangan (OPD 1)", "Siaga Banjir", "Wali Kota"),
    *("Kepala Dinas (wakil: Sekretaris)", "15.18.57", "40 / 10", "Nihil", "Tidak melapor"),
    *("43 dari 53 = 81,1 %", "paling banyak 25 %", "SE 360/12/2026", "MELANGGAR"),
    *("2200 / 550", "Kirim dua perahu (OPD 0)", "25 Nov 2026", "Disanggupi 15.18.55"),
    *("Lanjut pukul 17.00", "DLH hadir lewat HT", "Kepala, DLH", SHA256, SIGNED, ADDED, ANCHOR),
    *("Dicek lagi <17.00>", EVIL, LONG.strip(), "tinggi", "4711", "HT"),
)
"""What each of the three has to say, somewhere."""


def words_of_pdf(page: str) -> str:
    """Give what is drawn on a page, wrapped lines put together."""
    shown = re.findall(r"\(((?:[^()\\]|\\.)*)\) Tj", page)
    return " ".join(re.sub(r"\\(.)", r"\1", one) for one in shown)


def missing(text: str) -> list[str]:
    """Give what is not said, however lines are broken."""
    bare = re.sub(r"\s", "", text)
    return [one for one in SAID if re.sub(r"\s", "", one) not in bare]


def words_of_docx(body: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        parts = [
            name for name in archive.namelist() if name.startswith("word/") and "_" not in name
        ]
        trees = [ElementTree.fromstring(archive.read(name)) for name in parts]  # noqa: S314
    return " ".join(one.text or "" for tree in trees for one in tree.iter(f"{W}t"))


def cells(book: Workbook) -> str:
    values = [c for sheet in book for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {cell.data_type for cell in values} == {"s"}, "no text is a formula"
    return " ".join(str(cell.value) for cell in values)


def test_all_three_say_all_of_it() -> None:
    pages = [words_of_pdf(page) for page in drawn(as_pdf(minutes(), "Kota Uji"))]
    assert missing(" ".join(pages)) == []
    assert missing(words_of_docx(as_docx(minutes(), "Kota Uji"))) == []
    assert missing(cells(load_workbook(io.BytesIO(as_xlsx(minutes(), "Kota Uji"))))) == []


def test_every_page_has_its_number_the_hash_and_the_headings_of_its_table() -> None:
    pages = [words_of_pdf(page) for page in drawn(as_pdf(minutes(drill=True), "Kota Uji"))]
    assert len(pages) >= 4
    for n, page in enumerate(pages, 1):
        assert f"Halaman {n} dari {len(pages)}" in " ".join(page.split())
        assert SHA256 in page
        assert page.count("LATIHAN") >= 2, "over the page and beside its number"
    assert "No OPD Jabatan Keadaan Lapor Jalur" in pages[1], "the table goes on there"
    plain = " ".join(words_of_pdf(page) for page in drawn(as_pdf(minutes(), "Kota Uji")))
    assert "LATIHAN" not in plain

    book = load_workbook(io.BytesIO(as_xlsx(minutes(drill=True), "Kota Uji")))
    assert {sheet.oddHeader.center.text for sheet in book} == {"LATIHAN"}
    assert all(SHA256 in sheet.oddFooter.left.text for sheet in book)
    drill = as_docx(minutes(drill=True), "Kota Uji")
    with zipfile.ZipFile(io.BytesIO(drill)) as archive:
        assert b"LATIHAN" in archive.read("word/header1.xml")
        assert SHA256.encode() in archive.read("word/footer1.xml")
    assert drill == as_docx(minutes(drill=True), "Kota Uji"), "the same minutes, the same bytes"


def test_a_draft_says_that_it_is_one() -> None:
    draft = minutes(signed=False, agencies=3)
    for text in (
        words_of_pdf(" ".join(drawn(as_pdf(draft, "Kota Uji")))),
        words_of_docx(as_docx(draft, "Kota Uji")),
        cells(load_workbook(io.BytesIO(as_xlsx(draft, "Kota Uji")))),
    ):
        assert "versi 1 (konsep)" in text
        assert "Disahkan" not in text
        assert "Ralat" not in text.replace("Ralat dimuat", "")
