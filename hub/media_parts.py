"""The media workers, put together from the settings: where each listens, and where it records."""

from collections.abc import Sequence

from hub.adapters.files.recordings import DiskRecordings
from hub.adapters.files.spoken_notice import place
from hub.adapters.media_workers import MediaWorkers
from hub.adapters.network import local_ipv4
from hub.config import Settings
from hub.services.ports import Clock
from hub.wire.worker import Setup, Shelf


def media_workers(settings: Settings, command: Sequence[str], clock: Clock) -> MediaWorkers:
    """Make the workers; none runs yet. command: what starts one."""
    setups = [_setup(settings, worker) for worker in range(settings.media.workers)]
    return MediaWorkers(command, setups, clock)


def _setup(settings: Settings, worker: int) -> Setup:
    media = settings.media
    return Setup(
        listen=media.listen or local_ipv4(),
        advertise=media.advertise,
        port=media.port_of(worker),
        talkers_mixed=media.talkers_mixed,
        shelf=_shelf(settings, worker),
    )


def _shelf(settings: Settings, worker: int) -> Shelf:
    """Say where recordings go. The first worker finishes what was left when there were more."""
    data_dir = settings.data_dir.absolute()
    disk = DiskRecordings(data_dir)
    left = disk.of_workers_from(settings.media.workers) if worker == 0 else ()
    return Shelf(
        folder=str(disk.folder),
        leave_free_bytes=settings.recordings.leave_free_mb * 1_000_000,
        notice=str(place(data_dir)),
        making=str(disk.of_worker(worker)),
        adopt=tuple(map(str, left)),
    )
