import asyncio
import tomllib

import msgspec
import pytest

from crawler.discovery.asking import Answer, Refusal
from crawler.discovery.guess import family_of, guess_site, pattern_of, to_toml
from crawler.errors import Reason
from crawler.sites import Site

HOST = "https://www.tinpho.com.vn"


def guess(pages: dict[str, str]) -> tuple[Site, str, list[str]]:
    """The guess for a site that serves these pages and 404 elsewhere, and what it was asked for."""
    asked: list[str] = []

    async def ask(url: str) -> Answer | Refusal:
        asked.append(url)
        path = url.removeprefix(HOST)
        if path.startswith("/cam"):
            return Refusal(Reason.ROBOTS, "Forbidden by robots.txt")
        return Answer(url, 200 if path in pages else 404, pages.get(path, "").encode(), "utf-8")

    front = Answer(HOST + "/", 200, pages["/"].encode(), "utf-8")
    site, family = asyncio.run(guess_site(front, ask))
    return site, family, asked


def rss(*paths: str) -> str:
    return f"<rss><channel>{''.join(f'<item><link>{HOST}{path}</link></item>' for path in paths)}</channel></rss>"


def urlset(*paths: str) -> str:
    return f"<urlset>{''.join(f'<url><loc>{HOST}{path}</loc></url>' for path in paths)}</urlset>"


ARTICLES = tuple(f"/mua-lon-o-hue-post{n}.html" for n in range(101, 106))
FRONT = "<html><head><title>Trang chủ - Tin phố</title>{}</head><body>{}</body></html>"


def test_feeds_come_from_the_page_from_its_rss_index_and_from_usual_places() -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/moi.rss">'
    pages = {
        "/": FRONT.format(head, '<a href="/rss.html">RSS</a>'),
        "/moi.rss": rss(*ARTICLES[:3]),
        "/rss.html": '<html><body><a href="/rss/xa-hoi.rss">Xã hội</a><a href="https://khac.vn/rss">x</a></body></html>',
        "/rss/xa-hoi.rss": rss(*ARTICLES),
        "/feed/": rss(*ARTICLES[:3]),
        "/robots.txt": f"User-agent: *\nSitemap: {HOST}/chi-muc.xml\n",
        "/chi-muc.xml": f"<sitemapindex><sitemap><loc>{HOST}/con.xml</loc></sitemap></sitemapindex>",
        "/con.xml": urlset(*ARTICLES),
        ARTICLES[0]: '<html><div class="detail-content afcbc-body"></div></html>',
    }
    site, family, asked = guess(pages)
    assert site == Site(
        id="tinpho",
        domains=("tinpho.com.vn",),
        name="Tin phố",
        feeds=(f"{HOST}/moi.rss", f"{HOST}/rss/xa-hoi.rss"),
        sitemaps=(f"{HOST}/chi-muc.xml",),
        article_url=r"-post\d+\.(?:html|tpo|vnp|vov)$",
    )
    assert family == "VCCorp"
    assert not any("khac.vn" in url for url in asked)


def test_a_site_without_feeds_is_read_by_its_sections() -> None:
    links = "".join(f'<a href="/mua-lon-keo-dai-o-mien-trung-2025110301044760{n}.htm">Tin</a>' for n in range(4))
    pages = {
        "/": FRONT.format("", '<a href="/xa-hoi.htm">Xã hội</a><a href="/lien-he.htm">Liên hệ</a><a href="/cam">x</a>'),
        "/xa-hoi.htm": f"<html><body>{links}</body></html>",
        "/lien-he.htm": "<html><body>Điện thoại</body></html>",
    }
    site, _, asked = guess(pages)
    assert site.sections == (f"{HOST}/xa-hoi.htm",)
    assert site.article_url == r"-\d{17}\.(?:htm|chn)$"
    assert len(asked) < 40


def test_what_is_written_reads_back_the_same() -> None:
    site = Site(
        id="a", domains=("a.vn", "b.vn"), name='Báo "A" \\ B', feeds=("https://a.vn/rss",), article_url=r"/\d+'\.htm$"
    )
    assert msgspec.convert(tomllib.loads(to_toml(site, "x")), Site) == site


def test_control_characters_of_a_page_reach_neither_file_nor_terminal() -> None:
    head = '<meta property="og:site_name" content="Báo&#27;[31m \x9b\u202eThử\nhai">'
    link = '<link type="application/rss+xml" href="/moi\x1b.rss">'
    site, _, _ = guess({"/": FRONT.format(head + link, ""), "/moi\x1b.rss": rss(*ARTICLES)})
    assert site.name == "Báo[31m Thử hai"
    text = to_toml(site)
    assert not any(char < " " or "\x7f" <= char < "\xa0" for char in text.replace("\n", ""))
    assert msgspec.convert(tomllib.loads(text), Site) == site


@pytest.mark.parametrize(
    ("paths", "pattern"),
    [
        (ARTICLES, r"-post\d+\.(?:html|tpo|vnp|vov)$"),
        (ARTICLES[:2], ""),
        (tuple(f"/mua-lon-{n}" for n in "abcd"), ""),
        (tuple(f"/2025/11/{n}.html" for n in "abcd"), r"/\d{4}/\d{2}/[^/]+\.html$"),
        (tuple(f"/tin-d{n}.html?utm_source=rss" for n in range(100, 110)), r"-d\d+\.html$"),
        ((*(f"/tin-{n}.ldo" for n in range(10)), "/video"), r"-\d+\.(?:html?|chn|tpo|vnp|vov|ldo)$"),
    ],
)
def test_the_pattern_is_the_one_that_nearly_all_follow(paths: tuple[str, ...], pattern: str) -> None:
    assert pattern_of(HOST + path for path in paths) == pattern


def test_families_are_known_by_their_markup() -> None:
    assert family_of(b'<meta content="blogger" name="generator">') == "Blogger"
    assert family_of(b'<link href="/wp-content/themes/x.css">') == "WordPress"
    assert family_of(b"<html></html>") == ""
