"""Reading a CSV table so that whatever is wrong with it is one line that finds the place."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LINES_MAX = 10_000


class TableError(ValueError):
    """A table that cannot be used; its text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table and where it stands. Columns that are not there read as empty."""

    source: str
    line: int
    cells: dict[str, str]

    def get(self, column: str) -> str:
        """Give a cell without its outer blanks."""
        return self.cells.get(column, "").strip()

    def need(self, column: str, allowed: str = "teks (text)") -> str:
        """Give a cell that must not be empty."""
        value = self.get(column)
        if not value:
            raise self.wrong(column, allowed)
        return value

    def wrong(self, column: str, allowed: str) -> TableError:
        """The line that refuses a cell."""
        value = self.get(column)
        return TableError(
            f"{self.source}:{self.line}: {column} = {value!r}: yang boleh (allowed): {allowed}"
        )


def read_table(path: Path, needed: tuple[str, ...]) -> Iterator[Row]:
    """Give the rows of a CSV file in UTF-8 whose first line names its columns."""
    try:
        yield from read_text(path.name, path.read_text(encoding="utf-8-sig"), needed)
    except OSError as error:
        raise TableError(f"{path}: tak terbaca (cannot be read): {error.strerror}") from None
    except UnicodeDecodeError:
        raise TableError(f"{path}: bukan UTF-8 (not UTF-8)") from None


def read_text(source: str, text: str, needed: tuple[str, ...]) -> Iterator[Row]:
    """The same for a text that errors call `source`; parted by commas or semicolons."""
    first_line = text.partition("\n")[0]
    delimiter = ";" if first_line.count(";") > first_line.count(",") else ","
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    try:
        yield from _rows(source, csv.DictReader(lines, restkey="?", delimiter=delimiter), needed)
    except csv.Error as error:
        raise TableError(f"{source}: bukan CSV (not CSV): {error}") from None


def _rows(source: str, reader: "csv.DictReader[str]", needed: tuple[str, ...]) -> Iterator[Row]:
    missing = [column for column in needed if column not in (reader.fieldnames or ())]
    if missing:
        raise TableError(f"{source}:1: kolom tak ada (missing column): {', '.join(missing)}")
    for cells in reader:
        if reader.line_num > LINES_MAX:
            raise TableError(f"{source}: lebih dari (more than) {LINES_MAX} baris (lines)")
        if "?" in cells:
            raise TableError(f"{source}:{reader.line_num}: terlalu banyak kolom (too many columns)")
        yield Row(source, reader.line_num, {k: v or "" for k, v in cells.items()})
