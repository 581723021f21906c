"""Articles as files in the seed format: a view of the rows that can be made again from them."""

import os
import re
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from crawler.items import Article
from crawler.seedformat import VIETNAM, body_of, day_of, file_name, render

_UNSAFE = re.compile(r"[^a-z0-9-]+", re.ASCII)


class Filing(NamedTuple):
    """The file of article `number`: its path below ARCHIVE_DIR/articles, its content, and the file it replaces.

    The path is empty for an article without a body, such as a video page of a headline and a lead: the seed format has
    no place for it.
    """

    number: int
    path: str
    content: str
    stale: str | None


def filing(number: int, article: Article, first_fetched_at: datetime, before: str | None = None) -> Filing:
    """The file of an article whose file was `before` until now.

    It lies under the month of publication; an article without a date under the month in which it was first fetched.
    """
    month = (article.published_at or first_fetched_at).astimezone(VIETNAM)
    body = body_of(article)
    content = render(body, day_of(article)) if body else ""
    path = f"{_folder(article.site)}/{month.year:04d}/{month.month:02d}/{file_name(number, content)}" if content else ""
    return Filing(number, path, content, before if before and before != path else None)


def write(articles_dir: Path, file: Filing) -> None:
    """Put the file in place in one step and take the stale one away. Raises OSError."""
    if file.path:
        _put(articles_dir, file)
    if file.stale:
        (articles_dir / file.stale).unlink(missing_ok=True)


def remove_halves(articles_dir: Path, file: Filing) -> None:
    """Take away what killed programs left of this file when they were writing it. Raises OSError."""
    if file.path:
        target = articles_dir / file.path
        for half in target.parent.glob(f".{target.name}.*"):
            half.unlink(missing_ok=True)


def _put(articles_dir: Path, file: Filing) -> None:
    folder, name = os.path.split(f"{articles_dir}/{file.path}")  # a Path for each costs as much as writing it
    target, temporary = f"{folder}/{name}", f"{folder}/.{name}.{os.getpid()}"
    try:
        descriptor = _create(temporary)
    except FileNotFoundError:
        os.makedirs(folder, exist_ok=True)
        descriptor = _create(temporary)
    try:
        _fill(descriptor, file.content.encode())
    finally:
        os.close(descriptor)
    try:
        os.replace(temporary, target)
    except FileNotFoundError:  # another program has just healed this file, and cleared up
        if not os.path.exists(target):
            raise


def _fill(descriptor: int, content: bytes) -> None:
    """A file object for each would ask the system three more things of it."""
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _folder(site: str) -> str:
    """The id of a site file passes as it is; of anything else only what can harm no path."""
    return _UNSAFE.sub("-", site.lower()).strip("-") or "unknown"


def _create(path: str) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
