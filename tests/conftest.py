"""What holds for all tests: their order, so that all processors have work from beginning to end.

Products of matrices are worked out in one thread, in the commands that tests start too: of several
processes on few cores each waits, spinning, for what the others' threads keep from it.
"""

import gc
import os
from collections.abc import Generator

import pytest

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # Read once, when numpy is loaded.

BUSY = "tests/browser/"
"""They keep a processor busy, the matrix for longest."""
PATIENT = tuple(f"tests/{name}/" for name in "bridge contract faults media phone radio".split())
"""They mostly wait: for a telephone that rings, a key that is let go, a peer that is dead."""


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
    """Put them in order: several workers take them one by one.

    Those that wait come between those that work, so that no processor has nothing to do and none
    too much; what is left, small and many, comes last and fills the end.
    """
    items.sort(key=lambda one: ("test_matrix" not in one.nodeid, one.path))
    kinds = [[one for one in items if one.nodeid.startswith(kind)] for kind in (BUSY, PATIENT)]
    places = {one: (n + 0.5) / len(kind) for kind in kinds for n, one in enumerate(kind)}
    items.sort(key=lambda one: places.get(one, 1.0))
