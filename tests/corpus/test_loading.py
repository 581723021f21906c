"""Releases where users work: `datasets` loads them offline, streaming too; `mlcroissant` validates and reads them."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import datasets
import pytest
from mlcroissant import Dataset as Croissant

from crawler.corpus import Compression, Format, Options, Source, Split, apply, export, export_delta
from crawler.corpus.publication import Paper, Publication
from tests.corpus.releasing import Silent, contents, made, story, undated, usual

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of rdflib, in mlcroissant

_PUBLICATION = Publication("https://khobao.example/lien-he", {"bao-thu": Paper("Báo Thử | <b>", "CC-BY-4.0")})
_BY_TIME = Split(by="time", days=(date(2025, 11, 20), date(2025, 11, 21)))
_FORMS = [
    pytest.param(form, compression, id=f"{form}-{compression}")
    for form in (Format.PARQUET, Format.JSONL, Format.TEXT)
    for compression in Compression
    if form is not Format.PARQUET or compression is Compression.NONE
]


def stories() -> list[Any]:
    """Of three days and of none; one a copy of another, one with an odd headline."""
    days = [datetime(2025, 11, day, 2, 30, 0, 250_000, tzinfo=UTC) for day in (19, 20, 21)]
    some = [story(number, published_at=days[number % 3] + timedelta(minutes=number)) for number in range(12)]
    copied = story(20, blocks=some[0].article.blocks, published_at=days[0] + timedelta(hours=5))
    odd = story(21, title='2025-11-20 "<b>|\u2028', published_at=days[0])
    return [*some, copied, odd, undated(22)]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return made(f"sqlite:///{tmp_path}/khobao.db", tmp_path, *stories())


def release(source: Source, out: Path, options: Options) -> Path:
    export(source, options, out, publication=_PUBLICATION, told=print, progress=Silent())
    return out


def loaded(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The articles of each split; the same whether they are loaded or streamed."""
    datasets.disable_progress_bars()
    whole = datasets.load_dataset(str(folder))
    streamed = datasets.load_dataset(str(folder), streaming=True)
    found = {split: list(articles) for split, articles in whole.items()}
    assert {split: list(articles) for split, articles in streamed.items()} == found
    return found


@pytest.mark.parametrize(("form", "compression"), _FORMS)
def test_a_release_loads_in_one_line(source: Source, tmp_path: Path, form: Format, compression: Compression) -> None:
    out = release(source, tmp_path / "out", usual(form, compression=compression))
    found = loaded(out)
    texts = [one["text"] for one in found.pop("train")]
    assert found == {}
    expected = [one.article.text for one in stories()]
    if form is Format.TEXT:
        assert sorted(texts) == sorted({text.replace("\n\n", "\n") for text in expected})
    else:
        assert sorted(texts) == sorted(expected)


@pytest.mark.parametrize("form", [Format.PARQUET, Format.JSONL])
def test_columns_hold_what_the_archive_does(source: Source, tmp_path: Path, form: Format) -> None:
    found = loaded(release(source, tmp_path / "out", usual(form)))["train"]
    by_title = {one["title"]: one for one in found}
    odd = by_title['2025-11-20 "<b>|\u2028']
    assert odd["published_at"] == datetime(2025, 11, 19, 2, 30, 0, 250_000, tzinfo=UTC)
    assert odd["authors"] == ["Lê Vy"]
    assert odd["quality"] == {"score": 0.9, "reasons": ["short"]}
    assert odd["dropped"] == [{"text": "Xem thêm: Giá cá hôm nay", "reason": "related"}]
    assert [block["kind"] for block in odd["blocks"]] == ["caption", "heading", "paragraph", "list"]
    assert odd["warc"]["file"] == "bao-thu-000.warc.gz"
    assert by_title["Chuyến tàu thứ 22"]["published_at"] is None
    copy = by_title["Chuyến tàu thứ 20"]
    assert copy["duplicate_of"] == by_title["Chuyến tàu thứ 0"]["id"]
    assert "json-ld" in str(odd["origins"])


@pytest.mark.parametrize(("form", "compression"), _FORMS)
def test_splits_are_named(source: Source, tmp_path: Path, form: Format, compression: Compression) -> None:
    out = release(source, tmp_path / "out", usual(form, compression=compression, split=_BY_TIME))
    assert set(loaded(out)) == {"train", "validation", "test"}


@pytest.mark.parametrize("form", [Format.PARQUET, Format.JSONL, Format.TEXT])
def test_an_empty_split_keeps_no_other_from_loading(source: Source, tmp_path: Path, form: Format) -> None:
    split = Split(by="time", days=(date(2025, 11, 21), date(2030, 1, 1)))
    assert set(loaded(release(source, tmp_path / "out", usual(form, split=split)))) == {"train", "validation"}


@pytest.mark.parametrize(("form", "compression"), _FORMS)
def test_croissant_is_valid_and_its_records_are_the_articles(
    source: Source, tmp_path: Path, form: Format, compression: Compression
) -> None:
    out = release(source, tmp_path / "out", usual(form, compression=compression, split=_BY_TIME))
    described = Croissant(jsonld=out / "croissant.json")
    assert not described.metadata.ctx.issues.errors
    sets = [one.uuid for one in described.metadata.record_sets]
    readable = form is not Format.TEXT and compression is not Compression.ZSTD
    assert sets == (["train", "validation", "test"] if readable else [])
    found = loaded(out)
    for name in sets:
        records = list(described.records(record_set=name))
        assert [one[f"{name}/id"].decode() for one in records] == [one["id"] for one in found[name]]
        assert [one[f"{name}/text"].decode() for one in records] == [one["text"] for one in found[name]]
        times = [one[f"{name}/published_at"] for one in records]
        assert [time and time.to_pydatetime() for time in times] == [one["published_at"] for one in found[name]]


def test_the_digests_in_croissant_are_those_of_the_manifest(source: Source, tmp_path: Path) -> None:
    out = release(source, tmp_path / "out", usual(Format.JSONL))
    told = {one["path"]: one["sha256"] for one in json.loads((out / "manifest.json").read_bytes())["files"]}
    files = [one for one in json.loads((out / "croissant.json").read_bytes())["distribution"] if "sha256" in one]
    assert files
    assert all(told[one["contentUrl"]] == one["sha256"] for one in files)
    assert {"README.md", "croissant.json"} <= told.keys()


def test_a_folder_of_seeds_holds_no_card(source: Source, tmp_path: Path) -> None:
    out = release(source, tmp_path / "out", usual(Format.SEED))
    assert not (out / "README.md").exists()
    assert not (out / "croissant.json").exists()


def test_what_papers_are_called_is_in_the_card_and_in_the_manifest(source: Source, tmp_path: Path) -> None:
    card = (release(source, tmp_path / "out", usual(Format.PARQUET)) / "README.md").read_text(encoding="utf-8")
    assert "| `bao-thu` | Báo Thử \\| \\<b\\> | 2025 | 15 |" in card
    assert 'license: "cc-by-4.0"' in card
    assert "<https://khobao.example/lien-he>" in card


@pytest.mark.parametrize("form", [Format.PARQUET, Format.JSONL])
def test_a_delta_loads_too_and_joined_the_card_is_that_of_a_full_export(
    source: Source, tmp_path: Path, form: Format
) -> None:
    base = release(source, tmp_path / "base", usual(form))
    made(source.database_url, source.archive_dir, story(31, site="bao-moi"), story(32, site="bao-moi"))
    later = Publication("https://khobao.example/moi", _PUBLICATION.papers | {"bao-moi": Paper("Báo Mới")})
    delta = tmp_path / "delta"
    export_delta(source, base, delta, publication=later, told=print, progress=Silent())
    assert [one["site"] for one in loaded(delta)["train"]] == ["bao-moi", "bao-moi"]
    assert "2 changed or new articles of 1 Vietnamese paper" in (delta / "README.md").read_text(encoding="utf-8")
    assert not Croissant(jsonld=delta / "croissant.json").metadata.ctx.issues.errors
    apply(base, [delta], tmp_path / "joined", told=print, progress=Silent())
    export(source, usual(form), tmp_path / "full", publication=later, told=print, progress=Silent())
    assert contents(tmp_path / "joined") == contents(tmp_path / "full")
    assert len(loaded(tmp_path / "joined")["train"]) == 17
