"""The first tables: pages, articles, revisions, addresses, failures, unfiled."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    _articles()
    _pages()
    _revisions()
    _addresses()
    _failures()
    op.create_table(
        "unfiled", _key("article"), _text("stale", null=True), sa.PrimaryKeyConstraint("article", name="pk_unfiled")
    )


def _articles() -> None:
    op.create_table(
        "articles",
        _key("number"),
        sa.Column("id", sa.String(16), nullable=False),
        _text("site"),
        _text("canonical_url"),
        _text("title"),
        sa.Column("published_at", TIME),
        _text("section", null=True),
        _text("language", null=True),
        _text("kind"),
        sa.Column("quality", sa.Double(), nullable=False),
        _int("characters"),
        _text("found_by"),
        sa.Column("first_fetched_at", TIME, nullable=False),
        sa.Column("fetched_at", TIME, nullable=False),
        _int("revision"),
        _int("page"),
        sa.Column("gone_at", TIME),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _text("file"),
        sa.PrimaryKeyConstraint("number", name="pk_articles"),
        sa.UniqueConstraint("id", name="uq_articles_id"),
    )
    op.create_index("ix_articles_published_at_id", "articles", ["published_at", "id"])


def _pages() -> None:
    op.create_table(
        "pages",
        _key("id"),
        _int("article"),
        _int("revision"),
        _text("url"),
        _text("requested_url"),
        _int("status"),
        _text("headers"),
        sa.Column("fetched_at", TIME, nullable=False),
        _text("found_by"),
        _text("found_at"),
        sa.Column("listed_at", TIME),
        *_warc(),
        _text("payload"),
        sa.PrimaryKeyConstraint("id", name="pk_pages"),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name="fk_pages_article_articles"),
    )
    op.create_index("ix_pages_article", "pages", ["article"])


def _revisions() -> None:
    op.create_table(
        "revisions",
        _key("article"),
        _key("revision"),
        _int("page"),
        _text("extractor"),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("article", "revision", name="pk_revisions"),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name="fk_revisions_article_articles"),
        sa.ForeignKeyConstraint(["page"], ["pages.id"], name="fk_revisions_page_pages"),
    )


def _addresses() -> None:
    op.create_table(
        "addresses",
        _key("key"),
        sa.Column("article", INT64),
        sa.PrimaryKeyConstraint("key", name="pk_addresses"),
        sa.ForeignKeyConstraint(["article"], ["articles.number"], name="fk_addresses_article_articles"),
    )


def _failures() -> None:
    op.create_table(
        "failures",
        _key("key"),
        _text("reason"),
        _text("url"),
        _text("requested_url"),
        _text("site"),
        _text("detail"),
        _text("found_by"),
        sa.Column("first_at", TIME, nullable=False),
        sa.Column("at", TIME, nullable=False),
        _int("times"),
        *_warc(),
        sa.PrimaryKeyConstraint("key", "reason", name="pk_failures"),
    )


def _warc() -> tuple[sa.Column[str], sa.Column[int], sa.Column[str]]:
    return _text("warc_file", null=True), sa.Column("warc_offset", INT64), _text("warc_digest", null=True)


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, INT64, autoincrement=False, nullable=False)


def _int(name: str) -> sa.Column[int]:
    return sa.Column(name, INT64, nullable=False)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=null)
