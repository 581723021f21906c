"""What an archive, an export or `khobao extract` must give for an article of the press."""

from collections.abc import Iterable

from crawler.items import Block
from tests.press.houses import HOUSES
from tests.press.truth import PressArticle


def expected_text(article: PressArticle) -> str:
    """The body: paragraphs, headings, quotes, lists (an item a line), tables (a row a line, cells by ` | `).

    One blank line between blocks; no title, lead, byline or source line, and no caption but in a gallery.
    """
    return _joined(block for block in article.blocks if article.kind == "gallery" or block.kind != "caption")


def expected_seed_body(article: PressArticle) -> str:
    """The body as the seed format holds it: like `expected_text`, with the captions where they stand."""
    return _joined(article.blocks)


def expected_seed_file(article: PressArticle) -> str:
    """The whole seed file of an article."""
    return f" date {article.published_at:%Y-%m-%d} {expected_seed_body(article)}"


def expected_lead(article: PressArticle) -> str:
    """The lead as the page prints it, dateline included; empty for the blog, which has none."""
    (house,) = (house for house in HOUSES if house.id == article.paper)
    return house.printed_lead(article)


def expected_captions(article: PressArticle) -> tuple[tuple[int, str], ...]:
    """Each caption and its place: how many other blocks stand before it."""
    captions, others = [], 0
    for block in article.blocks:
        if block.kind == "caption":
            captions.append((others, block.text))
        else:
            others += 1
    return tuple(captions)


def foreign_strings(junk: Iterable[str], article: PressArticle) -> tuple[str, ...]:
    """Those strings of a page that stand nowhere in the article itself, each once."""
    labels = (article.title, article.lead, article.section, article.source or "", *article.authors, *article.tags)
    own = "\n".join((*labels, expected_seed_body(article)))
    return tuple(dict.fromkeys(text for text in junk if text and text not in own))


def _joined(blocks: Iterable[Block]) -> str:
    return "\n\n".join(block.text for block in blocks)
