"""FTS5 merges eight segments of its index at a time instead of four.

Words are written anew fewer times on the way to the largest segment; a search looks into some segments more.
"""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Set it; the table keeps it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("INSERT INTO search_words (search_words, rank) VALUES ('automerge', 8)")
