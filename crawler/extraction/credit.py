"""Lines that say where an article was taken from: "Theo Sông Lam", "(Theo Reuters)", "Theo Lê Na/Sông Lam"."""

import re
from typing import NamedTuple

from crawler.extraction.people import is_outlet, people

_SOURCE = re.compile(r"^[\s(]*(?:theo|nguồn(?: tin)?|source)\s*:?\s+(?P<name>[^.!?:]{2,60}?)[\s).]*$", re.IGNORECASE)
_BRACKETED = re.compile(r"^\((?P<name>[^()]{2,40})\)$")
_BOTH = re.compile(r"^(?P<person>[^(/–]{3,40}?)\s*(?:\(|/|\s[-–]\s)\s*(?P<outlet>[^()]{2,40})\)?$")


class Credit(NamedTuple):
    """The paper or agency credited, and the person of it who is named with it ("" when none)."""

    source: str
    person: str = ""


def credit_of(text: str, papers: frozenset[str]) -> Credit | None:
    """What a line credits, None when it is no credit; `papers` are the folded names of the paper itself."""
    match = _SOURCE.match(text)
    if match and not match["name"].startswith("["):  # "Nguồn: [Link nguồn]" is a button
        return _split(match["name"].strip(), papers)
    bracketed = _BRACKETED.match(text)
    return Credit(bracketed["name"].strip()) if bracketed and is_outlet(bracketed["name"]) else None


def _split(name: str, papers: frozenset[str]) -> Credit:
    both = _BOTH.match(name)
    if both and is_person(both["person"], papers):
        return Credit(both["outlet"].strip(" )"), both["person"].strip())
    return Credit(name)


def is_person(name: str, papers: frozenset[str]) -> bool:
    """A name of two to four words with Vietnamese marks that is no paper's."""
    words = name.split()
    return 2 <= len(words) <= 4 and not name.isascii() and not is_outlet(name) and bool(people(name, papers))
