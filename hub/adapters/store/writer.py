"""The store: one writer that commits all that waits at once, and readers beside it.

Whatever was asked for while the last commit was on its way to the disk goes into the next one,
each change in a savepoint of its own: one that fails is undone alone. Only after the commit are
the callers told, and the streams that grew.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog
from sqlalchemy import delete, insert
from sqlalchemy.exc import DBAPIError

from hub.adapters.store.attempts import AttemptRows
from hub.adapters.store.audit import AuditRows
from hub.adapters.store.contacts import ContactRows
from hub.adapters.store.credentials import CredentialRows
from hub.adapters.store.decisions import DecisionRows
from hub.adapters.store.deeds import DeedRows
from hub.adapters.store.engine import READERS, READING, WRITING, Connection
from hub.adapters.store.events import EventRows
from hub.adapters.store.files import FileRows
from hub.adapters.store.marks import MarkRows
from hub.adapters.store.messages import MessageRows
from hub.adapters.store.minutes import MinutesRows
from hub.adapters.store.past_rollcalls import PastRollCallRows
from hub.adapters.store.people import PeopleRows
from hub.adapters.store.policies import PolicyRows
from hub.adapters.store.radio import RadioRows
from hub.adapters.store.record import RecordRows
from hub.adapters.store.recordings import RecordingRows
from hub.adapters.store.rollcall_templates import RollCallTemplateRows
from hub.adapters.store.rollcalls import RollCallRows
from hub.adapters.store.rooms import RoomRows
from hub.adapters.store.seal import Seal
from hub.adapters.store.sessions import EnrolmentRows, SessionRows
from hub.adapters.store.summonses import SummonsRows
from hub.adapters.store.tables import probe
from hub.domain.refusals import NotSaved
from hub.services.ports import Clock

BATCH_MAX = 200
QUEUE_MAX = 2_000
RETRY_S = 5.0
PROBE_EVERY_S = 2.0
PROBE_BYTES = 16_384
_OF_THE_CHANGE = {
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_CONSTRAINT,
    sqlite3.SQLITE_MISMATCH,
    sqlite3.SQLITE_RANGE,
    sqlite3.SQLITE_TOOBIG,
}
"""Mistakes of one change. Anything else the database says is about the disk, and all of them."""

T = TypeVar("T")
log = structlog.get_logger()


class Transaction:
    """The port `Tx`: every kind of row over one connection."""

    def __init__(self, connection: Connection, seal: Seal) -> None:
        self.touched: set[str] = set()
        self.events = EventRows(connection, self.touched)
        self.messages = MessageRows(connection)
        self.marks = MarkRows(connection)
        self.rooms = RoomRows(connection)
        self.audit = AuditRows(connection)
        self.people = PeopleRows(connection, seal)
        self.sessions = SessionRows(connection)
        self.enrolments = EnrolmentRows(connection)
        self.credentials = CredentialRows(connection, seal)
        self.files = FileRows(connection)
        self.summonses = SummonsRows(connection)
        self.record = RecordRows(connection)
        self.attempts = AttemptRows(connection)
        self.deeds = DeedRows(connection)
        self.contacts = ContactRows(connection, seal)
        self.policies = PolicyRows(connection)
        self.radios = RadioRows(connection)
        self.rollcalls = RollCallRows(connection)
        self.past_rollcalls = PastRollCallRows(connection)
        self.rollcall_templates = RollCallTemplateRows(connection)
        self.decisions = DecisionRows(connection)
        self.minutes = MinutesRows(connection)
        self.recordings = RecordingRows(connection)


class _Job:
    """One change on its way, and who waits for it."""

    def __init__(self, change: Callable[[Transaction], Awaitable[Any]]) -> None:
        self.change = change
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.result: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        if self.done.done():
            return  # Whoever asked has gone; what was asked for is done all the same.
        if self.error is None:
            self.done.set_result(self.result)
        else:
            self.done.set_exception(self.error)

    def fail(self, error: BaseException) -> None:
        self.error = error
        self.settle()


class SqlStore:
    """The port `Store` over SQLite. `run` must run while it is used.

    ok: was the last commit one? commit_s: how long the last one took.
    """

    def __init__(self, data_dir: Path, seal: Seal, clock: Clock) -> None:
        self._seal = seal
        self._clock = clock
        self._writing = Connection(data_dir, WRITING)
        self._reading: asyncio.Queue[Connection] = asyncio.Queue()
        for _ in range(READERS):
            self._reading.put_nowait(Connection(data_dir, READING))
        self._jobs: asyncio.Queue[_Job] = asyncio.Queue(QUEUE_MAX)
        self._on_grown: Callable[[set[str]], None] = lambda streams: None
        self._on_health: Callable[[bool], None] = lambda ok: None
        self.ok = True
        self.commit_s = 0.0

    def listen(
        self, on_grown: Callable[[set[str]], None], on_health: Callable[[bool], None]
    ) -> None:
        """Be told which streams a commit made longer, and when saving fails or works again."""
        self._on_grown = on_grown
        self._on_health = on_health

    @property
    def waiting(self) -> int:
        """How many changes wait for the writer."""
        return self._jobs.qsize()

    async def write(self, change: Callable[[Any], Awaitable[T]]) -> T:
        """See the port."""
        job = _Job(change)
        try:
            self._jobs.put_nowait(
                job
            )  # At once: changes are made in the order they were asked for.
        except asyncio.QueueFull:
            raise NotSaved("too many changes wait", retry_after_s=RETRY_S) from None
        result: T = await job.done
        return result

    async def read(self, look: Callable[[Any], Awaitable[T]]) -> T:
        """See the port."""
        connection = await self._reading.get()
        try:
            return await look(Transaction(connection, self._seal))
        except DBAPIError as error:
            log.error("store cannot be read", why=_why(error))
            raise NotSaved(_why(error), retry_after_s=RETRY_S) from None
        finally:
            self._reading.put_nowait(connection)

    async def run(self) -> None:
        """Write for ever; at the end nobody is left waiting."""
        try:
            while True:
                await self._commit(await self._next_batch())
        finally:
            while not self._jobs.empty():
                self._jobs.get_nowait().fail(NotSaved("the hub is stopping"))

    async def close(self) -> None:
        """Close the connections; the log of changes is folded into the database."""
        for _ in range(READERS):
            await (await self._reading.get()).close()
        await self._writing.close()

    async def _next_batch(self) -> list[_Job]:
        batch: list[_Job] = []
        while not batch:
            try:
                async with asyncio.timeout(None if self.ok else PROBE_EVERY_S):
                    batch.append(await self._jobs.get())
            except TimeoutError:
                break  # Nothing to do, but perhaps it works again: an empty batch tries.
        while len(batch) < BATCH_MAX and not self._jobs.empty():
            batch.append(self._jobs.get_nowait())
        return batch

    async def _commit(self, batch: list[_Job]) -> None:
        began_s = self._clock.monotonic()
        touched: set[str] = set()
        try:
            self._writing.before_next("BEGIN IMMEDIATE")
            if not batch:
                await _probe(self._writing)
            for job in batch:
                touched |= await self._carry_out(job)
            await self._writing.run("COMMIT")
        except (DBAPIError, OSError) as error:
            await self._writing.abandon()
            self._failed(batch, error)
        except BaseException:
            for job in batch:
                job.fail(NotSaved("the hub is stopping"))
            raise
        else:
            self.commit_s = self._clock.monotonic() - began_s
            self._healthy(True)
            for job in batch:
                job.settle()
            if touched:
                self._on_grown(touched)

    async def _carry_out(self, job: _Job) -> set[str]:
        """Run one change in a savepoint; give the streams it made longer."""
        transaction = Transaction(self._writing, self._seal)
        self._writing.before_next("SAVEPOINT change")
        try:
            job.result = await job.change(transaction)
        except Exception as error:
            if isinstance(error, DBAPIError) and not _of_the_change(error):
                raise  # The disk: nothing of this batch can be trusted to be saved.
            job.error = error
            self._writing.before_next("ROLLBACK TO change")
        self._writing.before_next("RELEASE change")
        return transaction.touched if job.error is None else set()

    def _failed(self, batch: list[_Job], error: Exception) -> None:
        self._healthy(False, _why(error))
        for job in batch:
            job.fail(NotSaved(_why(error), retry_after_s=RETRY_S))

    def _healthy(self, ok: bool, why: str = "") -> None:
        if self.ok == ok:
            return
        self.ok = ok
        if ok:
            log.info("store saves again")
        else:
            log.error("store cannot save", why=why)
        self._on_health(ok)


async def _probe(connection: Connection) -> None:
    """Write something that needs room."""
    await connection.execute(delete(probe))
    await connection.execute(insert(probe).values(filler=bytes(PROBE_BYTES)))


def _of_the_change(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _OF_THE_CHANGE


def _why(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return f"{type(original).__name__}: {original}"[:200]
