"""Token bucket: so many at once, so many a second after that."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Bucket:
    """`left` of `burst` tokens at time `at`; `rate` tokens come back each second."""

    rate: float
    burst: float
    left: float
    at: float

    @classmethod
    def full(cls, rate: float, burst: float, now: float) -> "Bucket":
        """A bucket nobody has taken from yet."""
        return cls(rate, burst, burst, now)


def take(bucket: Bucket, now: float) -> tuple[Bucket, float]:
    """Take one token: give the bucket after it and 0.0, or how many seconds until there is one."""
    left = min(bucket.burst, bucket.left + max(0.0, now - bucket.at) * bucket.rate)
    if left >= 1.0:
        return replace(bucket, left=left - 1.0, at=now), 0.0
    return replace(bucket, left=left, at=now), (1.0 - left) / bucket.rate
