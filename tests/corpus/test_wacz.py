"""`khobao export --format wacz` before a judge from outside: py-wacz validates it, and its index leads to pages."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from fastwarc.warc import ArchiveIterator

from crawler.archive import Archive, Exported
from crawler.corpus import Format
from crawler.corpus.captures import Captures, PagesAlone, WholeFiles
from crawler.corpus.packages import all_of_it, chosen, export_wacz
from crawler.errors import BadInput
from crawler.items import Fingerprinted, WarcRef
from crawler.warc import WarcWriter
from tests.corpus.making import FETCHED, address, copy_of, exported
from tests.corpus.releasing import made, story, usual
from tests.warc.samples import PAGE, exchange, writer

OTHER = "https://baokhac.example/tin-9.html"


def served(number: int) -> bytes:
    return PAGE.replace(b"20/11", b"%d/11" % number)


def written_on(day: int, directory: Path) -> WarcWriter:
    return WarcWriter(directory, software="khobao/0.1", operator="", clock=lambda: FETCHED + timedelta(days=day))


def recorded(warc: WarcWriter, number: int, *, days: int = 0, earlier: WarcRef | None = None) -> Exported:
    """An article whose page is in a WARC file."""
    at = FETCHED + timedelta(days=days)
    ref = warc.write(exchange(address(number), served(number), at=at, earlier=earlier))
    return replace(exported(number), warc=ref, fetched_at=at)


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "warc"


@pytest.fixture
def articles(directory: Path) -> list[Exported]:
    """Three articles of one paper in two files, the third a revisit; a feed and a page of another paper beside them."""
    first = written_on(0, directory)
    first.write(exchange("https://baomau.example/rss", b"<rss/>"))
    first.write(exchange(OTHER, b"cua bao khac"))
    one, two = recorded(first, 1), recorded(first, 2)
    three = recorded(first, 3)
    first.close()
    second = written_on(1, directory)
    again = recorded(second, 3, days=1, earlier=three.warc)
    second.close()
    return [one, two, again]


def package(articles: list[Exported], captures: Captures, out: Path) -> int:
    return export_wacz(articles, captures, out, print, lambda _: None)


def validated(wacz: Path) -> ZipFile:
    """The package, once `wacz validate` is content with it."""
    tool = Path(sys.executable).with_name("wacz")
    done = subprocess.run([tool, "validate", "-f", wacz], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Validation succeeded" in done.stdout
    assert "Version detected as 1.1.1" in done.stdout
    return ZipFile(wacz)


def pages(package: ZipFile) -> list[dict[str, str]]:
    header, *lines = map(json.loads, package.read("pages/pages.jsonl").splitlines())
    assert header["format"] == "json-pages-1.0"
    return lines


def captures(package: ZipFile) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Key, time and fields of each line of the index, with the WARC record that it leads to."""
    for line in gzip.decompress(package.read("indexes/index.cdx.gz")).decode().splitlines():
        key, moment, fields = line.split(" ", 2)
        told = json.loads(fields)
        start, length = int(told["offset"]), int(told["length"])
        member = package.read(f"archive/{told['filename']}")[start : start + length]
        yield key, moment, member, told


def body_of(member: bytes) -> bytes:
    record = next(iter(ArchiveIterator(BytesIO(member), parse_http=False)))
    assert record.verify_block_digest()
    record.parse_http()
    return bytes(record.reader.read())


def test_the_validator_is_content_and_the_files_are_those_of_the_archive(
    articles: list[Exported], directory: Path, tmp_path: Path
) -> None:
    assert package(articles, WholeFiles(directory), tmp_path / "bao.wacz") == 3
    with validated(tmp_path / "bao.wacz") as made:
        for path in directory.iterdir():
            assert made.read(f"archive/{path.name}") == path.read_bytes()
            assert made.getinfo(f"archive/{path.name}").compress_type == ZIP_STORED
        assert made.getinfo("indexes/index.cdx.gz").compress_type == ZIP_STORED
        told = json.loads(made.read("datapackage.json"))
        assert {one["path"] for one in told["resources"]} | {"datapackage.json", "datapackage-digest.json"} == set(
            made.namelist()
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bao.wacz", "warc"]


def test_every_listed_page_is_found_by_address_and_time(
    articles: list[Exported], directory: Path, tmp_path: Path
) -> None:
    package(articles, WholeFiles(directory), tmp_path / "bao.wacz")
    with validated(tmp_path / "bao.wacz") as made:
        found = {(told["url"], moment): member for _, moment, member, told in captures(made)}
        for number, listed in enumerate(pages(made), 1):
            moment = "".join(filter(str.isdigit, listed["ts"]))
            assert (listed["url"], listed["title"]) == (address(number), f"Tàu {number}")
            assert f"Chuyến tàu thứ {number}" in listed["text"]
            assert body_of(found[listed["url"], moment]) == (served(number) if number < 3 else b"")
        keys = [key for key, *_ in captures(made)]
        assert keys == sorted(keys)
        assert keys[0] == "example,baokhac)/tin-9.html"


def test_a_choice_of_pages_holds_no_other_record(articles: list[Exported], directory: Path, tmp_path: Path) -> None:
    assert package([articles[0], articles[2]], PagesAlone(directory), tmp_path / "it.wacz") == 2
    with validated(tmp_path / "it.wacz") as made:
        records = [
            record
            for name in made.namelist()
            if name.startswith("archive/")
            for record in ArchiveIterator(BytesIO(made.read(name)), parse_http=False)
            if record.verify_block_digest()
        ]
        seen = [(record.headers["WARC-Type"], record.headers.get("WARC-Target-URI")) for record in records]
        assert seen == [
            ("warcinfo", None),
            *[("response", address(1)), ("request", address(1))],
            *[("response", address(3)), ("request", address(3))],
            ("warcinfo", None),
            *[("revisit", address(3)), ("request", address(3))],
        ]
        assert records[-2].headers["WARC-Refers-To"] == records[3].headers["WARC-Record-ID"]
        assert "WARC-Refers-To-Filename" not in records[-2].headers
        assert b"baokhac" not in b"".join(gzip.decompress(member) for *_, member, _ in captures(made))
        assert [body_of(member) for *_, member, _ in captures(made)] == [served(1), served(3), b""]


def test_files_that_a_crawl_writes_just_now_are_left_out(
    articles: list[Exported], directory: Path, tmp_path: Path
) -> None:
    running = writer(directory)
    newest = recorded(running, 4)
    for kind in (WholeFiles, PagesAlone):
        out = tmp_path / kind.__name__
        assert package([*articles, newest, replace(newest, warc=None)], kind(directory), out) == 3
        with validated(out / "archive.wacz") as made:
            assert address(4) not in {page["url"] for page in pages(made)}
            assert not any(name.endswith(".open") for name in made.namelist())
    running.close()


def test_copies_are_named(articles: list[Exported], directory: Path, tmp_path: Path) -> None:
    copy = replace(articles[1], verdict=copy_of(1, 2).verdict)
    assert package([articles[0], copy], WholeFiles(directory), tmp_path / "all.wacz") == 2
    with validated(tmp_path / "all.wacz") as made:
        first, second = pages(made)
        assert "duplicate_of" not in first
        assert first["id"].startswith(second["duplicate_of"])


@pytest.mark.parametrize("name", ["bao.wacz", "folder"])
def test_nothing_to_package_leaves_nothing(directory: Path, tmp_path: Path, name: str) -> None:
    for kind in (WholeFiles, PagesAlone):
        with pytest.raises(BadInput, match="no page of it lies in a closed WARC file"):
            package([exported(1)], kind(directory), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_not_overwritten(articles: list[Exported], directory: Path, tmp_path: Path) -> None:
    (tmp_path / "bao.wacz").write_text("đã có")
    with pytest.raises(BadInput, match=r"bao\.wacz: something is there already"):
        package(articles, WholeFiles(directory), tmp_path / "bao.wacz")
    assert (tmp_path / "bao.wacz").read_text() == "đã có"


def test_made_again_it_is_the_same_and_tells_no_other_time_than_that_of_the_pages(
    articles: list[Exported], directory: Path, tmp_path: Path
) -> None:
    for kind in (WholeFiles, PagesAlone):
        first, second = tmp_path / "first.wacz", tmp_path / "second.wacz"
        package(articles, kind(directory), first)
        package(articles, kind(directory), second)
        assert first.read_bytes() == second.read_bytes()
        with validated(first) as packed:
            assert json.loads(packed.read("datapackage.json"))["created"] == "2025-11-21T05:00:00Z"
            assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        first.unlink()
        second.unlink()


@pytest.mark.parametrize("selection", [{}, {"sites": ("bao-thu",)}], ids=["whole", "chosen"])
def test_from_sqlite_and_postgresql_it_is_the_same_bytes(
    selection: dict[str, Any], directory: Path, tmp_path: Path, postgres_url: str
) -> None:
    warc, stories = written_on(0, directory), list[Fingerprinted]()
    for number in range(4):
        one = story(number)
        ref = warc.write(exchange(one.article.url, served(number + 1), at=one.page.fetched_at))
        stories.append(replace(one, page=replace(one.page, warc=ref)))
    warc.close()
    options, packed = usual(Format.WACZ, selection=selection), []
    for url, order in ((f"sqlite:///{tmp_path / 'khobao.db'}", 1), (postgres_url, -1)):
        source = made(url, tmp_path / f"archive{order}", *stories[::order])
        out = tmp_path / f"{order}.wacz"
        with Archive.open(*source, write=False) as archive, archive.snapshot() as snapshot:
            kind = WholeFiles if all_of_it(options.selection) else PagesAlone
            assert package(list(chosen(snapshot, options)), kind(directory), out) == 4
        packed.append(out.read_bytes())
    assert packed[0] == packed[1]


class Cut:
    """Ctrl-C when the second WARC file begins to go in."""

    def __init__(self) -> None:
        self._told = 0

    def __call__(self, _size: int) -> None:
        self._told += 1
        if self._told == 2:
            raise KeyboardInterrupt


def test_an_interrupted_one_goes_on_and_comes_to_the_same(
    articles: list[Exported], directory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in (WholeFiles, PagesAlone):
        out, whole = tmp_path / f"{kind.__name__}.wacz", tmp_path / "whole.wacz"
        package(articles, kind(directory), whole)
        with pytest.raises(KeyboardInterrupt):
            export_wacz(articles, kind(directory), out, print, Cut())
        assert "the same command goes on from there" in capsys.readouterr().out
        assert not out.exists()
        inodes = {path.name: path.stat().st_ino for path in (tmp_path / f".{out.name}.partial/pieces").iterdir()}
        seen = dict[str, int]()

        def look(_size: int, out: Path = out, seen: dict[str, int] = seen) -> None:
            seen |= {path.name: path.stat().st_ino for path in (tmp_path / f".{out.name}.partial/pieces").iterdir()}

        assert export_wacz(articles, kind(directory), out, print, look) == 3
        assert inodes.items() <= seen.items()  # what was whole is not made again
        assert f"goes on where it was interrupted: {len(inodes)} files are whole" in capsys.readouterr().out
        assert out.read_bytes() == whole.read_bytes()
        assert not list(tmp_path.glob(".*"))
        whole.unlink()


def test_a_file_that_has_changed_since_is_looked_at_again(
    articles: list[Exported], directory: Path, tmp_path: Path
) -> None:
    for kind in (WholeFiles, PagesAlone):
        out, whole = tmp_path / f"{kind.__name__}.wacz", tmp_path / "whole.wacz"
        with pytest.raises(KeyboardInterrupt):
            export_wacz(articles, kind(directory), out, print, Cut())
        first, second = sorted(directory.iterdir())
        first.write_bytes(first.read_bytes() + second.read_bytes())
        package(articles, kind(directory), out)
        package(articles, kind(directory), whole)
        assert out.read_bytes() == whole.read_bytes()
        whole.unlink()
