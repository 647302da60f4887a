"""What an MDC1200 packet means: op codes by name, units as they are written, what is sent."""

from dataclasses import dataclass

NAMES = {
    (0x01, 0x80): "ptt_id",
    (0x01, 0x00): "ptt_id_end",
    (0x00, 0x80): "emergency",
    (0x00, 0x81): "emergency",
    (0x20, 0x00): "emergency_acknowledged",
    (0x23, 0x00): "acknowledged",
    (0x2B, 0x00): "stun",
    (0x2B, 0x0C): "revive",
    (0x0B, 0x00): "stun_acknowledged",
}
STATUS = 0x46
DOUBLE = frozenset((0x35, 0x55))
"""Op codes that a second block follows: subcode and the unit that sent it."""
SUBCODES = {0x8205: "selective_call", 0x8015: "selective_call", 0x810D: "call_alert"}
NEVER_SENT = frozenset(("stun", "revive", "stun_acknowledged"))
"""A forged one silences a radio in need. They are named when heard, for the log."""
UNKNOWN = "unknown"


class NotSent(ValueError):
    """A packet that Posko does not put on the air."""

    code = "mdc_not_sent"


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet whose checksum holds. extra: the second block's four bytes, or empty."""

    op: int
    arg: int
    address: int
    extra: bytes = b""

    @property
    def name(self) -> str:
        """What it is, or `unknown`."""
        if self.op in DOUBLE:
            return SUBCODES.get(int.from_bytes(self.extra[:2], "big"), UNKNOWN)
        if self.op == STATUS:
            return "status"
        return NAMES.get((self.op, self.arg), UNKNOWN)

    @property
    def unit(self) -> str:
        """Who sent it, four hexadecimal digits: of a double packet, not its address."""
        sender = int.from_bytes(self.extra[2:], "big") if self.extra else self.address
        return f"{sender:04X}"

    @property
    def called(self) -> str | None:
        """Who is called, if that is somebody else."""
        return f"{self.address:04X}" if self.extra else None

    @property
    def status(self) -> int | None:
        """The number of a status."""
        return self.arg & 0x0F if self.op == STATUS else None

    def blocks(self) -> tuple[bytes, ...]:
        """Give the four bytes of each of its blocks."""
        first = bytes((self.op, self.arg)) + self.address.to_bytes(2, "big")
        return (first, self.extra) if self.extra else (first,)


def ptt_id(unit: int) -> Packet:
    """Say who keys."""
    return Packet(0x01, 0x80, unit)


def call_alert(called: int, by: int) -> Packet:
    """Make one radio beep until its holder answers."""
    return Packet(0x35, 0x89, called, (0x810D).to_bytes(2, "big") + by.to_bytes(2, "big"))


def selective_call(called: int, by: int) -> Packet:
    """Open one radio's loudspeaker."""
    return Packet(0x35, 0x89, called, (0x8205).to_bytes(2, "big") + by.to_bytes(2, "big"))
