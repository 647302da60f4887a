"""Names and contents of files: what strangers call a file, and what it is."""

import io
import random
import zipfile

import pytest
from PIL import Image

from hub.domain.files import (
    DAY_MAX_BYTES,
    FILE_MAX_BYTES,
    NAME_MAX_CHARS,
    NAMELESS,
    UNFINISHED_MAX,
    UNFINISHED_MAX_BYTES,
    Usage,
    check_quota,
    check_size,
    disk_name,
    file_name,
)
from hub.domain.magic import BYTES, mime_of
from hub.domain.refusals import FileTooBig, UploadQuota


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("tinggi-air 14.10.jpg", "tinggi-air 14.10.jpg"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("/", NAMELESS),
        ("", NAMELESS),
        ("   ", NAMELESS),
        ("....", NAMELESS),
        (". . .", NAMELESS),
        (".htaccess", "htaccess"),
        ("con", "_con"),
        ("CON.txt", "_CON.txt"),
        ("lpt1.tar.gz", "_lpt1.tar.gz"),
        ("konsep.txt", "konsep.txt"),
        ("a\u202egnp.exe", "a\u202egnp.exe"),
        ("nol\x00.jpg", "nol .jpg"),
        ("dua\nbaris\r\n.pdf", "dua baris .pdf"),
        ("a\u2028b.pdf", "a b.pdf"),
        ("laporan.txt:zone", "laporan.txt_zone"),
        ('a"b<c>|?*.png', "a_b_c____.png"),
        ("\ud800.jpg", "_.jpg"),
        ("e\u0301.jpg", "\u00e9.jpg"),
        ("x" * 300 + ".jpeg", "x" * (NAME_MAX_CHARS - 5) + ".jpeg"),
        ("x" * 300, "x" * NAME_MAX_CHARS),
        ("x." + "y" * 300, "x." + "y" * (NAME_MAX_CHARS - 2)),
    ],
)
def test_names(told: str, name: str) -> None:
    assert file_name(told) == name


def test_any_name_is_clean_and_stays_so() -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    alphabet = "aé.\u0301 /\\\x00\n\u202e:*con\ud800\U0001f30a<\u0338"
    for _ in range(5_000):
        name = file_name("".join(chance.choices(alphabet, k=chance.randrange(200))))
        assert 0 < len(name) <= NAME_MAX_CHARS, seed
        assert not set(name) & set("/\\\x00\n<>:*\ud800")
        assert name.strip(" .") == name
        assert file_name(name) == name


def test_turning_marks_do_not_reach_a_disk() -> None:
    assert disk_name("a\u202egnp.exe") == "a_gnp.exe"


def test_sizes_and_quotas() -> None:
    check_size(FILE_MAX_BYTES)
    with pytest.raises(FileTooBig):
        check_size(FILE_MAX_BYTES + 1)
    check_quota(Usage(UNFINISHED_MAX - 1, 0, DAY_MAX_BYTES - 5), 5)
    for usage in (
        Usage(UNFINISHED_MAX, 0, 0),
        Usage(1, UNFINISHED_MAX_BYTES - 4, 0),
        Usage(0, 0, DAY_MAX_BYTES - 4),
    ):
        with pytest.raises(UploadQuota):
            check_quota(usage, 5)


def mime(data: bytes) -> str:
    return mime_of(len(data), lambda at, length: data[at : at + length])


def picture(kind: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(out, kind)
    return out.getvalue()


def packed(*names: str, first: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if first:
            archive.writestr(zipfile.ZipInfo("mimetype"), first)
        for name in names:
            archive.writestr(name, "<x/>" * 50)
    return out.getvalue()


DOCX = ("[Content_Types].xml", "_rels/.rels", "word/document.xml")
OFFICE = "application/vnd.openxmlformats-officedocument."


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), "image/gif"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00", "image/heif"),
        (b"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00", BYTES),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00", "video/mp4"),
        (b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x42\x82\x84webm", "video/webm"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x42\x82\x88matroska", BYTES),
        (b"OggS\x00\x02" + bytes(22) + b"OpusHead", "audio/ogg"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", BYTES),
        (b"ID3\x04\x00\x00", "audio/mpeg"),
        (b"\xff\xfb\x90\x64" + bytes(40), "audio/mpeg"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        (packed(*DOCX), OFFICE + "wordprocessingml.document"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), OFFICE + "spreadsheetml.sheet"),
        (
            packed("[Content_Types].xml", "ppt/presentation.xml"),
            OFFICE + "presentationml.presentation",
        ),
        (
            packed("content.xml", first=b"application/vnd.oasis.opendocument.text"),
            "application/vnd.oasis.opendocument.text",
        ),
        ("nama;alamat\r\nWarga;Jl. Brantas é\r\n".encode(), "text/plain"),
        (b"\xef\xbb\xbfnama,alamat\n", "text/plain"),
        (("é" * 40_000).encode(), "text/plain"),
        (b"5 < 6 & 7 > 3\n", "text/plain"),
        # What is not what it says, or is two things at once.
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), BYTES),
        (packed("META-INF/MANIFEST.MF", "a.class"), BYTES),
        (packed("word/document.xml"), BYTES),
        (b"PK\x03\x04" + b"PK\x05\x06" + b"\xff" * 18, BYTES),
        (b"GIF89a=1;/*<script>alert(1)</script>*/", BYTES),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF<html><body onload=alert(1)>", BYTES),
        (b"%PDF-1.4\n<script>1</script>", BYTES),
        (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", BYTES),
        (b"<?xml version='1.0'?><svg onload='x'/>", BYTES),
        (b"  \n<!DOCTYPE html><title>x</title>", BYTES),
        (b"catatan\n" * 3_000 + b"<script>", BYTES),
        (b"MZ\x90\x00", BYTES),
        (b"#!/bin/sh\x00", BYTES),
        (b"latin \xe9\xe8", BYTES),
        (b"", BYTES),
    ],
)
def test_what_a_file_is(data: bytes, expected: str) -> None:
    assert mime(data) == expected


def test_a_real_photo_with_metadata_is_no_page() -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "banjir"
    xmp = b'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>'
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif, xmp=xmp)
    assert mime(out.getvalue()) == "image/jpeg"
