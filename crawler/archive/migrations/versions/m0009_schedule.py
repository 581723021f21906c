"""The daemon's schedule: when each site is visited next by each way, and what its visits taught."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "schedule",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("last_at", TIME, nullable=True),
        sa.Column("interval", INT64, nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("troubles", INT64, nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "way", name="pk_schedule"),
    )
