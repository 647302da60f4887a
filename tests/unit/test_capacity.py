"""`posko doctor`: what rooms cost, and what is said of that."""

import pytest
from typer.testing import CliRunner

from benchmarks.city import write_city
from hub.cli import app_for
from hub.cli.doctor import findings
from hub.config import Media
from hub.domain.capacity import Costs, Load, busiest, room_load, share, together
from hub.domain.rooms import Mode, Room
from hub.media.cost import measure_us

FAST = Costs(encode_us=201, decode_us=35, send_us=3.1)
"""As `hub.media.cost` gives them where `benchmarks.rooms` was run."""
SLOW = Costs(encode_us=2010, decode_us=350, send_us=31)
TALKERS = 6


def room(people: int, mode: Mode = "open", limit: int = 100, name: str = "Umum") -> Room:
    return Room(name.lower(), name, mode, frozenset(f"opd-{n}" for n in range(people)), limit)


def said(
    rooms: list[Room], costs: Costs, late_ms: float = 1.0, cores: int = 2, workers: int = 1
) -> tuple[str, bool]:
    media = Media(talkers_mixed=TALKERS, workers=workers)
    lines, holds = findings(rooms, media, costs, late_ms, cores)
    return "\n".join(lines), holds


def test_a_room_at_its_fullest() -> None:
    assert room_load(room(45), TALKERS) == Load(45, 6)
    assert room_load(room(300, limit=50), TALKERS) == Load(50, 6)
    assert room_load(room(45, "ptt"), TALKERS) == Load(45, 1), "one floor, one talker"
    assert room_load(room(0), TALKERS) == Load(0, 0)
    assert together([Load(45, 6), Load(10, 1)]) == Load(55, 7, 2)


def test_a_room_of_a_hundred_costs_what_the_benchmark_measured() -> None:
    measured = (0.266, 0.278)  # The worker's share of a core, two runs beside those costs.
    assert min(measured) - 0.03 <= share(Load(100, 4), FAST) <= max(measured) + 0.03


def test_what_a_machine_is_told() -> None:
    city = [room(45, "ptt", name=f"Ruang {n}") for n in range(3)]
    text, holds = said(city, FAST)
    assert holds and "Semua 3 ruang" in text and "TIDAK" not in text
    text, holds = said([*city, *city, *city], FAST)
    assert holds and text.count("TIDAK CUKUP") == 1 and "each room holds" in text
    text, holds = said(city, SLOW)
    assert not holds and "make that room smaller" in text
    text, holds = said(city, FAST, late_ms=12.0)
    assert not holds and "sibuk" in text
    assert "one core" in said(city, FAST, cores=1)[0]


def test_rooms_are_spread_over_workers() -> None:
    city = [room(45, "ptt", name=f"Ruang {n}") for n in range(14)]
    loads = [room_load(one, TALKERS) for one in city]
    assert busiest(loads, 1, FAST) == together(loads)
    assert busiest(loads, 3, FAST) == Load(225, 5, 5)
    assert busiest([Load(100, 6), Load(20, 1), Load(20, 1)], 2, FAST) == Load(100, 6)
    text, holds = said(city, FAST)
    assert "TIDAK CUKUP" in text and "media.workers" not in text, "two would not do"
    text, holds = said(city, FAST, cores=8)
    assert "media.workers = 3" in text, "what would do is said"
    text, holds = said(city, FAST, cores=8, workers=3)
    assert holds and "TIDAK" not in text and "the busiest of 3 workers" in text


def test_more_workers_than_cores_are_too_many() -> None:
    text, holds = said([room(45)], FAST, cores=2, workers=2)
    assert holds and "media.workers" not in text
    text, holds = said([room(45)], FAST, cores=2, workers=3)
    assert not holds and "media.workers = 3" in text and "set 2 at most" in text
    assert not said([], FAST, cores=2, workers=3)[1], "also where there are no rooms yet"


def test_this_machine_is_measured() -> None:
    encode_us, decode_us, send_us = measure_us()
    assert 20 < encode_us < 20_000 and decode_us < encode_us
    assert 0.3 < send_us < encode_us, "or nothing was sent"


def test_the_command(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("hub.cli.doctor.lateness_ms", lambda: 1.0)
    settings = write_city(tmp_path, "umum", 20)
    ran = CliRunner().invoke(app_for(["doctor"]), ["doctor", "--config", str(settings)])
    assert "Bangku" in ran.output and "dari satu inti" in ran.output
    assert ran.exit_code == (1 if "TIDAK CUKUP" in ran.output.splitlines()[2] else 0)
    assert "recordings are told by tones" in ran.output or "Ruang ini direkam." in ran.output
    (tmp_path / "rooms.csv").write_text("id,name\nx,X\n", encoding="utf-8")
    ran = CliRunner().invoke(app_for(["doctor"]), ["doctor", "--config", str(settings)])
    assert ran.exit_code == 2 and "rooms.csv" in ran.output and "Traceback" not in ran.output
