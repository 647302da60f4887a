"""Whoever has a port has it alone, whatever user he is; and one is left to him who has it."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from radio_bridge.adapters.keyer import claimed
from radio_bridge.adapters.keyer_cm108 import MOST_REPORTS, Cm108

NOBODY = 65_534
DEVICE = "/dev/ttyUSB0"


def test_a_claim_is_alone_and_ends_with_its_holder(tmp_path: Path) -> None:
    first = claimed(DEVICE, str(tmp_path))
    with pytest.raises(BlockingIOError):
        claimed(DEVICE, str(tmp_path))
    os.close(first)
    os.close(claimed(DEVICE, str(tmp_path)))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be two users")
@pytest.mark.parametrize("users", [(0, NOBODY), (NOBODY, 0), (NOBODY, NOBODY - 1)])
def test_it_stands_between_users(users: tuple[int, int]) -> None:
    folder = tempfile.mkdtemp()  # Not tmp_path, where nobody else may look.
    os.chmod(folder, 0o1777)  # As /run/lock is.
    for user in users:
        pid = os.fork()
        if pid == 0:
            os.umask(0o077)  # As the service has it.
            os.setuid(user)
            try:
                claimed(DEVICE, folder)
            except OSError as error:
                os._exit(error.errno or 1)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0, user
    shutil.rmtree(folder)


def test_a_card_that_babbles_does_not_hold_its_keyer() -> None:
    card = Cm108.__new__(Cm108)
    card._asked, card._inverted, card._open = True, False, False
    reads = 0

    def report() -> bytes:
        nonlocal reads
        reads += 1
        assert reads <= MOST_REPORTS
        return bytes((2, 0, 0, 0))

    card._report = report  # type: ignore[method-assign]
    assert card.look() is True
