"""The commands of streams and chat: one function each, that calls one service."""

from collections.abc import Mapping

from hub.adapters.commands.door import Command
from hub.domain.refusals import NoSuchRoom
from hub.domain.rooms import Room
from hub.services.attention import AttentionService
from hub.services.callers import Caller
from hub.services.chat import ChatService
from hub.services.ports import Clock
from hub.services.streams import StreamService
from hub.services.turns import Turns
from hub.wire.base import Done
from hub.wire.chat import (
    ChatDelete,
    ChatEdit,
    ChatHistory,
    ChatSearch,
    ChatSend,
    ChatTyping,
    Hits,
    Receipt,
    Versions,
)
from hub.wire.streams import (
    StreamBefore,
    StreamJoin,
    StreamJoined,
    StreamLeave,
    StreamPage,
    StreamRead,
)

PAGES_AT_ONCE, PAGES_PER_MINUTE = 60, 180
SEARCHES_AT_ONCE, SEARCHES_PER_MINUTE = 20, 60


class ChatCommands:
    """Streams and chat, as a client may use them. What is long to answer is done in turns."""

    def __init__(
        self,
        rooms: Mapping[str, Room],
        streams: StreamService,
        chat: ChatService,
        attention: AttentionService,
        clock: Clock,
    ) -> None:
        self._rooms = rooms
        self._streams = streams
        self._chat = chat
        self._attention = attention
        self._pages = Turns(clock, burst=PAGES_AT_ONCE, per_minute=PAGES_PER_MINUTE)
        # One at a time: the rest of the database's readers are for what is new.
        self._searches = Turns(
            clock, burst=SEARCHES_AT_ONCE, per_minute=SEARCHES_PER_MINUTE, at_once=1
        )
        self.table: dict[str, Command] = {
            "stream:join": self._stream_join,
            "stream:before": self._stream_before,
            "stream:leave": self._stream_leave,
            "stream:read": self._stream_read,
            "chat:send": self._chat_send,
            "chat:edit": self._chat_edit,
            "chat:delete": self._chat_delete,
            "chat:history": self._chat_history,
            "chat:search": self._chat_search,
            "chat:typing": self._chat_typing,
        }

    async def _stream_join(self, caller: Caller, command: StreamJoin) -> StreamJoined:
        async with self._pages.turn(caller):
            return await self._streams.join(caller, command.stream, command.after, command.last)

    async def _stream_before(self, caller: Caller, command: StreamBefore) -> StreamPage:
        async with self._pages.turn(caller):
            return await self._streams.before(caller, command.stream, command.before, command.limit)

    async def _stream_leave(self, caller: Caller, command: StreamLeave) -> Done:
        self._streams.leave(caller, command.stream)
        return Done()

    async def _stream_read(self, caller: Caller, command: StreamRead) -> Done:
        await self._attention.read(caller, command.stream, command.seq)
        return Done()

    async def _chat_send(self, caller: Caller, command: ChatSend) -> Receipt:
        receipt = await self._chat.send(caller, command)
        self._attention.wrote(caller.person, command.room)
        return receipt

    async def _chat_edit(self, caller: Caller, command: ChatEdit) -> Receipt:
        return await self._chat.edit(caller, command)

    async def _chat_delete(self, caller: Caller, command: ChatDelete) -> Receipt:
        return await self._chat.delete(caller, command)

    async def _chat_history(self, caller: Caller, command: ChatHistory) -> Versions:
        async with self._pages.turn(caller):
            return await self._chat.history(caller, command.message)

    async def _chat_search(self, caller: Caller, command: ChatSearch) -> Hits:
        async with self._searches.turn(caller):
            return await self._chat.search(caller, command)

    async def _chat_typing(self, caller: Caller, command: ChatTyping) -> Done:
        room = self._rooms.get(command.room)
        if room is None:
            raise NoSuchRoom
        self._attention.typing(caller, room)
        return Done()
