"""Why a call that nobody took was closed, from the line the SIP stack closes it with.

Pure. The line is `486 Busy Here` where the PBX answered, and an error of the network where it did
not. What was closed after it was answered is not looked at here: the stack calls our own hang-up
"Rejected by user".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hub.wire.phone import CallOutcome, CallReason

STATUS: Mapping[int, tuple[CallOutcome, CallReason]] = MappingProxyType(
    {
        486: ("busy", "busy"),
        600: ("busy", "busy"),
        603: ("rejected", "rejected"),
        408: ("no_answer", "no_answer"),
        480: ("no_answer", "no_answer"),
        487: ("no_answer", "no_answer"),
        401: ("failed", "wrong_account"),
        407: ("failed", "wrong_account"),
        403: ("failed", "refused"),
        404: ("failed", "bad_number"),
        484: ("failed", "bad_number"),
        604: ("failed", "bad_number"),
        415: ("failed", "codec"),
        488: ("failed", "codec"),
        606: ("failed", "codec"),
    }
)
"""403: the account, or a number it may not dial; the PBX alone knows which."""
NETWORK = re.compile(r"timed out|refused|unreachable|no route|no local address", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Close:
    """How a call ended, why, and the PBX's own code."""

    outcome: CallOutcome
    reason: CallReason
    status: int | None = None


def closed(text: str) -> Close:
    """Read the line a call was closed with before anybody took it."""
    found = re.match(r"([1-6]\d\d)(?: |$)", text)
    if found is None:
        return Close("failed", "unreachable" if NETWORK.search(text) else "pbx")
    status = int(found[1])
    outcome, reason = STATUS.get(status, ("failed", "pbx"))
    return Close(outcome, reason, status)
