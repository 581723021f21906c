"""The index of words. What is there already is indexed when the archive is opened next."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FTS5 = """
    CREATE VIRTUAL TABLE search_words USING fts5(title, body, content='', tokenize='unicode61 remove_diacritics 2')
"""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "search_recipe",
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("recipe", name="pk_search_recipe"),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS5)
        return
    op.execute("CREATE TABLE search_words (article bigint PRIMARY KEY, words tsvector NOT NULL)")
    op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
