"""An article as nothing but text: a file in the seed format, or a document among others."""

import re

from crawler.corpus.candidates import Candidate
from crawler.seedformat import VIETNAM, render

_BREAKS = re.compile(r"\s*\n\s*")
DOCUMENT_END = b"\n\n"


def seed(one: Candidate) -> bytes:
    """The content of its file in the seed format."""
    published_at = one.row.facts.published_at
    day = published_at.astimezone(VIETNAM).date() if published_at else None
    return render(one.text, day).encode()


def document(one: Candidate) -> bytes:
    """Its paragraphs, one a line, and a blank line behind them.

    So no text can be mistaken for the end of a document, and nothing but blank lines has to be known to read them.
    """
    return _BREAKS.sub("\n", one.text.strip()).encode() + DOCUMENT_END
