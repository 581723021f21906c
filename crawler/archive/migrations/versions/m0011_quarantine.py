"""Sites whose new articles are kept back, and since when and why an article is."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table and the columns: nothing is kept back that was archived before."""
    op.create_table(
        "quarantines",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_quarantines"),
    )
    op.add_column("articles", sa.Column("quarantined_at", TIME, nullable=True))
    op.add_column("articles", sa.Column("quarantined_for", sa.Text(), nullable=True))
    kept_back = sa.text("quarantined_at IS NOT NULL")
    op.create_index("ix_articles_quarantined", "articles", ["site"], sqlite_where=kept_back, postgresql_where=kept_back)
