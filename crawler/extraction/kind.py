"""What kind of piece a page is."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from crawler.extraction.metadata import Metadata
from crawler.items import Block

_MANY_CAPTIONS = 4
_MOSTLY = 0.6  # share of the characters in captions from which the pictures tell the story


def find_kind(meta: Metadata, blocks: Sequence[Block], url: str) -> str:
    """`gallery` when captions carry the text, `live` and `video` as the page says of itself, else `article`."""
    kinds = meta.ld.get("@type")
    if "LiveBlogPosting" in (kinds if isinstance(kinds, list) else [kinds]):
        return "live"
    captions = [len(b.text) for b in blocks if b.kind == "caption"]
    total = sum(len(b.text) for b in blocks)
    if total and sum(captions) >= _MOSTLY * total and (len(captions) >= _MANY_CAPTIONS or sum(captions) == total):
        return "gallery"
    path = urlsplit(url).path.lower()
    says_video = meta.first("og:type").lower().startswith("video") or "/video/" in path or path.startswith("/video-")
    return "video" if says_video and total < 1500 else "article"
