"""What sites taught is kept with their articles: in the same transaction, bounded, by site."""

import struct
from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.items import Fingerprinted, PageObservation
from crawler.learning import SiteMemory, observe
from crawler.learning.memory import WINDOW
from tests.archive.making import fingerprinted, page


def taught(number: int, *, site: str = "bao-thu", extra: int = 0) -> Fingerprinted:
    """An article whose page shows three texts, the keys at both ends of 64 bits among them."""
    item = fingerprinted(number)
    observation = PageObservation(f"{number:016x}", (0, 2**64 - 1, 7 + extra))
    return replace(item, page=page(number, site=site), observation=observation)


def test_a_memory_outlives_the_program(database_url: str, tmp_path: Path) -> None:
    items = [taught(number) for number in range(WINDOW + 5)]
    memory = SiteMemory()
    with Archive.open(database_url, tmp_path) as archive:
        for item in items[:7]:
            archive.store_many([item])
        archive.store_many(items[7:])
    for item in items:
        assert item.observation is not None
        memory = observe(memory, item.observation)
    with Archive.open(database_url, tmp_path, write=False) as archive:
        assert archive.learned("bao-thu") == memory
        assert len(memory.pages) == WINDOW


def test_sites_learn_apart(archive: Archive) -> None:
    archive.store_many([taught(1), taught(2, site="bao-khac"), taught(3)])
    assert [one.page for one in archive.learned("bao-thu").pages] == [f"{n:016x}" for n in (1, 3)]
    assert [one.page for one in archive.learned("bao-khac").pages] == [f"{2:016x}"]
    assert archive.learned("chua-co") == SiteMemory()


def test_a_page_fetched_again_counts_as_it_is_now(archive: Archive) -> None:
    archive.store_many([taught(1), taught(2)])
    archive.store_many([taught(1, extra=1), taught(1, extra=2)])
    assert [(one.page, one.blocks[2]) for one in archive.learned("bao-thu").pages] == [
        (f"{2:016x}", 7),
        (f"{1:016x}", 9),
    ]


def test_a_page_without_a_body_teaches_nothing_and_unteaches_nothing(archive: Archive) -> None:
    archive.store_many([taught(1)])
    bodiless = replace(fingerprinted(1), observation=PageObservation(f"{1:016x}", ()))
    archive.store_many([bodiless, fingerprinted(2)])
    assert [one.page for one in archive.learned("bao-thu").pages] == [f"{1:016x}"]


def test_an_article_and_what_its_page_teaches_are_stored_together_or_not_at_all(archive: Archive) -> None:
    broken = replace(taught(2), observation=PageObservation(f"{2:016x}", (2**64,)))
    with pytest.raises(struct.error):
        archive.store_many([taught(1), broken])
    assert archive.learned("bao-thu") == SiteMemory()
    assert list(archive.exported()) == []
