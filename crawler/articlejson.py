"""An article as the JSON object that `khobao extract` prints and every export line holds, and back."""

from datetime import datetime
from typing import Any

from crawler.items import Article, Block, Dropped, Quality
from crawler.urls import article_id


def to_json(article: Article) -> dict[str, Any]:
    """The article as plain JSON values: times as ISO 8601 with offset or null, blocks and dropped pieces as objects."""
    return {
        "id": article_id(article.canonical_url),
        "url": article.url,
        "canonical_url": article.canonical_url,
        "site": article.site,
        "title": article.title,
        "summary": article.summary,
        "text": article.text,
        "blocks": [_block(block) for block in article.blocks],
        "captions": list(article.captions),
        "authors": list(article.authors),
        "source": article.source,
        "dateline": article.dateline,
        "published_at": _iso(article.published_at),
        "modified_at": _iso(article.modified_at),
        "section": article.section,
        "tags": list(article.tags),
        "language": article.language,
        "kind": article.kind,
        "quality": {"score": article.quality.score, "reasons": list(article.quality.reasons)},
        "dropped": [{"text": piece.text, "reason": piece.reason} for piece in article.dropped],
        "origins": dict(article.origins),
        "extractor": article.extractor,
    }


def from_json(value: dict[str, Any]) -> Article:
    """The article that `to_json` wrote; keys that an export added are ignored. Raises KeyError on a missing key."""
    return Article(
        url=value["url"],
        canonical_url=value["canonical_url"],
        site=value["site"],
        title=value["title"],
        blocks=tuple(Block(b["kind"], b["text"], b.get("level", 0)) for b in value["blocks"]),
        summary=value["summary"],
        authors=tuple(value["authors"]),
        source=value["source"],
        dateline=value["dateline"],
        published_at=_time(value["published_at"]),
        modified_at=_time(value["modified_at"]),
        section=value["section"],
        tags=tuple(value["tags"]),
        language=value["language"],
        kind=value["kind"],
        quality=Quality(value["quality"]["score"], tuple(value["quality"]["reasons"])),
        dropped=tuple(Dropped(d["text"], d["reason"]) for d in value["dropped"]),
        origins=tuple(value["origins"].items()),
        extractor=value["extractor"],
    )


def _block(block: Block) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": block.kind, "text": block.text}
    if block.level:
        plain["level"] = block.level
    return plain


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None
