"""The bridge's end of a keyer in a process of its own, for `benchmarks.radio`: lines in, lines out.

`key` and `off` are passed on, and `told` says when; what the keyer says is said again.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import suppress

from radio_bridge.adapters.keyer_cm108 import put_down
from radio_bridge.adapters.pttd_link import PttdLink
from radio_bridge.ptt import RENEW_S

PIN = 3


async def main(words: Sequence[str]) -> None:
    """Do as the lines say until there are no more."""

    def tell(word: str, rest: str) -> None:
        print(word, link.pid, rest, flush=True)

    def down() -> None:
        if words[0] == "cm108":
            with suppress(OSError):
                put_down(words[1], PIN)

    async def talk() -> None:
        while True:
            link.key()
            await asyncio.sleep(RENEW_S)

    link = PttdLink(words, tell, put_down=down)
    running = asyncio.create_task(link.run())
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    while line := (await reader.readline()).strip():
        at_s = time.monotonic()
        if line == b"key":
            talking = asyncio.create_task(talk())
        else:
            talking.cancel()
            link.off()
        print("told", at_s, flush=True)
    running.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
