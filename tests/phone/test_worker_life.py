"""The worker's life: killed, left alone, set up wrongly; and what becomes of its calls."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.adapters.clock import SystemClock
from hub.adapters.notify.phone_process import CallEnd, PhoneDown, PhoneLink, Stage
from tests.phone import scenario as at
from tests.phone.conftest import linked, needs_phone, setup
from tests.phone.pbx import Pbx

WAIT_S = 8.0

HUB = """
import asyncio, sys
from pathlib import Path
from hub.wire.phone import Setup
from tests.phone.conftest import linked

async def main():
    async def pressed(key):
        return None
    async with linked(Setup.model_validate_json(sys.argv[1])) as link:
        def told(stage):
            print(stage, link.pid, flush=True)
        await link.ring(sys.argv[2], Path(sys.argv[3]), pressed, told)

asyncio.run(main())
"""
"""A hub that has nothing but a telephone."""


async def no_key(key: str) -> None:
    return None


@contextlib.asynccontextmanager
async def ringing(link: PhoneLink, number: str, text: Path, until: Stage):  # type: ignore
    """Have a call under way; give its task once it came so far."""
    came = asyncio.Event()

    def told(stage: Stage) -> None:
        if stage == until:
            came.set()

    task = asyncio.create_task(link.ring(number, text, no_key, told))
    async with asyncio.timeout(WAIT_S):
        await came.wait()
    yield task
    task.cancel()


async def until(true: Callable[[], bool]) -> None:
    """Wait for what nobody tells."""
    async with asyncio.timeout(WAIT_S):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


@needs_phone
async def test_a_worker_that_dies_leaves_its_calls_unknown_and_another_takes_over(
    exchange: Pbx, text: Path, word: Path
) -> None:
    async def thanks(key: str) -> Path:
        return word

    async with linked(setup(exchange.port)) as link:
        async with ringing(link, at.VOICEMAIL, text, "answered") as call:
            assert link.pid
            os.kill(link.pid, signal.SIGKILL)
            async with asyncio.timeout(WAIT_S):
                assert await call == CallEnd("unknown", "worker_died")
        async with asyncio.timeout(WAIT_S):
            end = await link.ring(at.KEY_1, text, thanks)
        assert (end.key, link.restarts) == ("1", 1)
    assert exchange.said().count(f"To: <sip:{at.VOICEMAIL}@") > 0
    invites = exchange.said().split(f"\nINVITE sip:{at.VOICEMAIL}@")
    assert len(invites) == 3, "asked, asked again with the password; never dialled anew"


@needs_phone
@pytest.mark.parametrize(
    ("number", "stage", "said"),
    [(at.RINGS_ON, "ringing", "\nCANCEL sip:"), (at.VOICEMAIL, "answered", "\nBYE sip:")],
)
async def test_a_hub_that_is_killed_leaves_no_call_behind(
    exchange: Pbx, text: Path, number: str, stage: str, said: str
) -> None:
    hub = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HUB, setup(exchange.port).model_dump_json(), number, str(text)),
        stdout=asyncio.subprocess.PIPE,
    )
    assert hub.stdout
    worker = 0
    async with asyncio.timeout(WAIT_S):
        while not worker:
            line = (await hub.stdout.readline()).split()
            if line and line[0] == stage.encode():
                worker = int(line[1])
    hub.kill()
    await hub.communicate()
    await until(lambda: said in exchange.said())
    await until(lambda: b"hub.phone" not in _command(worker))


@needs_phone
async def test_a_worker_that_made_many_calls_is_replaced_between_two(
    exchange: Pbx, text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.adapters.notify.phone_process.WORN_CALLS", 3)
    async with linked(setup(exchange.port)) as link:
        first = link.pid
        ends = [await link.ring(at.BUSY, text, no_key) for _ in range(2)]
        assert link.pid == first
        ends += await asyncio.gather(*(link.ring(at.BUSY, text, no_key) for _ in range(2)))
        ends.append(await link.ring(at.BUSY, text, no_key))
        assert {end.reason for end in ends} == {"busy"}
        assert (link.pid != first, link.restarts) == (True, 1)


@needs_phone
async def test_a_call_that_is_let_be_is_hung_up(exchange: Pbx, text: Path) -> None:
    async with linked(setup(exchange.port)) as link:
        async with ringing(link, at.RINGS_ON, text, "ringing") as call:
            call.cancel()
        await until(lambda: "487 Request Terminated" in exchange.said())
        assert link.restarts == 0


@needs_phone
@pytest.mark.parametrize(
    ("wrong", "why"),
    [({"password": 'a"b'}, "password"), ({"listen": "192.0.2.1"}, "192.0.2.1")],
)
async def test_settings_that_cannot_be_used_are_said_and_not_tried_at_once_again(
    wrong: dict[str, str], why: str
) -> None:
    link = PhoneLink(setup(5060, **wrong), SystemClock())
    running = asyncio.create_task(link.run())
    await until(lambda: bool(link.restarts))
    assert not link.up and why in link.why_not
    with pytest.raises(PhoneDown):
        await link.ring(at.KEY_1, Path("x"), no_key)
    assert link.restarts == 1
    running.cancel()


async def test_a_machine_without_the_library_says_so() -> None:
    without = "import sys; sys.modules['baresip'] = None; from hub.phone.worker import main; main()"
    link = PhoneLink(setup(5060), SystemClock(), (sys.executable, "-c", without))
    running = asyncio.create_task(link.run())
    await until(lambda: bool(link.restarts))
    assert "baresip" in link.why_not
    running.cancel()


async def test_a_program_that_is_not_there_ends_no_hub() -> None:
    link = PhoneLink(setup(5060), SystemClock(), ("/no/such/program",))
    running = asyncio.create_task(link.run())
    await until(lambda: link.restarts > 1)
    assert not running.done()
    with pytest.raises(PhoneDown):
        await link.ring(at.KEY_1, Path("x"), no_key)
    running.cancel()


async def test_a_worker_that_never_begins_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.adapters.notify.phone_process.READY_LIMIT_S", 0.3)
    link = PhoneLink(setup(5060), SystemClock(), ("/bin/sleep", "600"))
    running = asyncio.create_task(link.run())
    await until(lambda: link.pid is not None)
    first = link.pid
    await until(lambda: link.pid != first)
    assert not link.up
    running.cancel()
    await asyncio.wait([running])


async def test_a_worker_that_does_not_end_a_call_is_taken_for_hung(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It says that it is ready, and nothing ever after."""
    mute = 'import sys, time; print(\'{"tell":"ready"}\', flush=True); time.sleep(600)'
    made = setup(5060)
    async with linked(made, command=(sys.executable, "-c", mute)) as link:
        monkeypatch.setattr(PhoneLink, "longest_s", 0.3)
        first = link.pid
        assert await link.ring("0811", Path("x"), no_key) == CallEnd("unknown", "worker_died")
        await until(lambda: link.pid != first)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
