"""Minutes as an official document, part by part; PDF, DOCX and XLSX draw the same parts.

In Indonesian: it goes to the offices of the city.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hub.adapters.exports.record_table import AHEAD_H, MONTHS
from hub.wire.minutes import MinutesContent, MinutesDecision, MinutesLine, MinutesWhole
from hub.wire.rollcall import HeadcountVerdict

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DRILL = "LATIHAN"
WAYS = {"page": "web", "voice": "suara", "radio": "HT", "operator": "dicatat operator"}
STATES = {
    "reported": "Hadir",
    "represented": "Diwakili",
    "excused": "Izin",
    "absent": "Tanpa keterangan",
    "reported_late": "Melapor terlambat",
}
DECIDED = {
    "open": "Belum disanggupi",
    "reopened": "Dikembalikan",
    "accepted": "Disanggupi",
    "done": "Selesai, belum diverifikasi",
    "verified": "Terverifikasi",
    "cancelled": "Dibatalkan",
}
PRIORITIES = {"low": "rendah", "normal": "biasa", "high": "tinggi"}
LEVELS = {"green": "sesuai", "amber": "kurang dari satu orang", "red": "MELANGGAR"}
OPS = {"min": "paling sedikit", "max": "paling banyak", "eq": "tepat"}
SECTIONS = {
    "all": "seluruhnya",
    "admin": "administrasi",
    "pelayanan": "pelayanan",
    "lapangan": "lapangan",
    "panti": "panti",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """Lines of a name and what it is."""

    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table. shares: of the width; right: columns of figures."""

    headings: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    right: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, and what stands below it: a table, words, or both."""

    heading: str
    table: Table | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs, and what stands where the signature would."""

    role: str
    title: str
    below: str


@dataclass(frozen=True, slots=True)
class Document:
    """All of it, in order. small: the print at its end; hashes: of each version that counts."""

    city: str
    office: str
    title: str
    number: str
    drill: bool
    facts: Facts
    sections: tuple[Section, ...]
    signatures: tuple[Signature, ...]
    small: tuple[str, ...]
    sha256: str


def document(minutes: MinutesWhole, city: str) -> Document:
    """Lay minutes out."""
    said = minutes.content
    last = [one for one in minutes.versions if one.kind in ("draft", "edit")][-1]
    addenda = tuple(one for one in minutes.versions if one.kind == "addendum")
    sections = [_attendance(said), _reports(said), _headcounts(said), _decisions(said)]
    sections.append(_closing(said))
    if addenda:
        rows = tuple(
            (str(n), one.text, one.title, _moment(one.made_ms, said), one.sha256)
            for n, one in enumerate(addenda, 1)
        )
        titles = ("No", "Ralat", "Oleh", "Pada", "SHA-256")
        sections.append(Section("Ralat", Table(titles, (5, 40, 20, 15, 20), rows)))
    return Document(
        city=city,
        office="Command Center",
        title="NOTULEN APEL UDARA" + (f" ({DRILL})" if said.drill else ""),
        number=f"{said.title}, versi {last.version}" + ("" if minutes.signed else " (konsep)"),
        drill=said.drill,
        facts=_facts(said),
        sections=tuple(
            Section(f"{n}. {one.heading}", one.table, one.words)
            for n, one in enumerate((each for each in sections if each), 1)
        ),
        signatures=_signatures(minutes),
        small=(
            "Dibuat otomatis dari rekaman apel. Ralat dimuat sebagai tambahan; isi tidak diubah.",
            f"Jangkar jejak audit: nomor {said.around.anchor_seq}, {said.around.anchor_hash}",
        ),
        sha256=last.sha256,
    )


def day_name(day: str) -> str:
    """Give "Selasa, 24 November 2026"."""
    of = date.fromisoformat(day)
    return f"{DAYS[of.weekday()]}, {of.day} {MONTHS[of.month - 1]} {of.year}"


def _facts(said: MinutesContent) -> Facts:
    around, closed = said.around, _time(said.closed_ms, said)
    opened = _time(said.opened_ms, said) if said.opened_ms is not None else "-"
    return Facts(
        (
            ("Hari, tanggal", f"{day_name(around.day)}, {opened} - {closed} {around.zone}"),
            ("Tempat, kanal", f"Command Center; ruang {around.room}"),
            ("Pimpinan", around.leader),
            ("Notulis", around.note_taker),
            ("Acara", said.agenda or said.title),
            ("Kehadiran", _attended(said.lines)),
        )
    )


def _attended(lines: Iterable[MinutesLine]) -> str:
    of: dict[str, list[str]] = {}
    for one in lines:
        of.setdefault(one.state, []).append(one.short)
    parts = [f"{len(of[state])} {name.lower()}" for state, name in STATES.items() if state in of]
    text = f"{sum(map(len, of.values()))} OPD: " + ", ".join(parts)
    return text + (f" ({', '.join(of['absent'])})" if "absent" in of else "")


def _attendance(said: MinutesContent) -> Section:
    rows = tuple(
        (
            str(n),
            one.short,
            one.title + (f" (wakil: {one.deputy})" if one.deputy else ""),
            STATES.get(one.state, one.state) + (f": {one.reason}" if one.reason else ""),
            "-" if one.at_ms is None else _time(one.at_ms, said),
            (WAYS[one.way] if one.way else "-") + (", telat" if one.late else ""),
        )
        for n, one in enumerate(said.lines, 1)
    )
    titles = ("No", "OPD", "Jabatan", "Keadaan", "Lapor", "Jalur")
    return Section("Daftar hadir", Table(titles, (5, 21, 29, 20, 11, 14), rows))


def _reports(said: MinutesContent) -> Section:
    rows = tuple(
        (
            one.short,
            f"{one.count.wfo} / {one.count.wfh}" if one.count else "-",
            "-" if one.count is None else str(_away(one)),
            _obstacle(one) + (f"\nCatatan: {one.remark}" if one.remark else ""),
            one.wants or "-",
        )
        for one in said.lines
    )
    counts = [one.count for one in said.lines if one.count]
    away = sum(_away(one) for one in said.lines)
    total = (
        "Jumlah",
        f"{sum(one.wfo for one in counts)} / {sum(one.wfh for one in counts)}",
        str(away),
        f"{len(counts)} OPD menyampaikan angka",
        "",
    )
    titles = ("OPD", "WFO / WFH", "Tidak masuk", "Halangan", "Perlu keputusan")
    shares = (18, 12, 11, 35, 24)
    return Section("Laporan", Table(titles, shares, (*rows, total), frozenset({1, 2})))


def _obstacle(one: MinutesLine) -> str:
    if one.obstacle:
        return one.obstacle
    return "Tidak melapor" if one.at_ms is None else "Nihil"


def _away(one: MinutesLine) -> int:
    of = one.count
    return of.sick + of.permit + of.leave + of.duty if of else 0


def _headcounts(said: MinutesContent) -> Section | None:
    """Every section that a circular judged, with the arithmetic; who broke it first."""
    judged = [
        (one.short, verdict)
        for one in said.lines
        for verdict in one.verdicts
        if verdict.level in LEVELS
    ]
    if not judged:
        return None
    order = list(LEVELS)[::-1]
    judged.sort(key=lambda one: order.index(one[1].level))
    rows = tuple((short, *_judged(verdict)) for short, verdict in judged)
    titles = ("OPD", "Bagian", "Hitungan", "Ketentuan", "Surat edaran", "Penilaian")
    return Section("WFO menurut surat edaran", Table(titles, (18, 14, 20, 18, 15, 15), rows))


def _judged(of: HeadcountVerdict) -> tuple[str, ...]:
    percent = f"{of.percent:.1f}".replace(".", ",") if of.percent is not None else "-"
    return (
        SECTIONS[of.section],
        f"{of.wfo} dari {of.people} = {percent} %",
        f"{OPS[of.op]} {of.limit} %" if of.op else "-",
        of.letter_no or "-",
        LEVELS[of.level],
    )


def _decisions(said: MinutesContent) -> Section:
    if not said.decisions:
        return Section("Keputusan dan tindak lanjut", words=("Tidak ada keputusan.",))
    rows = tuple((str(n), *_decided(one, said)) for n, one in enumerate(said.decisions, 1))
    titles = ("No", "Keputusan", "Penanggung jawab", "Tenggat", "Prioritas", "Keadaan")
    table = Table(titles, (5, 37, 18, 13, 10, 17), rows)
    return Section("Keputusan dan tindak lanjut", table)


def _decided(one: MinutesDecision, said: MinutesContent) -> tuple[str, ...]:
    due = date.fromisoformat(one.due_day)
    since = "" if one.state == "open" else f" {_time(one.state_ms, said)}"
    return (
        one.text + (f" ({one.about})" if one.about else ""),
        one.owner,
        f"{due.day} {MONTHS[due.month - 1][:3]} {due.year}",
        PRIORITIES[one.priority],
        DECIDED[one.state] + since,
    )


def _closing(said: MinutesContent) -> Section:
    ended = f"Apel ditutup pukul {_time(said.closed_ms, said)} {said.around.zone}."
    return Section("Penutup", words=(ended, said.closing) if said.closing else (ended,))


def _signatures(minutes: MinutesWhole) -> tuple[Signature, ...]:
    said = minutes.content
    signed = next((one for one in minutes.versions if one.kind == "signature"), None)
    edits = [one for one in minutes.versions if one.kind == "edit"]
    noted = edits[-1].title if edits else said.around.note_taker
    if signed is None:
        return Signature("Notulis", noted, ""), Signature("Pimpinan", said.around.leader, "")
    how = f"Disahkan dalam Posko {_moment(signed.made_ms, said)}\nSHA-256 {signed.sha256}"
    return Signature("Notulis", noted, ""), Signature("Disahkan", signed.title, how)


def _local(at_ms: int, said: MinutesContent) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(hours=AHEAD_H[said.around.zone])


def _time(at_ms: int, said: MinutesContent) -> str:
    return f"{_local(at_ms, said):%H.%M.%S}"


def _moment(at_ms: int, said: MinutesContent) -> str:
    return f"{_local(at_ms, said):%d-%m-%Y %H.%M} {said.around.zone}"
