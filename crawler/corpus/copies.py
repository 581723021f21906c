"""What an export does with articles that are copies of others."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from crawler.archive import Exported
from crawler.items import Verdict
from crawler.urls import article_id


class Copies(StrEnum):
    """keep: every article, no word of copies; flag: every article, copies named; drop: the first of each cluster."""

    KEEP = "keep"
    FLAG = "flag"
    DROP = "drop"


def treat(articles: Iterable[Exported], copies: Copies) -> Iterator[Exported]:
    """The articles that go into the export, in their order, with the verdicts that it shows."""
    for one in articles:
        if copies is Copies.KEEP:
            yield replace(one, verdict=Verdict("unique"))
        elif copies is Copies.FLAG or is_first(one):
            yield one


def is_first(one: Exported) -> bool:
    """Whether the article is the one of its cluster that was published first, or in none.

    A contained article stays: `exact` and `near` links alone make clusters, and what stands whole in a longer article
    is still an article of its own.
    """
    return one.verdict.cluster in (None, article_id(one.article.canonical_url))
