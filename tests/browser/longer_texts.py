"""Texts that are so much longer: what another language, or another city's words, may need."""

import json
import math
import re
from pathlib import Path

MESSAGES = Path(__file__).parents[2] / "web/src/messages"
LONGER = 0.4
_CHOICE = re.compile(r"\{\w+, (?:plural|select),")


def texts(language: str) -> dict[str, str]:
    """Give the texts of a language."""
    found: dict[str, str] = json.loads((MESSAGES / f"{language}.json").read_text(encoding="utf-8"))
    return found


def longer_module() -> str:
    """Give a script as of the English texts: the longer of both languages, and longer still."""
    english, indonesian = texts("en"), texts("id")
    both = {key: max(english[key], indonesian[key], key=_length) for key in english}
    return f"export default {json.dumps({key: longer(text) for key, text in both.items()})};"


def longer(text: str) -> str:
    """Give a text 40 % more; one word becomes a longer word, several become more words."""
    said = _said(text)
    more = math.ceil(len(said) * LONGER)
    if " " not in said:
        return text + (said * 2)[:more].lower()
    return f"{text} {said[: max(1, more - 1)].strip()}"


def _length(text: str) -> int:
    return len(_said(text))


def _said(text: str) -> str:
    """Give what of a text is read: of a choice between several its longest, of a value a word."""
    if _CHOICE.search(text):
        text = max(re.findall(r"\{([^{}]*)\}", re.sub(r"\{\w+\}|#", "00", text)), key=len)
    return " ".join(re.sub(r"\{[^{}]*\}", "00", text).replace("'", "").split()) or "x"
