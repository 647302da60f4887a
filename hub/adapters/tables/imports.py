"""The tables an administrator brings: agencies, posts, officials, and a reshuffle of many posts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timezone
from typing import Any, get_args

from hub.adapters.directory import CLASSES, ID
from hub.adapters.tables.headings import AGENCIES, OFFICIALS, POSTS, RESHUFFLE
from hub.adapters.tables.plan import (
    DAY_MS,
    KINDS,
    BadCell,
    Line,
    Plan,
    day_ms,
    phone_of,
    plan_lines,
)
from hub.domain.officials import Agency, Assignment, Book, Post, holders
from hub.domain.people import Role, id_from

NewId = Callable[[], str]
ROLES: tuple[str, ...] = get_args(Role)


def plan_agencies(text: str, book: Book) -> Plan:
    """Agencies, and the post of each one's head."""
    seen: set[str] = set()

    def take(plan: Plan, line: Line) -> None:
        short = line.need("short_name")
        made = _id(line, short)
        if made in seen:
            raise BadCell("id" if line.get("id") else "short_name", made, "double")
        seen.add(made)
        agency = Agency(
            made,
            line.get("code"),
            line.need("name"),
            short,
            line.one_of("class", CLASSES),
            line.get("kind"),
            line.get("district"),
        )
        head = Post(made, made, line.need("head_post"), "head")
        plan.put(line, _as_it_was(agency, plan.book.agencies.get(made)), agency.name)
        old_head = plan.book.posts.get(made)
        if old_head:
            head = replace(old_head, title=head.title)
        plan.put(line, head, f"{agency.short}: {head.title}")

    return plan_lines(text, ("name", "short_name", "class", "head_post"), AGENCIES, book, take)


def plan_posts(text: str, book: Book) -> Plan:
    """Posts of agencies that are there."""
    seen: set[str] = set()

    def take(plan: Plan, line: Line) -> None:
        agency = plan.book.agencies.get(line.need("agency"))
        if agency is None:
            raise BadCell("agency", line.get("agency"), "no_such_agency")
        title = line.need("title")
        made = _id(line, f"{agency.id} {title}")
        if made in seen:
            raise BadCell("id", made, "double")
        seen.add(made)
        role: Any = line.one_of("role", ROLES, "head")
        old = plan.book.posts.get(made, Post(made, agency.id, title, role))
        rank = line.get("rank") or str(old.rank)
        if not rank.isascii() or not rank.isdigit() or int(rank) > 1000:
            raise BadCell("rank", rank, "bad_number")
        post = replace(old, agency=agency.id, title=title, role=role, rank=int(rank))
        plan.put(line, post, f"{agency.short}: {title}")

    return plan_lines(text, ("agency", "title"), POSTS, book, take)


def plan_officials(text: str, book: Book, now_ms: int, new_id: NewId, zone: timezone) -> Plan:
    """Who holds which post. Another who holds it in the same way leaves it at that moment."""

    def take(plan: Plan, line: Line) -> None:
        post = _post(plan, line, "post")
        name, phone = line.get("name"), phone_of(line)
        if not name and not phone:
            raise BadCell("name", "", "empty")
        kind: Any = line.one_of("kind", KINDS, "definitif")
        from_ms = day_ms(line, "from", zone, now_ms)
        last_day_ms = day_ms(line, "to", zone, None)
        to_ms = None if last_day_ms is None else last_day_ms + DAY_MS
        assert from_ms is not None
        if to_ms is not None and to_ms <= from_ms:
            raise BadCell("to", line.get("to"), "bad_date")
        human = plan.official(name, phone, new_id)
        plan.put(line, human, human.name or "–")
        held = holders(plan.book.assignments.values(), post, max(from_ms, now_ms))
        for other in held:
            if other.official == human.id and other.kind == kind:
                return  # He holds it already.
            if (other.kind == "plh") == (kind == "plh"):
                plan.end(line, other, from_ms)
        new = Assignment(new_id(), post, human.id, kind, from_ms, to_ms)
        plan.put(line, new, f"{post}: {plan.named(human.id)}")

    return plan_lines(text, ("post",), OFFICIALS, book, take)


def plan_reshuffle(text: str, book: Book, from_ms: int, new_id: NewId) -> Plan:
    """A mutasi: many change posts at one moment; who moves is looked up before anybody moves."""
    before = book.copy()
    seen: set[str] = set()

    def take(plan: Plan, line: Line) -> None:
        post = _post(plan, line, "post")
        if post in seen:
            raise BadCell("post", post, "double")
        kind: Any = line.one_of("kind", KINDS, "definitif")
        official = _mover(plan, line, before, from_ms, new_id)
        for old in list(plan.book.assignments.values()):
            open_then = old.to_ms is None or old.to_ms > from_ms
            leaves = old.official == official and kind == "definitif" and old.kind == "definitif"
            if open_then and old.from_ms <= from_ms and (old.post == post or leaves):
                plan.end(line, old, from_ms)
        new = Assignment(new_id(), post, official, kind, from_ms)
        plan.put(line, new, f"{post}: {plan.named(official)}")
        seen.add(post)

    return plan_lines(text, ("post",), RESHUFFLE, book, take)


def _as_it_was(agency: Agency, old: Agency | None) -> Agency:
    """A table does not bring back what was closed."""
    return replace(agency, active=old.active) if old else agency


def _mover(plan: Plan, line: Line, before: Book, from_ms: int, new_id: NewId) -> str:
    """Give who comes: the one who held `from_post`, or the one with this name or number."""
    if line.get("from_post"):
        old_post = _post(plan, line, "from_post")
        held = [
            a
            for a in holders(before.assignments.values(), old_post, from_ms)
            if a.kind == "definitif"
        ]
        if not held:
            raise BadCell("from_post", old_post, "vacant")
        return held[0].official
    name, phone = line.get("name"), phone_of(line)
    if not name and not phone:
        raise BadCell("name", "", "empty")
    human = plan.official(name, phone, new_id)
    plan.put(line, human, human.name or "–")
    return human.id


def _post(plan: Plan, line: Line, column: str) -> str:
    post = line.need(column)
    if post not in plan.book.posts:
        raise BadCell(column, post, "no_such_post")
    return post


def _id(line: Line, words: str) -> str:
    made = line.get("id") or id_from(words)
    if not ID.fullmatch(made):
        raise BadCell("id" if line.get("id") else "short_name", made, "bad_id")
    return made
