"""What the last pages of each site taught."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INT64 = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "learned_pages",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("page", sa.String(16), nullable=False),
        sa.Column("ordinal", INT64, nullable=False),
        sa.Column("blocks", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("site", "page", name="pk_learned_pages"),
    )
