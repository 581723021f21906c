"""Exports: the files to the byte, copies as asked, whole folders only."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from crawler import seedformat
from crawler.archive import Exported
from crawler.articlejson import from_json
from crawler.corpus import Copies, Format, export
from crawler.corpus.copies import treat
from crawler.errors import BadInput
from crawler.items import Block, Verdict
from tests.corpus.making import copy_of, exported


def _lines(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "articles.jsonl").read_bytes().splitlines()]


def test_seed_files_are_numbered_and_hold_prefix_and_body(tmp_path: Path) -> None:
    assert export([exported(1), exported(2)], Format.SEED, tmp_path / "corpus") == 2
    files = sorted((tmp_path / "corpus").iterdir())
    expected = " date 2025-11-20 Bến cảng (Ảnh: Lê Vy).\n\nChuyến tàu thứ 1 đã cập bến."
    assert [path.name[:4] for path in files] == ["000_", "001_"]
    assert files[0].name == seedformat.file_name(0, expected)
    assert files[0].read_bytes() == expected.encode()


def test_reading_a_seed_folder_back_gives_the_same_articles(tmp_path: Path) -> None:
    articles = [exported(number) for number in range(12)]
    export(articles, Format.SEED, tmp_path / "corpus")
    read = [seedformat.parse(path.read_bytes().decode()) for path in sorted((tmp_path / "corpus").iterdir())]
    assert read == [(date(2025, 11, 20), seedformat.body_of(one.article)) for one in articles]


def test_a_page_without_a_body_takes_no_number(tmp_path: Path) -> None:
    export([exported(1, None, Block("paragraph", " ")), exported(2)], Format.SEED, tmp_path / "corpus")
    (file,) = (tmp_path / "corpus").iterdir()
    assert file.name.startswith("000_")


def test_a_json_line_gives_the_article_back_and_what_the_archive_knows(tmp_path: Path) -> None:
    original, copied = exported(1), copy_of(1, 2)
    assert export([original, copied], Format.JSONL, tmp_path / "corpus") == 2
    first, second = _lines(tmp_path / "corpus")
    assert from_json(first) == original.article
    assert first["warc"] == {"file": "baomau.warc.gz", "offset": 100, "digest": "sha1:ABC"}
    assert first["fetched_at"] == "2025-11-20T05:00:00+00:00"
    assert (first["found_by"], first["found_at"]) == ("feed", "https://baomau.example/rss")
    assert first["extractor"] == original.article.extractor
    assert (first["revision"], first["gone_at"], first["duplicate_of"]) == (1, None, None)
    assert (second["duplicate_of"], second["cluster"], second["similarity"]) == (first["id"], first["id"], 0.91)


def test_two_exports_of_one_state_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        export([exported(1), copy_of(1, 2)], Format.JSONL, tmp_path / name)
    one, two = ((tmp_path / name / "articles.jsonl").read_bytes() for name in ("one", "two"))
    assert one == two


@pytest.mark.parametrize(
    ("copies", "kept"), [(Copies.KEEP, [1, 2, 3]), (Copies.FLAG, [1, 2, 3]), (Copies.DROP, [1, 3])]
)
def test_copies_are_kept_flagged_or_dropped(copies: Copies, kept: list[int]) -> None:
    treated = list(treat([exported(1), copy_of(1, 2), exported(3)], copies))
    assert [one.number for one in treated] == kept
    assert any(one.verdict.duplicate_of for one in treated) == (copies is Copies.FLAG)


def test_drop_leaves_one_article_a_cluster() -> None:
    first = copy_of(1, 2).verdict.cluster
    linked_by_a_later_one = exported(3, Verdict("unique", cluster=first))
    head = exported(1, Verdict("unique", cluster=first))
    assert [one.number for one in treat([head, copy_of(1, 2), linked_by_a_later_one], Copies.DROP)] == [1]


def test_copies_have_no_place_in_seed_folders_unless_asked_for(tmp_path: Path) -> None:
    assert export([exported(1), copy_of(1, 2)], Format.SEED, tmp_path / "usual") == 1
    assert export([exported(1), copy_of(1, 2)], Format.SEED, tmp_path / "all", Copies.KEEP) == 2


def test_an_empty_folder_is_filled_and_one_with_something_in_it_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "corpus"
    out.mkdir()
    export([exported(1)], Format.SEED, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(BadInput, match="not an empty folder"):
        export([exported(2)], Format.SEED, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_an_export_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Exported]:
        yield exported(1)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(broken(), Format.JSONL, tmp_path / "corpus")
    assert list(tmp_path.iterdir()) == []


def test_no_reader_sees_half_an_export(tmp_path: Path) -> None:
    def watched() -> Iterator[Exported]:
        for number in range(3):
            yield exported(number)
            assert not (tmp_path / "corpus").exists()

    assert export(watched(), Format.SEED, tmp_path / "corpus") == 3


@pytest.mark.parametrize("out", ["file", "file/corpus"])
def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match=r"file.*: "):
        export([exported(1)], Format.SEED, tmp_path / out)


def test_articles_are_taken_one_at_a_time(tmp_path: Path) -> None:
    """Memory stays bounded: no article is asked for before the one before it was written."""
    out = tmp_path / "corpus"

    def watched() -> Iterator[Exported]:
        for number in range(5):
            (working,) = tmp_path.iterdir()
            assert len(list(working.iterdir())) == number
            yield exported(number)

    assert export(watched(), Format.SEED, out) == 5
