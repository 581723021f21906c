"""The index laid beside the articles of an archive, and made again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, delete, select, update

from crawler.archive import Archive
from crawler.archive.database.engine import Database
from crawler.archive.duplicates import postings
from crawler.archive.duplicates.check import problems, rebuild
from crawler.archive.duplicates.duplicates import judged
from crawler.archive.duplicates.tables import LinkRow, PendingRow, PublishedRow, RecipeRow, TextRow
from crawler.archive.rows.tables import ArticleRow
from crawler.items import Block, Fingerprinted
from crawler.neardup import fingerprint
from tests.archive.making import article, page
from tests.neardup.making import changed, text


def item(number: int, words: str) -> Fingerprinted:
    made = replace(article(number), blocks=(Block("paragraph", words),))
    return Fingerprinted(page(number), made, fingerprint(made.text))


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """An archive of fourteen articles, two of them near copies and two equal."""
    monkeypatch.setattr(postings, "PENDING_MOST", 8)
    texts = [text(number) for number in range(11)] + [text(3), changed(text(4), 3), "…"]
    with Archive.open(database_url, tmp_path) as archive:
        for number, words in enumerate(texts):
            archive.store_many([item(number, words)])
    opened = Database.open(database_url, write=True)
    yield opened
    opened.close()


def told(database: Database) -> list[str]:
    with database.reading() as connection:
        return list(problems(connection))


def test_an_index_that_agrees_has_no_problems(database: Database) -> None:
    assert told(database) == []


def forget_one(connection: Connection) -> None:
    connection.execute(delete(PublishedRow).where(PublishedRow.article == 5))


def wrong_text(connection: Connection) -> None:
    connection.execute(update(TextRow).where(TextRow.number == 5).values(digest=5))


def wrong_time(connection: Connection) -> None:
    connection.execute(update(PublishedRow).where(PublishedRow.article == 5).values(moment=5))


def lose_pending(connection: Connection) -> None:
    assert connection.execute(select(PendingRow.text)).first()
    connection.execute(delete(PendingRow))


def stray(connection: Connection) -> None:
    connection.execute(update(PublishedRow).where(PublishedRow.article == 5).values(article=99))


def wrong_link(connection: Connection) -> None:
    connection.execute(update(LinkRow).values(similarity=0.123))


def other_recipe(connection: Connection) -> None:
    connection.execute(update(RecipeRow).values(recipe="older"))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (forget_one, "it has no fingerprint"),
        (wrong_text, "its fingerprint is that of another text"),
        (wrong_time, "its fingerprint has another time of publication"),
        (lose_pending, "its fingerprint is not among the postings"),
        (stray, "article number 99: it has a fingerprint and is not in the archive"),
        (wrong_link, "linked as near 0.12, which they are not"),
        (other_recipe, "fingerprints were made as 'older'"),
    ],
)
def test_every_harm_is_found_and_mended(database: Database, harm: object, said: str) -> None:
    with database.reading() as connection:
        before = judged(connection, range(14))
    with database.writing() as connection:
        harm(connection)  # type: ignore[operator]
    assert any(said in line for line in told(database))
    with database.writing() as connection:
        assert rebuild(connection) == 14
    assert told(database) == []
    with database.reading() as connection:
        assert judged(connection, range(14)) == before


def known(connection: Connection) -> set[int]:
    """Every number of a text that stands in a row."""
    columns = (TextRow.number, TextRow.cluster, PublishedRow.text, LinkRow.text, LinkRow.other, PendingRow.text)
    return {
        number for column in columns for number in connection.execute(select(column)).scalars() if number is not None
    }


@pytest.mark.parametrize("taken", [[4], [12], [3], [3, 11], [0, 10], [4, 12, 3, 11, 13], list(range(14))])
def test_what_is_taken_down_is_known_to_nobody(
    database: Database, database_url: str, tmp_path: Path, taken: list[int]
) -> None:
    """Twelve is a near copy of four, eleven equal to three; the first eight texts lie in a segment, the others wait."""
    with database.reading() as connection:
        texts = dict(connection.execute(select(PublishedRow.article, PublishedRow.text)).all())
        urls = dict(connection.execute(select(ArticleRow.canonical_url, ArticleRow.number)).all())
    numbers = [urls[article(one).canonical_url] for one in taken]
    kept = {text for number, text in texts.items() if number not in numbers}
    database.close()
    with Archive.open(database_url, tmp_path) as archive:
        gone = {one.id for one in archive.take_down([article(one).canonical_url for one in taken], "tòa soạn yêu cầu")}
        with database.reading() as connection:
            assert known(connection) == kept
        assert list(archive.verify()) == []
        again = archive.store_many([item(100 + one, text(one)) for one in taken])
        assert not gone & {one.verdict.duplicate_of for one in again}
        assert not gone & {one.verdict.cluster for one in again}
        assert list(archive.verify()) == []
        archive.repair()
        assert list(archive.verify()) == []
