"""robots.txt binds every request, also those that were waiting for it."""

from itertools import pairwise
from pathlib import Path

from scrapy.utils.test import get_crawler

from crawler.components.robots import MOST_HOSTS, Robots
from tests.crawling import Home, scrapy
from tests.press import serve_press
from tests.spiders.crawl import crawl, write_site
from tests.spiders.town import Answer, article, open_house, rss

AT_ONCE = {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0}


def test_requests_that_wait_for_robots_txt_are_judged_by_it(tmp_path: Path) -> None:
    with serve_press() as press:
        press.write_sites(tmp_path / "sites")
        address = press.addresses["songlam"]
        asked = tmp_path / "urls.txt"
        asked.write_text("\n".join(f"http://{address}/in-bai/{number}.html" for number in range(12)))
        home = Home(tmp_path, tmp_path / "sites", press.private_hosts)
        crawl = scrapy(home, "crawl", "urls", "-a", f"file={asked}", settings=AT_ONCE)
        assert crawl.returncode == 0, crawl.stderr
        assert [hit.path for hit in press.hits] == ["/robots.txt"]


def test_a_robots_txt_is_used_by_the_runs_of_a_day(tmp_path: Path) -> None:
    with open_house() as house:
        house.routes = {
            "/robots.txt": Answer(b"User-agent: *\nDisallow: /kin\nCrawl-delay: 0.4\n", content_type="text/plain")
        }
        house.routes |= {"/tin-1.html": article(), "/kin/tin-2.html": article()}
        house.routes["/rss"] = rss(f"{house.base}/kin/tin-2.html", f"{house.base}/tin-1.html")
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]})
        home = Home(tmp_path, tmp_path / "sites", house.address)
        for _ in range(2):
            crawl(home, "news")
        assert house.paths() == ["/robots.txt", "/rss", "/tin-1.html", "/rss", "/tin-1.html"]
        between = [later - earlier for (_, earlier), (_, later) in pairwise(house.hits)]
        assert min(between) > 0.35  # the delay too is known to the second run


def test_a_robots_txt_that_was_not_reached_is_asked_for_by_every_run(tmp_path: Path) -> None:
    with open_house() as house:
        house.routes = {"/robots.txt": lambda before: Answer(b"", 404 if before else 500), "/rss": rss()}
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]})
        home = Home(tmp_path, tmp_path / "sites", house.address)
        first = crawl(home, "news", settings={"RETRY_TIMES": 0})
        assert set(house.paths()) == {"/robots.txt"}
        assert first.reasons() == {f"{house.base}/rss": "robots-denied"}
        crawl(home, "news")
        assert house.asked("/rss") == 1


def test_a_paper_with_a_host_a_reader_does_not_fill_the_memory() -> None:
    robots = Robots(get_crawler(settings_dict={"ROBOTSTXT_OBEY": True}))
    for number in range(MOST_HOSTS + 50):
        robots._parsers[f"doc-gia-{number}.baoven.vn"] = None
        robots._note(f"doc-gia-{number}.baoven.vn")
    assert len(robots._parsers) == len(robots._read_at) == MOST_HOSTS
    assert len(robots._locks) == MOST_HOSTS
    assert "doc-gia-0.baoven.vn" not in robots._parsers
