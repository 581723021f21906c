"""An article with everything masked that a reader would see of it."""

from collections import Counter
from dataclasses import replace

from crawler.corpus.filters.pii.masking import mask
from crawler.items import Article


def masked(article: Article) -> tuple[Article, Counter[str]]:
    """The article with placeholders in headline, lead, body, captions, credits and what was dropped; and how many.

    Addresses stay: they are the article's name.
    """
    counts: Counter[str] = Counter()

    def clean(text: str) -> str:
        cleaned = mask(text)
        counts.update(cleaned.counts)
        return cleaned.text

    return (
        replace(
            article,
            title=clean(article.title),
            summary=clean(article.summary),
            authors=tuple(map(clean, article.authors)),
            dateline=None if article.dateline is None else clean(article.dateline),
            source=None if article.source is None else clean(article.source),
            tags=tuple(map(clean, article.tags)),
            blocks=tuple(replace(block, text=clean(block.text)) for block in article.blocks),
            dropped=tuple(replace(piece, text=clean(piece.text)) for piece in article.dropped),
        ),
        counts,
    )
