"""The planted truth is what it says, and the papers serve it."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from tests.press import Press, PressArticle, expected_text, load_articles, serve_press
from tests.press.similarity import Shingles, containment, jaccard, shingles

ARTICLES = {article.key: article for article in load_articles()}
SHINGLES: dict[str, Shingles] = {key: shingles(expected_text(article)) for key, article in ARTICLES.items()}


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as running:
        yield running


def planted(kind: str) -> list[PressArticle]:
    return [article for article in ARTICLES.values() if article.copy_kind == kind]


def original(article: PressArticle) -> PressArticle:
    assert article.copy_of is not None
    return ARTICLES[article.copy_of]


def family(key: str) -> str:
    """The article from which a chain of copies came."""
    article = ARTICLES[key]
    return family(article.copy_of) if article.copy_of else key


def test_exact_reposts_have_the_same_words() -> None:
    for copy in planted("exact"):
        assert SHINGLES[copy.key] == SHINGLES[original(copy).key], copy.key


def test_near_reposts_have_a_new_headline_and_a_few_words_changed() -> None:
    for copy in planted("near"):
        assert copy.title != original(copy).title
        assert 0.75 <= jaccard(SHINGLES[copy.key], SHINGLES[original(copy).key]) <= 0.97, copy.key


def test_contained_articles_stand_whole_in_a_longer_one() -> None:
    for copy in planted("contained"):
        a, b = SHINGLES[copy.key], SHINGLES[original(copy).key]
        assert containment(a, b) >= 0.8
        assert min(len(a), len(b)) >= 50
        assert jaccard(a, b) < 0.75


def test_no_other_pair_is_alike() -> None:
    for a, b in combinations(ARTICLES, 2):
        if family(a) != family(b):
            assert jaccard(SHINGLES[a], SHINGLES[b]) < 0.3, (a, b)
            assert containment(SHINGLES[a], SHINGLES[b]) < 0.5, (a, b)
