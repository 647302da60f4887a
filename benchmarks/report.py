"""How a benchmark says what it found: a table for people, or one JSON object."""

import json
from collections.abc import Mapping

Figure = float | int | str | bool


def show(figures: Mapping[str, Figure], *, as_json: bool) -> None:
    """Print the figures, one to a line, or all as one object."""
    if as_json:
        print(json.dumps(figures))
        return
    width = max(len(name) for name in figures)
    for name, figure in figures.items():
        print(
            f"{name:<{width}}  {figure:g}"
            if isinstance(figure, float)
            else f"{name:<{width}}  {figure}"
        )
