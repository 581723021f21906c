import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import ArchiveUnusable
from tests.archive.making import fingerprinted

HOLDER = """
import sys
from pathlib import Path
from crawler.archive import Archive
with Archive.open(sys.argv[1], Path(sys.argv[2])):
    print("open", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holding(database_url: str, folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Another process that has the archive open for writing."""
    command = [sys.executable, "-c", HOLDER, database_url, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield holder
        holder.kill()


def test_a_second_crawl_on_one_sqlite_file_is_told_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    with holding(url, tmp_path) as holder:
        started = time.monotonic()
        with pytest.raises(
            ArchiveUnusable, match=rf"^database .*khobao\.db: process {holder.pid} is writing to it: wait"
        ):
            Archive.open(url, tmp_path)
        assert time.monotonic() - started < 2
        Archive.open(url, tmp_path, write=False).close()
    with Archive.open(url, tmp_path) as archive:  # a killed holder leaves no lock behind
        archive.store_many([fingerprinted(1)])


def test_several_crawls_share_one_postgresql(postgres_url: str, tmp_path: Path) -> None:
    storing = """
import sys
from pathlib import Path
from crawler.archive import Archive
from tests.archive.making import fingerprinted
with Archive.open(sys.argv[1], Path(sys.argv[2])) as archive:
    for number in range(int(sys.argv[3]), int(sys.argv[3]) + 60):
        archive.store_many([fingerprinted(number), fingerprinted(0)])
"""
    Archive.open(postgres_url, tmp_path).close()
    command = [sys.executable, "-c", storing, postgres_url, str(tmp_path)]
    children = [subprocess.Popen([*command, str(start)]) for start in (100, 120, 140)]
    assert [child.wait() for child in children] == [0, 0, 0]
    with Archive.open(postgres_url, tmp_path, write=False) as archive:
        found = list(archive.exported())
    assert sorted(out.number for out in found) == list(range(101))
    assert len({out.article.url for out in found}) == 101
    assert {out.revision for out in found} == {1}
    assert all((tmp_path / "articles" / out.file).is_file() for out in found)


def test_a_closed_archive_lets_the_next_one_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    for _ in range(2):
        Archive.open(url, tmp_path).close()
