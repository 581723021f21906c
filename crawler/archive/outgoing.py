"""One state of the archive, as exports read it: in order, in bulk, without making objects of what is only passed on."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, func, select

from crawler.archive.database.among import among
from crawler.archive.duplicates.judging import UNIQUE, verdicts_of
from crawler.archive.duplicates.kinship import Ancestor, families, kin, kindred
from crawler.archive.rows import journal
from crawler.archive.rows.addresses import chunks
from crawler.archive.rows.bodies import unpack_json
from crawler.archive.rows.lookup import known_ids
from crawler.archive.rows.tables import ArticleRow, PageRow, RevisionRow
from crawler.archive.rows.texts import Columns, with_latest
from crawler.archive.rows.tombstones import TombstoneRow
from crawler.items import Verdict, WarcRef

AT_ONCE = 1_000
"""Articles whose numbers are handed out together."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Facts(NamedTuple):
    """What articles are chosen by. `moment` orders publications: microseconds since 1970, of the first fetch when the
    article names no time."""

    number: int
    id: str
    site: str
    published_at: datetime | None
    moment: int
    section: str | None
    kind: str
    language: str | None
    quality: float
    quarantined: bool


class Outgoing(NamedTuple):
    """One revision of an article; `body` is the JSON that its row holds (`crawler.archive.rows.bodies`)."""

    facts: Facts
    revision: int
    body: bytes
    found_by: str
    found_at: str
    fetched_at: datetime
    gone_at: datetime | None
    warc: WarcRef | None
    verdict: Verdict


class Reach(NamedTuple):
    """Which articles the database is asked for: of these sites, published at or after `since` and before `until`."""

    sites: tuple[str, ...] | None = None
    since: datetime | None = None
    until: datetime | None = None

    def holds(self, facts: Facts) -> bool:
        """Whether an article is within reach."""
        at = facts.published_at
        if self.sites is not None and facts.site not in self.sites:
            return False
        if self.since is not None and (at is None or at < self.since):
            return False
        return self.until is None or (at is not None and at < self.until)


class Gone(NamedTuple):
    """An article that was taken down."""

    id: str
    reason: str
    taken_at: datetime


class Snapshot:
    """The archive as of one moment, whatever is written meanwhile. Get it from `Archive.snapshot`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        if connection.dialect.name == "sqlite":  # every page is read once: keeping 64 MB of them is of no use
            connection.exec_driver_sql("PRAGMA cache_size=-8192")
        found = journal.mark(connection)
        self.mark = found or journal.Mark(0, None)

    def mark_at(self, entries: int) -> journal.Mark | None:
        """The mark of the state that had seen so many changes; None when there never was one."""
        return journal.mark(self._connection, entries)

    def count(self, reach: Reach) -> int:
        """How many articles are within reach."""
        query = select(func.count()).select_from(ArticleRow).where(*_within(reach))
        return self._connection.execute(query).scalar_one()

    def numbers(self, reach: Reach, only: Collection[int] | None = None) -> Iterator[list[int]]:
        """Numbers of the articles within reach, in order: by (published_at, id), those without a date last.

        They come AT_ONCE together; `only` limits them to these.
        """
        if only is None:
            query = _ordered(select(ArticleRow.number), self._connection).where(*_within(reach))
            with closing(self._connection.execute(query, execution_options={"yield_per": AT_ONCE})) as found:
                for rows in found.scalars().partitions():
                    yield list(rows)
            return
        wanted = select(ArticleRow.published_at, ArticleRow.id, ArticleRow.number).where(*_within(reach))
        few: list[tuple[bool, datetime, str, int]] = []
        for chunk in chunks(sorted(only)):
            dated = self._connection.execute(wanted.where(among(ArticleRow.number, chunk)))
            few += [(row[0] is None, row[0] or _EPOCH, row[1], row[2]) for row in dated]
        few.sort()
        yield from ([one[3] for one in few[at : at + AT_ONCE]] for at in range(0, len(few), AT_ONCE))

    def read(self, numbers: Sequence[int], *, revisions: bool = False) -> list[Outgoing]:
        """The latest revisions of these articles, or all of them oldest first, in the order of the numbers.

        Raises ArchiveUnusable for a damaged body.
        """
        rows = self._connection.execute(_ALL if revisions else _LATEST, {"numbers": list(numbers)}).all()
        verdicts = verdicts_of(self._connection, numbers)
        place = {number: index for index, number in enumerate(numbers)}
        rows = sorted(rows, key=lambda row: (place[row[0]], row[11]))
        return [_outgoing(row, verdicts.get(row[0], UNIQUE)) for row in rows]

    def clusters(self, numbers: Collection[int]) -> list[list[Facts]]:
        """The clusters that these articles are in, each with all its members."""
        groups = kin(self._connection, numbers)
        facts: dict[int, Facts] = {}
        for chunk in chunks({number for group in groups for number in group}):
            facts |= {row[0]: _facts(row) for row in self._connection.execute(_FACTS, {"numbers": chunk})}
        return [[facts[number] for number in group if number in facts] for group in groups]

    def families(self, numbers: Collection[int]) -> dict[int, Ancestor]:
        """Of those of the articles that are tied to others by links, in any number of steps, the earliest relative."""
        return families(self._connection, numbers)

    def ids(self, numbers: Collection[int]) -> list[str]:
        """The ids of those of the articles that are there."""
        query, found = select(ArticleRow.id), list[str]()
        for chunk in chunks(sorted(numbers)):
            found += self._connection.execute(query.where(among(ArticleRow.number, chunk))).scalars()
        return found

    def changed(self, entries: int) -> Collection[int] | None:
        """Articles of which something may be said otherwise than in the state that had seen so many changes.

        Those that were taken down are left out. None: any of them.
        """
        noted = journal.since(self._connection, entries)
        return None if noted is None else kindred(self._connection, noted)

    def taken_down(self, entries: int) -> list[Gone]:
        """The articles that were taken down after so many changes, in the order of their ids."""
        noted = journal.since(self._connection, entries)
        row = TombstoneRow
        query = select(row.id, row.reason, row.taken_at).order_by(row.id)
        if noted is None:
            return [Gone(*one) for one in self._connection.execute(query)]
        found = [
            Gone(*one)
            for part in chunks(sorted(noted))
            for one in self._connection.execute(query.where(among(row.number, part)))
        ]
        return sorted(found)

    def known(self, ids: Iterable[str]) -> set[str]:
        """Those of the ids that articles of the archive have."""
        return known_ids(self._connection, ids)

    def buried(self, ids: Iterable[str]) -> Iterator[Gone]:
        """Those of the ids whose articles were taken down."""
        row = TombstoneRow
        for chunk in chunks(ids):
            query = select(row.id, row.reason, row.taken_at).where(row.id.in_(chunk))
            yield from (Gone(*one) for one in self._connection.execute(query))


def _within(reach: Reach) -> Iterator[ColumnElement[bool]]:
    if reach.sites is not None:
        yield ArticleRow.site.in_(sorted(reach.sites))
    if reach.since is not None:
        yield ArticleRow.published_at >= reach.since
    if reach.until is not None:
        yield ArticleRow.published_at < reach.until


def _ordered(query: Select[*Columns], connection: Connection) -> Select[*Columns]:
    """Ids are compared as bytes, whatever language the server sorts by."""
    postgresql = connection.dialect.name == "postgresql"
    id_ = ArticleRow.id.collate("C") if postgresql else ArticleRow.id
    return query.order_by(ArticleRow.published_at.nulls_last(), id_)


_FACT_COLUMNS = (
    ArticleRow.number, ArticleRow.id, ArticleRow.site, ArticleRow.published_at, ArticleRow.first_fetched_at,
    ArticleRow.section, ArticleRow.kind, ArticleRow.language, ArticleRow.quality, ArticleRow.quarantined_at,
)  # fmt: skip
_COLUMNS = (
    *_FACT_COLUMNS, ArticleRow.found_by, RevisionRow.revision, RevisionRow.body, ArticleRow.gone_at, PageRow.fetched_at,
    PageRow.found_at, PageRow.warc_file, PageRow.warc_offset, PageRow.warc_digest,
)  # fmt: skip
_FACTS = select(*_FACT_COLUMNS).where(among(ArticleRow.number))


def _query(revisions: bool) -> Select[*Columns]:
    query: Select[*Columns] = select(*_COLUMNS).select_from(ArticleRow)
    joined = query.join(RevisionRow, RevisionRow.article == ArticleRow.number) if revisions else with_latest(query)
    return joined.join(PageRow, PageRow.id == RevisionRow.page).where(among(ArticleRow.number))


_ALL = _query(revisions=True)
_LATEST = _query(revisions=False)


def _facts(row: Sequence[Any]) -> Facts:
    number, id_, site, published_at, first_fetched_at, section, kind, language, quality, quarantined_at, *_ = row
    moment = ((published_at or first_fetched_at) - _EPOCH) // _MICROSECOND
    return Facts(number, id_, site, published_at, moment, section, kind, language, quality, quarantined_at is not None)


def _outgoing(row: Sequence[Any], verdict: Verdict) -> Outgoing:
    found_by, revision, body, gone_at, fetched_at, found_at, file, offset, digest = row[10:]
    warc = WarcRef(file, offset, digest) if file is not None else None
    facts = _facts(row)
    return Outgoing(
        facts, revision, unpack_json(body, facts.id), found_by, found_at, fetched_at, gone_at, warc, verdict
    )
