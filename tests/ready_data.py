"""A data folder as the newest migration leaves it: to walk through all of them takes its time.

Each process of the tests does it once. That a hub makes its own is seen wherever the command starts
on an empty folder, and step by step in `tests/unit/test_store.py`.
"""

import functools
import tempfile
from pathlib import Path

from hub.adapters.store.engine import FILE
from hub.adapters.store.migrate import migrate


def prepare(data_dir: Path) -> None:
    """Put a database without rows into a folder, which is made; not over one that is there."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / FILE
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_migrated())


@functools.cache
def _migrated() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        migrate(Path(folder), 0.0)
        return (Path(folder) / FILE).read_bytes()
