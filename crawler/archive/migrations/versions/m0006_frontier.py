"""Pages that are still to be fetched, and which crawl holds which site."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "frontier",
        sa.Column("ticket", INT, nullable=False),
        sa.Column("key", INT, nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("rank", INT, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("found_at", sa.Text(), nullable=False),
        sa.Column("listed_at", TIME, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", INT, nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("ticket", name="pk_frontier"),
        sa.UniqueConstraint("key", name="uq_frontier_key"),
    )
    op.create_index("ix_frontier_site_rank_ticket", "frontier", ["site", "rank", "ticket"])
    op.create_table(
        "leases",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("asked_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("site", name="pk_leases"),
    )
