"""Backups: one archive with the database as of a moment, the files, and what they must add up to.

Recordings, which are large, are in it when asked for. The hub's key is not unless asked for: with
both, whoever has the archive can read names and numbers, and sign in as anyone. A restore looks
through everything before it touches anything.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub.adapters.files.disk import FILES
from hub.adapters.files.recordings import FOLDER as RECORDINGS
from hub.adapters.store.engine import FILE
from hub.adapters.store.inspect import Findings, inspect
from hub.adapters.store.kept_recordings import Kept, kept, odd
from hub.adapters.store.migrate import RESTORING, copy_database
from hub.adapters.store.seal import Seal, Unsealable
from hub.adapters.store.shown_out import show_out
from hub.adapters.whole_file import sync_folder, write_whole

MANIFEST = "manifest.json"
KEY = "secret.key"
PREFIX = "posko-"
_DATABASE = (FILE, f"{FILE}-wal", f"{FILE}-shm", f"{FILE}-journal")
"""What SQLite finds beside a database it takes for part of it: all of it goes, or none."""


_UNREADABLE = (OSError, EOFError, tarfile.TarError, ValueError, KeyError, TypeError)


class BadBackup(Exception):
    """An archive that cannot be made or used; the text is one line for a person."""


@dataclass(frozen=True, slots=True)
class Made:
    """An archive that was made."""

    path: Path
    findings: Findings
    files: int
    recordings: tuple[Kept, ...] = ()
    """All that the database knows of, whether they are in it or not."""
    odd: tuple[str, ...] = ()
    """Of recordings that are to be in it: what is missing or has changed, a line each."""


def back_up(
    data_dir: Path,
    folder: Path,
    now: float,
    *,
    with_key: bool = False,
    with_recordings: bool = False,
) -> Made:
    """Make an archive of a data folder, also while a hub works on it. BadBackup."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d-%H%M%S")
    target = folder / f"{PREFIX}{stamp}.tar"
    unfinished = target.with_name(target.name + ".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            copy = Path(scratch) / FILE
            copy_database(data_dir / FILE, copy)
            findings = inspect(copy)
            # After the database: what it speaks of was written before it.
            members = {FILE: copy} | dict(_files(data_dir))
            recordings = kept(copy)
            if with_key:
                members[KEY] = data_dir / KEY
            if with_recordings:
                members |= {name: data_dir / name for one in recordings for name in one.files()}
            sums = _pack(unfinished, members, findings, with_recordings)
        unfinished.replace(target)
        sync_folder(folder)
    except (OSError, sqlite3.DatabaseError, tarfile.TarError) as error:
        unfinished.unlink(missing_ok=True)
        raise BadBackup(f"{target}: cadangan gagal (backup failed): {error}") from None
    files = sum(name.startswith(f"{FILES}/") for name in sums)
    wrong = tuple(odd(recordings, sums)) if with_recordings else ()
    return Made(target, findings, files, tuple(recordings), wrong)


def prune(folder: Path, keep: int) -> None:
    """Remove all but the newest archives of a folder."""
    for old in sorted(folder.glob(f"{PREFIX}*.tar"))[:-keep]:
        old.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put in place: as it stood in the archive. ended: sessions that are no more.

    recordings: None when none were in it; those that were in the data folder stay there then. odd:
    what of them is missing or has changed, a line each; the others are whole.
    """

    findings: Findings
    ended: int
    recordings: int | None = None
    odd: tuple[str, ...] = ()


def restore(archive: Path, data_dir: Path, now: float, *, keep_sessions: bool = False) -> Restored:
    """Put an archive in the place of a data folder, whose lock is ours; what was there is kept.

    Everybody is signed out, unless keep_sessions (see shown_out.py).

    BadBackup, with nothing changed, when the archive is not whole or the key is another's. Ended
    in the middle of putting in place, it is to be asked again: no hub starts before that.
    """
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in data_dir.glob(f"{RESTORING}-*"):
            shutil.rmtree(left)  # Of one that was killed.
        with tempfile.TemporaryDirectory(dir=data_dir, prefix=f"{RESTORING}-") as scratch:
            fresh = Path(scratch)
            findings, sums = _unpack(archive, fresh)
            key = fresh / KEY if (fresh / KEY).exists() else data_dir / KEY
            _check_key(fresh / FILE, key)
            ended = show_out(fresh / FILE, round(now * 1000), keep_sessions=keep_sessions)
            recordings = kept(fresh / FILE)
            _put_in_place(fresh, data_dir, now)
    except (OSError, sqlite3.DatabaseError) as error:
        raise BadBackup(
            f"{data_dir}: tak dapat dikembalikan (cannot be restored): {error}"
        ) from None
    if sums is None:
        return Restored(findings, ended)
    return Restored(findings, ended, len(recordings), tuple(odd(recordings, sums)))


def _put_in_place(fresh: Path, data_dir: Path, now: float) -> None:
    """Move what is there aside and what is fresh in; after a crash the mark tells of it."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%d-%H%M%S")
    aside = data_dir / f"replaced-{stamp}"
    aside.mkdir(mode=0o700)
    if (fresh / KEY).exists() and (data_dir / KEY).exists():
        write_whole(aside / KEY, (data_dir / KEY).read_bytes(), 0o600)
    for folder in (fresh, *(path for path in fresh.rglob("*") if path.is_dir())):
        sync_folder(folder)
    write_whole(data_dir / RESTORING, b"", 0o600)
    replaced = (*_DATABASE, FILES, *([RECORDINGS] if (fresh / RECORDINGS).exists() else []))
    for name in replaced:
        if (data_dir / name).exists():
            (data_dir / name).rename(aside / name)
    for name in (FILES, RECORDINGS, KEY, FILE):
        if (fresh / name).exists():
            (fresh / name).replace(data_dir / name)
    sync_folder(aside)
    sync_folder(data_dir)
    (data_dir / RESTORING).unlink()
    sync_folder(data_dir)


def _files(data_dir: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted((data_dir / FILES).rglob("*")):
        if file.is_file() and not file.name.endswith(".part"):
            yield str(file.relative_to(data_dir)), file


def _pack(
    target: Path, members: dict[str, Path], findings: Findings, with_recordings: bool
) -> dict[str, str]:
    """Make the archive, on the disk for good; give what each of its members adds up to."""
    sums = {}
    with target.open("xb") as file:
        target.chmod(0o600)
        with tarfile.open(fileobj=file, mode="w") as archive:
            for name, member in members.items():
                try:
                    sums[name] = _sum(member)
                    archive.add(member, name, recursive=False)
                except FileNotFoundError:
                    if name in (FILE, KEY):
                        raise
                    sums.pop(name, None)  # An upload that was given up meanwhile.
            notes = {"sums": sums, "findings": asdict(findings), "recordings": with_recordings}
            noted = json.dumps(notes).encode()
            manifest = tarfile.TarInfo(MANIFEST)
            manifest.size, manifest.mode = len(noted), 0o600
            archive.addfile(manifest, io.BytesIO(noted))
        file.flush()
        os.fsync(file.fileno())
    return sums


def _unpack(archive: Path, folder: Path) -> tuple[Findings, dict[str, str] | None]:
    """Unpack and look through; give also what recordings add up to, None: there are none in it.

    A recording that is not what was noted is no reason to lose all else. BadBackup.
    """
    try:
        with tarfile.open(archive) as packed:
            names = {_extract(packed, member, folder) for member in packed}
        manifest = json.loads((folder / MANIFEST).read_text())
        noted = dict(manifest["sums"])
        unnoted, absent = names - {*noted, MANIFEST}, {*noted, MANIFEST} - names
        if unnoted or not all(map(_recording, absent)) or FILE not in noted:
            raise BadBackup(f"{archive}: isi tak sesuai catatan (content is not what was noted)")
        sums = {name: _sum(folder / name) for name in names - {MANIFEST}}
        for name in sums:
            if sums[name] != noted[name] and not _recording(name):
                raise BadBackup(f"{archive}: {name}: isi berubah (content has changed)")
        found = inspect(folder / FILE)
    except (*_UNREADABLE, sqlite3.DatabaseError) as error:
        line = " ".join(str(error).split())
        raise BadBackup(f"{archive}: bukan cadangan utuh (not a whole backup): {line}") from None
    if found.problems:
        raise BadBackup(f"{archive}: {found.problems[0]}")
    if _plain(found) != manifest["findings"]:
        raise BadBackup(f"{archive}: isi tak sesuai catatan (content is not what was noted)")
    return found, sums if manifest.get("recordings") else None


def _extract(packed: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Unpack one file and give its name; nothing that leads out of the folder. BadBackup."""
    target = (folder / member.name).resolve()
    content = packed.extractfile(member) if member.isfile() else None
    if content is None or not target.is_relative_to(folder.resolve()):
        raise BadBackup(f"{member.name}: bukan berkas cadangan (not a file of a backup)")
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with target.open("xb") as file:
        target.chmod(0o600)
        shutil.copyfileobj(content, file)
        file.flush()
        os.fsync(file.fileno())
    return member.name


def _recording(name: str) -> bool:
    return name.startswith(f"{RECORDINGS}/")


def _plain(findings: Findings) -> Any:
    return json.loads(json.dumps(asdict(findings)))


def _check_key(database: Path, key: Path) -> None:
    """What is sealed in the database must open with the key. BadBackup."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        sealed = connection.execute(
            "SELECT CASE WHEN name <> '' THEN name ELSE phone END FROM official "
            "WHERE name <> '' OR phone <> '' LIMIT 1"
        ).fetchone()
    if sealed is None:
        return
    if not key.exists():
        raise BadBackup(f"{key}: tak ada; data ini perlu kuncinya (this data needs its key)")
    try:
        Seal(key.read_bytes()).open(sealed[0])
    except Unsealable as error:
        raise BadBackup(str(error)) from None


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
