"""The planted truth is what it says."""

from itertools import combinations

import pytest

from tests.press import (
    PressArticle,
    expected_captions,
    expected_lead,
    expected_seed_body,
    expected_seed_file,
    expected_text,
    load_articles,
)
from tests.press.similarity import Shingles, containment, jaccard, shingles
from tests.press.truth import parse_body

ARTICLES = {article.key: article for article in load_articles()}
SHINGLES: dict[str, Shingles] = {key: shingles(expected_text(article)) for key, article in ARTICLES.items()}


def planted(kind: str) -> list[PressArticle]:
    return [article for article in ARTICLES.values() if article.copy_kind == kind]


def original(article: PressArticle) -> PressArticle:
    assert article.copy_of is not None
    return ARTICLES[article.copy_of]


def family(key: str) -> str:
    """The article from which a chain of copies came."""
    article = ARTICLES[key]
    return family(article.copy_of) if article.copy_of else key


def test_the_press_is_as_large_as_the_demo_needs() -> None:
    papers = {article.paper for article in ARTICLES.values()}
    assert len(ARTICLES) >= 64
    assert len(papers) == 5
    assert all(sum(article.paper == paper for article in ARTICLES.values()) >= 10 for paper in papers)
    assert [len(planted(kind)) for kind in ("exact", "near", "contained")] == [6, 7, 2]


@pytest.mark.parametrize("key", ARTICLES)
def test_every_body_is_prose_of_its_own(key: str) -> None:
    words = expected_text(ARTICLES[key]).casefold().split()
    assert 180 <= len(words) <= 650
    assert len(set(words)) >= 140


def test_reposts_are_credited_and_come_later() -> None:
    for copy in planted("exact") + planted("near"):
        assert copy.source is not None
        assert copy.paper != original(copy).paper
        assert copy.published_at > original(copy).published_at


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


def test_one_affair_is_told_in_all_papers_without_copying() -> None:
    affair = [article for article in ARTICLES.values() if article.affair == "cau-rach-sau"]
    assert len(affair) >= 6
    assert len({article.paper for article in affair}) == 5
    assert not any(article.copy_of for article in affair)
    shared = [SHINGLES[a.key] & SHINGLES[b.key] for a, b in combinations(affair, 2)]
    assert any(shared), "the affair's articles share at least a sentence of background"


def test_one_headline_stands_over_two_different_texts() -> None:
    same = [
        (a, b) for a, b in combinations(ARTICLES.values(), 2) if a.title == b.title and family(a.key) != family(b.key)
    ]
    assert [(a.slug, b.slug) for a, b in same] == [("gia-ca-phe-tang-10", "gia-ca-phe-tang-11")]


def test_a_body_in_the_small_markup_becomes_blocks() -> None:
    blocks = parse_body(
        "Một đoạn\nxuống dòng.\n\n## Đề mục\n\n- một\n- hai\n\n| a | b |\n| c | d |\n\n![Ảnh.]\n\n> Lời nói."
    )
    assert [(block.kind, block.text) for block in blocks] == [
        ("paragraph", "Một đoạn xuống dòng."),
        ("heading", "Đề mục"),
        ("list", "một\nhai"),
        ("table", "a | b\nc | d"),
        ("caption", "Ảnh."),
        ("quote", "Lời nói."),
    ]


def test_captions_stand_in_the_seed_body_and_not_in_the_text() -> None:
    article = ARTICLES["bencu/cho-som-thang-muoi"]
    ((place, caption),) = expected_captions(article)
    assert place == 3
    assert caption not in expected_text(article)
    assert expected_seed_body(article).split("\n\n")[place] == caption


def test_two_papers_print_a_dateline_before_the_lead() -> None:
    leads = {article.paper: expected_lead(article) for article in ARTICLES.values()}
    datelines = {paper: lead.partition(" - ")[0] for paper, lead in leads.items() if lead.startswith("(")}
    assert datelines == {"dongbang": "(Đồng Bằng Mới)", "vungcao": "(Vùng Cao)"}
    assert leads["bencu"] == ""


def test_the_seed_file_begins_with_the_day() -> None:
    article = ARTICLES["vungcao/gac-keo-ong"]
    assert expected_seed_file(article).startswith(" date 2025-11-23 Muốn ong về")


def test_captions_are_the_text_of_a_gallery() -> None:
    gallery = ARTICLES["nhipcho/cho-dau-moi-anh"]
    assert expected_text(gallery) == expected_seed_body(gallery)
    assert len(expected_captions(gallery)) == 8
