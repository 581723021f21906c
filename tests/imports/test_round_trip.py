"""Export, import, export: the same bytes, whatever the articles say."""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.archive import Archive
from crawler.corpus import Copies, Format, Source
from crawler.imports import find_files, import_folder
from crawler.items import Article, Block, Fingerprinted, Page
from crawler.neardup import fingerprint
from tests.corpus.releasing import exported_to, usual

Contents = dict[str, bytes]
_KINDS = ("paragraph", "heading", "list", "quote", "table", "caption")
_ODD = [
    "\r\n",
    "\n\n",
    "\n \n",
    "\u00a0",
    "\ufeff",
    "\u200b",
    "\x00",
    "\x1c",
    "\x85",
    "\u2028",
    "e\u0301",
    " date 2025-11-20 ",
]
_TEXTS = st.lists(st.sampled_from(_ODD) | st.text(max_size=12), max_size=6).map("".join)
_BLOCKS = st.lists(st.builds(Block, st.sampled_from(_KINDS), _TEXTS), min_size=1, max_size=5)
_EARLIEST = datetime(1, 1, 3, tzinfo=UTC)
_MOMENTS = st.none() | st.sampled_from([datetime(2025, 11, 19, 17, minute, tzinfo=UTC) for minute in range(4)])
_ANY_MOMENT = st.datetimes(_EARLIEST.replace(tzinfo=None), timezones=st.just(UTC))


@st.composite
def _articles(draw: st.DrawFn) -> list[tuple[tuple[Block, ...], datetime | None]]:
    """Some on the same day, some of the same content, some without a date."""
    texts = draw(st.lists(_BLOCKS, min_size=1, max_size=4))
    moments = draw(st.lists(_MOMENTS | _ANY_MOMENT, min_size=1, max_size=8))
    return [(tuple(draw(st.sampled_from(texts))), moment) for moment in moments]


def crawled(number: int, blocks: tuple[Block, ...], published_at: datetime | None) -> Fingerprinted:
    """An article as a crawl stores it."""
    url = f"https://baogoc.example/bai-{number}.html"
    body, now = f"trang {number}".encode(), datetime(2025, 12, 1, tzinfo=UTC)
    page = Page(url, url, "baogoc", 200, (), body, now, "feed")
    article = Article(url, url, "baogoc", f"Bài {number}", blocks, "Lời dẫn.", published_at=published_at)
    return Fingerprinted(page, article, fingerprint(article.text))


def seeds(archive: Archive, out: Path, copies: Copies | None = None) -> Contents:
    """What an export in the seed format holds."""
    shown = archive.database.shown
    source = Source(shown if "://" in shown else f"sqlite:///{shown}", out.parent)
    exported_to(source, usual(Format.SEED, selection={"copies": copies or Copies.DROP}), out)
    return {path.name: path.read_bytes() for path in out.glob("*.txt")}


def imported(folder: Path, archive: Archive, site: str = "nhap") -> list[str]:
    """What became of each file."""
    return [one.became for one in import_folder(archive, find_files(folder, raw=False), site, raw=False, stop=bool)]


@given(_articles())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_articles(articles: list[tuple[tuple[Block, ...], datetime | None]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        with Archive.open(f"sqlite:///{place}/first.db", place / "first") as archive:
            archive.store_many([crawled(number, *one) for number, one in enumerate(articles)])
            before = seeds(archive, place / "out", Copies.KEEP)
        if before:
            with Archive.open(f"sqlite:///{place}/second.db", place / "second") as archive:
                assert imported(place / "out", archive) == ["imported"] * len(before)
                assert seeds(archive, place / "again", Copies.KEEP) == before


def _trouble() -> list[Fingerprinted]:
    """Over a thousand articles of two days and none, short and long, many of one content."""
    day = datetime(2025, 11, 19, 17, tzinfo=UTC)
    moments = [day, day + timedelta(hours=23), day + timedelta(days=1), None]
    texts = ["Ngắn.", "Dài quá. " * 2_000, "Một\r\nhai\u00a0ba", "\ufeffDấu thứ tự \x00 byte", " date 2025-11-20 rồi"]
    return [
        crawled(number, (Block("paragraph", f"{texts[number % 5]}{number % 50}"),), moments[number % 4])
        for number in range(1_010)
    ]


def test_a_thousand_files_on_both_databases(database_url: str, tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/first.db", tmp_path / "first") as archive:
        archive.store_many(_trouble())
        before = seeds(archive, tmp_path / "out", Copies.KEEP)
    assert any(name.startswith("1009_") for name in before)
    with Archive.open(database_url, tmp_path / "second") as archive:
        assert imported(tmp_path / "out", archive) == ["imported"] * 1_010
        assert seeds(archive, tmp_path / "again", Copies.KEEP) == before
        assert imported(tmp_path / "out", archive) == ["there"] * 1_010
        assert seeds(archive, tmp_path / "once-more", Copies.KEEP) == before
        assert list(archive.verify()) == []


def _essay(number: int) -> Fingerprinted:
    words = " ".join(f"chữ{number * 1_000 + word}" for word in range(200))
    return crawled(number, (Block("caption", f"Bến {number} (Ảnh: Lê Vy)."), Block("paragraph", words)), None)


def test_without_copies_the_usual_export_is_the_same_too(tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/first.db", tmp_path / "first") as archive:
        archive.store_many([_essay(number) for number in range(20)])
        before = seeds(archive, tmp_path / "out")
    with Archive.open(f"sqlite:///{tmp_path}/second.db", tmp_path / "second") as archive:
        imported(tmp_path / "out", archive)
        assert len(before) == 20
        assert seeds(archive, tmp_path / "again") == before


def test_copies_are_told_of_imported_articles_and_dropped_by_the_usual_export(tmp_path: Path) -> None:
    twice = [_essay(0), crawled(1, _essay(0).article.blocks, None), _essay(2)]
    with Archive.open(f"sqlite:///{tmp_path}/first.db", tmp_path / "first") as archive:
        archive.store_many(twice)
        before = seeds(archive, tmp_path / "out", Copies.KEEP)
    with Archive.open(f"sqlite:///{tmp_path}/second.db", tmp_path / "second") as archive:
        imported(tmp_path / "out", archive)
        assert sorted(one.verdict.kind for one in archive.exported()) == ["exact", "unique", "unique"]
        assert seeds(archive, tmp_path / "kept", Copies.KEEP) == before
        assert len(seeds(archive, tmp_path / "dropped")) == 2


def test_two_folders_and_a_crawled_archive_come_out_alike_in_whatever_order_they_came_in(tmp_path: Path) -> None:
    for part in range(2):
        with Archive.open(f"sqlite:///{tmp_path}/part{part}.db", tmp_path / f"part{part}") as archive:
            archive.store_many([_essay(number) for number in range(10 * part, 10 * part + 10)])
            seeds(archive, tmp_path / f"folder{part}")
    found = []
    for order in ((0, 1), (1, 0)):
        name = f"both{order[0]}"
        with Archive.open(f"sqlite:///{tmp_path}/{name}.db", tmp_path / name) as archive:
            archive.store_many([_essay(number) for number in range(50, 53)])
            for part in order:
                imported(tmp_path / f"folder{part}", archive)
            found.append(seeds(archive, tmp_path / f"out-{name}"))
    assert len(found[0]) == 23
    assert found[0] == found[1]
