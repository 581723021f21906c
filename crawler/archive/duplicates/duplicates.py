"""Which articles of the archive are copies of which: asked and added in one step, inside the caller's transaction.

The transaction must exclude other writers from its beginning, as `Database.writing` does: then two copies in flight
never both become unique. Only links and moments are stored; verdicts follow from them whenever they are asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, insert, select, update

from crawler.archive.database.among import among
from crawler.archive.database.many import insert_many
from crawler.archive.duplicates.clusters import join
from crawler.archive.duplicates.index import ArchiveIndex, DuplicateMemory, TextOf, signed
from crawler.archive.duplicates.removal import remove
from crawler.archive.duplicates.tables import LinkRow, PublishedRow, RecipeRow, TextRow
from crawler.archive.duplicates.verdicts import Judged, judged
from crawler.archive.rows.addresses import chunks
from crawler.errors import ArchiveUnusable
from crawler.items import Fingerprint
from crawler.neardup import RECIPE, Relation, Thresholds, fingerprint, search
from crawler.neardup.relation import DEFAULT

__all__ = ["Arrival", "DuplicateMemory", "Duplicates", "Judged", "judged", "moment_of", "remove"]

_IDENTITIES = (
    select(PublishedRow.article, TextRow.digest, TextRow.size)
    .join(TextRow, TextRow.number == PublishedRow.text)
    .where(among(PublishedRow.article))
)
_PUBLISHED, _LINKS, _RECIPE = insert(PublishedRow), insert(LinkRow), select(RecipeRow.recipe)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Arrival(NamedTuple):
    """An article to judge: its number in the archive, and its moment of publication as `moment_of` gives it."""

    number: int
    fingerprint: Fingerprint
    text: str
    moment: int


def moment_of(published_at: datetime | None, first_fetched_at: datetime) -> int:
    """What orders articles: microseconds since 1970; an article that names no time was published when first seen."""
    return ((published_at or first_fetched_at) - _EPOCH) // timedelta(microseconds=1)


class Duplicates:
    """Near-duplicate search over one archive, in one writing transaction."""

    def __init__(
        self, connection: Connection, text_of: TextOf, memory: DuplicateMemory, thresholds: Thresholds = DEFAULT
    ) -> None:
        """Raises ArchiveUnusable when the fingerprints there were made by another recipe."""
        _require_recipe(connection)
        self._connection = connection
        self._index = ArchiveIndex(connection, text_of, memory)
        self._thresholds = thresholds

    def judge_and_add(self, arrivals: Iterable[Arrival]) -> dict[int, Judged]:
        """Compare articles with all that are there and with each other, in order; add them; say what each is now.

        An article that was there already is replaced. When one comes twice, the last one counts.
        """
        last = {one.number: one for one in arrivals}
        coming = self._changed([_of_this_recipe(one) for one in last.values()])
        self._index.prepare([one.fingerprint for one in coming])
        placed = [self._place(one) for one in coming]
        self._index.close()
        rows = [{"article": one.arrival.number, "text": one.text, "moment": one.arrival.moment} for one in placed]
        insert_many(self._connection, _PUBLISHED, rows)
        _link(self._connection, {one.text: one.related for one in placed if one.related})
        alone = dict.fromkeys(_alone(placed), Judged("unique"))
        return alone | judged(self._connection, last.keys() - alone.keys())

    def _changed(self, arrivals: Sequence[Arrival]) -> list[Arrival]:
        """Those that are new, or whose text is; the others only get their moment. Old texts are forgotten."""
        stored = _stored(self._connection, [one.number for one in arrivals])
        same = {one.number: one for one in arrivals if stored.get(one.number) == _identity(one.fingerprint)}
        for one in same.values():
            here = PublishedRow.article == one.number
            self._connection.execute(update(PublishedRow).where(here).values(moment=one.moment))
        remove(self._connection, stored.keys() - same.keys())
        return [one for one in arrivals if one.number not in same]

    def _place(self, one: Arrival) -> "_Placed":
        found = search(self._index, one.fingerprint, one.text, self._thresholds)
        for text, how in found.related.items():
            if how.kind == "exact":
                return _Placed(one, text, {}, fresh=False)
        text = self._index.add(one.fingerprint, one.text, found.free_keys)
        return _Placed(one, text, found.related, fresh=True)


class _Placed(NamedTuple):
    """An article's text, found or added (`fresh`), and the other texts that it is linked to."""

    arrival: Arrival
    text: int
    related: dict[int, Relation]
    fresh: bool


def _alone(placed: Sequence[_Placed]) -> list[int]:
    """Articles that have nothing to do with any other, nine of ten: nothing needs to be asked to judge them."""
    linked = {text for one in placed for text in one.related}
    linked.update(one.text for one in placed if one.related or not one.fresh)
    return [one.arrival.number for one in placed if one.text not in linked]


def _of_this_recipe(one: Arrival) -> Arrival:
    if one.fingerprint.recipe == RECIPE:
        return one
    return one._replace(fingerprint=fingerprint(one.text))


def _identity(fingerprint: Fingerprint) -> tuple[int, int]:
    return signed(fingerprint.digest), fingerprint.size


def _stored(connection: Connection, articles: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Digest and size of the texts that these articles have."""
    found: dict[int, tuple[int, int]] = {}
    for chunk in chunks(articles):
        for article, digest, size in connection.execute(_IDENTITIES, {"numbers": chunk}).all():
            found[article] = digest, size
    return found


def _link(connection: Connection, related: Mapping[int, Mapping[int, Relation]]) -> None:
    rows = []
    for text, others in related.items():
        for other, how in others.items():
            rows.append({"text": text, "other": other, "kind": how.kind, "similarity": how.similarity})
            rows.append({"text": other, "other": text, "kind": how.kind, "similarity": how.similarity})
    insert_many(connection, _LINKS, rows)
    near = {text: [other for other, how in others.items() if how.kind == "near"] for text, others in related.items()}
    near = {text: others for text, others in near.items() if others}
    if near:
        join(connection, near)


def _require_recipe(connection: Connection) -> None:
    stored = connection.execute(_RECIPE).scalar()
    if stored is None:
        connection.execute(insert(RecipeRow), {"recipe": RECIPE})
    elif stored != RECIPE:
        raise ArchiveUnusable(
            f"the fingerprints in the archive were made as {stored!r}, this version makes {RECIPE!r}: "
            "run `khobao verify --repair`"
        )
