"""The record as a file: no text is a formula, and the pages have what the table has."""

import csv
import io
import re
import zlib

import pytest
from openpyxl import load_workbook

from hub.adapters.exports.record_pdf import as_pdf
from hub.adapters.exports.record_table import HEADINGS, MONTHLY, as_csv, as_xlsx
from hub.wire.record import (
    RecordAgency,
    RecordCourse,
    RecordMonth,
    RecordMonths,
    RecordOf,
    RecordTally,
)

EVIL = ('=HYPERLINK("http://x";"y")', "+1", "-1", "@SUM(A1)")


def figures(in_time: int, late: int, never: int) -> RecordTally:
    answered = in_time + late
    return RecordTally(
        called=answered + never,
        in_time=in_time,
        late=late,
        missed=late + never,
        accepted=answered,
        represented=0,
        prevented=0,
        reached=answered,
        apart=1,
        referred=0,
        open=0,
        median_s=62.4,
        p90_s=290.0,
    )


def record(n: int = 3, short: str = "BPBD") -> RecordOf:
    agencies = tuple(
        RecordAgency(
            agency=f"opd{i}",
            short=f"{short}",
            name=short,
            tally=figures(4, 2, 1),
            posts=(),
            notes=1,
        )
        for i in range(n)
    )
    total = figures(4 * n, 2 * n, n)
    return RecordOf(
        month="2026-11",
        zone="WITA",
        at_ms=1_796_000_000_000,
        drill=False,
        drills=0,
        total=total,
        agencies=agencies,
    )


def test_csv_says_what_when_and_by_which_clock() -> None:
    body = as_csv(record(), "Kota Uji")
    assert body.startswith(b"\xef\xbb\xbf"), "or a spreadsheet takes it for Latin-1"
    lines = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
    assert lines[0] == ["Rekap panggilan, November 2026"]
    assert lines[2] == ["Dibuat 30-11-2026 08.53 WITA. Bulan menurut WITA."]
    assert lines[5] == list(HEADINGS)
    assert lines[6][:6] == ["BPBD", "BPBD", "7", "4", "2", "3"]
    assert lines[-1][:6] == ["Jumlah", "", "21", "12", "6", "9"]
    assert {len(line) for line in lines[5:]} == {len(HEADINGS)}


def test_no_spreadsheet_executes_a_name() -> None:
    for evil in EVIL:
        text = as_csv(record(1, evil), "Kota").decode("utf-8-sig")
        row = list(csv.reader(io.StringIO(text)))[6]
        assert row[0] == row[1] == f"'{evil}"
        sheet = load_workbook(io.BytesIO(as_xlsx(record(1, evil), evil))).active
        assert sheet is not None
        cells = [cell for line in sheet.iter_rows() for cell in line if cell.value is not None]
        assert all(cell.data_type in "sn" for cell in cells), evil
        assert [cell.value for cell in cells].count(evil) == 3


def drawn(pdf: bytes) -> list[str]:
    """Give what is drawn on each page, as PDF says it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [zlib.decompress(one) for one in streams if one[:1] == b"x"]
    return [one.decode("latin-1") for one in found if b" Tf " in one]


def test_each_agency_has_its_line_and_its_bar_on_a4() -> None:
    pdf = as_pdf(record(45), "Kota Uji")
    assert pdf.startswith(b"%PDF-")
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf
    pages = drawn(pdf)
    assert len(pages) == 2
    assert "(Rekap panggilan, November 2026) Tj" in pages[0]
    assert sum(page.count("(BPBD*) Tj") for page in pages) == 45
    assert all("(Terlewat) Tj" in page for page in pages), "each page has the headings"
    bars = sum(len(re.findall(r" re f\b", page)) for page in pages)
    assert bars == 45 * 3 + 3, "three parts each, and the legend"
    assert "(Jumlah) Tj" in pages[1]


@pytest.mark.parametrize("agencies", range(28, 40))
def test_the_sum_and_its_legend_stay_together(agencies: int) -> None:
    pages = drawn(as_pdf(record(agencies), "Kota Uji"))
    assert len(pages) <= (1 if agencies <= 32 else 2)
    for words in ("(Jumlah)", "(tepat waktu)", "angka tidak diubah"):
        assert words in pages[-1], (agencies, words)


def course() -> RecordMonths:
    """Two months with calls, ten without."""
    names = [f"2026-{n:02d}" for n in range(1, 13)]
    some = {"2026-03": {"in_time": 4, "late": 2, "never": 1}, "2026-11": {"in_time": 1}}
    months = tuple(RecordMonth(month=name, **some.get(name, {})) for name in names)
    evil = RecordCourse(agency="opd", short="=BPBD", months=months)
    return RecordMonths(drill=False, total=months, agencies=(evil,))


def test_the_table_has_the_months_too() -> None:
    lines = list(csv.reader(io.StringIO(as_csv(record(), "Kota", course()).decode("utf-8-sig"))))
    at = lines.index(list(MONTHLY))
    assert lines[at - 1] == ["Per bulan"]
    assert lines[at + 1] == ["'=BPBD", "2026-03", "7", "4", "2", "3"]
    assert lines[at + 2] == ["'=BPBD", "2026-11", "1", "1", "0", "0"]
    assert [line[0] for line in lines[at + 3 :]] == ["Jumlah"] * 12

    sheet = load_workbook(io.BytesIO(as_xlsx(record(), "Kota", course())))["Per bulan"]
    rows = [[cell.value for cell in line] for line in sheet.iter_rows()]
    assert rows[0] == list(MONTHLY)
    assert rows[1] == ["=BPBD", "2026-03", 7, 4, 2, 3]
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}


def test_the_months_have_a_page_with_bars_and_figures() -> None:
    *_, page = drawn(as_pdf(record(), "Kota", course()))
    assert "(Per bulan, Januari 2026 sampai Desember 2026) Tj" in page
    assert len(re.findall(r" re f\b", page)) == 3 + 1, "a part of a bar each"
    assert "(4/7) Tj" in page
    assert "(=BPBD) Tj" in page
    assert "(Terlewat) Tj" not in page, "the headings of the agencies' table are not of this page"
