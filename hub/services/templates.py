"""Templates: words ready to be sent. Issuers read them, administrators change them."""

from hub.domain.permissions import Action
from hub.domain.refusals import EmptyMessage, ListFull
from hub.domain.text import cleaned
from hub.services.callers import Caller
from hub.services.policy_store import Template
from hub.services.ports import Clock
from hub.services.store import Note, Store, Tx
from hub.wire.policy import TEMPLATES_MAX, TemplateCard, Templates


class TemplateService:
    """The only door to templates. Keeps nothing: they are few, and seldom asked for."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self, caller: Caller) -> Templates:
        """Give all. NotAllowed, NotSaved."""
        caller.authorise(Action.READ_CALLING)
        found = await self._store.read(lambda tx: tx.policies.templates())
        return Templates(
            templates=tuple(
                TemplateCard.model_validate(
                    {"id": one.id, "title": one.title, "text": one.text, "profile": one.profile}
                )
                for one in found
            )
        )

    async def save(self, caller: Caller, card: TemplateCard) -> None:
        """Keep one. NotAllowed, StepUpNeeded, SecondFactorNeeded, EmptyMessage, BadText, ListFull,
        NotSaved."""
        caller.authorise(Action.MANAGE_CALLS)
        new = Template(card.id, cleaned(card.title), cleaned(card.text), card.profile)
        if not new.title or not new.text:
            raise EmptyMessage
        note = self._note(caller, "template:save", card.id, card.model_dump_json())

        async def change(tx: Tx) -> None:
            others = [one for one in await tx.policies.templates() if one.id != new.id]
            if len(others) >= TEMPLATES_MAX:
                raise ListFull
            await tx.policies.save_template(new)
            await tx.audit.add_all([note])

        await self._store.write(change)

    async def remove(self, caller: Caller, template_id: str) -> None:
        """Take one away. NotAllowed, StepUpNeeded, SecondFactorNeeded, NotSaved."""
        caller.authorise(Action.MANAGE_CALLS)
        note = self._note(caller, "template:remove", template_id, "")

        async def change(tx: Tx) -> None:
            await tx.policies.remove_template(template_id)
            await tx.audit.add_all([note])

        await self._store.write(change)

    def _note(self, caller: Caller, action: str, subject: str, after: str) -> Note:
        at_ms = round(self._clock.now() * 1000)
        return Note(at_ms, caller.person.id, action, subject, after=after, address=caller.address)
