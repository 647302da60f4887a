"""What holds for all tests: the longest of a kind come first, so that none is left over at the end.

Products of matrices are worked out in one thread, in the commands that tests start too: of several
processes on few cores each waits, spinning, for what the others' threads keep from it.
"""

import gc
import os
from collections.abc import Generator

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Read once, when numpy is loaded.

BROWSERS_LAST = (
    "tests/contract/test_command_line",
    "tests/contract/test_setting_up",
    "tests/faults/",
    "tests/contract/",
    "tests/",
    "tests/browser/test_matrix",
    "tests/browser/",
)
"""Beginnings of names, of which the longest that fits holds; among those of one the order stays.

Who judges sound has gone by then (`tools/all_tests.py`), and browsers have the machine."""


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
        fits = [name for name in BROWSERS_LAST if item.nodeid.startswith(name)]
        return BROWSERS_LAST.index(max(fits, key=len))

    items.sort(key=place)
