"""One form filled in again (lottery results, weather, fares): copies by their words, different news by their numbers.

What tells them apart is the gain: the Jaccard index when every word with a digit counts as the same word, less the
plain one. Whether numbers differ says little (a guard on that rejects most true copies); whether they are the *whole*
difference says much. Figures in docs/neardup.md, printed by `bench/templates.py`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from crawler.neardup.relation import overlap
from crawler.neardup.shingles import Hashes, shingles
from crawler.neardup.verdict import Neighbour

GAIN = 0.04
"""From this gain on a copy is a template: of 450 true copies labelled by hand none gains more than .036."""

LEAST = 6
"""Shingles that numbers must explain: one changed number touches five, and an updated toll makes no other news."""

_NUMBER = re.compile(r"\w*\d\w*")


class Form(NamedTuple):
    """The shingles of a text, and those it has when every word with a digit is the same word."""

    plain: Hashes
    blank: Hashes


Links = Mapping[int, Iterable[Neighbour]]


def form(text: str) -> Form:
    """The form of a text."""
    return Form(shingles(text), shingles(_NUMBER.sub("0", text)))


def is_template(one: Form, other: Form) -> bool:
    """Whether what two copies differ in is the numbers of one form."""
    explained = _shared(one.blank, other.blank) - _shared(one.plain, other.plain)
    return explained >= LEAST and gain(one, other) >= GAIN


def gain(one: Form, other: Form) -> float:
    """By how much the Jaccard index of two texts grows when numbers do not count."""
    return overlap(one.blank, other.blank).jaccard - overlap(one.plain, other.plain).jaccard


def templated(links: Links, forms: Mapping[int, Form]) -> dict[int, list[Neighbour]]:
    """The links with those between texts of one form called `template`; `forms` holds every linked text."""
    renamed: defaultdict[int, list[Neighbour]] = defaultdict(list)
    for text, others in links.items():
        renamed[text].extend(_renamed(forms[text], others, forms))
    return renamed


def _renamed(one: Form, others: Iterable[Neighbour], forms: Mapping[int, Form]) -> Iterator[Neighbour]:
    for other in others:
        yield other._replace(kind="template") if is_template(one, forms[other.text]) else other


def _shared(a: Hashes, b: Hashes) -> int:
    return round(overlap(a, b).containment * min(len(a), len(b)))
