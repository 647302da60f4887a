"""What the columns of the tables are called in Indonesian: both names are understood."""

import re
from collections.abc import Mapping

AGENCIES = {
    "nama": "name",
    "singkatan": "short_name",
    "kelas": "class",
    "jabatan_kepala": "head_post",
    "kode": "code",
    "jenis": "kind",
    "kecamatan": "district",
}
POSTS = {
    "perangkat_daerah": "agency",
    "opd": "agency",
    "jabatan": "title",
    "peran": "role",
    "urutan": "rank",
}
OFFICIALS = {
    "jabatan": "post",
    "nama": "name",
    "telepon": "phone",
    "hp": "phone",
    "status": "kind",
    "mulai": "from",
    "sampai": "to",
}
RESHUFFLE = {
    "jabatan": "post",
    "jabatan_asal": "from_post",
    "nama": "name",
    "telepon": "phone",
    "hp": "phone",
    "status": "kind",
}

_BLANKS = re.compile(r"[\s_]+")


class Headings:
    """The first line of one table: each column by its own name, and what the table calls it."""

    def __init__(self, written: list[str], words: Mapping[str, str]) -> None:
        """words: other names of the columns. Two that mean the same: the first counts."""
        self.names: list[str] = []
        self._written: dict[str, str] = {}
        for heading in written:
            plain = _BLANKS.sub("_", heading.strip().lower())
            name = words.get(plain, plain)
            if name in self._written:
                name = "?"
            self._written[name] = heading.strip()
            self.names.append(name)
        self._missing = {name: word for word, name in reversed(list(words.items()))}
        plain_names = {_BLANKS.sub("_", there.lower()) for there in self._written.values()}
        self._english = bool(plain_names & set(words.values())) and not plain_names & set(words)

    def called(self, name: str) -> str:
        """Say a column's name as the table has it, or as it would: in English only where it is."""
        if name in self._written:
            return self._written[name]
        return name if self._english else self._missing.get(name, name)
