"""Enrolment: a device is let in by a one-time link, or by six digits typed into the installed app.

An invitation has both under one number, so it lets in one device, however it comes.
A page that uses one sends a nonce of its own making. When the reply is lost on the way the page
asks again with the same nonce, and is let in again instead of being told that it came too late.
"""

import hashlib
from collections.abc import Callable, Collection
from typing import NamedTuple, Protocol

from hub.domain.people import Person
from hub.domain.permissions import Action
from hub.domain.refusals import (
    CodeWrong,
    LinkUnknown,
    LinkUsed,
    NoSuchPost,
    NoSuchSession,
    RateLimited,
    Refused,
)
from hub.domain.sessions import How, Session
from hub.services.access import Opened, Visitor
from hub.services.access_notes import AccessNotes
from hub.services.access_store import Enrolment
from hub.services.brakes import Brake, network_of
from hub.services.callers import Caller
from hub.services.directory import Directory
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx

REPEAT_S = 10 * 60
"""So long the page that used a link or code may use it again."""
CODE_LIFE_S = 10 * 60
LINK_LIFE_S = 24 * 3600
NUMBER_CHARS = 24
"""96 bits of a code's hash: the link has them too, and its picture is to stay coarse."""
KEPT_VOID_S = 7 * 24 * 3600
"""Longer than any link lasts."""
SECOND_MS = 1000
"""When a link was made is known to the second; one made right after a reset is good."""
WRONG_CODES = 20
"""So many from one address in ten minutes: a whole city hall may share one."""
WRONG_CODES_OF_ALL = 60
"""And so many from everywhere, so that many addresses do not help; links go on working. While one
code is out, 120 of the million can be tried at most: one chance in 8,300, and the trail tells."""
ALL = "all"


class Link(NamedTuple):
    """What a link's token says. made_ms: to the second."""

    post: str
    until_ms: int
    number: str
    made_ms: int


class Links(Protocol):
    """Signed links. Making one needs no database, and so no running hub."""

    def issue(self, post: str, number: str | None = None) -> str:
        """Make a token; without a number it gets one that nobody can guess."""

    def read(self, token: str) -> Link:
        """Give what it says. LinkUnknown, LinkExpired."""


class Invitation(NamedTuple):
    """What an administrator hands on to the holder of a post."""

    number: str
    token: str
    link_until_ms: int
    code: str
    code_until_ms: int


class EnrolmentService:
    """The only door for devices that were invited."""

    def __init__(
        self,
        directory: Directory,
        store: Store,
        sessions: SessionService,
        notes: AccessNotes,
        links: Links,
        keyed: Callable[[str], str],
        new_code: Callable[[], str],
        brakes: tuple[Brake, Brake],
    ) -> None:
        """keyed: hashes a code under the hub's key; new_code: six digits nobody can guess.

        brakes: of wrong codes from one address, and from all.
        """
        self._directory = directory
        self._store = store
        self._sessions = sessions
        self._notes = notes
        self._links = links
        self._keyed = keyed
        self._new_code = new_code
        self._of_one, self._of_all = brakes

    async def issue(self, caller: Caller, post: str) -> Invitation:
        """Invite a device. NotAllowed, StepUpNeeded, SecondFactorNeeded, NoSuchPost, NotSaved."""
        caller.authorise(Action.ISSUE_ENROLMENT)
        if post not in self._directory.people:
            raise NoSuchPost(post)
        by = self._sessions.mine(caller)

        async def change(tx: Tx) -> Invitation:
            code = self._new_code()
            while await tx.enrolments.find(self._number(code)):
                code = self._new_code()
            number = self._number(code)
            token = self._links.issue(post, number)
            link = self._links.read(token)
            await tx.enrolments.save(Enrolment(number, post, link.until_ms))
            await self._notes.add(tx, by, "enrolment:issue", caller.address, to=post)
            return Invitation(number, token, link.until_ms, code, _code_until_ms(link.made_ms))

        return await self._store.write(change)

    async def used(self, caller: Caller, number: str) -> tuple[int, Session | None] | None:
        """Say when an invitation was used, and what came of it while that lasts; None: not yet.

        NotAllowed, StepUpNeeded, SecondFactorNeeded, NotSaved.
        """
        caller.authorise(Action.SEE_SESSIONS)
        found = await self._store.read(lambda tx: tx.enrolments.find(number))
        if found is None or found.used_ms is None:
            return None
        try:
            return found.used_ms, self._sessions.find(found.session)
        except NoSuchSession:
            return found.used_ms, None

    async def look(self, token: str) -> Person:
        """Give whom a link would sign in. LinkUnknown, LinkExpired, LinkUsed, NotSaved."""
        link = self._links.read(token)
        used = await self._store.read(lambda tx: tx.enrolments.find(link.number))
        if used and used.used_ms is not None:
            raise LinkUsed
        person = self._directory.people.get(link.post)
        if person is None:
            raise LinkUnknown  # The post is gone since the link was made.
        return person

    async def use_link(self, token: str, nonce: str | None, visitor: Visitor) -> Opened:
        """Sign in by a link. LinkUnknown, LinkExpired, LinkUsed, NotSaved."""
        try:
            link = self._links.read(token)
            if link.post not in self._directory.people:
                raise LinkUnknown
            enrolment = Enrolment(link.number, link.post, link.until_ms)
            return await self._use(enrolment, link.made_ms, "link", nonce, visitor)
        except (LinkUnknown, LinkUsed):
            await self._notes.refused("link", "", visitor.address)
            raise

    async def use_code(self, code: str, nonce: str | None, visitor: Visitor) -> Opened:
        """Sign in by six digits. CodeWrong, RateLimited, NotSaved."""
        network = network_of(visitor.address)
        self._of_one.take(network)
        try:
            self._of_all.take(ALL)
        except RateLimited:
            self._of_one.give_back(network)  # This one did nothing.
            raise
        try:
            number = self._number(code)
            found = await self._store.read(lambda tx: tx.enrolments.find(number))
            if found is None:
                raise CodeWrong
            made_ms = found.until_ms - LINK_LIFE_S * 1000
            if self._sessions.now_ms() >= _code_until_ms(made_ms):
                raise CodeWrong
            opened = await self._use(found, made_ms, "code", nonce, visitor)
        except CodeWrong:
            await self._notes.refused("code", "", visitor.address)
            raise
        self._of_one.give_back(network)
        self._of_all.give_back(ALL)
        return opened

    async def _use(
        self, enrolment: Enrolment, made_ms: int, how: How, nonce: str | None, visitor: Visitor
    ) -> Opened:
        used_by = hashlib.sha256(nonce.encode()).hexdigest() if nonce else ""

        async def use_up(tx: Tx, session: Session) -> Collection[str]:
            found = await tx.enrolments.find(enrolment.number)
            used_ms = found.used_ms if found else None
            if await self._is_void(tx, enrolment.post, made_ms):
                raise _used(how)
            if used_ms is not None:
                late = session.created_ms - used_ms > REPEAT_S * 1000
                if found is None or not nonce or found.nonce != used_by or late:
                    raise _used(how)
                if not self._sessions.lasts(found.session):
                    raise _used(how)  # What came of it was ended since: it is no way back.
            await tx.enrolments.save(
                Enrolment(
                    enrolment.number,
                    enrolment.post,
                    enrolment.until_ms,
                    used_ms=session.created_ms if used_ms is None else used_ms,
                    nonce=used_by,
                    session=session.id,
                )
            )
            return [found.session] if found and found.session else []

        official = await self._directory.holder_for(enrolment.post)
        if self._directory.holds_since_ms(official, enrolment.post) > made_ms + SECOND_MS:
            raise _used(how)  # Made for whoever held the post before him.
        return await self._sessions.open(official, enrolment.post, how, visitor, use_up)

    def _number(self, code: str) -> str:
        return self._keyed(code)[:NUMBER_CHARS]

    async def _is_void(self, tx: Tx, post: str, made_ms: int) -> bool:
        """Was it made before all that leads to this post was forgotten?"""
        void = await tx.enrolments.find(_void_number(post))
        return void is not None and void.used_ms is not None and made_ms + SECOND_MS <= void.used_ms


def voided(post: str, now_ms: int) -> Enrolment:
    """Give what is saved so that no link or code made for a post until now lets anybody in."""
    until_ms = now_ms + KEPT_VOID_S * 1000
    return Enrolment(_void_number(post), post, until_ms, used_ms=now_ms)


def _code_until_ms(made_ms: int) -> int:
    return made_ms + CODE_LIFE_S * 1000


def _void_number(post: str) -> str:
    return f"void:{post}"  # The numbers of links and codes have no colon.


def _used(how: How) -> Refused:
    return LinkUsed() if how == "link" else CodeWrong()
