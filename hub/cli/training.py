"""The radio of the demo: a channel in the room Latihan HT, and the process that simulates it."""

import asyncio
import secrets
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import structlog

from hub.adapters.child import ended
from hub.adapters.store.writer import Transaction
from hub.adapters.tls.lan import LanFiles
from hub.adapters.tokens import RadioSecrets
from hub.cli.radio import in_store
from hub.config import Settings
from hub.domain.radio import Channel, Unit
from hub.main import Running
from hub.services.radio_register import new_token

ROOM, LABEL = "latihan-ht", "demo"
UNITS = tuple(Unit(ROOM, f"10{n}", post) for n, post in enumerate(("bpbd", "dinkes", "dishub"), 1))
"""Whom a summons calls on the air, and who answers by keys."""
AGAIN_S = 2.0
"""Between the end of a simulator and the next."""
END_LIMIT_S = 3.0

log = structlog.get_logger()


def there_is_one() -> bool:
    """Say whether this installation has the bridge."""
    return find_spec("radio_bridge") is not None


class Training:
    """A simulated radio beside a demo hub."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = (settings.data_dir / "latihan-ht").absolute()

    @property
    def socket(self) -> Path:
        """Where handhelds are taken."""
        return self._folder / "air.sock"

    def prepare(self) -> None:
        """Make the channel and a new token for it; the hub is not running yet."""
        token_id = secrets.token_hex(8)

        async def change(tx: Transaction, now_ms: int) -> str:
            await tx.radios.save_channel(Channel(ROOM, "isr"))
            if not any(unit.room == ROOM for unit in await tx.radios.units()):
                await tx.radios.replace_units(ROOM, UNITS)
            for old in await tx.radios.tokens():
                if (old.room, old.label, old.revoked_ms) == (ROOM, LABEL, None):
                    await tx.radios.save_token(replace(old, revoked_ms=now_ms))
            token, secret = new_token(RadioSecrets(), token_id, ROOM, LABEL, now_ms)
            await tx.radios.save_token(token)
            await tx.audit.add(now_ms, "posko demo", "radio:token", ROOM, after=token.id)
            return secret

        secret = in_store(self._settings, change)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._token_file.touch(mode=0o600)
        self._token_file.write_text(secret, encoding="utf-8")

    async def run(self, running: Running) -> None:
        """Keep a simulator running until cancelled."""
        while True:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "radio_bridge.cli", *self._words(running)),
                stdin=asyncio.subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the hub, which then ends it.
            )
            try:
                code = await process.wait()
            finally:
                if process.returncode is None:
                    process.terminate()
                await ended(process, "simulated radio", END_LIMIT_S)
            log.warning("simulated radio ended, starting again", code=code)
            await asyncio.sleep(AGAIN_S)

    @property
    def _token_file(self) -> Path:
        return self._folder / "token"

    def _words(self, running: Running) -> tuple[str, ...]:
        scheme = self._settings.http.scheme
        trust = LanFiles(self._settings.data_dir / "tls").ca_certificate
        return (
            "simulate",
            *("--hub", f"{scheme}://localhost:{running.http_port}"),
            *("--token-file", str(self._token_file)),
            *("--socket", str(self.socket)),
            *("--data", str(self._folder)),
            *(("--ca-file", str(trust.absolute())) if scheme == "https" else ()),
        )
