"""The tables of near-duplicate search. A text is a set of shingles; articles with equal sets share one."""

from sqlalchemy import Double, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from crawler.archive.database.base import Base, Int64

_CLUSTERED = text("cluster IS NOT NULL")  # nineteen texts of twenty are alone: an index of the rest takes no room


class RecipeRow(Base):
    """The one recipe that made every fingerprint in these tables."""

    __tablename__ = "duplicate_recipe"

    recipe: Mapped[str] = mapped_column(primary_key=True)


class TextRow(Base):
    """A distinct set of shingles: how many, and a digest (signed) that is equal for equal sets.

    Texts linked as near copies, directly or through others, have one `cluster`: the lowest number among them at some
    time. Null means alone.
    """

    __tablename__ = "duplicate_texts"
    __table_args__ = (
        Index("ix_duplicate_texts_cluster", "cluster", sqlite_where=_CLUSTERED, postgresql_where=_CLUSTERED),
    )

    number: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    digest: Mapped[int] = mapped_column(Int64)
    size: Mapped[int]
    cluster: Mapped[int | None]


class PublishedRow(Base):
    """Which text an article (`articles.number`) has, and since when: microseconds since 1970.

    The moment is that of publication, or of the first fetch when the page names none.
    """

    __tablename__ = "duplicate_articles"
    __table_args__ = (Index("ix_duplicate_articles_text_moment", "text", "moment"),)

    article: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    text: Mapped[int] = mapped_column(Int64)
    moment: Mapped[int] = mapped_column(Int64)


class LinkRow(Base):
    """Two texts of which one is a copy, `near` or `contained`; every link stands here twice, once from either side."""

    __tablename__ = "duplicate_links"

    text: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    other: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    kind: Mapped[str]
    similarity: Mapped[float] = mapped_column(Double)


class PendingRow(Base):
    """The places of a text that is in no segment yet, as 64-bit numbers in little-endian order.

    `stamp` is random: a program that remembers pending rows sees by it whether they are still the same.
    """

    __tablename__ = "duplicate_pending"

    text: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(Int64)
    places: Mapped[bytes] = mapped_column(LargeBinary)


class SegmentRow(Base):
    """A segment of postings; the columns are those of `crawler.neardup.segments.Shape`, `stamp` is random."""

    __tablename__ = "duplicate_segments"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    stamp: Mapped[int] = mapped_column(Int64)
    first: Mapped[int] = mapped_column(Int64)
    texts: Mapped[int] = mapped_column(Int64)
    pairs: Mapped[int] = mapped_column(Int64)
    bits: Mapped[int]
    filter_bits: Mapped[int]


class BlockRow(Base):
    """One block of a segment; its key is the segment's number and, below it, the block's."""

    __tablename__ = "duplicate_blocks"

    key: Mapped[int] = mapped_column(Int64, primary_key=True, autoincrement=False)
    entries: Mapped[bytes] = mapped_column(LargeBinary)


class FilterRow(Base):
    """The filter of one part of a segment."""

    __tablename__ = "duplicate_filters"

    segment: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    filter: Mapped[bytes] = mapped_column(LargeBinary)
