"""`posko backup`, `restore`, `verify`: copies of the data, and whether they are whole."""

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from hub.adapters.clock import SystemClock
from hub.adapters.files.disk import FILES
from hub.adapters.store.backup import BadBackup, Made, back_up, prune
from hub.adapters.store.backup import restore as put_back
from hub.adapters.store.engine import FILE
from hub.adapters.store.inspect import Findings, inspect
from hub.adapters.store.kept_recordings import kept, odd, sums_of
from hub.adapters.store.lock import DataInUse, DataLock
from hub.adapters.store.migrate import BACKUPS
from hub.cli.ending import FAILED, fail
from hub.cli.settings import DEFAULT_FILE, ConfigFile, read
from hub.opening import clock_of


def backup(
    to: Annotated[
        Path | None, typer.Option(help="Folder tujuan; baku data_dir/backups (target folder).")
    ] = None,
    with_key: Annotated[
        bool, typer.Option(help="Sertakan secret.key: simpan sangat aman (include the key).")
    ] = False,
    recordings: Annotated[
        bool,
        typer.Option(
            "--recordings",
            help="Sertakan rekaman ruang; sejam bicara 14 MB (include recordings of rooms; an "
            "hour of talk is 14 MB).",
        ),
    ] = False,
    keep: Annotated[
        int, typer.Option(min=0, help="Simpan hanya sekian yang terbaru (keep newest); 0: semua.")
    ] = 0,
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Buat cadangan, juga saat hub berjalan (make a backup, also while the hub runs)."""
    data_dir = read(config).data_dir
    folder = to or data_dir / BACKUPS
    try:
        made = back_up(
            data_dir,
            folder,
            SystemClock().now(),
            with_key=with_key,
            with_recordings=recordings,
        )
    except BadBackup as error:
        fail(str(error), FAILED)
    if keep and not made.findings.problems:  # Else older ones are the better ones.
        prune(folder, keep)
    _show(made.findings)
    typer.echo(f"cadangan (backup): {made.path}, {made.files} berkas (files)")
    _show_recordings(made, recordings)
    if made.findings.problems:
        fail("data yang dicadangkan bermasalah (the data has problems): see above", FAILED)


def restore(
    archive: Annotated[Path, typer.Argument(help="Berkas cadangan .tar (a backup).")],
    keep_sessions: Annotated[
        bool,
        typer.Option(
            "--keep-sessions",
            help="Perangkat tetap masuk, juga yang dikeluarkan sesudah cadangan dibuat "
            "(devices stay signed in, also those shown out since).",
        ),
    ] = False,
    config: ConfigFile = DEFAULT_FILE,
) -> None:
    """Kembalikan data dari cadangan; hub harus berhenti (restore; the hub must be stopped)."""
    data_dir = read(config).data_dir
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = clock_of(data_dir)
    lock = DataLock(data_dir)
    try:
        lock.take(clock.now())
        restored = put_back(archive, data_dir, clock.now(), keep_sessions=keep_sessions)
    except (BadBackup, DataInUse) as error:
        fail(str(error), FAILED)
    finally:
        lock.release()
    _show(restored.findings)
    typer.echo(f"dikembalikan ke (restored to): {data_dir}. Data lama (old data): replaced-*")
    _warn(restored.odd)
    if restored.recordings is None:
        typer.echo(
            "Cadangan ini tanpa rekaman; yang ada di data_dir tetap di sana (no recordings in this "
            "backup; those in data_dir stay)"
        )
    else:
        typer.echo(f"rekaman (recordings): {restored.recordings}")
    if keep_sessions:
        typer.echo(
            "Perangkat yang dikeluarkan sesudah cadangan dibuat masuk lagi: periksa daftarnya "
            "(devices shown out since the backup are in again: look at their list)"
        )
    else:
        typer.echo(
            f"{restored.ended} perangkat dikeluarkan; tautan dan kode lama tidak berlaku. Semua "
            "masuk lagi (devices signed out; links and codes of before are void: all sign in again)"
        )
    typer.echo(
        "Kata sandi dan kunci sandi kembali seperti pada cadangan; cabut lagi yang dicabut "
        "sesudahnya (passwords and passkeys are those of the backup: revoke again what was revoked)"
    )


def verify(config: ConfigFile = DEFAULT_FILE) -> None:
    """Periksa data, berkas, dan jejak audit (check the data, its files and its audit trail)."""
    data_dir = read(config).data_dir
    path = data_dir / FILE
    try:
        findings = inspect(path, data_dir / FILES)
        recordings = kept(path)
    except sqlite3.DatabaseError as error:
        fail(f"{path}: tak terbaca (cannot be read): {error}", FAILED)
    _show(findings)
    wrong = list(odd(recordings, sums_of(recordings, data_dir)))
    _warn(wrong)
    if problems := len(findings.problems) + len(wrong):
        fail(f"{problems} masalah (problems)", FAILED)
    typer.echo("semua utuh (all is whole)")


def _show_recordings(made: Made, are_in: bool) -> None:
    _warn(made.odd)
    if made.recordings:
        megabytes = sum(one.bytes for one in made.recordings) / 1e6
        what = "rekaman (recordings)" if are_in else "rekaman TIDAK ikut (recordings left out)"
        hint = "" if are_in else "; sertakan (include them): --recordings"
        typer.echo(f"{what}: {len(made.recordings)}, {megabytes:.1f} MB{hint}")


def _warn(problems: Iterable[str]) -> None:
    for problem in problems:
        typer.echo(f"MASALAH (problem): {problem}")


def _show(findings: Findings) -> None:
    _warn(findings.problems)
    events = sum(findings.heads.values())
    typer.echo(f"skema (schema): {findings.revision}")
    typer.echo(f"aliran (streams): {len(findings.heads)}, peristiwa (events): {events}")
    typer.echo(f"jejak audit (audit trail): {findings.audit_rows}, hash {findings.audit_hash}")
