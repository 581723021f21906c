"""Articles as one file each, in the seed format."""

from collections.abc import Iterable
from pathlib import Path

from crawler.archive import Exported
from crawler.seedformat import body_of, content_of, file_name


def write_seeds(articles: Iterable[Exported], folder: Path) -> int:
    """Write `NNN_<digest>.txt` an article, numbered from 0, into the folder; returns how many.

    An article without a body, such as a video page of a headline and a lead, has no place in the format.
    """
    count = 0
    for one in articles:
        if body_of(one.article):
            content = content_of(one.article)
            (folder / file_name(count, content)).write_bytes(content.encode())
            count += 1
    return count
