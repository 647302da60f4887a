"""Stats: what became of one talker's packets and frames."""

from dataclasses import dataclass


@dataclass(slots=True)
class Stats:
    """Counters of one talker since the start: packets, unless said otherwise."""

    received: int = 0
    played: int = 0
    missing: int = 0  # Never came, or only after being replaced.
    concealed: int = 0  # Frames guessed because a packet was lost or late.
    fec: int = 0  # Rebuilt from the copy in the next packet.
    accelerated: int = 0
    expanded: int = 0
    comfort: int = 0  # Frames guessed in pauses: no fault.
    late: int = 0
    duplicate: int = 0
    bad: int = 0  # Not Opus.
    dropped: int = 0  # More than the limit.
    resets: int = 0  # Another stream, or a sender that restarted.
    spurts: int = 0
