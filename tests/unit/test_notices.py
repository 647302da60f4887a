"""What the hub says where there is no page, against the words of the page."""

import json
from pathlib import Path
from typing import get_args

from hub.domain.summons import notices
from hub.domain.summons.ladder import FIRST
from hub.wire.summons import AttemptState, Result

MESSAGES = Path(__file__).parents[2] / "web" / "src" / "messages"


def texts(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return found


def test_a_button_says_the_same_on_every_channel() -> None:
    page = texts("id")
    assert notices.READY == page["push.ready"]
    assert notices.UNABLE == page["push.unable"]
    assert notices.UNABLE_BECAUSE == page["push.because"], "the board shows one reason for both"


def test_the_trial_names_the_button_that_is_there() -> None:
    assert f"tekan {texts('id')['reach.heard']}." in notices.TEST_TEXT


def test_each_kind_of_call_has_a_headline_with_its_name() -> None:
    for profile in FIRST:
        name = texts("id")[f"summons.profile.{profile}"]
        assert profile == "biasa" or name.lower() in notices.title(profile, drill=False).lower()


def test_the_board_has_words_for_whatever_became_of_an_attempt() -> None:
    for language in ("id", "en"):
        said = {key: text for key, text in texts(language).items() if "summons.tried." in key}
        assert len(set(said.values())) == len(said), "two of them cannot be told apart"
        for word in {*get_args(AttemptState), *get_args(Result)} - {"claimed", ""}:
            assert said[f"summons.tried.{word}"], (language, word)
