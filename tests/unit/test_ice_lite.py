"""The peer's path follows the browsers' habits."""

from hub.media import ice_lite
from hub.media.ice_lite import Paths


def test_the_first_check_gives_the_path() -> None:
    paths: Paths[str] = Paths()
    assert paths.checked("wifi", nominates=False, now_s=0.0)
    assert paths.chosen == "wifi"


def test_nomination_moves_at_once() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert paths.checked("4g", nominates=True, now_s=0.1)


def test_firefox_which_nominates_no_more_moves_when_the_old_path_is_silent() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert not paths.checked("4g", nominates=False, now_s=0.9)
    assert paths.checked("4g", nominates=False, now_s=1.1)
    assert paths.chosen == "4g"


def test_a_second_path_does_not_take_over_while_the_first_is_alive() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    for tenth in range(1, 50):
        paths.checked("wifi", nominates=False, now_s=tenth / 10)
        assert not paths.checked("cable", nominates=False, now_s=tenth / 10)


def test_genuine_sound_moves_at_once() -> None:
    paths: Paths[str] = Paths()
    paths.checked("wifi", nominates=True, now_s=0.0)
    assert paths.authenticated("4g", 0.01)
    assert (paths.chosen, paths.last_heard_s) == ("4g", 0.01)


def test_many_paths_are_not_remembered() -> None:
    paths: Paths[int] = Paths()
    for number in range(100):
        paths.checked(number, nominates=True, now_s=float(number))
    assert len(paths.heard_s) <= ice_lite.PATHS_MAX
    assert paths.chosen == 99
