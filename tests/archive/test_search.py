"""Articles are found by words however these are typed; the index follows every change in the same transaction."""

import unicodedata
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from crawler.archive import Archive, Limits
from crawler.archive.database.engine import Database
from crawler.archive.words import upkeep
from crawler.archive.words.index import search_index
from crawler.archive.words.query import parse, spelling
from crawler.errors import BadInput
from crawler.items import Article, Fingerprinted
from crawler.neardup import fingerprint
from crawler.seedformat import VIETNAM
from tests.archive.making import NOON, article, page
from tests.archive.test_verify import run

TEXTS = [
    "Con đường ven đê được trải nhựa sau mùa lũ.",
    "Bà Dương bán bánh đúc ở đầu chợ Đông Ba.",
    "Dượng Tư đưa cả nhà ra Hà Nội xem pháo hoa.",
    "Nhà văn hóa xã Hà Lâm mở lớp dạy nội trợ, dạy cả đan lát.",
    "Gia đình ông Hòa trồng hai trăm gốc bưởi.",
]


def numbered(number: int, said: str, *, title: str = "", day: int = 20, site: str = "bao-thu") -> Fingerprinted:
    one: Article = article(number, text=said, site=site)
    at = datetime(2025, 11, day, 0, 30, tzinfo=VIETNAM)
    one = replace(one, title=title or f"Tin số {number}", published_at=at, summary="", blocks=one.blocks[2:3])
    seen = replace(page(number, site=site), body=said.encode())
    return Fingerprinted(seen, one, fingerprint(said))


@pytest.fixture
def library(archive: Archive) -> Archive:
    archive.store_many([numbered(number, said) for number, said in enumerate(TEXTS)])
    return archive


def found(archive: Archive, asked: str, limits: Limits = Limits(), limit: int = 20) -> list[int]:  # noqa: B008
    """Which of the texts are found, in order."""
    return [TEXTS.index(one.article.text) for one in archive.search(asked, limits, limit)]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("duong", {0, 1, 2}),
        ("DUONG", {0, 1, 2}),
        ("dong ba", {1}),
        ("da", set()),
        ("ha noi", {2, 3}),
        ('"ha noi"', {2}),
        ("“hà nội”", {2}),
        ('"noi ha"', set()),
        ("ha-noi", {2}),
        ("bưởi cam", set()),
        ("trồng bưởi", {4}),
        ('"dạy cả" noi', {3}),
        ("tin so", {0, 1, 2, 3, 4}),
    ],
)
def test_words_and_phrases(library: Archive, asked: str, numbers: set[int]) -> None:
    assert set(found(library, asked)) == numbers


@pytest.mark.parametrize(("asked", "first"), [("đường", 0), ("Dương", 1), ("dượng", 2), ("hà nội", 2), ("hoà", 4)])
def test_words_typed_with_diacritics_bring_first_who_spells_them_so(library: Archive, asked: str, first: int) -> None:
    assert found(library, asked)[0] == first
    assert found(library, unicodedata.normalize("NFD", asked)) == found(library, asked)
    assert found(library, asked, limit=1) == [first]


def test_words_side_by_side_come_before_words_apart(library: Archive) -> None:
    assert found(library, "ha noi") == [2, 3]


def test_no_phrase_runs_from_the_headline_into_the_body(archive: Archive) -> None:
    archive.store_many([numbered(0, "Đông Ba đông khách.", title="Sáng nay ở chợ")])
    assert [len(archive.search(asked)) for asked in ('"o cho"', '"dong ba"', '"cho dong"', "cho dong")] == [1, 1, 0, 1]


def test_a_headline_counts_more(library: Archive) -> None:
    library.store_many([numbered(7, TEXTS[4] + " Họ không trồng cam.", title="Mùa pháo hoa")])
    assert [one.article.title for one in library.search("pháo hoa", limit=1)] == ["Mùa pháo hoa"]


def test_the_words_are_marked_where_they_stand(library: Archive) -> None:
    (one,) = library.search('duong "dong ba"')
    assert [piece.text for piece in one.snippet if piece.found] == ["Dương", "Đông Ba"]
    assert "".join(piece.text for piece in one.snippet) == TEXTS[1]


def test_a_long_text_is_cut_around_the_words(archive: Archive) -> None:
    said = "Sóng vỗ bờ. " * 300 + "Chiếc thuyền thúng trôi dạt. " + "Gió thổi mạnh. " * 300
    archive.store_many([numbered(1, said)])
    (one,) = archive.search("thuyền thúng")
    snippet = "".join(piece.text for piece in one.snippet)
    assert snippet.startswith("…")
    assert snippet.endswith("…")
    assert " thuyền thúng trôi dạt" in snippet
    assert len(snippet) < 300


def test_sites_and_days_limit_what_is_found(archive: Archive) -> None:
    archive.store_many([numbered(0, TEXTS[0], day=3), numbered(1, TEXTS[1], day=4, site="bao-bien")])
    days = [datetime(2025, 11, day, tzinfo=VIETNAM) for day in range(3, 6)]
    assert found(archive, "duong", Limits(sites=("bao-bien",))) == [1]
    assert set(found(archive, "duong", Limits(sites=("bao-bien", "bao-thu")))) == {0, 1}
    assert found(archive, "duong", Limits(since=days[0], until=days[1])) == [0]
    assert found(archive, "duong", Limits(since=days[1])) == [1]
    assert found(archive, "duong", Limits(until=days[0])) == []


@pytest.mark.parametrize("few", [0, 10, 20_000])
def test_limits_mean_the_same_of_few_articles_and_of_many(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("crawler.archive.words.fts5.FEW", few)
    sites = ("bao-thu", "bao-bien", "bao-thu")
    archive.store_many(
        [
            numbered(number, f"Chợ phiên lần thứ {number}.", day=1 + number * 5 % 28, site=sites[number % 3])
            for number in range(28)
        ]
    )

    def days(*limits: datetime | None, sites: tuple[str, ...] = ()) -> list[int]:
        found = archive.search("cho phien", Limits(sites, *limits), limit=50)
        return sorted(one.article.published_at.day for one in found if one.article.published_at)

    third, tenth = (datetime(2025, 11, day, tzinfo=VIETNAM) for day in (3, 10))
    assert days(third, tenth) == [3, 4, 5, 6, 7, 8, 9]
    both = [1 + number * 5 % 28 for number in range(28) if number % 3 == 1]
    assert days(third, tenth, sites=("bao-bien",)) == sorted(day for day in both if 3 <= day < 10)
    assert days(None, third) == [1, 2]
    assert days(tenth, None) == list(range(10, 29))
    assert days(None, datetime(2025, 11, 1, tzinfo=VIETNAM)) == []


def test_a_revision_is_found_by_what_it_says_now(library: Archive) -> None:
    again = numbered(2, TEXTS[4])
    later = replace(again.page, fetched_at=NOON + timedelta(hours=3))
    assert library.store_many([replace(again, page=later)])[0].outcome == "revised"
    assert library.search("pháo hoa") == []
    assert found(library, "trong buoi") == [4, 4]
    assert list(library.verify()) == []


def test_twice_in_one_batch_the_last_counts(archive: Archive) -> None:
    archive.store_many([numbered(0, TEXTS[0]), numbered(0, TEXTS[1])])
    assert (found(archive, "ven de"), found(archive, "dong ba")) == ([], [1])
    archive.store_many([numbered(0, TEXTS[2]), numbered(0, TEXTS[3])])
    assert (found(archive, "dong ba"), found(archive, "phao hoa"), found(archive, "dan lat")) == ([], [], [3])
    assert list(archive.verify()) == []


def test_what_is_taken_down_is_not_found(library: Archive) -> None:
    (one,) = library.search("pháo hoa")
    library.take_down([one.article.url], "thử")
    assert library.search("pháo hoa") == []
    assert list(library.verify()) == []


def test_a_batch_that_fails_leaves_no_words(library: Archive) -> None:
    broken = numbered(8, "Cầu khỉ bắc qua kênh.")
    broken = replace(broken, page=replace(broken.page, fetched_at=NOON.replace(tzinfo=None)))
    with pytest.raises(Exception, match="aware times only"):
        library.store_many([numbered(7, "Cầu tre bắc qua rạch."), broken])
    assert library.search("cau") == []


@pytest.mark.parametrize("asked", ["", "  ", '"', '""', "* - ( )", "…"])
def test_a_query_without_words_is_refused(library: Archive, asked: str) -> None:
    with pytest.raises(BadInput, match="holds no word to search for"):
        library.search(asked)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(asked=st.one_of(st.text(max_size=40), st.text("\"*()^:+-ANDORNEAR {}'\\đ\0 x", max_size=40)))
def test_no_query_is_a_syntax_error(library: Archive, asked: str) -> None:
    if parse(f"{asked} duong").phrases:
        library.search(f"{asked} duong")


@pytest.mark.parametrize(
    "asked", ['a" OR "b', "title:duong", "duong NOT ven", "duong* AND", "NEAR(duong ven)", "x'; DROP"]
)
def test_operators_are_words(library: Archive, asked: str) -> None:
    assert library.search(asked) == []


def test_very_many_and_very_long_words_do_no_harm(library: Archive) -> None:
    assert library.search("duong " * 1000 + "x" * 100_000) != library.search("x" * 100_000) == []


def test_a_word_of_any_length_may_be_archived(archive: Archive) -> None:
    archive.store_many([numbered(0, f"Chợ {'x' * 5000} phiên {'y' * 5000}.")])
    assert len(archive.search("cho phien")) == 1
    assert list(archive.verify()) == []


def test_an_archive_that_was_never_indexed_is_when_it_is_opened(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([numbered(number, said) for number, said in enumerate(TEXTS)])
        searching_index = Database.open(database_url, write=False)
        with searching_index.writing() as connection:
            search_index(connection).clear()
            connection.execute(text("DELETE FROM search_recipe"))
        searching_index.close()
    monkeypatch.setattr(upkeep, "_TOLD", 2)
    with Archive.open(database_url, tmp_path) as archive:
        assert found(archive, "bưởi") == [4]
    assert "indexing for search: 5 articles done" in caplog.text


@pytest.mark.parametrize(
    ("sqlite", "postgresql", "told"),
    [
        (
            "INSERT INTO search_words (search_words) VALUES ('delete-all')",
            "DELETE FROM search_words WHERE article = 1",
            "article number 1: no search finds it",
        ),
        (
            "INSERT INTO search_words (rowid, title, body) VALUES (77, 'la', 'la')",
            "INSERT INTO search_words (article, words) VALUES (77, 'la')",
            "article number 77: it can be found and is not in the archive",
        ),
        (
            "INSERT INTO search_words (search_words, rowid, title, body) SELECT 'delete', 1, '', "
            "'Ba Duong ban banh duc o dau cho Dong Ba'",
            "UPDATE search_words SET words = 'la' WHERE article = 1",
            "article number 1: ",
        ),
        ("UPDATE search_recipe SET recipe = '0'", "UPDATE search_recipe SET recipe = '0'", "another version"),
    ],
)
def test_a_stale_index_is_told_and_mended(
    database_url: str, tmp_path: Path, sqlite: str, postgresql: str, told: str
) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([numbered(number, said) for number, said in enumerate(TEXTS)])
        run(database_url, sqlite if database_url.startswith("sqlite") else postgresql)
        faults = [fault for fault in archive.verify() if fault.where == "search index"]
        assert any(fault.what.startswith(told) for fault in faults)
        assert {(fault.kind, fault.repair) for fault in faults} == {("stale-index", True)}
        archive.repair()
        assert list(archive.verify()) == []
        assert found(archive, "dong ba") == [1]


def test_only_the_last_archived_of_very_many_are_ranked(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.store_many([numbered(number, f"Chợ phiên lần thứ {number}.") for number in range(30)])
    for index in ("fts5", "tsvector"):
        monkeypatch.setattr(f"crawler.archive.words.{index}.RANKED", 10)
    assert {int(one.article.url[-6:-4].strip("-")) for one in archive.search("cho phien")} == set(range(20, 30))


def test_where_one_word_is_common_the_others_give_the_order(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    said = [f"Chợ bán cá thứ {number}." for number in range(30)]
    said[3:6] = ["Chợ bán na, bán na, bán na.", "Chợ bán na, bán cá.", "Chợ bán cá mà bán cả na, na, na, na, na."]
    archive.store_many([numbered(number, one) for number, one in enumerate(said)])
    asked = [[one.article.text for one in archive.search(words)] for words in ("na cho", "cho na", '"ban na" cho')]
    monkeypatch.setattr("crawler.archive.words.fts5.COMMON", 10)
    assert [
        [one.article.text for one in archive.search(words)] for words in ("na cho", "cho na", '"ban na" cho')
    ] == asked
    assert [len(some) for some in asked] == [3, 3, 2]
    monkeypatch.setattr("crawler.archive.words.fts5.COMMON", 0)
    assert {one.article.text for one in archive.search("na cho")} == set(said[3:6])


@pytest.mark.parametrize("asked", ["Москва", "москва", "МОСКВА"])
def test_other_alphabets_are_found_in_either_case(archive: Archive, asked: str) -> None:
    archive.store_many([numbered(1, "Tàu hỏa đi Москва chạy mỗi tuần.")])
    (one,) = archive.search(asked)
    assert [piece.text for piece in one.snippet if piece.found] == ["Москва"]


@pytest.mark.parametrize(("one", "other", "same"), [("hòa", "hoà", True), ("Thúy", "thuý", True), ("ma", "má", False)])
def test_spelling_is_apart_from_the_place_of_the_tone_mark(one: str, other: str, same: bool) -> None:
    assert (spelling(one) == spelling(other)) == same


@given(st.text("aáàạăắằâấậeéẹêếệiíịoóọôốộơớợuúụưứựyýỵđĐDbcQƯỘ0 -", max_size=60))
def test_what_is_folded_is_what_the_pattern_finds(said: str) -> None:
    for phrase in parse(said).phrases:
        assert parse(" ".join(phrase)).together.search(unicodedata.normalize("NFC", " ".join(phrase)))
