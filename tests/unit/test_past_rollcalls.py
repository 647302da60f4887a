"""Past roll-calls as figures: counted, ranked, put beside each other; turns; what can be heard."""

import pytest

from hub.domain.recording import Recording, heard_at
from hub.domain.rollcall.inputs import Kind
from hub.domain.rollcall.past import Figures, Mark, Past, Seat, compare, figures, mark_of, turns


def past(n: int) -> Past:
    at = n * 86_400.0
    return Past(str(n), "rapat", "Apel", "walikota", "two_track", False, "signed", at, at, at + 600)


def seat(
    rollcall: int,
    post: str,
    mark: Mark = "present",
    *,
    short: str = "",
    form_s: float | None = None,
    voice_s: float | None = None,
) -> Seat:
    names = (post, post, post, short or post.upper(), post)
    return Seat(str(rollcall), *names, mark, "voice", form_s, voice_s)


def test_each_counts_once_and_held_is_the_sum() -> None:
    marks: list[Mark] = ["present", "present", "represented", "excused", "late", "absent", "absent"]
    found = figures(seat(1, str(n), mark) for n, mark in enumerate(marks))
    assert found == Figures(held=7, present=2, represented=1, excused=1, late=1, absent=2)


def test_who_was_not_settled_was_not_heard() -> None:
    assert [mark_of(one) for one in ("reported", "reported_late", "absent", "waiting")] == [
        *("present", "late"),
        *("absent", "absent"),
    ]


@pytest.mark.parametrize(
    ("waits", "median", "p90"),
    [
        ([], None, None),
        ([7.0], 7.0, 7.0),
        ([3.0, 1.0], 1.0, 3.0),
        ([float(n) for n in range(10, 0, -1)], 5.0, 9.0),
        ([float(n) for n in range(1, 12)], 6.0, 10.0),
    ],
)
def test_ranks_are_figures_that_occurred(
    waits: list[float], median: float | None, p90: float | None
) -> None:
    by_voice = figures([seat(1, str(n), voice_s=one) for n, one in enumerate(waits)])
    assert (by_voice.voice_median_s, by_voice.voice_p90_s) == (median, p90)
    assert by_voice.form_median_s is None, "the two tracks are apart"
    by_form = figures([seat(1, str(n), form_s=one) for n, one in enumerate(waits)])
    assert (by_form.form_median_s, by_form.form_p90_s) == (median, p90)


def test_roll_calls_stand_beside_each_other_oldest_first_and_gaps_stay() -> None:
    seats = [
        seat(2, "dlh", "absent", short="DLH"),
        seat(1, "dlh", "represented", short="Lama", voice_s=4),
        seat(2, "bpbd", voice_s=2),
        seat(3, "bpbd", "late"),
    ]
    made = compare([past(3), past(1), past(2)], seats)
    assert [one.id for one in made.pasts] == ["1", "2", "3"]
    bpbd, dlh = made.rows
    assert (bpbd.post, dlh.post, dlh.short) == ("bpbd", "dlh", "DLH"), "by its newest name"
    assert [one.mark if one else None for one in bpbd.seats] == [None, "present", "late"]
    assert [one.mark if one else None for one in dlh.seats] == ["represented", "absent", None]
    assert (bpbd.figures.held, bpbd.figures.late, dlh.figures.absent) == (2, 1, 1)
    assert [one.held for one in made.columns] == [1, 2, 1]
    assert (made.total.held, made.total.voice_median_s, made.total.voice_p90_s) == (4, 2, 4)
    assert compare([], []).rows == ()


def told(*said: str) -> list[tuple[Kind, str | None, float]]:
    """'called dlh' at second 0, and so on."""
    return [
        (kind, entry, float(n))  # type: ignore[misc]
        for n, (kind, entry) in enumerate(one.split() for one in said)
    ]


@pytest.mark.parametrize(
    ("happened", "found"),
    [
        (told("called dlh", "answered dlh", "settled dlh"), {"dlh": 0.0}),
        (told("called dlh", "settled dlh"), {"dlh": 0.0}),  # Received, and no key was pressed.
        (told("called dlh", "no_answer dlh", "settled dlh"), {}),  # By its form, at the close.
        (
            told("called dlh", "no_answer dlh", "called bpbd", "settled bpbd", "called dlh")
            + [("answered", "dlh", 9.0)],
            {"bpbd": 2.0, "dlh": 4.0},
        ),
        (told("settled dlh"), {}),  # Read out as one of a list.
        (told("called dlh", "settled bpbd", "answered dlh"), {"dlh": 0.0}),
        (
            told("called dlh", "answered dlh", "skipped dlh", "called dlh", "settled dlh"),
            {"dlh": 0.0},
        ),
        (told("called dlh", "skipped dlh", "answered dlh"), {}),  # It came back later.
    ],
)
def test_the_turn_in_which_it_was_first_heard(
    happened: list[tuple[Kind, str | None, float]], found: dict[str, float]
) -> None:
    assert turns(happened) == found


def test_a_moment_is_heard_in_the_recording_it_is_in() -> None:
    first = Recording("a", "rapat", 1_000, 90, "kept", length_ms=500)
    gone = Recording("b", "rapat", 1_500, 90, "swept", length_ms=500)
    last = Recording("c", "rapat", 2_000, 90, "kept", length_ms=500)
    every = [last, gone, first]
    assert heard_at(every, 1_000) == (first, 0)
    assert heard_at(every, 1_499) == (first, 499)
    assert heard_at(every, 1_500) is None, "its sound is gone"
    assert heard_at(every, 2_100) == (last, 100)
    assert heard_at(every, 2_500) is None and heard_at(every, 999) is None
