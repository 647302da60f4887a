"""`posko-radio doctor`: looks at everything this radio needs, and keys nothing."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import typer

from hub.speech import PROGRAM, CannotSpeak, Speaker, samples
from radio_bridge.adapters import presence
from radio_bridge.adapters.soundcard import CardFailed, names
from radio_bridge.adapters.speaking import HINT
from radio_bridge.cli.probe import holding, listening
from radio_bridge.cli.settings import DEFAULT, Config, settings_of
from radio_bridge.config import RECEIVE_ONLY, Settings
from radio_bridge.dsp import RATE_HZ

LISTEN_S = 2.0
REACH_S = 3.0
BLIND = (
    "sound.present kosong: kartu yang dicabut ditemukan lebih lambat "
    "(a card that is pulled out is found later)"
)
PULSED = "pemancar menyala sekejap saat program mulai (it keys for a moment at start): dtr-not-rts"

Finding = tuple[bool, str]
"""Whether it is well, and a sentence."""


def doctor(config: Config = DEFAULT) -> None:
    """Periksa kartu suara, PTT, token dan hub; tidak memancar (checks all, keys nothing)."""
    settings = settings_of(config)
    typer.echo(f"ok     {config}")
    if not asyncio.run(_all(settings)):
        raise typer.Exit(1)


async def _all(settings: Settings) -> bool:
    well = True
    for look in (_service, _card, _keyer, _voice, _hub, _disk):
        async for fine, text in look(settings):
            typer.echo(f"{'ok    ' if fine else 'SALAH '} {text}")
            well = well and fine
    return well


async def _service(settings: Settings) -> AsyncIterator[Finding]:
    if settings.service in RECEIVE_ONLY:
        yield True, f"{settings.service}: hanya menerima, menurut izinnya (receives only)"
    else:
        yield True, f"{settings.service}: boleh memancar (may transmit)"


async def _card(settings: Settings) -> AsyncIterator[Finding]:
    wanted = settings.sound.present or presence.of_device(settings.sound.device)
    gone = await presence.missing(wanted)
    if gone is not None:
        yield False, f"{gone}: tidak ada (is not there)"
    if not wanted:
        yield True, BLIND
    try:
        async with listening(settings) as ear:
            await asyncio.sleep(LISTEN_S)
    except CardFailed as failed:
        yield False, str(failed)
        yield True, "kartu yang ada (cards): " + "; ".join(names())
        return
    yield (
        ear.blocks > 0,
        f"{settings.sound.device}: {ear.blocks} blok dalam {LISTEN_S:g} s (blocks)",
    )
    silent = ear.blocks > 0 and ear.flat_blocks == ear.blocks
    if silent and settings.sound.flat_line_s:
        yield (
            False,
            "kartu diam sama sekali: sound.flat_line_s harus 0 (exact silence: set it to 0)",
        )
    yield (
        True,
        f"suara masuk (input): {ear.loudest_dbfs:.0f} dBFS puncak, {ear.floor_dbfs:.0f} dBFS dasar",
    )


async def _keyer(settings: Settings) -> AsyncIterator[Finding]:
    ptt = settings.ptt
    if ptt.kind == "none":
        yield True, "ptt.kind = none: tidak memancar (does not transmit)"
        return
    async with holding(settings) as hand:
        said = await hand.waits("ready", "failed")
    if said is None or said[0] == "failed":
        yield False, f"PTT: {said[1] if said else 'tidak menjawab (does not answer)'}"
        return
    yield True, f"{ptt.device}: siap, tidak memancar (ready, off)"
    if ptt.kind == "serial" and ptt.line != "dtr-not-rts":
        yield True, f"ptt.line = {ptt.line}: {PULSED}"


async def _voice(settings: Settings) -> AsyncIterator[Finding]:
    """A radio without a voice works: the operator calls in its place."""
    if not settings.may_transmit:
        return
    try:
        wav = await Speaker(settings.speech.voice, settings.speech.words_a_minute).wav("Uji.")
        samples(wav, RATE_HZ)
        yield True, f"{PROGRAM} -v {settings.speech.voice}: bersuara (speaks)"
    except CannotSpeak as failed:
        yield True, f"tanpa suara (no voice): {failed}. {HINT}"


async def _hub(settings: Settings) -> AsyncIterator[Finding]:
    token = settings.hub.token_file
    try:
        fine = bool(token.read_text().strip())
        yield fine, f"{token}: {'ada (there)' if fine else 'kosong (empty)'}"
        if token.stat().st_mode & 0o077:
            yield False, f"{token}: terbaca orang lain (others may read it): chmod 600 {token}"
    except OSError as error:
        yield False, f"hub.token_file: {token}: {error.strerror}"
    parts = urlsplit(settings.hub.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(REACH_S):
            _, writer = await asyncio.open_connection(parts.hostname, port)
        writer.close()
        yield True, f"{settings.hub.url}: menjawab (answers)"
    except (OSError, TimeoutError) as error:
        yield False, f"{settings.hub.url}: tidak terjangkau (out of reach): {error or 'time-out'}"


async def _disk(settings: Settings) -> AsyncIterator[Finding]:
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    free_mb = shutil.disk_usage(settings.data_dir).free / 1e6
    fine = free_mb > settings.records.leave_free_mb
    yield fine, f"{settings.data_dir}: {free_mb:.0f} MB bebas (free)"
