"""`khobao export` as a user types it, from an archive on disk."""

import json
import sys
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from crawler.archive import Archive
from crawler.cli.app import main
from tests.archive.making import address, fingerprinted
from tests.warc.samples import exchange, writer


def _run(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    monkeypatch.setattr(sys, "argv", ["khobao", "export", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def place(tmp_path: Path) -> list[str]:
    """The options that name an archive of three articles, one without a date."""
    database, folder = f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive"
    with Archive.open(database, folder) as archive:
        archive.store_many([fingerprinted(2), fingerprinted(1), fingerprinted(3, dated=False)])
    return ["--database", database, "--archive", str(folder)]


def test_articles_come_out_by_time_of_publication(
    place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "corpus"
    assert _run(monkeypatch, "--format", "jsonl", "--out", out, *place) == 0
    titles = [json.loads(line)["title"] for line in (out / "articles.jsonl").read_bytes().splitlines()]
    assert titles == ["Chuyến tàu thứ 1", "Chuyến tàu thứ 2", "Chuyến tàu thứ 3"]
    assert f"3 articles in {out}" in capfd.readouterr().err


@pytest.mark.parametrize(
    "days", [("--from", "0001-01-01"), ("--to", "9999-12-31"), ("--from", "0001-01-01", "--to", "9999-12-31")]
)
def test_the_first_and_the_last_of_all_days_can_be_named(
    days: tuple[str, ...], place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "corpus"
    assert _run(monkeypatch, "--format", "jsonl", "--out", out, *days, *place) == 0
    assert len((out / "articles.jsonl").read_bytes().splitlines()) == 2  # the third has no date


def test_the_settings_say_where_the_archive_is(
    place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", place[1])
    monkeypatch.setenv("ARCHIVE_DIR", place[3])
    monkeypatch.delitem(sys.modules, "settings", raising=False)  # settings are read once a process
    assert _run(monkeypatch, "--format", "seed", "--out", tmp_path / "corpus") == 0
    first, _, last = sorted((tmp_path / "corpus").glob("*.txt"))
    assert first.read_bytes().startswith(" date 2025-11-19 Cảng lúc bình minh (Ảnh: Lê Vy).\n\nMẻ cá đầu mùa".encode())
    assert last.read_bytes().startswith("Cảng lúc bình minh".encode())


@pytest.fixture
def recorded(place: list[str], tmp_path: Path) -> list[str]:
    """The same archive with an article of another paper, whose page is in a WARC file."""
    warc = writer(tmp_path / "archive" / "warc")
    other = fingerprinted(7, site="bao-khac")
    ref = warc.write(exchange(other.article.url, other.page.body))
    warc.close()
    with Archive.open(place[1], Path(place[3])) as archive:
        archive.store_many([replace(other, page=replace(other.page, url=other.article.url, site="bao-khac", warc=ref))])
    return place


def test_articles_of_one_site_alone(recorded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "--format", "jsonl", "--out", tmp_path / "it", "--site", "bao-khac", *recorded) == 0
    (line,) = (tmp_path / "it" / "articles.jsonl").read_bytes().splitlines()
    assert json.loads(line)["site"] == "bao-khac"


def test_a_web_archive_of_one_site(
    recorded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "it.wacz"
    assert _run(monkeypatch, "--format", "wacz", "--out", out, "--site", "bao-khac", *recorded) == 0
    assert f"1 articles in {out}" in capfd.readouterr().err
    with ZipFile(out) as made:
        _, listed = made.read("pages/pages.jsonl").splitlines()
    assert json.loads(listed)["url"] == address(7, "bao-khac")


def test_a_web_archive_of_pages_without_records_is_refused(
    recorded: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "it.wacz"
    assert _run(monkeypatch, "--format", "wacz", "--out", out, "--site", "bao-thu", *recorded) == 1
    assert "there is nothing to package" in capfd.readouterr().err
    assert not out.exists()


WRONG = {
    "there is no such file": ["--database", "sqlite:////nowhere/khobao.db"],
    "not an empty folder": ["--out", "."],
    "bao-la: the archive holds no article of such a paper": ["--site", "bao-thu,bao-la"],
    "no length is in between": ["--min-length", "50", "--max-length", "10"],
    "no day is in between": ["--from", "2025-11-02", "--to", "2025-11-01"],
    "--from: '2025-13-01' is not a date in the calendar": ["--from", "2025-13-01"],
    "--to: 'hôm qua' is not a date: write YYYY-MM-DD": ["--to", "hôm qua"],
    "there is no such filter": ["--filter", "gopher"],
    "it names nothing": ["--section", ","],
    "three shares in percent": ["--split", "cluster:50,50,50"],
    "write cluster, cluster:90,5,5 or time:": ["--split", "ngày"],
    "has no lines to compress": ["--compress", "zstd"],
    "pages are packaged as they were served": ["--format", "wacz", "--tone", "new"],
    "bao-la: the archive": ["--format", "wacz", "--site", "bao-la", "--captions", "out"],
    "not a release": ["--since-release", "."],
}


@pytest.mark.parametrize("why", WRONG)
def test_bad_input_is_one_line_and_leaves_nothing(
    place: list[str],
    why: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    assert _run(monkeypatch, "--format", "seed", "--out", tmp_path / "corpus", *place, *WRONG[why]) == 1
    said = capfd.readouterr().err
    assert said.startswith("khobao: ")
    assert why in said
    assert said.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


def test_an_unknown_format_is_wrong_usage(place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _run(monkeypatch, "--format", "docx", "--out", tmp_path / "corpus", *place) == 2
