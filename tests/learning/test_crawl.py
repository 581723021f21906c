"""Two crawls of one paper: what the first one's pages taught cleans those of the second."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.items import Article
from tests.crawling import Home, scrapy
from tests.learning.paper import CALL, Story, page, story
from tests.spiders.town import Answer, House, open_house


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with open_house() as running:
        running.routes["/robots.txt"] = Answer(b"", content_type="text/plain")
        running.routes.update({path(one): Answer(page(one)) for one in map(story, range(13))})
        yield running


def path(one: Story) -> str:
    return "/" + one.url.rsplit("/", 1)[1]


def crawled(home: Home, urls: Iterable[str]) -> dict[str, Article]:
    """The archive after these addresses were crawled, by path."""
    asked = home.folder / "urls.txt"
    asked.write_text("\n".join(urls))
    settings = {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING"}
    run = scrapy(home, "crawl", "urls", "-a", f"file={asked}", settings=settings)
    assert run.returncode == 0, run.stderr
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        return {"/" + found.article.url.rsplit("/", 1)[1]: found.article for found in archive.exported()}


def test_a_second_crawl_reads_with_what_the_first_one_learned(house: House, tmp_path: Path) -> None:
    (tmp_path / "sites").mkdir()
    (tmp_path / "sites" / "bennuoc.toml").write_text(f'id = "bennuoc"\ndomains = ["{house.address}"]\ndelay = 0.0\n')
    home = Home(tmp_path, tmp_path / "sites", house.address)
    first = crawled(home, [house.base + path(story(n)) for n in range(10)])
    assert CALL in first[path(story(0))].text
    second = crawled(home, [house.base + path(story(n)) for n in range(10, 13)])
    assert len(second) == 13
    for one in map(story, range(10, 13)):
        article = second[path(one)]
        assert article.text.split("\n\n") == list(one.paragraphs)
        assert any(CALL in dropped.text and "recurs on" in dropped.reason for dropped in article.dropped)
