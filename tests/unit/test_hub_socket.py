"""Who is told to end while the hub answers him does: else a lost link is never made anew."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import socketio

from radio_bridge.adapters.hub_socket import HubSocket


class Client(socketio.AsyncClient):  # type: ignore[misc]
    """Is connected to nobody: the test gives the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answer: asyncio.Future[Callable[..., None]] = asyncio.Future()

    async def emit(
        self,
        event: str,
        data: Any = None,
        namespace: str | None = None,
        callback: Callable[..., None] | None = None,
    ) -> None:
        assert (event, data, namespace) == ("radio:signal", {"signal": {}}, None)
        assert callback is not None
        self.answer.set_result(callback)


async def test_a_cancellation_that_comes_with_the_answer_is_heeded() -> None:
    socket = HubSocket("http://hub", "token", None)
    socket._sio = client = Client()
    asked = asyncio.create_task(socket.ask("radio:signal", {"signal": {}}))
    (await client.answer)({"ok": True})
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(asyncio.shield(asked), 1.0)
    assert asked.cancelled()
