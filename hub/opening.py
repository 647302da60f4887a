"""The data folder of a hub, opened for a command or for the hub itself: taken, up to date, timed.

Apart from `main`, since a command that needs no more than this does not wait for the whole hub.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hub.adapters.clock import SystemClock
from hub.adapters.directory import first_book
from hub.adapters.store.lock import DataInUse, DataLock
from hub.adapters.store.migrate import StoreUnusable, migrate, post_ids, span_ms
from hub.adapters.table import TableError
from hub.adapters.tokens import Links, load_key
from hub.config import Settings
from hub.config_reading import ConfigError

OPENING_ERRORS = (ConfigError, TableError, DataInUse, StoreUnusable)
"""What may be wrong with the settings or the data; the text of each is one line for a person."""


@contextmanager
def opened(data_dir: Path) -> Iterator[bytes]:
    """Have the data folder for ourselves, up to date, and give its key.

    ConfigError when it cannot be used, DataInUse, StoreUnusable.
    """
    key = open_data(data_dir)
    clock = SystemClock()
    lock = DataLock(data_dir)
    lock.take(clock.now())
    try:
        migrate(data_dir, clock.now())
        yield key
    finally:
        lock.release()


def open_data(data_dir: Path) -> bytes:
    """Make the data folder if need be and give its key. ConfigError when it cannot be used."""
    try:
        return load_key(data_dir)
    except OSError as error:
        raise ConfigError(
            f"data_dir = {data_dir}: tak dapat dipakai (cannot be used): {error.strerror}"
        ) from None


def clock_of(data_dir: Path) -> SystemClock:
    """Give the time as a hub on this data has it, also when the machine has lost it."""
    clock = SystemClock()
    newest_ms, oldest_ms = span_ms(data_dir)
    clock.not_before(newest_ms / 1000, oldest_ms / 1000)
    return clock


def new_link(settings: Settings, post: str) -> str:
    """Make a one-time sign-in link without a running hub. ConfigError for an unknown post."""
    posts = post_ids(settings.data_dir) or first_book(settings.people.agencies, settings.city).posts
    if post not in posts:
        known = ", ".join(posts)
        raise ConfigError(f"jabatan tak dikenal (unknown post): {post!r}. Ada (known): {known}")
    links = Links(open_data(settings.data_dir), clock_of(settings.data_dir))
    return f"{settings.http.url}/masuk#{links.issue(post)}"
