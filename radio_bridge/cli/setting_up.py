"""`posko-radio setup`: levels and PTT, one step after the other, with meters.

It writes nothing but a first settings file where there is none: what it finds it says as lines of
that file, and a person puts them in.
"""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import typer

from radio_bridge.adapters.soundcard import CardFailed, names
from radio_bridge.cli.probe import Ear, Hand, holding, listening
from radio_bridge.cli.settings import DEFAULT, EXAMPLE, Config, fail, settings_of
from radio_bridge.config import Settings

STEP_S = 0.1
BAR_FROM_DBFS, BAR_WIDTH = -60.0, 30
GOOD_DBFS = (-20.0, -3.0)
"""Peaks of a voice at the card: louder distorts, quieter drowns in the card's noise."""
ABOVE_FLOOR_DB = 10.0
KEY_S = 2.0


def setup(config: Config = DEFAULT, seconds: float = 8.0) -> None:
    """Atur tingkat suara dan PTT langkah demi langkah (levels and PTT, step by step)."""
    if not config.exists():
        _first(config)
        return
    settings = settings_of(config)
    try:
        asyncio.run(_steps(settings, seconds))
    except CardFailed as failed:
        typer.echo("kartu yang ada (cards): " + "; ".join(names()))
        fail(str(failed))


def _first(config: Path) -> None:
    try:
        config.parent.mkdir(parents=True, exist_ok=True)
        config.write_text(EXAMPLE.read_text())
    except OSError as error:
        fail(f"{config}: {error.strerror}")
    typer.echo(f"{config}: dibuat; isi lalu ulangi (made; fill it in and run this again)")
    typer.echo("kartu yang ada (cards):")
    for name in names():
        typer.echo(f"  {name}")


async def _steps(settings: Settings, seconds: float) -> None:
    advice: list[str] = []
    async with listening(settings) as ear:
        typer.echo("1. Suara masuk: minta seseorang bicara lewat HT (input: have somebody talk).")
        await _meter(ear, seconds)
        advice += _of_input(ear, settings)
        if settings.ptt.kind != "none":
            async with holding(settings) as hand:
                await _keyer(settings, hand, ear, seconds)
    if settings.ptt.kind == "serial" and settings.ptt.line != "dtr-not-rts":
        advice.append(
            f"# ptt.line = {settings.ptt.line}: pemancar menyala sekejap tiap kali program mulai; "
            "pakai kabel dtr-not-rts (it keys for a moment at each start)"
        )
    typer.echo("\nUntuk berkas pengaturan (for the settings file):")
    for line in advice or ["# tidak ada yang perlu diubah (nothing to change)"]:
        typer.echo(f"  {line}")


def _of_input(ear: Ear, settings: Settings) -> list[str]:
    low, high = GOOD_DBFS
    typer.echo(
        f"\n   puncak (peak) {ear.loudest_dbfs:.0f} dBFS, dasar (floor) {ear.floor_dbfs:.0f}"
    )
    advice = []
    if ear.loudest_dbfs > high:
        typer.echo("   terlalu keras: kecilkan volume HT (too loud: turn the radio's volume down)")
    elif ear.loudest_dbfs < low:
        typer.echo("   terlalu pelan: besarkan volume HT (too quiet: turn it up)")
    if "vox" in settings.carrier.by:
        level = min(-10.0, max(-70.0, ear.floor_dbfs + ABOVE_FLOOR_DB))
        advice.append(f"[carrier] vox_dbfs = {level:.0f}")
    exact = ear.blocks > 0 and ear.flat_blocks > 0
    advice.append(f"[sound] flat_line_s = {'0' if exact else '0.8'}")
    return advice


async def _keyer(settings: Settings, hand: Hand, ear: Ear, seconds: float) -> None:
    said = await hand.waits("ready", "failed")
    if said is None or said[0] == "failed":
        fail(said[1] if said else f"{settings.ptt.device}: tidak menjawab (does not answer)")
    if settings.carrier.line:
        typer.echo(f"2. Squelch ({settings.carrier.line}): tekan PTT di HT (press the HT's key).")
        hand.said.clear()
        await asyncio.sleep(seconds)
        seen = [word for word, _ in hand.said if word in ("open", "closed")]
        typer.echo(f"   {' '.join(seen) or 'tidak berubah (has not changed)'}")
    typer.echo(f"3. PTT: pemancar akan menyala {KEY_S:g} detik (will be on for {KEY_S:g} s).")
    if not typer.confirm("   Antena terpasang, saluran kosong? (aerial on, channel free?)"):
        return
    _say_keyed(await hand.key(KEY_S))
    typer.echo(
        f"4. Suara keluar: nada 1 kHz {seconds:g} s; atur volume kartu hingga jernih di HT lain"
    )
    typer.echo("   (output: a tone; set the card's volume until another HT hears it clean).")
    if not typer.confirm("   Pancarkan? (transmit?)"):
        return
    ear.tone = True
    _say_keyed(await hand.key(seconds))
    ear.tone = False


def _say_keyed(keyed: bool) -> None:
    text = "menyala, lalu mati (on, then off)" if keyed else "TIDAK menyala (did NOT key)"
    typer.echo(f"   {text}")


async def _meter(ear: Ear, seconds: float, out: Callable[[str], object] = sys.stdout.write) -> None:
    for _ in range(round(seconds / STEP_S)):
        await asyncio.sleep(STEP_S)
        level = ear.meter.peak_dbfs
        full = round((level - BAR_FROM_DBFS) / -BAR_FROM_DBFS * BAR_WIDTH)
        bar = "#" * max(0, min(BAR_WIDTH, full))
        if sys.stdout.isatty():
            out(f"\r   {bar:<{BAR_WIDTH}} {level:6.1f} dBFS")
            sys.stdout.flush()
