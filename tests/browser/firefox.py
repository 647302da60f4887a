"""A real Firefox for the tests, driven by WebDriver BiDi: a profile and a sound server of its own.

    async with launch(folder) as firefox:
        await firefox.goto("http://bpbd.localhost:8080/")
        await firefox.click(text("Masuk"))

Firefox has no sound without a device, so it gets a PulseAudio that plays to nobody.
"""

import asyncio
import contextlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import aiohttp

BINARIES = ("firefox-esr", "firefox")
PREFS: Mapping[str, bool | int | str] = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,  # It is given when asked for, not before.
    "media.autoplay.default": 0,
    "intl.accept_languages": "id-ID",
    # A word to anybody but this machine ends at a closed port.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}
VOICE_HZ = 1000.0
"""What the fake microphone hums."""

_START_LIMIT_S = 30.0
_PAGE_LIMIT_S = 10.0
_LOOK_AGAIN_S = 0.05

Locator = Mapping[str, str]
T = TypeVar("T")


def missing() -> str | None:
    """Say what to install before Firefox can be tested here; None when nothing is missing."""
    packages = [] if _binary() else ["firefox-esr"]
    packages += [] if shutil.which("pulseaudio") else ["pulseaudio"]
    return f"needs: apt-get install {' '.join(packages)}" if packages else None


def _binary() -> str | None:
    """Give the path of a Firefox; a snap is none, it cannot read our profile."""
    found = (path for name in BINARIES if (path := shutil.which(name)))
    return next(
        (p for p in found if "snap" not in Path(p).read_bytes()[:2000].decode("latin")), None
    )


def text(words: str) -> Locator:
    """Find an element by all that it says itself."""
    return {"type": "xpath", "value": f'//*[text()[normalize-space()="{words}"]]'}


def css(selector: str) -> Locator:
    """Find an element by a CSS selector."""
    return {"type": "css", "value": selector}


class Firefox:
    """The one tab of a browser that was launched."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._tab = ""
        self._count = 0

    async def open(self, before_page: str) -> None:
        """Begin the session; `before_page` runs in every page before the page's own scripts."""
        await self.send("session.new", {"capabilities": {}})
        tabs = await self.send("browsingContext.getTree", {})
        self._tab = tabs["contexts"][0]["context"]
        script = {"functionDeclaration": f"() => {{{before_page}}}"}
        await self.send("script.addPreloadScript", script)

    async def listen(self) -> None:
        """Hand out answers until the browser ends."""
        async for message in self._socket:
            said = json.loads(message.data)
            answer = self._waiting.pop(said.get("id"), None)
            if answer is None or answer.done():
                continue  # An event, or an answer nobody waits for any more.
            if said["type"] == "success":
                answer.set_result(said["result"])
            else:
                answer.set_exception(RuntimeError(f"{said['error']}: {said['message']}"))

    async def send(self, method: str, params: Mapping[str, Any], limit_s: float = 20.0) -> Any:
        """Give the result of one BiDi command; RuntimeError when the browser refuses it."""
        self._count += 1
        answer = self._waiting[self._count] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._count, "method": method, "params": params})
        return await asyncio.wait_for(answer, limit_s)

    async def goto(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        page = {"context": self._tab, "url": url, "wait": "complete"}
        await self.send("browsingContext.navigate", page)

    async def evaluate(self, expression: str) -> Any:
        """Give what an expression gives in the page, awaited: text, number, truth or nothing."""
        answer = await self.send(
            "script.evaluate",
            {"expression": expression, "target": {"context": self._tab}, "awaitPromise": True},
        )
        if answer["type"] == "exception":
            raise RuntimeError(f"{answer['exceptionDetails']['text']} in: {expression}")
        return answer["result"].get("value")

    async def until(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        await self._patiently(lambda: self.evaluate(expression), expression)

    async def press(self, locator: Locator) -> None:
        """Put the mouse on an element, as soon as there is one, and hold its button down."""
        target = {"type": "element", "element": {"sharedId": await self._find(locator)}}
        await self._mouse(
            {"type": "pointerMove", "x": 0, "y": 0, "origin": target},
            {"type": "pointerDown", "button": 0},
        )

    async def release(self) -> None:
        """Let go of the mouse button."""
        await self._mouse({"type": "pointerUp", "button": 0})

    async def click(self, locator: Locator) -> None:
        """Press and let go."""
        await self.press(locator)
        await self.release()

    async def _find(self, locator: Locator) -> str:
        look = {"context": self._tab, "locator": locator}

        async def nodes() -> Any:
            return (await self.send("browsingContext.locateNodes", look))["nodes"]

        return str((await self._patiently(nodes, locator["value"]))[0]["sharedId"])

    async def _patiently(self, ask: Callable[[], Awaitable[Any]], what: str) -> Any:
        """Ask until the answer is something; say what the page shows when it never is."""
        try:
            async with asyncio.timeout(_PAGE_LIMIT_S):
                while not (answer := await ask()):  # noqa: ASYNC110  # It is remote.
                    await asyncio.sleep(_LOOK_AGAIN_S)
                return answer
        except TimeoutError:
            shown = await self.evaluate("document.body.innerText")
        raise AssertionError(f"not within {_PAGE_LIMIT_S} s: {what}; the page says: {shown}")

    async def _mouse(self, *actions: Mapping[str, Any]) -> None:
        mouse = {"type": "pointer", "id": "mouse", "actions": actions}
        await self.send("input.performActions", {"context": self._tab, "actions": [mouse]})


@contextlib.asynccontextmanager
async def launch(folder: Path, before_page: str) -> AsyncIterator[Firefox]:
    """Run a Firefox until the block ends, its profile and its log in `folder`.

    before_page: a script that runs in every page before the page's own.
    """
    profile, log = _profile(folder), folder / "firefox.log"
    async with contextlib.AsyncExitStack() as running:
        speaker = await running.enter_async_context(_sound_server())
        output = running.enter_context(log.open("w"))
        process = await asyncio.create_subprocess_exec(
            _binary() or "firefox", "--headless", "--no-remote", "--profile", str(profile),
            "--remote-debugging-port", "0", "--window-size", "420,900",
            stdout=output, stderr=output,
            env={**os.environ, "HOME": str(folder), "PULSE_SERVER": speaker},
        )  # fmt: skip
        running.push_async_callback(_end, process)
        url = await _started(lambda: _address(log))
        http = await running.enter_async_context(aiohttp.ClientSession())
        socket = await running.enter_async_context(
            http.ws_connect(f"{url}/session", max_msg_size=0)
        )
        firefox = Firefox(socket)
        running.callback(asyncio.create_task(firefox.listen()).cancel)
        await firefox.open(before_page)
        yield firefox


def _profile(folder: Path) -> Path:
    profile = folder / "firefox"
    profile.mkdir()
    prefs = (f"user_pref({json.dumps(k)}, {json.dumps(v)});\n" for k, v in PREFS.items())
    (profile / "user.js").write_text("".join(prefs), encoding="utf-8")
    return profile


def _address(log: Path) -> str | None:
    """Give where the browser says that it listens."""
    found = re.search(r"WebDriver BiDi listening on (ws://\S+)\n", log.read_text())
    return found[1] if found else None


async def _started(sign: Callable[[], T | None]) -> T:
    """Wait for a sign that a process has started, and give it."""
    async with asyncio.timeout(_START_LIMIT_S):
        while not (seen := sign()):  # noqa: ASYNC110  # It is another process.
            await asyncio.sleep(_LOOK_AGAIN_S)
        return seen


@contextlib.asynccontextmanager
async def _sound_server() -> AsyncIterator[str]:
    """Run a PulseAudio with a null sink; give the name clients call it by."""
    with tempfile.TemporaryDirectory() as folder:  # Not pytest's: a socket's path must be short.
        socket = Path(folder, "socket")
        process = await asyncio.create_subprocess_exec(
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
            "--load=module-null-sink rate=48000",
            f"--load=module-native-protocol-unix auth-anonymous=1 socket={socket}",
            env={**os.environ, "HOME": folder, "XDG_RUNTIME_DIR": folder},
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        try:
            await _started(socket.exists)
            yield f"unix:{socket}"
        finally:
            await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    """End a process politely, then surely."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        await asyncio.wait_for(process.wait(), 5)
    except TimeoutError:
        process.kill()
        await process.wait()
