import asyncio

from crawler.discovery.asking import Answer, Refusal
from crawler.discovery.check import Finding, check_site
from crawler.errors import NotAnArticle, Reason
from crawler.sites import Site

BASE = "https://baothu.vn"
SITE = Site(
    id="bao-thu",
    domains=("baothu.vn",),
    feeds=(f"{BASE}/rss", f"{BASE}/trong", f"{BASE}/html"),
    sitemaps=(f"{BASE}/chi-muc.xml", f"{BASE}/cam.xml", f"{BASE}/mat.xml"),
    sections=(f"{BASE}/muc",),
    article_url=r"-\d+\.htm$",
)
PAGES = {
    "/rss": "<rss><channel><item><link>/anh-1.htm</link><pubDate>Mon, 03 Nov 2025 10:15:00 +0700</pubDate></item>"
    "<item><link>/video</link></item></channel></rss>",
    "/trong": "<rss><channel></channel></rss>",
    "/html": "<html></html>",
    "/chi-muc.xml": f"<sitemapindex><sitemap><loc>{BASE}/con.xml</loc></sitemap></sitemapindex>",
    "/con.xml": f"<urlset><url><loc>{BASE}/mua-2.htm</loc></url></urlset>",
    "/muc": "<html><body><a href='/lien-he'>x</a></body></html>",
    "/anh-1.htm": "ảnh",
    "/mua-2.htm": "mưa",
}


def findings(site: Site) -> list[Finding]:
    async def ask(url: str) -> Answer | Refusal:
        path = url.removeprefix(BASE)
        if path == "/cam.xml":
            return Refusal(Reason.ROBOTS, "Forbidden by robots.txt")
        return Answer(url, 200 if path in PAGES else 404, PAGES.get(path, "").encode(), "utf-8")

    async def collected() -> list[Finding]:
        return [finding async for finding in check_site(site, ask, extract)]

    return asyncio.run(collected())


def extract(body: bytes, url: str) -> str:
    if body == "ảnh".encode():
        raise NotAnArticle(Reason.NO_ARTICLE)
    return body.decode()


def test_every_list_and_one_article_get_a_finding() -> None:
    assert findings(SITE) == [
        Finding(True, f"feed {BASE}/rss", "2 entries, 1 articles by the pattern, newest 2025-11-03 10:15"),
        Finding(False, f"feed {BASE}/trong", "empty-feed"),
        Finding(False, f"feed {BASE}/html", "answers, but with no feed"),
        Finding(True, f"sitemap {BASE}/chi-muc.xml", "an index of 1 sitemaps"),
        Finding(False, f"sitemap {BASE}/cam.xml", "robots-denied (Forbidden by robots.txt)"),
        Finding(False, f"sitemap {BASE}/mat.xml", "HTTP 404"),
        Finding(False, f"section {BASE}/muc", "0 entries, 0 articles by the pattern"),
        Finding(True, "article", f"{BASE}/mua-2.htm: mưa"),
    ]


def test_a_site_that_lists_nothing_has_no_article() -> None:
    assert findings(Site(id="x", domains=("baothu.vn",))) == [Finding(False, "article", "no list gave one")]
