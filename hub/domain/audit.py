"""The audit trail: who did what to what, each entry chained to the one before by its hash."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

FIRST = "0" * 64
"""What the first entry is chained to."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. before, after: JSON of what was changed, or empty. address: the other end's IP."""

    seq: int
    at_ms: int
    actor: str
    action: str
    subject: str
    before: str
    after: str
    address: str
    prev_hash: str
    hash: str


def hash_of(entry: Entry) -> str:
    """The SHA-256 of an entry and of the hash before it, over canonical JSON."""
    fields = [
        entry.prev_hash,
        entry.seq,
        entry.at_ms,
        entry.actor,
        entry.action,
        entry.subject,
        entry.before,
        entry.after,
        entry.address,
    ]
    text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(slots=True)
class Chain:
    """How far the chain was read, and the first entry in it that is not what was written."""

    seq: int = 0
    prev_hash: str = FIRST
    broken: int | None = None

    def read(self, entries: Iterable[Entry]) -> None:
        """Go on with what follows. A hole shows as the entry after it."""
        for entry in entries:
            self.seq += 1
            whole = entry.seq == self.seq and entry.prev_hash == self.prev_hash
            if self.broken is None and not (whole and entry.hash == hash_of(entry)):
                self.broken = self.seq
            self.seq, self.prev_hash = entry.seq, entry.hash


def first_broken(entries: Iterable[Entry]) -> int | None:
    """Give the seq of the first entry that is not what was written, or None: the chain is whole.

    What was cut off at the end only an older note of the last hash can show.
    """
    chain = Chain()
    chain.read(entries)
    return chain.broken
