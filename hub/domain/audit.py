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


def first_broken(entries: Iterable[Entry]) -> int | None:
    """Give the seq of the first entry that is not what was written, or None: the chain is whole.

    A hole shows as the entry after it. What was cut off at the end only an older note of the last
    hash can show.
    """
    seq, prev_hash = 0, FIRST
    for entry in entries:
        seq += 1
        if entry.seq != seq or entry.prev_hash != prev_hash or entry.hash != hash_of(entry):
            return seq
        prev_hash = entry.hash
    return None
