"""What stays of articles that were taken down."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tombstones",
        sa.Column("number", INT64, autoincrement=False, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revisions", INT64, nullable=False),
        sa.Column("unfinished", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name="pk_tombstones"),
        sa.UniqueConstraint("id", name="uq_tombstones_id"),
    )
