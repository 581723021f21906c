"""A release beside its archive: planted faults are told, and what is as it should be is not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive import Archive, Fault
from crawler.corpus import Format, Source, apply, export_delta, faults
from crawler.urls import article_id
from tests.archive.making import address
from tests.archive.test_verify import run
from tests.corpus.releasing import Silent, exported_to, made, story, usual


@pytest.fixture
def source(database_url: str, tmp_path: Path) -> Source:
    return made(database_url, tmp_path / "home", *(story(number) for number in range(6)))


@pytest.fixture
def release(source: Source, tmp_path: Path) -> Path:
    exported_to(source, usual(Format.JSONL), tmp_path / "release")
    return tmp_path / "release"


def told(source: Source, *releases: Path) -> list[Fault]:
    with (
        Archive.open(source.database_url, source.archive_dir, write=False) as archive,
        archive.snapshot() as snapshot,
    ):
        return [fault for release in releases for fault in faults(snapshot, release)]


def test_a_release_of_an_earlier_state_is_no_fault(source: Source, release: Path) -> None:
    assert told(source, release) == []
    made(source.database_url, source.archive_dir, story(7))
    assert told(source, release) == []


def test_what_was_taken_down_since_is_told_until_a_delta_takes_it_out(
    source: Source, release: Path, tmp_path: Path
) -> None:
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.take_down([address(2)], "xin gỡ")
    (fault,) = told(source, release)
    assert (fault.kind, fault.where) == ("stale-release", str(release))
    assert fault.what.startswith(f"article {article_id(address(2))} was taken down on ")
    assert "--since-release" in fault.advice
    export_delta(source, release, tmp_path / "delta", told=print, progress=Silent())
    apply(release, [tmp_path / "delta"], tmp_path / "newer", told=print, progress=Silent())
    assert told(source, tmp_path / "delta", tmp_path / "newer") == []


def test_what_a_release_left_out_may_be_taken_down(source: Source, tmp_path: Path) -> None:
    options = usual(Format.JSONL, selection={"least_syllables": 10_000})
    exported_to(source, options, tmp_path / "empty")
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.take_down([address(2)], "xin gỡ")
    assert told(source, tmp_path / "empty") == []


def flipped(folder: Path) -> None:
    path = folder / "articles.jsonl"
    path.write_bytes(path.read_bytes().replace(b"tin", b"tim", 1))


def edited(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"removed": 0', '"removed": 1'))


@pytest.mark.parametrize(("fault", "said"), [(flipped, "its SHA-256 is not"), (edited, "it was edited")])
def test_a_release_that_was_changed_is_told(
    source: Source, release: Path, fault: Callable[[Path], None], said: str
) -> None:
    fault(release)
    (one,) = told(source, release)
    assert one.kind == "damaged-release"
    assert said in one.what


@pytest.mark.parametrize(
    ("numbers", "said"), [(range(2), "this one has seen 2"), (range(100, 106), "change 6 was of another article")]
)
def test_a_release_of_another_or_a_later_archive_is_told(
    release: Path, tmp_path: Path, numbers: range, said: str
) -> None:
    other = made(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other", *map(story, numbers))
    (fault,) = told(other, release)
    assert fault.kind == "foreign-release"
    assert said in fault.what


def test_an_article_that_the_archive_has_lost_is_told(source: Source, release: Path) -> None:
    for table, column in (
        ("addresses", "article"),
        ("revisions", "article"),
        ("pages", "article"),
        ("articles", "number"),
    ):
        run(source.database_url, f"DELETE FROM {table} WHERE {column} = 3")
    (fault,) = told(source, release)
    assert fault.kind == "foreign-release"
    assert fault.what.startswith(f"article {article_id(address(3))} is in it")
