"""What holds for all tests: the longest come first, so that none is left over at the end.

Products of matrices are worked out in one thread, in the commands that tests start too: of several
processes on few cores each waits, spinning, for what the others' threads keep from it.
"""

import gc
import os
from collections.abc import Generator

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Read once, when numpy is loaded.

LONGEST_FIRST = (
    "tests/browser/test_matrix",
    "tests/browser/",
    "tests/contract/test_command_line",
    "tests/contract/test_setting_up",
    "tests/faults/",
    "tests/contract/",
)
"""Beginnings of names; among those of one, and of none, the order stays."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Let no collector of garbage walk through what stays: modules, and thousands of tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put them in order: several workers take them one by one."""

    def place(item: pytest.Item) -> int:
        names = enumerate(LONGEST_FIRST)
        return next((n for n, name in names if item.nodeid.startswith(name)), len(LONGEST_FIRST))

    items.sort(key=place)
