"""Exports through filters and with personal numbers masked."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from crawler.cli import choosing
from crawler.corpus import Copies, Format, Source, Writing, apply, export_delta
from crawler.errors import BadInput
from crawler.items import Block, Fingerprinted
from tests.corpus.filters.test_filters import NEWS
from tests.corpus.releasing import Silent, contents, exported_to, made, story, usual

NUMBER = "0912 345 678"
EVERY = {"copies": Copies.KEEP}


@pytest.fixture
def source(database_url: str, tmp_path: Path) -> Source:
    """Five articles: plain news, news in few words, the same line again and again, a phone number, a bracket."""
    texts: list[Any] = [
        NEWS,
        ("Tin vắn trong ngày.",),
        (*NEWS[::-1], *NEWS[:3]),
        (*(line.replace("lúa", "ngô") for line in NEWS), f"Xin gọi {NUMBER}, hoặc ghi thư cho tòa soạn."),
        ("Mã nguồn { của trang } lẫn vào bài.",),
    ]
    stories = [story(n, blocks=tuple(Block("paragraph", line) for line in text)) for n, text in enumerate(texts)]
    return made(database_url, tmp_path / "archive", *stories)


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "articles.jsonl").read_bytes().splitlines()]


def test_what_filters_leave_out_is_counted_by_rule(source: Source, tmp_path: Path) -> None:
    chosen = {"filters": ("gopher-quality", "gopher-repetition", "c4")}
    told = exported_to(source, usual(Format.JSONL, selection=chosen), tmp_path / "out")
    out = {one.step: one.given - one.passed for one in told.counts.steps if one.given > one.passed}
    assert out == {"gopher-quality/short": 2, "gopher-repetition/same-lines": 1}
    assert told.counts.articles == len(lines(tmp_path / "out")) == 2


@pytest.mark.parametrize("form", [Format.SEED, Format.JSONL, Format.PARQUET])
def test_no_filter_and_no_mask_unless_asked_for(source: Source, tmp_path: Path, form: Format) -> None:
    options = usual(form, selection=EVERY)
    told = exported_to(source, options, tmp_path / "out")
    assert (options.selection.filters, options.writing.mask_pii) == ((), False)
    assert (told.counts.articles, told.counts.masked) == (5, 0)


@pytest.mark.parametrize("form", [Format.SEED, Format.TEXT, Format.JSONL, Format.PARQUET])
def test_masked_numbers_are_in_no_file_and_counted(source: Source, tmp_path: Path, form: Format) -> None:
    told = exported_to(source, usual(form, selection=EVERY, writing=Writing(mask_pii=True)), tmp_path / "out")
    files = contents(tmp_path / "out")
    assert told.counts.masked == 1
    assert not any(NUMBER.encode() in content for content in files.values())


def test_masked_texts_keep_the_rest(source: Source, tmp_path: Path) -> None:
    exported_to(source, usual(Format.JSONL, writing=Writing(mask_pii=True)), tmp_path / "out")
    shown = [one["text"] for one in lines(tmp_path / "out") if "[PHONE]" in one["text"]]
    assert [text.splitlines()[-1] for text in shown] == ["Xin gọi [PHONE], hoặc ghi thư cho tòa soạn."]


def test_the_same_bytes_with_any_number_of_workers(source: Source, tmp_path: Path) -> None:
    options = usual(Format.JSONL, selection={"filters": ("c4", "fineweb2")}, writing=Writing(mask_pii=True))
    exported_to(source, options, tmp_path / "one")
    exported_to(source, options, tmp_path / "two", workers=2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_names_of_filters_come_in_one_order() -> None:
    assert choosing.chosen_filters("c4, gopher-quality,c4") == ("gopher-quality", "c4")
    assert choosing.chosen_filters("") == ()
    with pytest.raises(BadInput, match="--filter gophre: there is no such filter: choose of gopher-quality, "):
        choosing.chosen_filters("gophre")


def copied(number: int, *more: str) -> Fingerprinted:
    """The same news as under every other number, and some lines more."""
    return story(number, blocks=tuple(Block("paragraph", line) for line in (*NEWS, *more)))


@pytest.mark.parametrize("revisions", ["latest", "all"])
@pytest.mark.parametrize("chosen", [{"filters": ("c4",)}, {"most_syllables": len(" ".join(NEWS).split())}])
def test_of_copies_the_first_that_passes_is_kept(
    chosen: dict[str, Any], revisions: str, database_url: str, tmp_path: Path
) -> None:
    """A copy that is left out for its text takes no other with it; what comes of it is the same by way of a delta."""
    bracket = "Mã nguồn { của trang } lẫn vào bài."
    source = made(database_url, tmp_path / "archive", copied(1, bracket), copied(2), copied(3))
    options = usual(Format.JSONL, selection={"copies": Copies.DROP, "revisions": revisions} | chosen)
    told = exported_to(source, options, tmp_path / "base")
    (kept,) = lines(tmp_path / "base")
    assert kept["url"] == copied(2).article.url
    assert [(one.given, one.passed) for one in told.counts.steps if one.step == "copies"] == [(2, 1)]
    mended = copied(1)
    later = replace(mended, page=replace(mended.page, fetched_at=mended.page.fetched_at + timedelta(hours=1)))
    made(database_url, tmp_path / "archive", later)
    export_delta(source, tmp_path / "base", tmp_path / "delta", told=print, progress=Silent())
    apply(tmp_path / "base", [tmp_path / "delta"], tmp_path / "joined", told=print, progress=Silent())
    exported_to(source, options, tmp_path / "full")
    assert contents(tmp_path / "joined") == contents(tmp_path / "full")
    assert {one["url"] for one in lines(tmp_path / "full")} == {copied(1).article.url}
