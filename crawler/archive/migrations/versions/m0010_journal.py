"""The journal of changes: what an export after another one has to look at."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table, empty: it tells of changes from now on."""
    op.create_table(
        "journal",
        sa.Column("entry", INT64, autoincrement=False, nullable=False),
        sa.Column("article", INT64, nullable=True),
        sa.PrimaryKeyConstraint("entry", name="pk_journal"),
    )
