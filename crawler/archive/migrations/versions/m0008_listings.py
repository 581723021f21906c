"""What visits leave for the next ones: listings as last answered, robots.txt, and when each site may be asked again."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "listings",
        sa.Column("key", INT64, autoincrement=False, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("last_modified", sa.Text(), nullable=False),
        sa.Column("trust", sa.Text(), nullable=False),
        sa.Column("conditional", INT64, nullable=False),
        sa.Column("lastmod", TIME, nullable=True),
        sa.Column("warc_file", sa.Text(), nullable=True),
        sa.Column("warc_offset", INT64, nullable=True),
        sa.Column("warc_digest", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_listings"),
    )
    op.create_table(
        "robots",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("read_at", TIME, nullable=False),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_robots"),
    )
    op.create_table(
        "pauses",
        sa.Column("slot", sa.Text(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_pauses"),
    )
