"""One WARC file while it is written: locked, named `.open`, whole after every append."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Self

from crawler.errors import NotRecorded

SUFFIX = ".warc.gz"
OPEN = ".open"


def open_for_reading(directory: Path, name: str) -> int:
    """A file descriptor of the WARC file `name`, whether it is closed or still being written.

    Raises FileNotFoundError when neither is there.
    """
    for candidate in (name, name + OPEN):
        try:
            return os.open(directory / candidate, os.O_RDONLY)
        except FileNotFoundError:
            continue
    return os.open(directory / name, os.O_RDONLY)  # it was closed, and so renamed, between the two looks


def names(directory: Path) -> list[str]:
    """The WARC files of a folder, closed or not, by the names that they have when they are closed, in order."""
    if not directory.is_dir():
        return []
    found = (path.name.removesuffix(OPEN) for path in directory.iterdir())
    return sorted({name for name in found if name.endswith(SUFFIX)})


def closed_files(directory: Path) -> list[Path]:
    """The WARC files of a folder that nobody writes just now, by name and so by age; none when there is no folder.

    A crawl may go on with one at any time: `open_for_reading` finds it then, and what it held stays where it was.
    """
    return sorted(directory.glob(f"*{SUFFIX}"))


def lock(descriptor: int) -> bool:
    """Take the lock that says "somebody works on this file"; False when another process has it.

    The kernel lets go of it when the process dies, however it dies.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def is_at(descriptor: int, path: Path) -> bool:
    """Whether `path` still names the file behind `descriptor`: it may have been renamed before it was locked."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False


def finish(descriptor: int, path: Path) -> None:
    """Force the file to the disk, then take `.open` off its name: a name without it promises a file that is safe."""
    os.fsync(descriptor)
    path.rename(path.with_name(path.name.removesuffix(OPEN)))
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """Force to the disk which files a folder holds under which names."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class Segment:
    """The file at `path`, named `.open`, locked by `descriptor`, with `size` bytes of whole members in it."""

    def __init__(self, path: Path, descriptor: int, size: int = 0) -> None:
        self.name = path.name.removesuffix(OPEN)
        self.size = size
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def create(cls, directory: Path, name: str) -> Self:
        """A new file. Raises NotRecorded when that cannot be done."""
        path = directory / (name + OPEN)
        try:
            return cls(path, _create(path))
        except OSError as error:
            raise not_recorded(path, error) from error

    def append(self, *members: bytes) -> int:
        """Hand the gzip members to the operating system in one piece; gives the offset of the first.

        A piece that does not fit (a full disk) is taken back, so the file ends with a whole member whatever happens.
        Raises NotRecorded, also when the file was taken away: the system would go on writing into one without a name.
        """
        self._require_name()
        data = b"".join(members)
        offset = self.size
        try:
            _write_all(self._descriptor, data, offset)
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, offset)
            raise not_recorded(self._path, error) from error
        self.size += len(data)
        return offset

    def discard(self) -> None:
        """Give up a file to which nothing could be added: a new one goes, one that held records is closed as it was."""
        if self.size:
            self.close()
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._descriptor)

    def close(self) -> None:
        """Force to the disk and take `.open` off. Raises NotRecorded; what was appended stays readable."""
        try:
            self._require_name()
            os.ftruncate(self._descriptor, self.size)  # what did not fit may not have let itself be taken back
            finish(self._descriptor, self._path)
        except OSError as error:
            raise not_recorded(self._path, error) from error
        finally:
            os.close(self._descriptor)

    def _require_name(self) -> None:
        if not is_at(self._descriptor, self._path):
            raise NotRecorded(
                f"{self._path}: the file was moved or deleted while it was written: put it back, "
                "then run the same command again"
            )


def _create(path: Path) -> int:
    """A new file, locked. A crawl that starts just now may look first whether the file was left over, and remove it."""
    while True:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if is_at(descriptor, path):
            return descriptor
        os.close(descriptor)


def _write_all(descriptor: int, data: bytes, offset: int) -> None:
    done = 0
    while done < len(data):
        done += os.pwrite(descriptor, data[done:] if done else data, offset + done)


def not_recorded(path: Path, error: OSError) -> NotRecorded:
    """The one line for a WARC file or folder that cannot be written."""
    return NotRecorded(f"{path}: cannot write WARC records: {error.strerror}; make room or set another ARCHIVE_DIR")
