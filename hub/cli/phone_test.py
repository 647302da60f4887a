"""`posko phone-test`: rings a number by the city's trunk, speaks, and says which key came."""

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from hub.adapters.clock import SystemClock
from hub.adapters.logs import configure
from hub.adapters.notify.phone_process import CallEnd, PhoneDown, PhoneLink, Stage
from hub.adapters.notify.phone_settings import number_plan, phone_setup
from hub.adapters.notify.speech import CannotSpeak, Speech
from hub.cli.ending import FAILED, USAGE, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.config import Settings
from hub.config_reading import ConfigError
from hub.domain.phone_numbers import NotDialled, dialled
from hub.domain.summons.spoken import reply, trial

STAGES: Mapping[Stage, str] = MappingProxyType(
    {
        "trying": "menghubungi PBX (asking the PBX)",
        "ringing": "berdering (ringing)",
        "answered": "diangkat; berbicara (taken; speaking)",
    }
)
NOT_DIALLED = MappingProxyType(
    {
        "shape": "bukan nomor telepon (not a telephone number)",
        "emergency": "nomor darurat tidak pernah diputar (emergency numbers are never dialled)",
        "premium": "nomor berbayar tidak diputar (numbers that cost are not dialled)",
        "abroad": "luar negeri: setel phone.abroad (abroad: set phone.abroad)",
    }
)
ENDS = MappingProxyType(
    {
        "no_key": "diangkat, tetapi tak ada tombol ditekan (taken, and no key was pressed)",
        "hung_up": "diangkat lalu ditutup tanpa tombol (taken, and hung up without a key)",
        "busy": "sibuk (busy)",
        "rejected": "ditolak (declined)",
        "no_answer": "tidak diangkat (no answer)",
        "no_reply": "PBX tidak menjawab (the PBX does not answer): phone.server, phone.reply_s",
        "unreachable": "PBX tak terjangkau (the PBX is out of reach): phone.server, phone.listen",
        "wrong_account": "akun atau sandi salah (wrong account or password)",
        "refused": "ditolak PBX (refused by the PBX): akun, nomor (account, number)",
        "bad_number": "nomor tak dikenal PBX (a number the PBX does not know): phone.number_form",
        "codec": "PBX tanpa G.711 (the PBX does not take G.711)",
        "pbx": "galat PBX (an error of the PBX)",
        "worker_died": "pekerja telepon berhenti (the phone worker died)",
    }
)


def phone_test(
    number: Annotated[str, typer.Argument(help="Nomor telepon (telephone number).")],
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Coba telepon: dering, suara, tombol (try the telephone: ring, speech, keys)."""
    settings = read(config)
    configure("error", json_lines=False)
    try:
        end = asyncio.run(_try(settings, number))
    except NotDialled as refused:
        fail(f"{number}: {NOT_DIALLED[refused.why]}", USAGE)
    except ConfigError as error:
        fail(str(error), USAGE)
    except CannotSpeak as error:
        fail(f"tak ada suara (no speech): {error}. apt-get install espeak-ng", FAILED)
    except PhoneDown as down:
        fail(f"telepon tidak siap (the phone is not ready): {down}", FAILED)
    if end.key is None:
        status = f" [SIP {end.status}]" if end.status else ""
        fail(f"{ENDS.get(end.reason, end.reason)}{status}", FAILED)
    typer.echo(f"tombol (key) {end.key}: telepon bekerja (the telephone works)")


async def _try(settings: Settings, typed: str) -> CallEnd:
    """Ring once. NotDialled, ConfigError, CannotSpeak, PhoneDown."""
    number = dialled(typed, number_plan(settings.phone))
    # A port of its own: the hub may be running.
    setup = phone_setup(settings.phone).model_copy(update={"port": 0})
    link = PhoneLink(setup, SystemClock())
    with tempfile.TemporaryDirectory(prefix="posko-phone-") as folder:
        speech = Speech(Path(folder), settings.phone.language)
        say = await speech.file(trial(settings.city, settings.phone.language))
        thanks = await speech.file(reply("heard", settings.phone.language))

        async def pressed(key: str) -> Path:
            return thanks

        running = asyncio.create_task(link.run())
        try:
            return await link.ring(number, say, pressed, lambda stage: typer.echo(STAGES[stage]))
        finally:
            running.cancel()
            await asyncio.wait([running])
