"""Batches made by worker processes, in order, all of one state of the archive.

A worker opens the archive itself: nothing is as dear as carrying bodies between processes. Two snapshots of equal mark
are of the same state, since writers come one after another and each of their changes lengthens the journal.
"""

import gc
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.abc import MetaPathFinder
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from crawler.archive import Archive, Mark, Snapshot
from crawler.corpus.batches import Batch, Packer
from crawler.corpus.selection import Options
from crawler.errors import ArchiveUnusable, KhoBaoError

_AHEAD = 2
"""Tasks a worker has before it, so that it never waits."""

_FEW = 5_000
"""Articles that are exported before worker processes would have started."""

_PATIENCE = 10
"""Seconds in which a worker ends when nobody asks any more."""

_GARBAGE = 100_000
"""Objects after which a worker looks for cycles, of which it makes next to none."""

_TRIES = 5
"""A crawl commits a few times a second; snapshots are taken within milliseconds."""


class Source(NamedTuple):
    """Where an archive lies."""

    database_url: str
    archive_dir: Path


class Maker(Protocol):
    """Makes batches of articles, by number, in the order in which they are asked for."""

    def batches(self, numbers: Iterable[Sequence[int]]) -> Iterator[Batch]: ...


class Alone:
    """Makes batches in this process."""

    def __init__(self, snapshot: Snapshot, options: Options) -> None:
        self._snapshot = snapshot
        self._packer = Packer(options)

    def batches(self, numbers: Iterable[Sequence[int]]) -> Iterator[Batch]:
        """Raises ArchiveUnusable."""
        return (self._packer.batch(self._snapshot, some) for some in numbers)


class Crew:
    """Makes batches in worker processes."""

    def __init__(self, workers: Sequence[Connection]) -> None:
        self._workers = workers

    def batches(self, numbers: Iterable[Sequence[int]]) -> Iterator[Batch]:
        """Task n goes to worker n modulo their number. Raises ArchiveUnusable, also when a worker was killed."""
        waiting: deque[Connection] = deque()
        for place, some in enumerate(numbers):
            worker = self._workers[place % len(self._workers)]
            if len(waiting) >= _AHEAD * len(self._workers):
                yield _answer(waiting.popleft())
            _tell(worker, some)
            waiting.append(worker)
        while waiting:
            yield _answer(waiting.popleft())


@contextmanager
def makers(
    archive: Archive, source: Source, options: Options, workers: int, count: Callable[[Snapshot], int]
) -> Iterator[tuple[Snapshot, Maker]]:
    """A snapshot of the archive, and what makes batches of it: this process, or workers when `count` says much.

    When a crawl writes so fast that the workers never see the same state, this process does it alone.
    """
    with archive.snapshot() as now:
        many = workers > 1 and count(now) > _FEW
    if many:
        with _started(source, options, workers) as ends:
            for _ in range(_TRIES):
                with archive.snapshot() as snapshot:
                    if _agreed(ends, snapshot.mark):
                        yield snapshot, Crew(ends)
                        return
    with archive.snapshot() as snapshot:
        yield snapshot, Alone(snapshot, options)


@contextmanager
def _started(source: Source, options: Options, workers: int) -> Iterator[list[Connection]]:
    context = get_context("spawn")  # threads and connections of this process must not be forked
    with ExitStack() as stack:
        ends: list[Connection] = []
        for _ in range(workers):
            here, there = context.Pipe()
            process = context.Process(target=_work, args=(there, source, options), daemon=True)
            process.start()
            there.close()
            stack.callback(process.join, _PATIENCE)
            ends.append(here)
        for end in ends:
            stack.callback(end.close)
        yield ends


def _agreed(workers: Sequence[Connection], mark: Mark) -> bool:
    """Let all workers take a new snapshot; whether these are of the state of this mark."""
    for worker in workers:
        _tell(worker, None)
    return all([_answer(worker) == mark for worker in workers])  # noqa: C419 - every answer is to be taken


def _tell(worker: Connection, some: Sequence[int] | None) -> None:
    try:
        worker.send(some)
    except OSError:
        raise _ended() from None


def _answer(worker: Connection) -> Any:
    try:
        answer = worker.recv()
    except (EOFError, OSError):
        raise _ended() from None
    if isinstance(answer, KhoBaoError):
        raise answer
    return answer


def _ended() -> ArchiveUnusable:
    return ArchiveUnusable(
        "a worker process of the export ended: was it killed for want of memory? give fewer --workers"
    )


class _NoPandas(MetaPathFinder):
    """Lets pandas be missing: where it is installed, pyarrow loads it only to see that a list is no series of it, which
    takes 40 MB and a third of a second."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _work(end: Connection, source: Source, options: Options) -> None:
    """What a worker does until nobody asks any more; its parent's end closes also when that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when it is over
    sys.meta_path.insert(0, _NoPandas())
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    packer = Packer(options)
    try:
        with Archive.open(source.database_url, source.archive_dir, write=False) as archive:
            end.recv()
            while True:
                with archive.snapshot() as now:
                    end.send(now.mark)
                    while (some := end.recv()) is not None:
                        end.send(packer.batch(now, some))
    except (EOFError, OSError):
        return
    except KhoBaoError as error:
        end.send(error)
