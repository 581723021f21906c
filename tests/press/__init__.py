"""Five invented Vietnamese papers with known articles, served on loopback for the demo and the tests."""

from tests.press.expected import expected_captions, expected_lead, expected_seed_body, expected_seed_file, expected_text
from tests.press.server import Press, serve_press
from tests.press.truth import NotArticle, PressArticle, load_articles, load_not_articles

__all__ = [
    "NotArticle",
    "Press",
    "PressArticle",
    "expected_captions",
    "expected_lead",
    "expected_seed_body",
    "expected_seed_file",
    "expected_text",
    "load_articles",
    "load_not_articles",
    "serve_press",
]
