"""The seed format: one UTF-8 file an article, ` date YYYY-MM-DD ` and then the body.

Paragraphs stand with one blank line between, captions where they stand on the page; no title, no lead, no newline at
the end. An article whose date is not known has no prefix.
"""

import re
from datetime import date, timedelta, timezone
from hashlib import sha256

from crawler.errors import BadInput
from crawler.items import Article

VIETNAM = timezone(timedelta(hours=7))
"""The zone in which a day of publication is counted."""

_PREFIX = re.compile(r" date (\d{4}-\d{2}-\d{2}) ", re.ASCII)
_GAP = re.compile(r"\n\s*\n")


def render(body: str, day: date | None) -> str:
    """The content of the file of an article with this body, published on `day` (None: not known)."""
    prefix = f" date {day.isoformat()} " if day else ""
    return prefix + body


def body_of(article: Article) -> str:
    """The blocks of the article, captions where they stand, one blank line between; neither title nor lead."""
    texts = (_GAP.sub("\n", block.text).strip() for block in article.blocks)
    return "\n\n".join(text for text in texts if text)


def paragraphs(body: str) -> list[str]:
    """The paragraphs of a body: what stands between blank lines."""
    return [text for piece in _GAP.split(body) if (text := piece.strip())]


def day_of(article: Article) -> date | None:
    """The day of publication as it was counted in Viet Nam (+07:00), or None when the time is not known."""
    return article.published_at.astimezone(VIETNAM).date() if article.published_at else None


def content_of(article: Article) -> str:
    """The whole content of the article's file."""
    return render(body_of(article), day_of(article))


def digest(content: str) -> str:
    """The first 16 hex digits of SHA-256 over the content of the file in UTF-8."""
    return sha256(content.encode()).hexdigest()[:16]


def file_name(number: int, content: str) -> str:
    """`NNN_<digest>.txt`: the number in export or archive order from 0, with at least three digits."""
    return f"{number:03d}_{digest(content)}.txt"


def parse(content: str) -> tuple[date | None, str]:
    """The day of publication and the body of a file. Blank lines at the end, which editors add, are passed over.

    Raises BadInput when there is no body, when the prefix is not complete, or when its date is not in the calendar.
    """
    day, body = None, content
    if content.startswith(" "):
        prefix = _PREFIX.match(content)
        if prefix is None:
            raise BadInput("not in the seed format: begins with a blank, but not with ` date YYYY-MM-DD ` and a blank")
        day, body = day_from(prefix[1]), content[prefix.end() :]
    body = body.rstrip()
    if not body:
        raise BadInput("not in the seed format: there is no text")
    return day, body


def day_from(text: str) -> date:
    """A day written YYYY-MM-DD. Raises BadInput for any other form and for days that are not in the calendar."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise BadInput(f"{text!r} is not a date: write YYYY-MM-DD")
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(f"{text!r} is not a date in the calendar") from error
