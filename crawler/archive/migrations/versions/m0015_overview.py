"""Indexes that answer what a status page asks: articles by site and day, and what has failed in the frontier."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FAILED = sa.text("state IN ('failed', 'given-up')")


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_articles_site_first_fetched_at", "articles", ["site", "first_fetched_at"])
    op.create_index(
        "ix_frontier_site_state", "frontier", ["site", "state"], sqlite_where=FAILED, postgresql_where=FAILED
    )
