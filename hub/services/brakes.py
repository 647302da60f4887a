"""Brakes: so many tries at once for each account or address, and so many a minute after that."""

import ipaddress
from dataclasses import replace

from hub.domain.bucket import Bucket, take
from hub.domain.refusals import RateLimited
from hub.services.ports import Clock

KEYS_MAX = 10_000
IPV6_NETWORK_BITS = 64
"""Whoever has one IPv6 address has the rest of its network too."""


class Brake:
    """A token bucket for each key; those that are full again are forgotten."""

    def __init__(self, clock: Clock, *, burst: float, per_minute: float) -> None:
        self._clock = clock
        self._burst = burst
        self._rate = per_minute / 60
        self._buckets: dict[str, Bucket] = {}

    def take(self, key: str) -> None:
        """Count one try. RateLimited."""
        now = self._clock.monotonic()
        if key not in self._buckets and len(self._buckets) >= KEYS_MAX:
            self._forget(now)
        bucket = self._buckets.get(key) or Bucket.full(self._rate, self._burst, now)
        self._buckets[key], wait_s = take(bucket, now)
        if wait_s:
            raise RateLimited(retry_after_s=wait_s)

    def give_back(self, key: str) -> None:
        """That try was a good one and is not held against anybody."""
        bucket = self._buckets.get(key)
        if bucket:
            self._buckets[key] = replace(bucket, left=min(bucket.burst, bucket.left + 1.0))

    def _forget(self, now: float) -> None:
        self._buckets = {
            key: bucket
            for key, bucket in self._buckets.items()
            if bucket.left + (now - bucket.at) * bucket.rate < bucket.burst
        }
        while len(self._buckets) >= KEYS_MAX:  # A flood of addresses: the oldest go first.
            del self._buckets[next(iter(self._buckets))]


def network_of(address: str) -> str:
    """Give what an address is counted as: itself, or the network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_NETWORK_BITS), strict=False))
