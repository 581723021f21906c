"""The daemon's schedule by listing: feeds and sections of one paper have rhythms of their own.

What was learned of a site's feeds or sections as a whole says nothing of any one of them and is left behind: the first
visit learns anew, from the dates of the articles that a listing names.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table anew: SQLite cannot change a primary key."""
    kept = sa.text("SELECT * FROM schedule WHERE way IN ('sitemaps', 'recheck')").columns(next_at=TIME, last_at=TIME)
    rows = [{**row._mapping, "listing": ""} for row in op.get_bind().execute(kept)]
    op.drop_table("schedule")
    table = op.create_table(
        "schedule",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("listing", sa.Text(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.Column("interval", INT64, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("troubles", INT64, nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "way", "listing", name="pk_schedule"),
    )
    op.bulk_insert(table, rows)
