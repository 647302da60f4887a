"""This machine's addresses, and whether a UDP port is free on them."""

import ipaddress
import socket
from collections.abc import Sequence

import ifaddr


def local_ipv4() -> tuple[str, ...]:
    """Every IPv4 address of this machine that a browser may reach, 127.0.0.1 last."""
    found = {str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if ip.is_IPv4}
    usable = (a for a in found if not ipaddress.ip_address(a).is_link_local)
    return tuple(sorted(usable, key=lambda a: (a.startswith("127."), a)))


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
    for address in addresses:
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.bind((address, port))
        except OSError:
            return 0
    return port
