import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from scrapy.crawler import Crawler
from scrapy.http import Request

from crawler.archive import Archive
from crawler.dates import VIETNAM
from crawler.discovery.window import Window
from crawler.errors import BadInput, Reason
from crawler.items import Failure
from crawler.sites import Site
from crawler.warc import build, closed_files, records
from spiders import listings
from spiders.listing import Listing
from spiders.news import NewsSpider
from spiders.recall import ListingMemory
from tests.crawling import Home
from tests.spiders.crawl import Outcome, crawl, stat, write_site
from tests.spiders.town import Answer, House, article, index, links, moved, open_house, rss, urlset

PATTERN = r"/tin-\d+\.html$"


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as opened:
        yield opened


def home_of(folder: Path, *houses: House) -> Home:
    return Home(folder, folder / "sites", ",".join(house.address for house in houses))


def articles(house: House, *numbers: int) -> list[str]:
    """Serve these articles; returns their addresses."""
    house.routes |= {f"/tin-{number}.html": article(f"Tin số {number}") for number in numbers}
    return [f"{house.base}/tin-{number}.html" for number in numbers]


def found(outcome: Outcome, house: House) -> dict[int, str]:
    """Number and way of each page that was found."""
    marks = {url.removeprefix(f"{house.base}/tin-"): page["found_by"] for url, page in outcome.pages.items()}
    return {int(mark.partition(".")[0]): by for mark, by in marks.items()}


def test_only_the_listings_of_a_file_are_read_in_its_order(tmp_path: Path, house: House) -> None:
    one, two, three = articles(house, 1, 2, 3)
    house.routes |= {"/mot": rss(one), "/hai": rss(two, one), "/ba": rss(two, one), "/sitemap.xml": urlset(three)}
    lists = {"feeds": ["/mot", "/hai", "/ba"], "sitemaps": ["/sitemap.xml"]}
    write_site(tmp_path / "sites", house, "bao", lists, article_url=PATTERN)
    chosen = tmp_path / "listings"
    chosen.write_text(f"{house.base}/ba\n{house.base}/mot\n", encoding="utf-8")
    outcome = crawl(home_of(tmp_path, house), "news", "-a", f"listings={chosen}", pipelines="real")
    assert outcome.status == 0, outcome.log
    assert [path for path in house.paths() if path in house.routes and "tin-" not in path] == ["/ba", "/mot"]
    assert stat(outcome, "site/bao/found/feed") == 2


def test_a_site_without_any_of_the_listings_goes_on_with_what_it_left(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2, 3)
    house.routes["/rss"] = rss(*urls)
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
    first = crawl(home_of(tmp_path, house), "news", settings={"BUDGET_PAGES": 3}, pipelines="real")
    assert first.status == 0, first.log
    (tmp_path / "listings").touch()
    second = crawl(home_of(tmp_path, house), "news", "-a", f"listings={tmp_path}/listings", pipelines="real")
    assert second.status == 0, second.log
    assert "lists no" not in second.log
    assert [house.asked(path) for path in ("/rss", "/tin-1.html", "/tin-2.html", "/tin-3.html")] == [1, 1, 1, 1]


def test_feeds_sitemaps_and_sections_find_each_article_once(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2, 3, 4, 5, 6, 7)
    house.routes |= {
        "/rss": rss(urls[0] + "?utm_source=rss", f"{house.base}/video/tin-9.html", "https://baokhac.vn/tin-8.html"),
        "/rss-sitemap.rss": urlset(urls[1]),
        "/sitemap.xml": index(f"{house.base}/con.xml", f"{house.base}/category.xml", "http://127.0.0.9/x.xml"),
        "/con.xml": urlset(urls[2], urls[0]),
        "/muc": links("/tin-4.html", "tin-1.html", "/muc-khac", more='<a href="/muc?page=2">2</a>'),
        "/muc?page=2": links("/tin-5.html", "/tin-4.html", more='<a href="/muc?page=3">3</a>'),
        "/muc?page=3": links("/tin-5.html", "/tin-4.html", more='<a href="/muc?page=4">4</a>'),
        "/muc?page=4": links("/tin-6.html"),
    }
    house.routes["/tin-1.html?utm_source=rss"] = article()
    lists = {"feeds": ["/rss", "/rss-sitemap.rss"], "sitemaps": ["/sitemap.xml"], "sections": ["/muc"]}
    write_site(tmp_path / "sites", house, "bao", lists, article_url=r"/tin-\d+\.html", deny=["/video/"])
    outcome = crawl(home_of(tmp_path, house), "news")
    assert outcome.status == 0
    assert outcome.failures == {}
    assert found(outcome, house) == {1: "feed", 2: "sitemap", 3: "sitemap", 4: "section", 5: "section"}
    assert house.asked("/muc?page=3") == 1  # nothing new there: the paging ends
    assert house.asked("/muc?page=4") == 0
    assert house.asked("/category.xml") == 0
    assert house.asked("/tin-1.html") == 0


def test_parameters_that_hide_the_end_of_an_address_are_not_asked_for(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2)
    house.routes |= {
        "/rss": rss(urls[0] + "?nguon=rss&amp;b="),
        "/muc": links("/tin-2.html?khung=1", "/tin-1.html?khung=1"),
    }
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"], "sections": ["/muc"]}, article_url=PATTERN)
    outcome = crawl(home_of(tmp_path, house), "news")
    assert sorted(outcome.pages) == urls


def test_since_and_until_choose_entries_and_shards(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2, 3, 4)
    dated = "<item><link>{}</link><pubDate>{}</pubDate></item>"
    body = dated.format(urls[0], "Mon, 03 Nov 2025 10:00:00 +0700") + dated.format(
        urls[1], "Mon, 01 Dec 2025 00:10:00 +0700"
    )
    house.routes |= {
        "/rss": Answer(f"<rss><channel>{body}</channel></rss>".encode(), content_type="text/xml"),
        "/sitemap.xml": index(*(f"{house.base}/news-2025-{month}.xml" for month in (9, 10, 11, 12))),
        "/news-2025-11.xml": urlset(urls[2]),
        "/news-2025-9.xml": urlset(urls[3]),
    }
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"], "sitemaps": ["/sitemap.xml"]}, article_url=PATTERN)
    outcome = crawl(home_of(tmp_path, house), "news", "-a", "since=2025-11-02", "-a", "until=2025-11-30")
    assert found(outcome, house) == {1: "feed", 3: "sitemap"}
    assert {path for path in house.paths() if "news-" in path} <= {"/news-2025-11.xml", "/news-2025-12.xml"}


def test_dates_of_a_feed_that_are_the_time_of_the_visit_are_told_and_not_used(tmp_path: Path, house: House) -> None:
    urls = articles(house, *range(6))

    def feed(_asked: int) -> Answer:
        item = f"<pubDate>{format_datetime(datetime.now(VIETNAM))}</pubDate></item>"
        items = "".join(f"<item><link>{url}</link>{item}" for url in urls)
        return Answer(f"<rss><channel>{items}</channel></rss>".encode(), content_type="text/xml")

    house.routes["/rss"] = feed
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
    outcome = crawl(home_of(tmp_path, house), "news")
    assert {page["listed_at"] for page in outcome.pages.values()} == {None}
    assert len(outcome.pages) == 6
    assert outcome.failures[f"{house.base}/rss"]["reason"] == Reason.DATES_OF_NOW


def test_a_page_that_prints_another_day_than_those_asked_for_is_refused(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2)
    for url, day in zip(urls, ("2025-11-15", "2025-12-01"), strict=True):
        told = f'<head><meta property="article:published_time" content="{day}T08:00:00+07:00">'.encode()
        path = url.removeprefix(house.base)
        answer = house.routes[path]
        assert isinstance(answer, Answer)
        house.routes[path] = replace(answer, body=answer.body.replace(b"<head>", told))
    house.routes["/sitemap.xml"] = urlset(*urls)
    write_site(tmp_path / "sites", house, "bao", {"sitemaps": ["/sitemap.xml"]}, article_url=PATTERN)
    home = home_of(tmp_path, house)
    crawl(home, "news", "-a", "since=2025-11-02", "-a", "until=2025-11-30", pipelines="real")
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        assert [one.article.url for one in archive.exported()] == urls[:1]
        assert [(one.reason, one.url) for one in archive.failures()] == [(Reason.OUTSIDE_DATES, urls[1])]


def test_the_running_month_is_asked_for_though_the_index_lacks_it(tmp_path: Path, house: House) -> None:
    today = datetime.now(VIETNAM).date()
    last = today.replace(day=1) - timedelta(days=1)
    (url,) = articles(house, 1)
    house.routes |= {
        "/sitemap.xml": index(f"{house.base}/s/{last.year}/{last.month}/article.xml"),
        f"/s/{last.year}/{last.month}/article.xml": urlset(),
        f"/s/{today.year}/{today.month}/article.xml": urlset(url),
    }
    write_site(tmp_path / "sites", house, "bao", {"sitemaps": ["/sitemap.xml"]}, article_url=PATTERN)
    outcome = crawl(home_of(tmp_path, house), "news")
    assert found(outcome, house) == {1: "sitemap"}
    assert outcome.failures == {}


def test_lists_that_lie_are_named(tmp_path: Path, house: House) -> None:
    html = Answer("<html><body>Không tìm thấy</body></html>".encode())
    house.routes |= {"/trong": rss(), "/html": html, "/sitemap.xml": html, "/vong": moved("/vong")}
    lists = {"feeds": ["/trong", "/html", "/mat", "/vong"], "sitemaps": ["/sitemap.xml"]}
    write_site(tmp_path / "sites", house, "bao", lists)
    outcome = crawl(home_of(tmp_path, house), "news")
    assert {url.removeprefix(house.base): reason for url, reason in outcome.reasons().items()} == {
        "/trong": "empty-feed",
        "/html": "broken-feed",
        "/mat": "http-error",
        "/vong": "too-many-redirects",
        "/sitemap.xml": "broken-sitemap",
    }
    assert "bao: feed" in outcome.log


def test_calendars_and_pages_without_end_end(tmp_path: Path, house: House) -> None:
    def calendar(number: int) -> Answer:
        return links(f"/tin-{number}.html", more=f'<a href="/lich?page={number + 1}">Trang sau</a>')

    class Endless(dict[str, Answer]):
        def get(self, path: str, default: object = None) -> Answer:
            number = int(path.rpartition("=")[2]) if "page=" in path else 1
            return calendar(number) if path.startswith("/lich") else article()

    house.routes = Endless()  # type: ignore[assignment]
    write_site(tmp_path / "sites", house, "bao", {"sections": ["/lich"]}, article_url=PATTERN)
    outcome = crawl(home_of(tmp_path, house), "news", settings={"DEPTH_LIMIT": 8, "ROBOTSTXT_OBEY": 0})
    assert outcome.status == 0
    assert set(found(outcome, house)) == set(range(1, 10))  # those of the last page too, though they stand deeper
    assert "page=9 is the last of 8 in a row; not followed" in outcome.log
    assert stat(outcome, "depth/request_ignored_count") == 0


def test_a_session_of_its_own_on_every_page_is_nothing_new(tmp_path: Path, house: House) -> None:
    session = "sessionid=9ac59d68ccd3f7e{}"
    for number in range(1, 6):
        own = session.format(number)
        following = f'<a href="/muc?{own}&amp;page={number + 1}">Trang sau</a>'
        house.routes[f"/muc?{session.format(number - 1)}&page={number}"] = links(f"/tin-1.html?{own}", more=following)
        house.routes[f"/tin-1.html?{own}"] = article()
    house.routes["/muc"] = house.routes[f"/muc?{session.format(0)}&page=1"]
    write_site(tmp_path / "sites", house, "bao", {"sections": ["/muc"]}, article_url=r"/tin-\d+\.html")
    outcome = crawl(home_of(tmp_path, house), "news")
    assert len(outcome.pages) == 1
    assert [path for path, _ in house.hits if path.startswith("/muc")] == ["/muc", f"/muc?{session.format(1)}&page=2"]


async def requests(spider: NewsSpider, *listings: Listing) -> list[Request | Failure]:
    return [request async for request in spider._listing_requests(listings)]


def test_listings_are_counted_by_site_and_held_to_size_and_length(
    tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = f"{house.base}/{'a' * 3000}.xml"
    monkeypatch.setattr(listings, "_MAX_LISTINGS", 3)
    write_site(tmp_path, house, "bao", {"feeds": ["/rss"], "sections": ["/muc"]})
    spider = NewsSpider.from_crawler(Crawler(NewsSpider, {"SITES_DIR": str(tmp_path), "URLLENGTH_LIMIT": 2083}))
    addresses = [f"{house.base}/rss", long, f"{house.base}/rss", f"{house.base}/2.xml", f"{house.base}/3.xml"]
    spider.memory = ListingMemory(None, Window())
    asked = asyncio.run(requests(spider, *(Listing(spider.sites[0], "sitemap", url) for url in addresses)))
    assert [item.url for item in asked] == [f"{house.base}/rss", long, f"{house.base}/2.xml"]
    assert [getattr(item, "reason", None) for item in asked] == [None, "no-web-address", None]
    (feed,) = asyncio.run(requests(spider, Listing(Site("khac", ("khac.vn",)), "feed", "https://khac.vn/rss")))
    assert isinstance(feed, Request)
    assert "download_maxsize" not in feed.meta  # only sitemaps may be larger than a page


def test_a_page_that_leaves_the_site_is_refused(tmp_path: Path, house: House) -> None:
    with open_house() as other:
        other.routes = {"/tin-1.html": article()}
        house.routes = {"/tin-1.html": moved(f"{other.base}/tin-1.html"), "/rss": rss(f"{house.base}/tin-1.html")}
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
        outcome = crawl(home_of(tmp_path, house, other), "news")
    assert outcome.reasons() == {f"{house.base}/tin-1.html": "redirected-off-site"}


def test_what_is_archived_or_finally_refused_is_not_asked_again(tmp_path: Path, house: House) -> None:
    urls = articles(house, 1, 2)
    house.routes |= {"/tin-3.html": Answer(b"\x89PNG", content_type="image/png"), "/tin-4.html": Answer(b"", 500)}
    house.routes |= {
        "/muc": links(*urls, "/tin-3.html", "/tin-4.html", more='<a href="/muc-p2">2</a>'),
        "/muc-p2": links(),
    }
    write_site(tmp_path / "sites", house, "bao", {"sections": ["/muc"]}, article_url=PATTERN)
    home = home_of(tmp_path, house)
    first = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert stat(first, "site/bao/archived/new") == 2
    house.hits.clear()
    second = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert second.status == 0
    assert sorted(set(house.paths()) - {"/robots.txt"}) == ["/muc", "/tin-4.html"]
    assert "bao: found 0, taken up again 1, fetched 0, archived 0" in second.log


def three_pages(house: House, second: Answer) -> None:
    """A section whose second page answers `second`; the articles of page 1 are served, that of page 3 is new."""
    articles(house, 1, 2, 3)
    house.routes |= {
        "/muc": links("/tin-1.html", more='<a href="/cu">Cũ hơn</a>'),
        "/cu": second,
        "/cu/nua": links("/tin-3.html"),
    }


SECOND = links("/tin-2.html", more='<a href="/cu/nua">Cũ hơn</a>')


@pytest.mark.parametrize(("status", "asked"), [(500, 1), (404, 0)])
def test_a_section_that_broke_off_is_read_to_its_end_on_the_next_run(
    tmp_path: Path, house: House, status: int, asked: int
) -> None:
    """One 500 must not hide the pages behind it for good; a 404 is the end of the section, not a break."""
    three_pages(house, Answer(b"", status))
    write_site(tmp_path / "sites", house, "bao", {"sections": ["/muc"]}, article_url=PATTERN)
    home = home_of(tmp_path, house)
    crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    house.routes["/cu"] = SECOND
    house.hits.clear()
    second = crawl(home, "news", "-a", "via=sections,sections", pipelines="real", settings={"MIN_WORDS": 5})
    assert second.status == 0
    assert (house.asked("/cu"), house.asked("/tin-3.html")) == (asked, asked)
    house.hits.clear()
    crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert house.asked("/cu") == 0


def test_pages_left_for_later_are_looked_for_behind_known_ones(tmp_path: Path, house: House) -> None:
    three_pages(house, SECOND)
    later = Answer(b"", 503, headers=(("Retry-After", "86400"),))
    house.routes |= {"/tin-2.html": later, "/tin-3.html": later}
    write_site(tmp_path / "sites", house, "bao", {"sections": ["/muc"]}, article_url=PATTERN)
    home = home_of(tmp_path, house)
    first = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert stat(first, "failure/asked-to-come-later") == 1
    articles(house, 1, 2, 3)
    house.hits.clear()
    too_soon = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert house.hits == []
    assert "bao asked an earlier run to come back after " in too_soon.log
    a_day_passes(home)
    third = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert stat(first, "archived/new") + stat(third, "archived/new") == 3


def a_day_passes(home: Home) -> None:
    """All that sites asked to be spared for is over."""
    with closing(sqlite3.connect(home.folder / "khobao.db")) as database, database:
        database.execute("DELETE FROM pauses")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        ({"site": "bao-khac"}, r"no site 'bao-khac' in "),
        ({"site": "bao-mo"}, r"did you mean bao-mot\?"),
        ({"site": "/no/such.toml"}, r"/no/such.toml: cannot read this site file"),
        ({"since": "1/11/2025"}, r"since=1/11/2025 is no date; write YYYY-MM-DD"),
        ({"via": "feed"}, r"via=feed is unknown; choose among feeds, sitemaps, sections"),
        ({"sites": "bao"}, r"no argument 'sites'; news takes site, since, until, via, recheck and listings"),
        ({"listings": "/no/such"}, r"listings=/no/such cannot be read .*; write one address a line"),
    ],
)
def test_bad_arguments_are_named(tmp_path: Path, arguments: dict[str, str], line: str) -> None:
    (tmp_path / "bao-mot.toml").write_text('id = "bao-mot"\ndomains = ["baomot.vn"]\n', encoding="utf-8")
    crawler = Crawler(NewsSpider, {"SITES_DIR": str(tmp_path)})
    with pytest.raises(BadInput, match=line):
        NewsSpider.from_crawler(crawler, **arguments)


def test_a_bad_site_file_ends_the_command_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "typo.toml").write_text('id = "x"\ndomains = ["x.vn"]\nfeds = []\n', encoding="utf-8")
    outcome = crawl(Home(tmp_path, tmp_path, ""), "news", "-a", f"site={tmp_path}/typo.toml")
    assert outcome.status == 1
    line = f"khobao: {tmp_path}/typo.toml:3: feds: unknown key; did you mean feeds?"
    assert outcome.log.splitlines().count(line) == 1
    assert "Traceback" not in outcome.log


def test_an_edited_article_is_a_revision_when_its_sitemap_says_so_and_when_it_is_young(
    tmp_path: Path, house: House
) -> None:
    (url,) = articles(house, 1)
    stamped = "<urlset><url><loc>{}</loc><lastmod>{}</lastmod></url></urlset>"

    def sitemap(moment: datetime) -> Answer:
        return Answer(stamped.format(url, moment.isoformat()).encode(), content_type="application/xml")

    house.routes["/sitemap.xml"] = sitemap(datetime(2025, 11, 3, tzinfo=VIETNAM))
    write_site(tmp_path / "sites", house, "bao", {"sitemaps": ["/sitemap.xml"]}, article_url=PATTERN)
    home, settings = home_of(tmp_path, house), {"MIN_WORDS": 5}

    def visit(*arguments: str) -> tuple[int, int]:
        outcome = crawl(home, "news", *arguments, pipelines="real", settings=settings)
        assert outcome.status == 0
        return stat(outcome, "site/bao/archived/revised"), stat(outcome, "site/bao/archived/unchanged")

    visit()
    house.routes["/tin-1.html"] = article("Tin số 1, có sửa")
    assert visit() == (0, 0)
    house.routes["/sitemap.xml"] = sitemap(datetime.now(VIETNAM))
    assert visit() == (1, 0)
    assert visit() == (0, 0)
    assert visit("-a", "recheck=7d") == (0, 1)
    assert house.asked("/tin-1.html") == 3
    kept = [record for path in closed_files(tmp_path / "warc") for record in records(path)]
    answers = [one.type for one in kept if one.header("WARC-Target-URI") == url and one.type != "request"]
    assert answers == ["response", "response", "revisit"]  # of what the second run kept, by the third


def test_a_young_article_is_asked_for_with_conditions_and_a_304_is_a_revisit(tmp_path: Path, house: House) -> None:
    (url,) = articles(house, 1)
    house.routes["/tin-1.html"] = replace(article("Tin số 1"), etag='"1"')
    house.routes["/rss"] = rss(url)
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
    home, settings = home_of(tmp_path, house), {"MIN_WORDS": 5}

    def visit() -> tuple[int, int]:
        outcome = crawl(home, "news", "-a", "recheck=7d", pipelines="real", settings=settings)
        assert outcome.status == 0
        return stat(outcome, "site/bao/archived/revised"), stat(outcome, "site/bao/archived/unchanged")

    crawl(home, "news", pipelines="real", settings=settings)
    assert visit() == (0, 1)
    assert house.unmodified == ["/tin-1.html"]
    kept = [record for path in closed_files(tmp_path / "warc") for record in records(path)]
    whole, again = (one for one in kept if one.header("WARC-Target-URI") == url and one.type != "request")
    assert (again.type, again.header("WARC-Profile")) == ("revisit", build.NOT_MODIFIED)
    assert again.header("WARC-Refers-To") == whole.header("WARC-Record-ID")
    assert again.header("WARC-Refers-To-Target-URI") == url
    assert again.header("WARC-Refers-To-Date") == whole.header("WARC-Date")
    asked = next(one for one in kept if one.header("WARC-Concurrent-To") == again.header("WARC-Record-ID"))
    assert b'If-None-Match: "1"' in asked.block
    assert visit() == (0, 0)  # it is not due
    with Archive.open(home.database_url, tmp_path, write=False) as archive:
        assert [*archive.verify(), *archive.verify_warc()] == []
    made_older(tmp_path)
    house.routes["/tin-1.html"] = replace(article("Tin số 1, có sửa"), etag='"2"')
    assert visit() == (1, 0)
    with Archive.open(home.database_url, tmp_path, write=False) as archive:
        assert [one.article.title for one in archive.history(url)] == ["Tin số 1", "Tin số 1, có sửa"]


def test_a_304_of_where_a_redirect_leads_is_not_believed(tmp_path: Path, house: House) -> None:
    (url,) = articles(house, 1)
    tagged = replace(article("Tin số 1"), etag='"1"')
    house.routes |= {
        "/tin-1.html": tagged,
        "/rss": rss(url),
        "/bai-khac-2.html": replace(article("Bài khác"), etag='"1"'),
    }
    write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]}, article_url=PATTERN)
    home, settings = home_of(tmp_path, house), {"MIN_WORDS": 5}
    crawl(home, "news", pipelines="real", settings=settings)
    house.routes["/tin-1.html"] = moved("/bai-khac-2.html")
    outcome = crawl(home, "news", "-a", "recheck=7d", pipelines="real", settings=settings)
    assert house.unmodified == ["/bai-khac-2.html"]
    assert (stat(outcome, "site/bao/archived/new"), stat(outcome, "site/bao/archived/unchanged")) == (1, 0)
    assert house.asked("/bai-khac-2.html") == 2


def made_older(folder: Path) -> None:
    """Let all that was fetched lie five hours back."""
    with closing(sqlite3.connect(folder / "khobao.db")) as rows:
        rows.execute("UPDATE pages SET fetched_at = strftime('%Y-%m-%d %H:%M:%f', fetched_at, '-5 hours')")
        rows.commit()


def test_an_age_that_is_none_is_refused(tmp_path: Path, house: House) -> None:
    write_site(tmp_path, house, "bao", {"feeds": ["/rss"]})
    with pytest.raises(BadInput, match="recheck=soon"):
        NewsSpider.from_crawler(Crawler(NewsSpider, {"SITES_DIR": str(tmp_path)}), recheck="soon")
