"""Near-duplicates: texts, their links, and the postings that find candidates."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _judgements()
    _postings()


def _judgements() -> None:
    op.create_table(
        "duplicate_recipe",
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("recipe", name="pk_duplicate_recipe"),
    )
    op.create_table(
        "duplicate_texts", *_ints("number", "digest", "size"), sa.Column("cluster", INT64), _pk("texts", "number")
    )
    clustered = sa.text("cluster IS NOT NULL")
    op.create_index(
        "ix_duplicate_texts_cluster", "duplicate_texts", ["cluster"], sqlite_where=clustered, postgresql_where=clustered
    )
    op.create_table("duplicate_articles", *_ints("article", "text", "moment"), _pk("articles", "article"))
    op.create_index("ix_duplicate_articles_text_moment", "duplicate_articles", ["text", "moment"])
    op.create_table(
        "duplicate_links",
        *_ints("text", "other"),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("similarity", sa.Double(), nullable=False),
        _pk("links", "text", "other"),
    )


def _postings() -> None:
    op.create_table("duplicate_pending", *_ints("text", "stamp"), _bytes("places"), _pk("pending", "text"))
    op.create_table(
        "duplicate_segments",
        *_ints("number", "stamp", "first", "texts", "pairs", "bits", "filter_bits"),
        _pk("segments", "number"),
    )
    op.create_table("duplicate_blocks", *_ints("key"), _bytes("entries"), _pk("blocks", "key"))
    op.create_table("duplicate_filters", *_ints("segment", "part"), _bytes("filter"), _pk("filters", "segment", "part"))


def _ints(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, INT64, autoincrement=False, nullable=False) for name in names]


def _bytes(name: str) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary(), nullable=False)


def _pk(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_duplicate_{table}")
