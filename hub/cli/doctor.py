"""`posko doctor`: can this machine hold the rooms of these settings? In words, at once."""

import asyncio
import os
from collections.abc import Iterable

import typer

from hub.adapters.directory import first_book, load_rooms
from hub.adapters.files import spoken_notice
from hub.adapters.table import TableError
from hub.cli.ending import FAILED, USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Media
from hub.domain.capacity import Costs, Load, busiest, room_load, share, verdict
from hub.domain.officials import persons
from hub.domain.rooms import Room
from hub.media.cost import lateness_ms, measure_us
from hub.speech import CannotSpeak, Speaker

LATE_MS = 5.0
"""What people hear as a stumble begins here; `posko_media_late_share` counts from it too."""

WORDS = {
    "enough": "cukup (enough)",
    "tight": "cukup, tanpa cadangan (enough, with nothing to spare)",
    "too_much": "TIDAK CUKUP (too much)",
}


def doctor(config: ConfigFile = DEFAULT_FILE) -> None:
    """Periksa apakah mesin ini kuat untuk semua ruang (can this machine hold the rooms?)."""
    settings = read(config)
    try:
        book = first_book(settings.people.agencies, settings.city)
        people = {person.id: person for person in persons(book, 0)}
        rooms = list(load_rooms(settings.rooms.file, people).values())
    except TableError as error:
        fail(str(error), USAGE)
    costs, late_ms = Costs(*measure_us()), lateness_ms()
    typer.echo(
        f"Mesin ini (this machine): {os.cpu_count()} inti (cores); per 20 ms suara (of sound): "
        f"enkode {costs.encode_us:.0f} µs, dekode {costs.decode_us:.0f} µs; "
        f"kirim (send) {costs.send_us:.1f} µs per paket.\n"
        f"Bangun terlambat (wakes late), p99: {late_ms:.1f} ms"
    )
    lines, holds = findings(rooms, settings.media, costs, late_ms, os.cpu_count() or 1)
    typer.echo("\n".join([*lines, _voice()]))
    if not holds:
        raise typer.Exit(FAILED)


def findings(
    rooms: Iterable[Room], media: Media, costs: Costs, late_ms: float, cores: int
) -> tuple[list[str], bool]:
    """Say what was found, line by line, and whether the machine will do.

    late_ms: by how much a sleep of 20 ms ends late here, 99th percentile.
    """
    loads = [(room, room_load(room, media.talkers_mixed)) for room in rooms]
    holds = late_ms <= LATE_MS and media.workers <= cores
    lines = ["Belum ada ruang (there are no rooms)."]
    if loads:
        room, largest = max(loads, key=lambda one: share(one[1], costs))
        one = share(largest, costs)
        holds = holds and verdict(one) != "too_much"
        lines = [_line(f"Ruang terberat (dearest room) {room.name}", largest, one)]
        lines += _all_at_once([load for _, load in loads], media.workers, costs, cores)
    if media.workers > cores:
        lines.append(
            f"media.workers = {media.workers}, tetapi inti hanya {cores}: pekerja saling menunggu "
            f"dan suara terlambat. Isi paling banyak {cores} (more workers than cores wait for "
            f"each other, and sound is late: set {cores} at most)."
        )
    if cores < 2:
        lines.append("Satu inti saja: hub dan suara berebut. Pakai dua (one core: take two).")
    if late_ms > LATE_MS:
        lines.append(
            "Mesin ini sibuk atau lambat membangunkan proses: suara akan tersendat. Hentikan kerja "
            "lain, atau beri hak nice seperti deploy/posko.service (busy: stop other work, or "
            "allow nice as the unit file does)."
        )
    return lines, holds


def _all_at_once(loads: list[Load], workers: int, costs: Costs, cores: int) -> list[str]:
    """Say what all rooms cost the busiest worker, and what can be done where it is too much."""
    lines = []
    fullest = busiest(loads, workers, costs)
    if len(loads) > 1:
        what = f"Semua {len(loads)} ruang penuh sekaligus (all rooms full at once)"
        if workers > 1:
            what += f", pekerja tersibuk dari {workers} (the busiest of {workers} workers)"
        lines.append(_line(what, fullest, share(fullest, costs)))
    if any(verdict(share(load, costs)) == "too_much" for load in loads):
        lines.append(
            "Perkecil ruang itu (kolom limit), turunkan media.talkers_mixed, atau pakai mesin "
            "lebih cepat (make that room smaller, mix fewer talkers, or take a faster machine)."
        )
    elif verdict(share(fullest, costs)) == "too_much":
        lines.append(
            "Tiap ruang kuat, semuanya sekaligus tidak: jangan penuhi bersamaan, atau pakai mesin "
            "lebih cepat (each room holds, all at once do not)."
        )
        if enough := _enough_workers(loads, costs, range(workers + 1, cores + 1)):
            lines.append(f"Atau (or): media.workers = {enough}")
    return lines


def _enough_workers(loads: list[Load], costs: Costs, choices: Iterable[int]) -> int | None:
    """Give the first of these with which none has too much."""
    held = (n for n in choices if verdict(share(busiest(loads, n, costs), costs)) != "too_much")
    return next(held, None)


def _voice() -> str:
    """Say whether rooms are told in words that they are recorded."""
    said = spoken_notice.WORDS
    try:
        asyncio.run(Speaker(spoken_notice.VOICE, spoken_notice.WORDS_A_MINUTE).wav(said))
    except CannotSpeak as why:
        return (
            f"Tak ada suara (no speech): {why}. Rekaman diberitahukan dengan nada saja; agar "
            "dengan kata (recordings are told by tones alone; for words): "
            "apt-get install espeak-ng"
        )
    return f'Suara (speech): rekaman diberitahukan dengan kata (told in words): "{said}"'


def _line(what: str, load: Load, of_tick: float) -> str:
    return (
        f"{what}: {load.people} orang (people), {load.talkers} bicara (talk): "
        f"{100 * of_tick:.0f} % dari satu inti (of one core): {WORDS[verdict(of_tick)]}"
    )
