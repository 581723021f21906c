"""The tree of article files made again from the rows."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from crawler.archive.addresses import CHUNK, chunks
from crawler.archive.filed import filings_of
from crawler.archive.files import write
from crawler.archive.tables import ArticleRow

_OURS = re.compile(r"\.?\d{3,18}_[0-9a-f]{16}\.txt(\.\d+)?", re.ASCII)


def rebuild(connection: Connection, articles_dir: Path) -> int:
    """Write the file of every article; returns how many there are. Raises OSError."""
    made = 0
    numbers = connection.execute(select(ArticleRow.number), execution_options={"yield_per": CHUNK}).scalars()
    for chunk in numbers.partitions():
        for file in filings_of(connection, chunk):
            write(articles_dir, file)
            made += 1
    return made


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


def _named_like_ours(articles_dir: Path) -> Iterator[str]:
    for folder, _, names in os.walk(articles_dir):
        relative = Path(folder).relative_to(articles_dir).as_posix()
        yield from (f"{relative}/{name}" for name in names if _OURS.fullmatch(name))
