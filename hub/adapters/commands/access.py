"""The commands of access: one's own ways in and devices, proving it again, and inviting others."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from hub.adapters.commands.door import Command
from hub.adapters.qr import qr_code
from hub.domain.people import Person
from hub.domain.sessions import Session, ends_ms
from hub.services.callers import Caller
from hub.services.ceremonies import name_of
from hub.services.codes import Codes
from hub.services.devices import DeviceService
from hub.services.directory import Directory
from hub.services.enrolments import EnrolmentService
from hub.services.news import person_card
from hub.services.passkeys import PasskeyService
from hub.services.passwords import PasswordService
from hub.services.presence import Presence
from hub.services.sessions import SessionService
from hub.services.store import Store, Tx
from hub.services.ways import Ways
from hub.wire.access import (
    Access,
    AccessReset,
    AccessShow,
    EnrolIssue,
    EnrolLook,
    EnrolLooked,
    Enrolment,
    Kind,
    News,
    PasskeyAdd,
    PasskeyAsked,
    PasskeyBegin,
    PasskeyCard,
    PasskeyRemove,
    PasswordSet,
    SessionAct,
    SessionCard,
    SessionEnd,
    SessionEndOthers,
    SessionList,
    Sessions,
    StepBegin,
    StepCode,
    StepPasskey,
    StepPassword,
    Stepped,
    TotpBegin,
    TotpBegun,
    TotpDisable,
    TotpEnable,
    TotpEnabled,
    WayCard,
    WayDisown,
    WayNews,
    WaySeen,
)
from hub.wire.base import Done


@dataclass(frozen=True, slots=True)
class AccessServices:
    """What these commands call."""

    directory: Directory
    store: Store
    presence: Presence
    sessions: SessionService
    devices: DeviceService
    enrolments: EnrolmentService
    passwords: PasswordService
    codes: Codes
    passkeys: PasskeyService
    ways: Ways
    clock_ok: Callable[[], bool]


class AccessCommands:
    """Access, as a client may use it."""

    def __init__(self, services: AccessServices, public_url: str | None) -> None:
        """public_url: what links begin with; without one, what the administrator's page did."""
        self._s = services
        self._public_url = public_url
        self.table: dict[str, Command] = {
            "access:show": self._access_show,
            "access:reset": self._access_reset,
            "session:list": self._session_list,
            "session:end": self._session_end,
            "session:end_others": self._session_end_others,
            "session:act": self._session_act,
            "password:set": self._password_set,
            "totp:begin": self._totp_begin,
            "totp:enable": self._totp_enable,
            "totp:disable": self._totp_disable,
            "passkey:begin": self._passkey_begin,
            "passkey:add": self._passkey_add,
            "passkey:remove": self._passkey_remove,
            "step:begin": self._step_begin,
            "step:passkey": self._step_passkey,
            "step:code": self._step_code,
            "step:password": self._step_password,
            "way:news": self._way_news,
            "way:seen": self._way_seen,
            "way:disown": self._way_disown,
            "enrol:issue": self._enrol_issue,
            "enrol:look": self._enrol_look,
        }

    async def _access_show(self, caller: Caller, _: AccessShow) -> Access:
        session = self._s.sessions.mine(caller)
        official, name = session.official, name_of(caller.origin)

        async def look(tx: Tx) -> tuple[bool, bool, int]:
            app = await tx.credentials.totp(official)
            return (
                await tx.credentials.password(official) is not None,
                app is not None and app.enabled,
                await tx.credentials.recovery_left(official),
            )

        password, totp, recovery_left = await self._s.store.read(look)
        passkeys = tuple(
            PasskeyCard(
                id=p.id,
                name=p.name,
                created_ms=p.created_ms,
                used_ms=p.used_ms,
                here=p.rp_id == name,
            )
            for p in await self._s.passkeys.of(official)
        )
        return Access(
            posts=tuple(person_card(person) for person in self._posts(official)),
            password=password,
            totp=totp,
            recovery_left=recovery_left,
            passkeys=passkeys,
            passkeys_here=name is not None,
            proof=caller.proof,
            stepped_up_until_ms=session.stepped_up_until_ms,
            ends_ms=ends_ms(session, caller.person.role),
        )

    async def _access_reset(self, caller: Caller, command: AccessReset) -> Done:
        await self._s.devices.reset(caller, command.post)
        return Done()

    async def _session_list(self, caller: Caller, command: SessionList) -> Sessions:
        online = set(self._s.presence.devices.values())
        found = self._s.devices.list(caller, command.post)
        added = await self._s.ways.by(found)
        return Sessions(sessions=tuple(_card(s, caller.device, online, added[s.id]) for s in found))

    async def _session_end(self, caller: Caller, command: SessionEnd) -> Done:
        await self._s.devices.end(caller, command.session)
        return Done()

    async def _session_end_others(self, caller: Caller, _: SessionEndOthers) -> Done:
        await self._s.devices.end_others(caller)
        return Done()

    async def _session_act(self, caller: Caller, command: SessionAct) -> Done:
        await self._s.devices.act(caller, command.post)
        return Done()

    async def _password_set(self, caller: Caller, command: PasswordSet) -> Done:
        await self._s.passwords.set(caller, command.new, command.old)
        return Done()

    async def _totp_begin(self, caller: Caller, _: TotpBegin) -> TotpBegun:
        secret, uri = await self._s.codes.begin(caller)
        return TotpBegun(secret=secret, uri=uri, qr=qr_code(uri))

    async def _totp_enable(self, caller: Caller, command: TotpEnable) -> TotpEnabled:
        return TotpEnabled(recovery=tuple(await self._s.codes.enable(caller, command.code)))

    async def _totp_disable(self, caller: Caller, _: TotpDisable) -> Done:
        await self._s.codes.disable(caller)
        return Done()

    async def _passkey_begin(self, caller: Caller, _: PasskeyBegin) -> PasskeyAsked:
        ceremony, options = await self._s.passkeys.ask_new(caller)
        return PasskeyAsked(ceremony=ceremony, options=options)

    async def _passkey_add(self, caller: Caller, command: PasskeyAdd) -> Done:
        await self._s.passkeys.add(caller, command.ceremony, command.credential, command.name)
        return Done()

    async def _passkey_remove(self, caller: Caller, command: PasskeyRemove) -> Done:
        await self._s.passkeys.remove(caller, command.passkey)
        return Done()

    async def _step_begin(self, caller: Caller, _: StepBegin) -> PasskeyAsked:
        ceremony, options = await self._s.passkeys.ask_again(caller)
        return PasskeyAsked(ceremony=ceremony, options=options)

    async def _step_passkey(self, caller: Caller, command: StepPasskey) -> Stepped:
        passkeys = self._s.passkeys
        until_ms = await passkeys.step_up(caller, command.ceremony, command.credential)
        return Stepped(until_ms=until_ms)

    async def _step_code(self, caller: Caller, command: StepCode) -> Stepped:
        return Stepped(until_ms=await self._s.codes.step_up(caller, command.code))

    async def _step_password(self, caller: Caller, command: StepPassword) -> Stepped:
        return Stepped(until_ms=await self._s.passwords.step_up(caller, command.password))

    async def _way_news(self, caller: Caller, _: WayNews) -> News:
        ways = tuple(
            WayCard(
                kind=way.kind,
                id=way.id,
                browser=way.browser,
                system=way.system,
                added_ms=way.added_ms,
            )
            for way in await self._s.ways.news(caller)
        )
        clock_ok = caller.person.role != "administrator" or self._s.clock_ok()
        return News(ways=ways, clock_ok=clock_ok)

    async def _way_seen(self, caller: Caller, _: WaySeen) -> Done:
        self._s.sessions.told(self._s.sessions.mine(caller))
        return Done()

    async def _way_disown(self, caller: Caller, command: WayDisown) -> Done:
        await self._s.devices.disown(caller, command.kind, command.id)
        return Done()

    async def _enrol_issue(self, caller: Caller, command: EnrolIssue) -> Enrolment:
        invitation = await self._s.enrolments.issue(caller, command.post)
        base = self._public_url or _own_host(caller.origin, command.post)
        link = f"{base}/masuk#{invitation.token}"
        return Enrolment(
            id=invitation.number,
            link=link,
            qr=qr_code(link),
            link_until_ms=invitation.link_until_ms,
            code=invitation.code,
            code_until_ms=invitation.code_until_ms,
        )

    async def _enrol_look(self, caller: Caller, command: EnrolLook) -> EnrolLooked:
        match await self._s.enrolments.used(caller, command.id):
            case int(used_ms), None:
                return EnrolLooked(used_ms=used_ms)
            case int(used_ms), Session(browser=browser, system=system):
                return EnrolLooked(used_ms=used_ms, browser=browser, system=system)
        return EnrolLooked(used_ms=None)

    def _posts(self, official: str) -> list[Person]:
        directory = self._s.directory
        acting = (directory.acting(official, post) for post in directory.posts_of(official))
        return [person for person in acting if person]


def _card(session: Session, mine: str, online: set[str], added: set[Kind]) -> SessionCard:
    return SessionCard(
        id=session.id,
        post=session.post,
        browser=session.browser,
        system=session.system,
        address=session.address,
        how=session.how,
        created_ms=session.created_ms,
        used_ms=session.used_ms,
        mine=session.id == mine,
        online=session.id in online,
        added=tuple(sorted(added)),
    )


def _own_host(origin: str, post: str) -> str:
    """On this machine each post has a host of its own, so that many fit into one browser."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if not host.endswith(".localhost"):
        return origin
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{post}.localhost{port}"
