"""Releases that grow: a base and its deltas are what a full export is, byte for byte, and nothing else is taken."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from crawler.archive import Archive, outgoing
from crawler.corpus import Compression, Copies, Format, Manifest, Options, Source, Split, apply, export_delta, verify
from crawler.corpus.files import groups
from crawler.errors import BadInput, Reason
from crawler.items import Failure
from tests.archive.making import NOON, address
from tests.corpus.releasing import Silent, contents, exported_to, made, moment, revised, story, undated, usual

BEGIN = [story(number) for number in range(40)]
TEXT = [one.article.blocks[2].text for one in BEGIN]


def first_state(url: str, folder: Path) -> Source:
    """Forty articles, and copies: of 1 near ones in a chain, of 2 an exact one, a part of 3."""
    copies = [
        story(50, f"{TEXT[1]} Thêm một câu."), story(51, f"{TEXT[1]} Thêm một câu nữa."), story(52, TEXT[2]),
        story(53, " ".join(TEXT[3].split()[:130])), undated(54),
    ]  # fmt: skip
    return made(url, folder, *BEGIN, *copies)


def changed(source: Source) -> None:
    """New, revised, gone, taken down (the original of copies too), moved to another day, come into a cluster."""
    new = [story(60), story(61, TEXT[7]), story(62, published_at=moment("2025-11-10")), story(63, site="bao-moi")]
    made(source.database_url, source.archive_dir, *new, revised(5, f"{TEXT[6]} Sửa lại."), revised(52, TEXT[9]))
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.fail(Failure(address(8), "bao-thu", Reason.HTTP, "404", NOON, "feed"))
        archive.take_down([address(1), address(10)], "xin gỡ")


def delta_to(source: Source, base: Path, out: Path) -> Manifest:
    return export_delta(source, base, out, told=print, progress=Silent())


def joined(base: Path, *deltas: Path, out: Path) -> Manifest:
    return apply(base, deltas, out, told=print, progress=Silent())


SPLIT = Split(by="cluster", shares=(50, 25, 25))
TIMES = Split(by="time", days=(date(2025, 11, 12), date(2025, 11, 19)))
ALL = [
    usual(Format.SEED),
    usual(Format.TEXT, compression=Compression.ZSTD),
    usual(Format.JSONL, compression=Compression.GZIP),
    usual(Format.JSONL, selection={"copies": Copies.DROP, "revisions": "all"}),
    usual(Format.JSONL, selection={"copies": Copies.KEEP, "sites": ("bao-thu",), "from_day": date(2025, 11, 12)}),
    usual(Format.PARQUET, selection={"revisions": "all"}),
    usual(Format.PARQUET, split=SPLIT, selection={"least_syllables": 150}),
    usual(Format.SEED, split=SPLIT),
    usual(Format.JSONL, split=TIMES),
]


@pytest.mark.parametrize("options", ALL, ids=lambda one: f"{one.format}-{one.split.by if one.split else 'whole'}")
def test_base_and_delta_are_a_full_export(options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "AT_ONCE", 5)
    monkeypatch.setattr(groups, "_FEW", 3)
    source = first_state(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive")
    exported_to(source, options, tmp_path / "base")
    changed(source)
    delta = delta_to(source, tmp_path / "base", tmp_path / "delta")
    made(source.database_url, source.archive_dir, story(80), story(81, TEXT[20]), revised(30, TEXT[31], hours=9))
    joined(tmp_path / "base", tmp_path / "delta", out=tmp_path / "middle")
    delta_to(source, tmp_path / "middle", tmp_path / "second")
    told = joined(tmp_path / "base", tmp_path / "delta", tmp_path / "second", out=tmp_path / "joined")
    full = exported_to(source, options, tmp_path / "full")
    assert contents(tmp_path / "joined") == contents(tmp_path / "full")
    assert told == full
    assert delta.counts.articles < 25
    for name in ("base", "delta", "middle", "second", "joined"):
        assert list(verify(tmp_path / name, lambda _: None)) == []


def test_on_either_database_the_delta_is_the_same(postgres_url: str, tmp_path: Path) -> None:
    for url, name in ((f"sqlite:///{tmp_path / 'khobao.db'}", "one"), (postgres_url, "two")):
        source = first_state(url, tmp_path / f"archive-{name}")
        exported_to(source, usual(Format.JSONL), tmp_path / f"base-{name}")
        changed(source)
        delta_to(source, tmp_path / f"base-{name}", tmp_path / name)
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    for files in (one, two):  # says when it was taken down, which was not the same moment
        files["removed.ndjson"] = b"\n".join(
            json.dumps(json.loads(line) | {"taken_at": ""}).encode() for line in files["removed.ndjson"].splitlines()
        )
        files.pop("manifest.json")
    assert one == two


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return first_state(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive")


@pytest.fixture
def base(source: Source, tmp_path: Path) -> Path:
    exported_to(source, usual(Format.JSONL), tmp_path / "base")
    return tmp_path / "base"


def lines(folder: Path, name: str = "articles.jsonl") -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / name).read_bytes().splitlines()]


def test_a_delta_holds_what_is_said_otherwise_and_nothing_else(source: Source, base: Path, tmp_path: Path) -> None:
    before = {line["id"]: line for line in lines(base)}
    changed(source)
    told = delta_to(source, base, tmp_path / "delta")
    exported_to(source, usual(Format.JSONL), tmp_path / "full")
    after = {line["id"]: line for line in lines(tmp_path / "full")}
    otherwise = [line for id_, line in after.items() if before.get(id_) != line]
    assert lines(tmp_path / "delta") == otherwise
    removed = lines(tmp_path / "delta", "removed.ndjson")
    assert {one["id"] for one in removed} == before.keys() - after.keys()
    assert {(one["why"], one["reason"]) for one in removed} == {("taken-down", "xin gỡ")}
    assert told.removed == 2
    assert told.parent == json.loads((base / "manifest.json").read_bytes())["release"]
    # what was a copy of the one that was taken down is a copy of the next one now, or of none
    assert {line["url"] for line in otherwise} >= {address(50), address(51)}


def test_nothing_new_is_an_empty_delta(source: Source, base: Path, tmp_path: Path) -> None:
    told = delta_to(source, base, tmp_path / "delta")
    assert (told.counts.articles, told.removed, told.result) == (0, 0, told.parent)
    joined(base, tmp_path / "delta", out=tmp_path / "joined")
    assert contents(tmp_path / "joined") == contents(base)


def test_an_article_that_leaves_the_choice_is_removed(source: Source, tmp_path: Path) -> None:
    base = tmp_path / "base"
    exported_to(source, usual(Format.JSONL), base)
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.hold("bao-thu", "đổi giao diện", fetched_since=NOON)
    told = delta_to(source, base, tmp_path / "delta")
    assert (told.counts.articles, told.removed) == (0, 45)
    assert {one["why"] for one in lines(tmp_path / "delta", "removed.ndjson")} == {"quarantine"}
    assert joined(base, tmp_path / "delta", out=tmp_path / "joined").counts.articles == 0


def test_a_rebuilt_index_of_copies_changes_nothing(source: Source, base: Path, tmp_path: Path) -> None:
    with Archive.open(source.database_url, source.archive_dir) as archive:
        archive.repair()
    assert delta_to(source, base, tmp_path / "delta").counts.articles == 0


def test_a_delta_is_applied_once_and_to_its_parent(source: Source, base: Path, tmp_path: Path) -> None:
    made(source.database_url, source.archive_dir, story(70))
    delta_to(source, base, tmp_path / "one")
    joined(base, tmp_path / "one", out=tmp_path / "second")
    made(source.database_url, source.archive_dir, story(71))
    delta_to(source, tmp_path / "second", tmp_path / "two")
    before = sorted(tmp_path.iterdir())
    for wrong, said in (
        ([tmp_path / "second", tmp_path / "one"], "is in the release already"),
        ([base, tmp_path / "one", tmp_path / "one"], "is in the release already"),
        ([base, tmp_path / "two"], "it is a delta to release"),
        ([base, tmp_path / "second"], "it is a whole release, not a delta"),
        ([tmp_path / "one", tmp_path / "two"], "it is a delta: name the release"),
        ([base, tmp_path / "nowhere"], "not a release: there is no manifest"),
    ):
        with pytest.raises(BadInput, match=said):
            joined(wrong[0], *wrong[1:], out=tmp_path / "out")
    with pytest.raises(BadInput, match="it is a delta: name the release"):
        delta_to(source, tmp_path / "two", tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == before


def test_a_release_of_another_archive_is_refused(base: Path, tmp_path: Path) -> None:
    other = made(
        f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other", *(story(number) for number in range(100, 160))
    )
    with pytest.raises(BadInput, match="it is another archive's"):
        delta_to(other, base, tmp_path / "delta")
    smaller = made(f"sqlite:///{tmp_path / 'small.db'}", tmp_path / "small", story(1))
    with pytest.raises(BadInput, match="it is another archive's"):
        delta_to(smaller, base, tmp_path / "delta")


def cut_off(folder: Path) -> None:
    path = folder / "articles.jsonl"
    path.write_bytes(path.read_bytes()[:-1])


def flipped(folder: Path) -> None:
    path = folder / "articles.jsonl"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(bytes(data))


def edited(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"removed": 0', '"removed": 1'))


def of_tomorrow(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_text(path.read_text().replace('"version": 1', '"version": 2'))


FAULTS: list[tuple[Callable[[Path], object], str]] = [
    (cut_off, "articles.jsonl: it has .* bytes, the manifest says"),
    (flipped, "articles.jsonl: its SHA-256 is not the one"),
    (edited, "manifest.json: it was edited"),
    (of_tomorrow, "a release of layout 2; this khobao knows 1"),
    (lambda folder: (folder / "articles.jsonl").unlink(), "articles.jsonl: it is not there"),
    (lambda folder: (folder / "them.txt").write_text(""), "them.txt: it is not in the manifest"),
    (lambda folder: (folder / "manifest.json").write_text("[]"), "not a manifest"),
    (lambda folder: (folder / "manifest.json").unlink(), "not a release"),
]


@pytest.mark.parametrize(("fault", "said"), FAULTS)
def test_what_is_wrong_with_a_release_is_told_in_a_line(
    base: Path, tmp_path: Path, fault: Callable[[Path], object], said: str
) -> None:
    shutil.copytree(base, tmp_path / "copy")
    fault(tmp_path / "copy")
    with pytest.raises(BadInput, match=said):
        joined(tmp_path / "copy", out=tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.glob(".out*"))
