import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

import crawler.frontier  # noqa: F401 - its tables are in the same database
from crawler.archive import Archive
from crawler.archive.database.base import Base
from crawler.archive.database.engine import parse_url
from crawler.archive.database.schema import HEAD
from crawler.errors import ArchiveUnusable
from tests.archive.making import fingerprinted


def test_the_migrations_make_the_tables_that_the_models_describe(database_url: str, tmp_path: Path) -> None:
    Archive.open(database_url, tmp_path).close()
    with create_engine(parse_url(database_url)).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _modelled})
        assert compare_metadata(context, Base.metadata) == []
    connection.engine.dispose()


def _modelled(name: str | None, kind: str, _parents: object) -> bool:
    """The search index is of another kind on each database, and no model."""
    return kind != "table" or not (name or "").startswith("search_words")


def test_the_known_head_is_the_last_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "crawler.archive:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


@pytest.mark.parametrize("write", [True, False])
def test_a_database_of_a_newer_version_is_refused_untouched(database_url: str, tmp_path: Path, write: bool) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
    _set_version(database_url, "9999")
    with pytest.raises(ArchiveUnusable, match=r"^database .*: a newer version of khobao made it .*: update khobao$"):
        Archive.open(database_url, tmp_path, write=write)
    _set_version(database_url, HEAD)
    with Archive.open(database_url, tmp_path) as archive:
        assert len(list(archive.exported())) == 1


def test_an_empty_database_is_no_archive_to_a_reader(postgres_url: str, tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable, match="there is no archive in it yet"):
        Archive.open(postgres_url, tmp_path, write=False)


def test_a_missing_file_is_no_archive_to_a_reader(tmp_path: Path) -> None:
    with pytest.raises(ArchiveUnusable, match="there is no such file"):
        Archive.open(f"sqlite:///{tmp_path}/none.db", tmp_path, write=False)
    assert list(tmp_path.iterdir()) == []


def test_opening_loads_no_alembic_when_the_tables_are_there(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/khobao.db"
    Archive.open(url, tmp_path).close()
    opening = f"""
import sys
from pathlib import Path
from crawler.archive import Archive
Archive.open({url!r}, Path({str(tmp_path)!r})).close()
print("alembic" in sys.modules)
"""
    assert subprocess.check_output([sys.executable, "-c", opening], text=True) == "False\n"


def _set_version(database_url: str, version: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    engine.dispose()


def test_the_index_of_words_merges_eight_segments_at_a_time(tmp_path: Path) -> None:
    with Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path) as archive, archive.database.reading() as connection:
        setting = connection.execute(text("SELECT v FROM search_words_config WHERE k = 'automerge'")).scalar_one()
    assert setting == 8
