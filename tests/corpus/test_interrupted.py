"""Exports that are cut off: the same command goes on from what is whole, and what comes out is the same."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest

from crawler.archive import outgoing
from crawler.corpus import Format, Source, Split, export, export_delta, output, usual
from crawler.corpus.aim import Aim, why_anew
from crawler.corpus.files import groups
from crawler.corpus.manifest import State
from crawler.corpus.publication import Paper, Publication
from crawler.corpus.working import working
from crawler.errors import BadInput
from tests.corpus.releasing import contents, exported_to, made, story
from tests.corpus.releasing import usual as with_options

FORMATS = (Format.SEED, Format.TEXT, Format.JSONL, Format.PARQUET)


class Cut:
    """Ends the export when so many articles are done, and remembers how many were done before."""

    def __init__(self, after: int, how: BaseException | None = None) -> None:
        self._left = after
        self._how = how
        self.before = 0

    def begin(self, total: int, done: int) -> None:
        self.before = done

    def advance(self, articles: int) -> None:
        self._left -= articles
        if self._left <= 0:
            if self._how is None:
                os.kill(os.getpid(), signal.SIGKILL)
            else:
                raise self._how


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    """Sixty articles, which come five at a time into shards of a few."""
    small(monkeypatch)
    stories = [story(number) for number in range(60)]
    return made(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive", *stories)


def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "AT_ONCE", 5)
    monkeypatch.setattr(groups, "_FEW", 3)
    monkeypatch.setattr(output, "SHARD", 9_000)


@pytest.mark.parametrize("split", [None, Split(by="cluster", shares=(50, 30, 20))], ids=["whole", "split"])
@pytest.mark.parametrize("form", FORMATS)
def test_an_interrupted_export_goes_on_from_its_whole_files(
    source: Source, tmp_path: Path, form: Format, split: Split | None, capsys: pytest.CaptureFixture[str]
) -> None:
    options = with_options(form, split=split)
    exported_to(source, options, tmp_path / "whole")
    began = []
    for after in (25, 20, 1_000):
        cut = Cut(after, KeyboardInterrupt())
        try:
            export(source, options, tmp_path / "out", told=print, progress=cut)
        except KeyboardInterrupt:
            assert not (tmp_path / "out").exists()
        began.append(cut.before)
    assert began[0] == 0
    if split is None:
        assert 0 < began[1] < began[2] <= 60
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")
    assert not list(tmp_path.glob(".out*"))
    assert "the same command goes on" in capsys.readouterr().out


KILLED = """
import sys
from pathlib import Path
from crawler.archive import outgoing
from crawler.corpus import Source, export, output, usual
from crawler.corpus.files import groups
from tests.corpus.test_interrupted import Cut
outgoing.AT_ONCE, output.SHARD, groups._FEW = 5, 9_000, 3
export(Source(sys.argv[1], Path(sys.argv[2])), usual(sys.argv[3]), Path(sys.argv[4]), told=print, progress=Cut(30))
"""


@pytest.mark.parametrize("form", [Format.SEED, Format.JSONL, Format.PARQUET])
def test_a_killed_export_goes_on_too(source: Source, tmp_path: Path, form: Format) -> None:
    script = KILLED.replace("usual(sys.argv[3])", "usual(Format(sys.argv[3]))").replace(
        "import Source", "import Format, Source"
    )
    where = [source.database_url, str(source.archive_dir), form, str(tmp_path / "out")]
    done = subprocess.run([sys.executable, "-c", script, *where], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "out").exists()
    cut = Cut(1_000)
    export(source, usual(form), tmp_path / "out", told=print, progress=cut)
    assert 0 < cut.before <= 30
    exported_to(source, usual(form), tmp_path / "whole")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


def test_when_the_archive_has_changed_it_starts_anew_and_says_so(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KeyboardInterrupt):
        export(source, usual(Format.SEED), tmp_path / "out", told=print, progress=Cut(30, KeyboardInterrupt()))
    made(source.database_url, source.archive_dir, story(90))
    assert exported_to(source, usual(Format.SEED), tmp_path / "out").counts.articles == 61
    assert "the archive has changed since the export was interrupted: it starts anew" in capsys.readouterr().out


def interrupted(source: Source, out: Path, said: Publication) -> None:
    cut = Cut(30, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        export(source, usual(Format.SEED), out, told=print, progress=cut, publication=said)


def test_a_site_file_that_has_changed_lets_it_go_on_and_is_in_what_comes_out(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    interrupted(source, tmp_path / "out", Publication("", {"bao-thu": Paper("Báo Mẫu")}))
    now = Publication("", {"bao-thu": Paper("Báo Mẫu", "CC-BY-4.0")})
    cut = Cut(1_000)
    told = export(source, usual(Format.SEED), tmp_path / "out", told=print, progress=cut, publication=now)
    assert cut.before > 0
    assert told.publication == now
    assert f"goes on where it was interrupted: {cut.before} files of it are whole" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"options": with_options(Format.SEED, selection={"sites": ("a",)})}, r"other options \(sites\) was"),
        ({"archive": State(4, "b")}, "the archive has changed"),
        ({"versions": {"khobao": "1", "pyarrow": "3"}}, "begun by another version of pyarrow: it"),
        ({"parent": "cd" * 32}, "a whole export was interrupted here, this is one made from release cdcdcdcdcdcd: it"),
    ],
)
def test_what_has_changed_is_named(changes: dict[str, Any], why: str) -> None:
    aim = Aim(usual(Format.SEED), State(3, "a"), {"khobao": "1", "pyarrow": "2"})
    assert re.search(why, why_anew(aim.head(), msgspec.structs.replace(aim, **changes)))


def test_a_delta_that_was_interrupted_starts_anew_and_says_so(
    source: Source, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base, out = tmp_path / "base", tmp_path / "delta"
    exported_to(source, usual(Format.SEED), base)
    made(source.database_url, source.archive_dir, *map(story, range(90, 120)))
    with pytest.raises(KeyboardInterrupt):
        export_delta(source, base, out, told=print, progress=Cut(20, KeyboardInterrupt()))
    assert capsys.readouterr().out == "nothing of it is kept: the same command starts anew\n"
    assert not list(tmp_path.glob("*delta*"))
    aim = Aim(usual(Format.SEED), State(3, "a"), {}, parent="cd" * 32)
    left = tmp_path / ".delta.partial"
    left.mkdir()
    (left / "progress").write_bytes(aim.head() + b"\n")  # as after a kill
    with working(out, aim, print) as work:
        assert not work.worth_keeping
    assert "does not go on from where it was interrupted: it starts anew" in capsys.readouterr().out


def test_what_is_written_meanwhile_is_not_exported(source: Source, tmp_path: Path) -> None:
    class Crawl(Cut):
        def begin(self, total: int, done: int) -> None:
            made(source.database_url, source.archive_dir, story(90))

    told = export(source, usual(Format.JSONL), tmp_path / "out", told=print, progress=Crawl(1_000))
    assert told.counts.articles == 60


def test_two_exports_into_one_place_do_not_meet(source: Source, tmp_path: Path) -> None:
    aim = Aim(usual(Format.SEED), State(0, None), {})
    with working(tmp_path / "out", aim, print), pytest.raises(BadInput, match="another export is being made there"):
        exported_to(source, usual(Format.SEED), tmp_path / "out")


def test_a_full_disk_is_one_line_and_nothing_is_there(source: Source, tmp_path: Path) -> None:
    """A limit on the size of files fails as a full disk does, in the middle of a write."""
    script = f"""
import resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (70_000, 70_000))
from crawler.cli.app import main
sys.argv = ["khobao", "export", "--format", "jsonl", "--out", {str(tmp_path / "out")!r}, "--database",
            {source.database_url!r}, "--archive", {str(source.archive_dir)!r}]
main()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1].startswith("khobao: ")
    assert "nothing was exported" in done.stderr
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))
