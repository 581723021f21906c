from dataclasses import replace

from crawler.extraction import extract, extract_observed, read_with, remembered
from crawler.learning import SiteMemory, observe, recurring
from tests.learning.paper import CALL, page, story


def test_a_page_is_read_again_as_it_was_when_nothing_but_its_article_is_left() -> None:
    memory = SiteMemory()
    for one in map(story, range(10)):
        memory = observe(memory, extract_observed(page(one), one.url)[1])
    one = story(20)
    first = extract(page(one), one.url, memory=recurring(memory))
    assert any(CALL in piece.text and "recurs on" in piece.reason for piece in first.dropped)
    part = remembered(first)
    assert part is not None
    assert read_with(extract(page(one), one.url, memory=part), first) == first


def test_a_memory_that_had_nothing_to_say_of_a_page_is_named_all_the_same() -> None:
    one = story(20)
    alone = extract(page(one), one.url)
    assert remembered(alone) is None
    assert read_with(alone, alone) == alone
    told = replace(alone, origins=(*alone.origins, ("dropped", "site memory 00ff of 12 pages")))
    known = remembered(told)
    assert known is not None
    assert (dict(known.seen), known.digest, known.pages) == ({}, "00ff", 12)
    assert read_with(extract(page(one), one.url, memory=known), told) == told
