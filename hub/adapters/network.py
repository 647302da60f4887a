"""This machine's addresses, and whether a port is free on them."""

import ipaddress
import socket
from collections.abc import Sequence

import ifaddr


def local_ipv4() -> tuple[str, ...]:
    """Every IPv4 address of this machine that a browser may reach, 127.0.0.1 last."""
    found = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    usable = (a for a in found if not ipaddress.ip_address(a).is_link_local)
    return tuple(sorted(usable, key=lambda a: (a.startswith("127."), a)))


def lan_ipv4() -> str | None:
    """Give the address of this machine that others on its network use; None without a network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # Sends nothing: only asks which way it would go.
            found = str(probe.getsockname()[0])
        except OSError:
            found = ""
    others = [a for a in local_ipv4() if not a.startswith("127.")]
    return found if found in others else next(iter(others), None)


def local_names() -> tuple[str, ...]:
    """Give the names of this machine: its own, and as mDNS (Bonjour, Avahi) announces it."""
    name = socket.gethostname().lower()
    return (name,) if "." in name else (name, f"{name}.local")


def has_ipv6_loopback() -> bool:
    """May ::1 be bound here?"""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def udp_port_or_any(addresses: Sequence[str], port: int) -> int:
    """Give the port if it is free for UDP on every address, else 0: any free one."""
    return _port_or_any(addresses, port, socket.SOCK_DGRAM)


def tcp_port_or_any(addresses: Sequence[str], port: int) -> int:
    """Give the port if it is free for TCP on every address, else 0: any free one."""
    return _port_or_any(addresses, port, socket.SOCK_STREAM)


def _port_or_any(addresses: Sequence[str], port: int, kind: socket.SocketKind) -> int:
    for address in addresses:
        try:
            with socket.socket(socket.AF_INET, kind) as probe:
                if kind == socket.SOCK_STREAM:  # As it will be bound.
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except (OSError, OverflowError):
            return 0
    return port
