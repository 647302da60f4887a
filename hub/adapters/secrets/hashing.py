"""Passwords by Argon2id (RFC 9106), in threads of their own: each costs 20 MB and some 40 ms."""

import asyncio
import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.domain.refusals import RateLimited

THREADS = 2
MEMORY_KIB = 19_456
TIME_COST = 2
PARALLELISM = 1
WAITING_MAX = 40
RETRY_S = 2.0

T = TypeVar("T")


class Argon2:
    """The port `Hasher`."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(
            time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=PARALLELISM
        )
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="argon2")
        self._waiting = 0
        self._nobodys = ""

    async def hash(self, password: str) -> str:
        """See the port."""
        return await self._in_pool(functools.partial(self._hasher.hash, password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """See the port."""
        if hashed is None and not self._nobodys:
            self._nobodys = await self.hash("of nobody")
        right = await self._in_pool(
            functools.partial(self._verify, hashed or self._nobodys, password)
        )
        return right and hashed is not None

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    async def _in_pool(self, work: Callable[[], T]) -> T:
        if self._waiting >= WAITING_MAX:
            raise RateLimited("too many passwords wait", retry_after_s=RETRY_S)
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._waiting -= 1

    def _verify(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except (VerificationError, InvalidHashError):
            return False
