"""What a site's own pages do to the next page: what recurs goes, by name; what belongs stays."""

import random
from collections.abc import Iterable, Iterator

import pytest

from crawler.extraction import extract, extract_observed
from crawler.items import Article, Recurring
from crawler.learning import SiteMemory, observe, recurring
from tests.learning.paper import AUTHOR_NOTE, CALL, CAPTION, COLUMN, NEW_CALL, Story, page, story
from tests.learning.raw import raw_page
from tests.press import Press, PressArticle, expected_lead, expected_text, load_articles, serve_press


def taught(pages: Iterable[tuple[Story, bytes]]) -> Recurring:
    """What a site is known for after these pages."""
    memory = SiteMemory()
    for one, html in pages:
        memory = observe(memory, extract_observed(html, one.url)[1])
    return recurring(memory)


def reason_of(article: Article, text: str) -> str:
    return next((dropped.reason for dropped in article.dropped if text in dropped.text), "")


def paragraphs(article: Article) -> tuple[str, ...]:
    return tuple(block.text for block in article.blocks if block.kind != "caption")


ORDINARY = [(story(n), page(story(n))) for n in range(60)]


@pytest.mark.parametrize("marked", [True, False])
def test_what_one_page_cannot_betray_is_gone_after_ten(marked: bool) -> None:
    one = story(70)
    html = page(one, marked=marked)
    alone = extract(html, one.url)
    assert paragraphs(alone) == (*one.paragraphs, AUTHOR_NOTE, CALL)
    known = taught((story(n), page(story(n), marked=marked)) for n in range(10))
    informed = extract(html, one.url, memory=known)
    assert paragraphs(informed) == one.paragraphs
    assert reason_of(informed, CALL) == "recurs on 10 of the last 10 pages of this site"
    assert reason_of(informed, AUTHOR_NOTE) == "recurs on 10 of the last 10 pages of this site"
    assert informed.captions == (CAPTION,)


def test_an_article_says_which_memory_it_was_read_with_and_is_always_the_same() -> None:
    one, html = ORDINARY[50]
    known = taught(ORDINARY[:10])
    article, seen = extract_observed(html, one.url, memory=known)
    assert dict(article.origins)["dropped"] == f"site memory {known.digest} of 10 pages"
    assert (article, seen) == extract_observed(html, one.url, memory=taught(ORDINARY[:10]))
    assert seen == extract_observed(html, one.url)[1]


def test_a_column_s_standing_line_stays_when_the_column_is_one_among_many() -> None:
    pages = [(one, page(one)) for one in (story(n, standing=COLUMN if n % 4 == 0 else "") for n in range(40))]
    one = story(80, standing=COLUMN)
    assert paragraphs(extract(page(one), one.url, memory=taught(pages))) == one.paragraphs


def test_a_standing_line_on_every_page_is_named_when_it_goes() -> None:
    pages = [(one, page(one)) for one in (story(n, standing=COLUMN) for n in range(10))]
    one = story(80, standing=COLUMN)
    article = extract(page(one), one.url, memory=taught(pages))
    assert paragraphs(article) == one.paragraphs[1:]
    assert reason_of(article, COLUMN) == "recurs on 10 of the last 10 pages of this site"


def test_a_redesign_is_learned_after_five_pages_and_the_old_line_may_be_said_again() -> None:
    after = [(story(n), page(story(n), call=NEW_CALL, box="", design="moi")) for n in range(60, 100)]
    one = story(100)
    html = page(one, call=NEW_CALL, box="", design="moi")
    assert paragraphs(extract(html, one.url, memory=taught(ORDINARY + after[:5]))) == one.paragraphs
    quoting = page(story(101), call=CALL, box="", design="moi")
    assert CALL in paragraphs(extract(quoting, one.url, memory=taught(ORDINARY + after)))


def test_an_article_printed_again_and_again_keeps_its_paragraphs() -> None:
    piece = story(77)
    copies = [Story(200 + n, f"{piece.title}, lần {n}", piece.paragraphs) for n in range(5)]
    mixed = [pair for n, copy in enumerate(copies) for pair in (ORDINARY[n], (copy, page(copy)))]
    for known in (taught(mixed), taught((copy, page(copy)) for copy in copies)):
        assert paragraphs(extract(page(piece), piece.url, memory=known))[:5] == piece.paragraphs


def test_an_author_who_signs_every_page_is_still_the_author() -> None:
    known = taught((story(n), page(story(n), by="Lê Vy")) for n in range(10))
    one = story(70)
    article = extract(page(one, by="Lê Vy"), one.url, memory=known)
    assert article.authors == ("Lê Vy",)
    assert paragraphs(article) == one.paragraphs
    assert reason_of(article, "Lê Vy") == "byline"


def test_a_teaser_s_words_stay_on_the_page_of_the_article_they_were_taken_from() -> None:
    hot = story(90)
    pages = [(story(n), page(story(n), box=hot.paragraphs[0])) for n in range(10)]
    known = taught(pages)
    beside = story(91)
    assert paragraphs(extract(page(beside, box=hot.paragraphs[0]), beside.url, memory=known)) == beside.paragraphs
    assert paragraphs(extract(page(hot), hot.url, memory=known))[:5] == hot.paragraphs


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    with serve_press() as running:
        yield running


PAPERS = sorted({article.paper for article in load_articles()})


def of(paper: str) -> list[PressArticle]:
    return [article for article in load_articles() if article.paper == paper]


@pytest.mark.parametrize("paper", PAPERS)
def test_nothing_of_the_press_is_lost_whatever_the_order_of_learning(press: Press, paper: str) -> None:
    articles = of(paper)
    observed = {one.key: extract_observed(press.page(one), press.url(one))[1] for one in articles}
    for seed in range(3):
        order = random.Random(seed).sample(articles, len(articles))
        memory = SiteMemory()
        for one in order:
            memory = observe(memory, observed[one.key])
        for one in articles:
            article = extract(press.page(one), press.url(one), memory=recurring(memory))
            assert article.text == expected_text(one), one.key
            assert article.summary == expected_lead(one), one.key
            assert article.authors == one.authors, one.key


@pytest.mark.parametrize("paper", PAPERS)
def test_without_any_rule_ten_pages_teach_what_is_no_article(press: Press, paper: str) -> None:
    """From the whole page, menus, boxes and footers included, less than a tenth of the junk is left, and no text."""
    articles = of(paper)
    pages = {one.key: raw_page(press.page(one), whole=True) for one in articles}
    before = after = 0
    for one in articles:
        memory = SiteMemory()
        for other in [other for other in articles if other is not one][:10]:
            memory = observe(memory, pages[other.key].observed(other.key))
        junk = set(press.junk(one))
        alone, informed = pages[one.key].texts(), pages[one.key].texts(recurring(memory))
        before += sum(text in junk for text in alone)
        after += sum(text in junk for text in informed)
        own = set(expected_text(one).split("\n")) & set(alone)
        assert own <= set(informed), one.key
    assert before > 15 * len(articles)
    assert after < 0.1 * before
