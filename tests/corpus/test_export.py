"""Exports of real archives: the files to the byte, copies as asked, whole folders only."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pyarrow.parquet as pq
import pytest
import zstandard

from crawler import seedformat
from crawler.archive import Archive, Exported
from crawler.articlejson import from_json, to_json
from crawler.corpus import Compression, Copies, Format, Source, Split, Writing, crew, output
from crawler.corpus.files import groups, lines
from crawler.corpus.selection import Tone
from crawler.errors import BadInput, Reason
from crawler.items import Failure
from tests.archive.making import NOON, address
from tests.corpus.releasing import PIECES, bare, contents, exported_to, made, moment, revised, story, undated, usual

ALL = (Format.SEED, Format.TEXT, Format.JSONL, Format.PARQUET)


@pytest.fixture
def source(database_url: str, tmp_path: Path) -> Source:
    """Twenty articles, one undated, one without a body, one revised, one gone, two copies."""
    stories = [story(number) for number in range(3, 20)]
    copied = story(30, f"{stories[4].article.blocks[2].text} Hết chuyện.")
    same = story(31, stories[5].article.blocks[2].text)
    again = revised(12, f"{PIECES[1]} {PIECES[2]} {PIECES[3]}")
    where = made(database_url, tmp_path / "archive", *stories, undated(40), bare(41), copied, same, again)
    with Archive.open(database_url, where.archive_dir) as archive:
        archive.fail(Failure(address(9), "bao-thu", Reason.HTTP, "404", NOON, "feed"))
    return where


def plainly(one: Exported) -> dict[str, Any]:
    """The line of an article, made in the plainest way."""
    return to_json(one.article) | {
        "fetched_at": one.fetched_at.isoformat(),
        "found_by": one.found_by,
        "found_at": one.found_at,
        "duplicate_of": one.verdict.duplicate_of,
        "similarity": one.verdict.similarity,
        "cluster": one.verdict.cluster,
        "revision": one.revision,
        "gone_at": one.gone_at.isoformat() if one.gone_at else None,
        "warc": {"file": one.warc.file, "offset": one.warc.offset, "digest": one.warc.digest} if one.warc else None,
    }


def all_of(source: Source, *, revisions: bool = False) -> list[Exported]:
    with Archive.open(source.database_url, source.archive_dir, write=False) as archive:
        return list(archive.exported(revisions=revisions))


@pytest.mark.parametrize("revisions", ["latest", "all"])
def test_lines_are_what_the_plain_way_makes(source: Source, tmp_path: Path, revisions: str) -> None:
    exported_to(source, usual(Format.JSONL, selection={"revisions": revisions}), tmp_path / "out")
    articles = all_of(source, revisions=revisions == "all")
    assert len(articles) == (21 if revisions == "latest" else 22)
    plain = b"".join(orjson.dumps(plainly(one)) + b"\n" for one in articles)
    assert (tmp_path / "out" / "articles.jsonl").read_bytes() == plain
    assert from_json(orjson.loads(plain.partition(b"\n")[0])) == articles[0].article


def test_a_table_says_what_the_lines_say(source: Source, tmp_path: Path) -> None:
    exported_to(source, usual(Format.PARQUET), tmp_path / "out")
    rows = pq.read_table(tmp_path / "out" / "articles.parquet").to_pylist()
    for row, one in zip(rows, all_of(source), strict=True):
        line = plainly(one)
        line["blocks"] = [{"level": 0} | block for block in line["blocks"]]
        line["origins"] = [{"field": field, "origin": origin} for field, origin in line["origins"].items()]
        times = ("published_at", "modified_at", "fetched_at", "gone_at")
        assert {**row, **dict.fromkeys(times)} == {**line, **dict.fromkeys(times)}
        assert (row["published_at"], row["fetched_at"]) == (one.article.published_at, one.fetched_at)
        assert row["gone_at"] == one.gone_at


def test_seed_files_are_numbered_and_hold_prefix_and_body(source: Source, tmp_path: Path) -> None:
    exported_to(source, usual(Format.SEED), tmp_path / "out")
    files = sorted((tmp_path / "out").glob("*.txt"))
    bodies = [one.article for one in all_of(source) if one.verdict.kind == "unique" and one.article.blocks]
    expected = [seedformat.content_of(article) for article in bodies]
    assert [path.name for path in files] == [seedformat.file_name(n, said) for n, said in enumerate(expected)]
    assert [path.read_bytes().decode() for path in files] == expected


def test_a_text_is_lines_of_paragraphs_and_a_blank_line(source: Source, tmp_path: Path) -> None:
    exported_to(source, usual(Format.TEXT, writing=Writing(title=True, lead=True)), tmp_path / "out")
    documents = (tmp_path / "out" / "articles.txt").read_text().split("\n\n")
    assert documents.pop() == ""
    first, *_ = all_of(source)
    head = [first.article.title, first.article.summary, "Mẻ cá đầu mùa"]
    assert documents[0].splitlines()[:3] == head
    assert len(documents) == sum(one.verdict.kind == "unique" for one in all_of(source)) - 1


def test_the_archive_of_either_database_and_any_number_of_workers_is_the_same_bytes(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stories = [story(number) for number in range(60)] + [story(70, story(1).article.blocks[2].text), undated(71)]
    one = made(f"sqlite:///{tmp_path / 'one.db'}", tmp_path / "one", *stories, at_once=5)
    two = made(postgres_url, tmp_path / "two", *stories, at_once=64)
    monkeypatch.setattr(crew, "_FEW", 0)
    monkeypatch.setattr(groups, "_FEW", 30)
    for form in ALL:
        options = usual(form, split=Split(by="cluster", shares=(60, 20, 20)))
        exported_to(one, options, tmp_path / f"{form}-1")
        exported_to(two, options, tmp_path / f"{form}-2", workers=2)
        exported_to(one, options, tmp_path / f"{form}-3", workers=3)
        assert contents(tmp_path / f"{form}-1") == contents(tmp_path / f"{form}-2") == contents(tmp_path / f"{form}-3")


@pytest.mark.parametrize("compression", [Compression.GZIP, Compression.ZSTD])
def test_compressed_lines_are_the_same_lines(source: Source, tmp_path: Path, compression: Compression) -> None:
    exported_to(source, usual(Format.JSONL), tmp_path / "plain")
    exported_to(source, usual(Format.JSONL, compression=compression), tmp_path / "out")
    (path,) = (tmp_path / "out").glob("articles.jsonl.*")
    read = b"".join(lines.records(path, compression, b"\n"))
    assert read == (tmp_path / "plain" / "articles.jsonl").read_bytes()
    if compression is Compression.GZIP:
        assert path.read_bytes()[4:8] == bytes(4)  # no time in it
    else:  # one frame: readers that stop at the end of the first one read all
        assert zstandard.frame_content_size(path.read_bytes()) in {-1, len(read)}
        with zstandard.ZstdDecompressor().stream_reader(path.read_bytes()) as stream:
            assert stream.read() == read


def test_the_manifest_counts_what_goes_in_and_out(source: Source, tmp_path: Path) -> None:
    told = exported_to(source, usual(Format.SEED, selection={"least_quality": 0.5}), tmp_path / "out")
    steps = [(one.step, one.given, one.passed) for one in told.counts.steps]
    assert steps == [("quarantine", 21, 21), ("quality", 21, 21), ("no-text", 21, 20), ("copies", 20, 18)]
    assert told.counts.articles == 18
    assert {one.path for one in told.files} | {"manifest.json"} == set(contents(tmp_path / "out"))
    assert sum(one.articles for one in told.counts.sources) == 18
    assert [one.year for one in told.counts.sources] == [2025, None]
    assert (told.counts.first_day, told.counts.last_day) == ("2025-11-19", "2025-11-19")
    text = (tmp_path / "out" / "manifest.json").read_text()
    assert str(tmp_path) not in text
    assert json.loads(text)["counts"]["articles"] == 18


def test_drop_keeps_the_first_of_those_that_are_chosen(source: Source, tmp_path: Path) -> None:
    """The original is of another day, and is not asked for: then its copy is no copy of anything in the export."""
    late = story(50, story(6).article.blocks[2].text, published_at=moment("2025-12-24"))
    made(source.database_url, source.archive_dir, late)
    chosen = {"copies": Copies.DROP, "from_day": date(2025, 12, 24)}
    told = exported_to(source, usual(Format.JSONL, selection=chosen), tmp_path / "out")
    assert told.counts.articles == 1
    told = exported_to(source, usual(Format.JSONL, selection={"copies": Copies.DROP}), tmp_path / "all")
    assert late.article.url.encode() not in (tmp_path / "all" / "articles.jsonl").read_bytes()
    assert told.counts.articles == 19


def test_keep_says_nothing_of_copies(source: Source, tmp_path: Path) -> None:
    exported_to(source, usual(Format.JSONL, selection={"copies": Copies.KEEP}), tmp_path / "out")
    read = [json.loads(line) for line in (tmp_path / "out" / "articles.jsonl").read_bytes().splitlines()]
    assert len(read) == 21
    assert not any(one["duplicate_of"] or one["cluster"] for one in read)


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        ({"sites": ("bao-thu",)}, 21),
        ({"from_day": date(2025, 11, 20)}, 0),
        ({"to_day": date(2025, 11, 19)}, 20),
        ({"sections": ("XÃ HỘI",)}, 21),
        ({"kinds": ("video",)}, 0),
        ({"languages": ("vi", "en")}, 21),
        ({"least_quality": 0.95}, 0),
        ({"least_syllables": 150}, 19),
        ({"most_syllables": 10}, 1),
    ],
)
def test_articles_are_chosen(source: Source, tmp_path: Path, choice: dict[str, Any], count: int) -> None:
    told = exported_to(source, usual(Format.JSONL, selection=choice), tmp_path / "out")
    assert told.counts.articles == count


def test_what_is_in_quarantine_comes_only_when_it_is_asked_for(source: Source, tmp_path: Path) -> None:
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.hold("bao-thu", "đổi giao diện", fetched_since=NOON)
    assert exported_to(source, usual(Format.JSONL), tmp_path / "out").counts.articles == 0
    told = exported_to(source, usual(Format.JSONL, selection={"quarantined": True}), tmp_path / "all")
    assert told.counts.articles == 21


def test_tone_marks_of_one_kind_in_what_is_written_alone(database_url: str, tmp_path: Path) -> None:
    one = story(1, f"Hòa bình và khoẻ mạnh, xem https://baomau.example/hòa {PIECES[0]}", title="THỦY ĐIỆN")
    source = made(database_url, tmp_path / "archive", one)
    exported_to(source, usual(Format.JSONL, writing=Writing(tone=Tone.NEW)), tmp_path / "out")
    line = json.loads((tmp_path / "out" / "articles.jsonl").read_bytes())
    assert line["title"] == "THUỶ ĐIỆN"
    assert "Hoà bình và khoẻ mạnh, xem https://baomau.example/hòa" in line["text"]
    assert line["text"].count("Hoà") == 1
    (kept,) = all_of(source)
    assert kept.article == one.article


def test_shards_are_closed_one_after_another(source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(output, "SHARD", 4_000)
    for form in (Format.TEXT, Format.JSONL):
        told = exported_to(source, usual(form), tmp_path / form)
        shards = [one for one in told.files if one.articles]
        assert len(shards) > 2
        assert [one.path.split(".")[0] for one in shards] == [f"articles-{n:05d}" for n in range(len(shards))]
    read = b"".join((tmp_path / "jsonl" / one.path).read_bytes() for one in shards)
    assert read == b"".join(orjson.dumps(plainly(one)) + b"\n" for one in all_of(source))


def test_an_empty_folder_is_filled_and_one_with_something_in_it_is_refused(source: Source, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    exported_to(source, usual(Format.SEED), out)
    before = contents(out)
    with pytest.raises(BadInput, match="not an empty folder"):
        exported_to(source, usual(Format.SEED), out)
    assert contents(out) == before
    assert not list(tmp_path.glob(".out*"))


@pytest.mark.parametrize("out", ["file", "file/corpus"])
def test_a_place_that_cannot_be_written_is_one_line(source: Source, tmp_path: Path, out: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match=r"file.*: "):
        exported_to(source, usual(Format.SEED), tmp_path / out)
