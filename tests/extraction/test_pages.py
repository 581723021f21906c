"""One small page per family of content management, each with the article that must come out, to the letter."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawler.extraction import extract

PAGES = Path(__file__).parent / "pages"
FIELDS = ("title", "summary", "dateline", "source", "section", "kind")


def expected_of(page: Path) -> dict[str, Any]:
    return tomllib.loads(page.with_suffix(".toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", sorted(PAGES.glob("*.html")), ids=lambda page: page.stem)
def test_page_becomes_its_article(page: Path) -> None:
    expected = expected_of(page)
    article = extract(page.read_bytes(), expected["url"])
    assert [[b.kind, b.text] for b in article.blocks] == expected["blocks"]
    defaults = {"dateline": None, "source": None, "section": None, "kind": "article"}
    for name in FIELDS:
        assert getattr(article, name) == expected.get(name, defaults.get(name)), name
    assert list(article.authors) == expected["authors"]
    assert list(article.tags) == expected.get("tags", [])
    for name in ("published_at", "modified_at"):
        moment = getattr(article, name)
        assert (moment.isoformat() if moment else None) == expected.get(name), name
    dropped = [piece.text for piece in article.dropped]
    for text in expected.get("dropped", []):
        assert any(text in piece for piece in dropped), text
    assert article.language == "vi"
    assert all(piece.reason for piece in article.dropped)
