"""What stands in every article of the press: read from `articles/<paper>/<slug>.md`.

A file is TOML between two `+++` lines and a body of blocks with a blank line between: plain text is a paragraph,
`## ` a heading, `> ` a quote, `- ` lines a list, `| a | b |` lines a table, `![…]` a photo's caption.
A repost names the article it repeats and holds only what it changed: `copy_of`, `copy_kind`, and for a near copy
`edits` (pairs of old and new words). `<<paper/slug>>` in a body takes in the whole body of that article.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal

from crawler.errors import Reason
from crawler.items import Block

CopyKind = Literal["exact", "near", "contained"]
PRESS = Path(__file__).parent
_INCLUDED = re.compile(r"<<(\S+)>>")


@dataclass(frozen=True, slots=True)
class PressArticle:
    """The truth of one article; `copy_of` is the key of the earlier article it repeats, `copy_kind` says how."""

    paper: str
    slug: str
    title: str
    published_at: datetime
    section: str
    blocks: tuple[Block, ...]
    lead: str = ""
    authors: tuple[str, ...] = ()
    source: str | None = None
    tags: tuple[str, ...] = ()
    kind: str = "article"
    affair: str | None = None
    copy_of: str | None = None
    copy_kind: CopyKind | None = None

    @property
    def key(self) -> str:
        return f"{self.paper}/{self.slug}"


@dataclass(frozen=True, slots=True)
class NotArticle:
    """A page that looks like news and is none: refused for one of `reasons` (best first); with none, never fetched."""

    paper: str
    path: str
    title: str
    why: str
    reasons: tuple[Reason, ...] = ()
    body: str = ""


@cache
def load_articles() -> tuple[PressArticle, ...]:
    """Every article of the five papers, oldest first. Raises ValueError when edits do not fit their original."""
    sources = dict(_sources())
    articles = (_article(key, sources) for key in sources)
    return tuple(sorted(articles, key=lambda article: (article.published_at, article.key)))


@cache
def load_not_articles() -> tuple[NotArticle, ...]:
    """Every page of the press that must not end in an archive."""
    entries = tomllib.loads((PRESS / "not_articles.toml").read_text(encoding="utf-8"))["page"]
    return tuple(
        NotArticle(**{**entry, "reasons": tuple(Reason(r) for r in entry.get("reasons", ()))}) for entry in entries
    )


def parse_body(body: str) -> tuple[Block, ...]:
    """The blocks of a body in its small markup (see the head of this module)."""
    return tuple(_block(piece.strip()) for piece in re.split(r"\n\s*\n", body.strip()) if piece.strip())


def _sources() -> Iterator[tuple[str, tuple[dict[str, Any], str]]]:
    for file in sorted((PRESS / "articles").glob("*/*.md")):
        _, head, body = file.read_text(encoding="utf-8").split("+++\n", 2)
        yield f"{file.parent.name}/{file.stem}", (tomllib.loads(head), body)


def _article(key: str, sources: Mapping[str, tuple[dict[str, Any], str]]) -> PressArticle:
    paper, slug = key.split("/")
    head: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in sources[key][0].items()
    }
    head.pop("edits", None)
    published_at = head.pop("published")
    blocks = parse_body(_body(key, sources))
    return PressArticle(paper=paper, slug=slug, published_at=published_at, blocks=blocks, **head)


def _body(key: str, sources: Mapping[str, tuple[dict[str, Any], str]]) -> str:
    head, body = sources[key]
    if head.get("copy_kind") in ("exact", "near"):
        return _edited(key, _body(head["copy_of"], sources), head.get("edits", ()))
    return _INCLUDED.sub(lambda match: _body(match[1], sources).strip(), body)


def _edited(key: str, body: str, edits: list[tuple[str, str]]) -> str:
    for old, new in edits:
        if body.count(old) != 1:
            raise ValueError(f"{key}: {old!r} stands {body.count(old)} times in the original, not once")
        body = body.replace(old, new)
    return body


def _block(piece: str) -> Block:
    if piece.startswith("## "):
        return Block("heading", piece[3:], level=2)
    if piece.startswith("> "):
        return Block("quote", piece[2:])
    if piece.startswith("!["):
        return Block("caption", piece[2:-1])
    if piece.startswith("- "):
        return Block("list", "\n".join(line[2:] for line in piece.splitlines()))
    if piece.startswith("| "):
        return Block("table", "\n".join(line.strip("| ") for line in piece.splitlines()))
    return Block("paragraph", " ".join(piece.split()))
