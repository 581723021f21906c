"""Worker processes of an export: forks where that is safe, which end with their parent and write the same bytes."""

import subprocess
import sys
from pathlib import Path

from tests.corpus.releasing import made, story
from tests.crawling import ROOT

FORKED = """
import multiprocessing, sys
from pathlib import Path
from crawler.archive import outgoing
from crawler.corpus import Format, Source, crew, export, usual
from crawler.corpus.files import groups
from tests.corpus.releasing import Silent
outgoing.AT_ONCE, crew._FEW, groups._FEW = 5, 0, 3
class Look(Silent):
    def begin(self, total, done):
        print(*sorted({type(one).__name__ for one in multiprocessing.active_children()}))
database, folder, out, workers = sys.argv[1:]
source = Source(database, Path(folder))
export(source, usual(Format.PARQUET), Path(out), told=print, progress=Look(), workers=int(workers))
"""


def test_a_program_without_threads_and_open_databases_forks_its_workers(tmp_path: Path) -> None:
    source = made(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive", *map(story, range(40)))
    told = []
    for workers in ("1", "3"):
        where = [source.database_url, str(source.archive_dir), str(tmp_path / workers), workers]
        done = subprocess.run([sys.executable, "-c", FORKED, *where], timeout=60, check=True, capture_output=True)
        told.append(done.stdout.decode().strip())
    assert told == ["", "ForkProcess"]
    for name in ("articles.parquet", "manifest.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "3" / name).read_bytes()


def test_a_command_loads_no_pandas_whatever_pyarrow_asks_for(tmp_path: Path) -> None:
    source = made(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive", *map(story, range(4)))
    command = [sys.executable, "-X", "importtime", "-m", "crawler.cli", "export", "--format", "parquet"]
    where = ["--database", source.database_url, "--archive", str(source.archive_dir), "--out", str(tmp_path / "out")]
    told = subprocess.run([*command, *where], cwd=ROOT, capture_output=True, text=True, check=True).stderr
    loaded = {line.rpartition("|")[2].strip() for line in told.splitlines()}
    assert "pyarrow.parquet" in loaded
    assert not [name for name in loaded if name.startswith("pandas.")]
