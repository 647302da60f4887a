"""How well each post can be reached: before a summons, so that nobody is found out during one."""

from hub.domain.permissions import Action
from hub.domain.reach import of_agency, verdict
from hub.services.callers import Caller
from hub.services.channels import Outlets
from hub.services.contact_book import ContactBook
from hub.services.directory import Directory
from hub.services.drills import DrillService
from hub.services.presence import Presence
from hub.wire.reach import AgencyReadiness, DrillCame, PostReadiness, Readiness, ReadinessWay


class ReadinessService:
    """Reads it from the book; keeps nothing."""

    def __init__(
        self,
        directory: Directory,
        presence: Presence,
        book: ContactBook,
        outlets: Outlets,
        drills: DrillService,
    ) -> None:
        self._drills = drills
        self._directory = directory
        self._presence = presence
        self._book = book
        self._outlets = outlets

    async def whole(self, caller: Caller) -> Readiness:
        """Give every agency with its posts, the head first. NotAllowed, NotSaved."""
        caller.authorise(Action.SEE_PEOPLE)
        drill = await self._drills.last()
        came = drill.came if drill else {}
        online = self._presence.online()
        found: dict[str, list[PostReadiness]] = {}
        for person in self._directory.people.values():
            if person.role in ("head", "mayor"):
                agency = self._directory.book.posts[person.id].agency
                found.setdefault(agency, []).append(
                    self._post(person.id, person.id in online, came.get(person.id))
                )
        return Readiness(
            agencies=tuple(
                AgencyReadiness(
                    agency=agency,
                    verdict=of_agency(posts[0].verdict, (one.verdict for one in posts[1:])),
                    posts=tuple(posts),
                )
                for agency, posts in found.items()
            ),
            channels=self._outlets.has(),
            drill_ms=round(drill.at * 1000) if drill else None,
        )

    def _post(self, post: str, online: bool, drill: DrillCame | None) -> PostReadiness:
        points = self._book.of_post(post)
        return PostReadiness(
            post=post,
            verdict=verdict(points),
            held=bool(self._directory.speaking.get(post)),
            online=online,
            drill=drill,
            ways=tuple(
                ReadinessWay(
                    channel=one.channel,
                    used=one.used,
                    verified_ms=one.verified_ms,
                    last_ok_ms=one.last_ok_ms,
                    fails=one.fails,
                )
                for one in points
            ),
        )
