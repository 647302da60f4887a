"""Versions of minutes, each chained to the one before by its SHA-256.

    draft       what was drawn up at the close
    edit        drawn up anew, with other free parts
    signature   the leader signs the version before it: nothing but addenda comes after
    addendum    a correction (ralat), signed by who added it; what it corrects stays

The last hash of each is in the audit trail, so a row that was taken away is missed, too.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["draft", "edit", "signature", "addendum"]
FIRST = ""
"""What the first version is chained to."""


@dataclass(frozen=True, slots=True)
class Version:
    """The n-th version. signed_by_post: who made it, empty: the hub; title: as it was called.

    holder: the id of the official. body: JSON; of a signature or an addendum {"text"}.
    """

    rollcall: str
    version: int
    kind: Kind
    made_at_ms: int
    signed_by_post: str
    holder: str
    title: str
    body: str
    prev_sha256: str = FIRST
    sha256: str = ""


def canonical(body: object) -> str:
    """Give the one text of a body: sorted keys, no spaces."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(one: Version) -> str:
    """The SHA-256 of a version and of the hash before it."""
    fields = [
        one.prev_sha256,
        one.rollcall,
        one.version,
        one.kind,
        one.made_at_ms,
        one.signed_by_post,
        one.holder,
        one.title,
        one.body,
    ]
    return hashlib.sha256(canonical(fields).encode()).hexdigest()


def chained(before: Iterable[Version], new: Version) -> Version:
    """Give a new version as the next of these."""
    last = max(before, key=lambda one: one.version, default=None)
    number = last.version + 1 if last else 1
    new = replace(new, version=number, prev_sha256=last.sha256 if last else FIRST)
    return replace(new, sha256=hash_of(new))


def broken(versions: Iterable[Version]) -> list[int]:
    """Give the numbers of those that are not what was written; all of one roll-call, in order.

    A number that is missing is given as well; what was cut off at the end the audit trail tells.
    """
    found, number, sha256 = [], 0, FIRST
    for one in versions:
        number += 1
        if one.version != number or one.prev_sha256 != sha256 or one.sha256 != hash_of(one):
            found.append(number)
        sha256 = one.sha256
    return found


def content(versions: Iterable[Version]) -> Version | None:
    """Give the version whose content counts: the last draft or edit."""
    return next(
        (one for one in reversed(list(versions)) if one.kind in ("draft", "edit")),
        None,
    )
