"""An article with everything masked that a reader would see of it."""

from collections import Counter

from msgspec.structs import replace

from crawler.corpus.body import Body
from crawler.corpus.filters.pii.masking import mask


def masked(body: Body) -> tuple[Body, Counter[str]]:
    """The article with placeholders in headline, lead, body, captions, credits and what was dropped; and how many.

    Addresses stay: they are the article's name.
    """
    counts: Counter[str] = Counter()

    def clean(text: str) -> str:
        cleaned = mask(text)
        counts.update(cleaned.counts)
        return cleaned.text

    written = replace(
        body,
        title=clean(body.title),
        summary=clean(body.summary),
        authors=[clean(author) for author in body.authors],
        source=body.source and clean(body.source),
        dateline=body.dateline and clean(body.dateline),
        tags=[clean(tag) for tag in body.tags],
        blocks=[replace(block, text=clean(block.text)) for block in body.blocks],
        dropped=[replace(piece, text=clean(piece.text)) for piece in body.dropped],
    )
    return written, counts
