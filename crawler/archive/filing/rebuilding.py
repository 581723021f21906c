"""The tree of article files made again from the rows."""

import os
import re
from collections.abc import Iterator
from contextlib import closing
from itertools import chain
from pathlib import Path

from sqlalchemy import Connection, select

from crawler.archive.filing.filed import filings_of
from crawler.archive.filing.files import write
from crawler.archive.rows.addresses import CHUNK, chunks
from crawler.archive.rows.tables import ArticleRow
from crawler.errors import ArchiveUnusable

_OURS = re.compile(r"\.?\d{3,18}_[0-9a-f]{16}\.txt(\.\d+)?", re.ASCII)


def rebuild(connection: Connection, articles_dir: Path) -> int:
    """Write the file of every article that has one; returns how many. Raises OSError."""
    made = 0
    every = select(ArticleRow.number)
    with closing(connection.execute(every, execution_options={"yield_per": CHUNK}).scalars()) as numbers:
        for file in chain.from_iterable(filings_of(connection, chunk) for chunk in numbers.partitions()):
            write(articles_dir, file)
            made += bool(file.path)
    return made


def require_own_files(connection: Connection, articles_dir: Path, database: str) -> None:
    """Raises ArchiveUnusable when most files of the folder are no articles of this `database`: it is another one's."""
    files = sum(map(_whole, _named_like_ours(articles_dir)))
    foreign = sum(map(_whole, strays(connection, articles_dir)))
    if 2 * foreign > files:
        raise ArchiveUnusable(
            f"folder {articles_dir}: {foreign:,} of its {files:,} article files belong to no article of the database "
            f"{database}, so nothing was changed: check DATABASE_URL and ARCHIVE_DIR; "
            "if both are right, move the folder away and repair again"
        )


def strays(connection: Connection, articles_dir: Path) -> Iterator[str]:
    """Paths below the folder that are named like article files but are none, half-written ones too. Raises OSError."""
    for paths in chunks(_named_like_ours(articles_dir)):
        numbers = {int(path.rpartition("/")[2].lstrip(".").partition("_")[0]) for path in paths}
        query = select(ArticleRow.file).where(ArticleRow.number.in_(numbers))
        yield from sorted(set(paths).difference(connection.execute(query).scalars()))


def remove_strays(connection: Connection, articles_dir: Path) -> None:
    """Delete them. Raises OSError."""
    for stray in strays(connection, articles_dir):
        (articles_dir / stray).unlink(missing_ok=True)


def _whole(path: str) -> bool:
    return not path.rpartition("/")[2].startswith(".")


def _named_like_ours(articles_dir: Path) -> Iterator[str]:
    for folder, _, names in os.walk(articles_dir):
        relative = Path(folder).relative_to(articles_dir).as_posix()
        yield from (f"{relative}/{name}" for name in names if _OURS.fullmatch(name))
