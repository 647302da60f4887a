"""What a person types to find something, as a query of SQLite's full-text search (FTS5)."""

import re

WORDS_MAX = 10

_WORD = re.compile(r"\w+")


def all_words(typed: str) -> str:
    """Give a query for texts that hold all these words, or words that begin so; may be empty.

    Everything that means something to FTS5 is left out or stands in quotes.
    """
    words = _WORD.findall(typed)[:WORDS_MAX]
    return " AND ".join(f'"{word}"*' for word in words)
