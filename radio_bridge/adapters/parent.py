"""Asks the kernel to end this process with the one that started it (Linux, PR_SET_PDEATHSIG)."""

import ctypes

_PR_SET_PDEATHSIG = 1


def end_with_it(number: int) -> None:
    """Have this signal when the parent dies, however it dies."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, number, 0, 0, 0)
