"""Figures of visits, the alarms that follow from them, and the design of the last pages of each site."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, empty, and the column: what is usual at a site is learned from now on."""
    op.create_table(
        "visit_figures",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("ended_at", TIME, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "ended_at", name="pk_visit_figures"),
    )
    op.create_table(
        "alarms",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.Column("raised_at", TIME, nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=False),
        sa.Column("cleared_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("site", "kind", "subject", name="pk_alarms"),
    )
    op.add_column("learned_pages", sa.Column("shape", sa.LargeBinary(), nullable=True))
