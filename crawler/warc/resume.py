"""A closed file of today gone on with: a visit every few minutes would leave tens of thousands of files a year."""

import os
from pathlib import Path

from crawler.warc.repair import ends_whole
from crawler.warc.segment import OPEN, SUFFIX, Segment, is_at, lock, not_recorded, sync_folder


def resume(directory: Path, begin: str, max_bytes: int) -> Segment | None:
    """The last closed file whose name starts with `begin` and that holds less than `max_bytes`, to be appended to.

    None when there is none, or when others hold them. One that does not end with a whole record is left alone.
    Raises NotRecorded.
    """
    for path in sorted(directory.glob(f"{begin}*{SUFFIX}"), reverse=True):
        segment = _taken(path, max_bytes)
        if segment is not None:
            return segment
    return None


def _taken(path: Path, max_bytes: int) -> Segment | None:
    try:
        descriptor = os.open(path, os.O_RDWR)
    except (FileNotFoundError, PermissionError):
        return None  # another crawl took it just now, or it was put out of reach on purpose
    except OSError as error:
        raise not_recorded(path, error) from error
    try:
        if _is_free(descriptor, path, max_bytes):
            return _reopened(descriptor, path)
    except OSError as error:
        os.close(descriptor)
        raise not_recorded(path, error) from error
    os.close(descriptor)
    return None


def _is_free(descriptor: int, path: Path, max_bytes: int) -> bool:
    """Whether nobody holds the file, and it may grow. From here on it is locked, so what is seen stays true."""
    if not (lock(descriptor) and is_at(descriptor, path)) or path.with_name(path.name + OPEN).exists():
        return False
    with open(descriptor, "rb", closefd=False) as stream:
        return os.fstat(descriptor).st_size < max_bytes and ends_whole(stream)


def _reopened(descriptor: int, path: Path) -> Segment:
    """The name is on the disk before anything is appended: one without `.open` promises whole records."""
    opened = path.rename(path.with_name(path.name + OPEN))
    sync_folder(path.parent)
    return Segment(opened, descriptor, os.fstat(descriptor).st_size)
