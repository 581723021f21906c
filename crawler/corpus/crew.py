"""Batches made by worker processes, in order, all of one state of the archive.

A worker opens the archive itself: nothing is as dear as carrying bodies between processes. Two snapshots of equal mark
are of the same state, since writers come one after another and each of their changes lengthens the journal. Workers are
forks where that is safe: they need not load what is loaded, and share its memory.
"""

import gc
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkContext, SpawnContext
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from crawler.archive import Mark, Snapshot, databases_are_open, snapshot_of
from crawler.corpus.batches import Packer
from crawler.corpus.lean import do_without_pandas
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


Made = TypeVar("Made")
Make: TypeAlias = Callable[[Packer, Snapshot, Sequence[int]], Made]
"""A method of `Packer`, by which batches are made."""


class Maker(Generic[Made]):
    """Makes batches of articles, by number, in the order in which they are asked for: here in this process."""

    def __init__(self, snapshot: Snapshot, options: Options, make: Make[Made]) -> None:
        self._snapshot = snapshot
        self._packer = Packer(options)
        self._make = make

    def batches(self, numbers: Iterable[Sequence[int]]) -> Iterator[Made]:
        """Raises ArchiveUnusable."""
        return (self._make(self._packer, self._snapshot, some) for some in numbers)


class Crew(Maker[Made]):
    """Makes batches in worker processes."""

    def __init__(self, workers: Sequence[Connection]) -> None:
        self._workers = workers

    def batches(self, numbers: Iterable[Sequence[int]]) -> Iterator[Made]:
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
    source: Source, options: Options, make: Make[Made], workers: int, count: Callable[[Snapshot], int]
) -> Iterator[tuple[Snapshot, Maker[Made]]]:
    """A snapshot of the archive, and what makes batches of it: this process, or workers when `count` says much.

    When a crawl writes so fast that the workers never see the same state, this process does it alone. Raises
    ArchiveUnusable.
    """
    with snapshot_of(source.database_url) as snapshot:
        if workers == 1 or count(snapshot) <= _FEW:
            yield snapshot, Maker(snapshot, options, make)
            return
    with _started(source, options, make, workers) as ends:
        for _ in range(_TRIES):
            with snapshot_of(source.database_url) as snapshot:
                if _agreed(ends, snapshot.mark):
                    yield snapshot, Crew(ends)
                    return
    with snapshot_of(source.database_url) as snapshot:
        yield snapshot, Maker(snapshot, options, make)


@contextmanager
def _started(source: Source, options: Options, make: Make[Made], workers: int) -> Iterator[list[Connection]]:
    forked = _may_fork()
    context: ForkContext | SpawnContext = get_context("fork") if forked else get_context("spawn")
    with ExitStack() as stack:
        pipes = [context.Pipe() for _ in range(workers)]
        for _, there in pipes:
            inherited = [end for pipe in pipes for end in pipe if forked and end is not there]
            process = context.Process(target=_work, args=(there, inherited, source, options, make), daemon=True)
            process.start()
            stack.callback(process.join, _PATIENCE)
        for here, there in pipes:
            there.close()
            stack.callback(here.close)
        yield [here for here, _ in pipes]


def _may_fork() -> bool:
    """A fork gets no threads of its parent, but what they have locked; and SQLite's locks in what it opens would be
    taken for those of its parent."""
    return threading.active_count() == 1 and not databases_are_open()


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


def _work(
    end: Connection, inherited: Sequence[Connection], source: Source, options: Options, make: Make[object]
) -> None:
    """What a worker does until nobody asks any more; its parent's end closes also when that is killed, for which no
    other process may hold it open."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent says when it is over
    for one in inherited:
        one.close()
    do_without_pandas()
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    packer = Packer(options)
    try:
        end.recv()
        while True:
            with snapshot_of(source.database_url) as now:
                end.send(now.mark)
                while (some := end.recv()) is not None:
                    end.send(make(packer, now, some))
    except (EOFError, OSError):
        return
    except KhoBaoError as error:
        end.send(error)
