"""The version of a database's tables: made, brought up to date, or refused."""

from sqlalchemy import Connection, inspect, text

from crawler.archive.database.engine import Database
from crawler.errors import ArchiveUnusable

HEAD = "0016"
"""The newest migration. Known here so that opening a database of today need not load Alembic (0.3 s)."""


def ensure_schema(connection: Connection, shown: str) -> None:
    """Make or migrate the tables inside the caller's writing transaction: all of it or nothing.

    Raises ArchiveUnusable when the database was made by a newer version of this program.
    """
    version = _version(connection)
    _refuse_newer(version, shown)
    if version != HEAD:
        _upgrade(connection)
    # SQLite opens a write-protected file without a word and fails at the first write: let that be now.
    connection.execute(text("UPDATE alembic_version SET version_num = version_num"))


def require_schema(connection: Connection, shown: str) -> None:
    """For readers, which change nothing. Raises ArchiveUnusable unless the tables are those of this version."""
    version = _version(connection)
    _refuse_newer(version, shown)
    if version is None:
        raise ArchiveUnusable(f"database {shown}: there is no archive in it yet: crawl something first")
    if version != HEAD:
        raise ArchiveUnusable(
            f"database {shown}: it is of an older version: `khobao db upgrade` or the next crawl brings it up to date"
        )


def schema_of(database_url: str) -> str | None:
    """The version of the tables in a database, None when there are none. Raises ArchiveUnusable when it is missing."""
    database = Database.open(database_url, write=False)
    try:
        with database.reading() as connection:
            return _version(connection)
    finally:
        database.close()


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _refuse_newer(version: str | None, shown: str) -> None:
    if version is not None and version > HEAD:
        raise ArchiveUnusable(
            f"database {shown}: a newer version of khobao made it (schema {version}, this one knows {HEAD}): "
            "update khobao"
        )


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - only a new or old database needs Alembic
    from alembic.config import Config  # noqa: PLC0415

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "crawler.archive:migrations")
    command.upgrade(config, HEAD)
