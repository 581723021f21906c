"""A site file for an unknown site: its feeds, sitemaps, sections, family and address pattern, found by asking it."""

import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HTMLParser, document_fromstring

from crawler.discovery.asking import Answer, Ask
from crawler.discovery.feeds import is_feed, parse_feed
from crawler.discovery.sections import parse_section
from crawler.discovery.sitemaps import Shard, is_sitemap, read_sitemap
from crawler.sites import Site
from crawler.text import fold, normalize
from crawler.urls import canonicalize

_FEEDS = (
    "/rss/home.rss",
    "/rss.xml",
    "/feed/",
    "/feeds/posts/default",
    "/home.rss",
    "/rss/tin-moi-nhat.rss",
    "/rss.php",
)
_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/google-news-sitemap.xml", "/sitemaps/google-news.xml")
_MAX_LISTS = 10  # of each kind; a person adds the rest
_MAX_ASKED = 30  # addresses in search of feeds
_MAX_SECTIONS = 12
_SAMPLE = 200
_ENOUGH = 0.9  # of the sampled addresses a pattern must match; feeds carry videos and events too
_FEWEST = 3
_NAME_LIMIT = 80
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f]")

_FAMILIES = (
    ("VCCorp", rb"afcbc-body|VCSortableInPreviewMode"),
    ("MASTERCMS", rb"__MASTERCMS_CONTENT"),
    ("cms-body", rb"cms-body"),
    ("b-maincontent", rb"b-maincontent|sc-longform-header"),
    ("WordPress", rb"wp-content|content=[\"']WordPress"),
    ("Blogger", rb"content=[\"']blogger|blogger\.com"),
    ("XenForo", rb"id=[\"']XenForo"),
)
_PATTERNS = (
    r"-\d{17}\.(?:htm|chn)$",
    r"-\d{14,21}\.(?:htm|chn)$",
    r"-post\d+\.(?:html|tpo|vnp|vov)$",
    r"-d\d+\.html$",
    r"-ar\d+\.html$",
    r"-\d+\.(?:html?|chn|tpo|vnp|vov|ldo)$",
    r"/\d{4}/\d{2}/[^/]+\.html$",
    r"/\d{4}/\d{2}/\d{2}/[^/]+/?$",
    r"/\d{5,}\.html?$",
    r"[?&]id=\d+",
    r"-\d{5,}$",
)


async def guess_site(front: Answer, ask: Ask) -> tuple[Site, str]:
    """The site whose front page answered, and the name of its family, empty when unknown.

    Asks robots.txt, the feeds that the page names and the addresses where feeds and sitemaps usually stand.
    """
    host = urlsplit(front.url).netloc.rpartition("@")[2].lower()
    draft = Site(id="draft", domains=(host.removeprefix("www."),))
    feeds, articles = await _feeds(front, ask)
    sitemaps, listed = await _sitemaps(front.url, ask)
    sections, on_pages = ((), []) if feeds or listed else await _sections(front, draft, ask)
    found = articles or listed or on_pages
    name = _name(front)
    site = Site(
        id=_id(host, name),
        domains=draft.domains,
        name=name,
        feeds=feeds,
        sitemaps=sitemaps,
        sections=sections,
        article_url=pattern_of(found),
    )
    page = await ask(found[0]) if found else front
    return site, family_of(page.body if isinstance(page, Answer) else b"")


def pattern_of(urls: Iterable[str]) -> str:
    """The narrowest known pattern that nearly all of these article addresses follow; empty when none does."""
    sample = [canonicalize(url) for url in urls][:_SAMPLE]
    if len(sample) < _FEWEST:
        return ""
    fitting = (p for p in _PATTERNS if sum(bool(re.search(p, url)) for url in sample) >= _ENOUGH * len(sample))
    return next(fitting, "")


def family_of(body: bytes) -> str:
    """The content management family that made a page, as its markup tells."""
    return next((name for name, mark in _FAMILIES if re.search(mark, body)), "")


def to_toml(site: Site, note: str = "") -> str:
    """The site as a site file; keys that say nothing are left out."""
    lines = [f"# {note}"] if note else []
    for key in site.__struct_fields__:
        value = getattr(site, key)
        if value in ("", ()) or key == "delay":
            continue
        lines.append(f"{key} = {_toml(value)}")
    return "\n".join(lines) + "\n"


async def _feeds(front: Answer, ask: Ask) -> tuple[tuple[str, ...], list[str]]:
    """Feeds with items that the page or its RSS index names, or that stand where feeds usually do; their articles."""
    for waiting in (_named_feeds(front), [urljoin(front.url, path) for path in _FEEDS]):
        feeds, articles = await _live_feeds(waiting, ask)
        if feeds:
            return tuple(feeds[:_MAX_LISTS]), articles
    return (), []


async def _live_feeds(waiting: list[str], ask: Ask) -> tuple[list[str], list[str]]:
    """Those of the addresses, and of the RSS indexes among them, that are feeds with items; and what they list."""
    feeds: list[str] = []
    articles: list[str] = []
    for number, url in enumerate(waiting):
        answer = await ask(url) if number < _MAX_ASKED else None
        if not isinstance(answer, Answer) or answer.status != 200:
            continue
        if not is_feed(answer.body):
            waiting += [link for link in _named_feeds(answer) if link not in waiting]
            continue
        found = [entry.url for entry in parse_feed(answer.body, answer.url).entries]
        if set(found) - set(articles):  # the same feed under two addresses is one
            feeds.append(url)
            articles += found
    return feeds, articles


def _named_feeds(page: Answer) -> list[str]:
    paths = ("//link[contains(@type,'rss') or contains(@type,'atom')]/@href", "//a[contains(@href,'rss')]/@href")
    host = urlsplit(page.url).netloc
    links = (link for path in paths for link in _attributes(page, path))
    return [link for link in dict.fromkeys(links) if urlsplit(link).netloc == host]


async def _sitemaps(front: str, ask: Ask) -> tuple[tuple[str, ...], list[str]]:
    robots = await ask(urljoin(front, "/robots.txt"))
    text = robots.body.decode("utf-8", "replace") if isinstance(robots, Answer) and robots.status == 200 else ""
    named = [urljoin(front, line.strip()) for line in re.findall(r"(?im)^sitemap:\s*(\S+)", text)]
    sitemaps: list[str] = []
    articles: list[str] = []
    for url in (named or [urljoin(front, path) for path in _SITEMAPS])[:_MAX_LISTS]:
        answer = await ask(url)
        if isinstance(answer, Answer) and answer.status == 200 and is_sitemap(answer.body):
            sitemaps.append(url)
            articles += await _sample(answer, ask)
    return tuple(sitemaps), articles


async def _sample(answer: Answer, ask: Ask) -> list[str]:
    """Some addresses of a sitemap; of an index, those of its first shard."""
    items = [item for item, _ in zip(read_sitemap(answer.body), range(_SAMPLE), strict=False)]
    shard = next((item for item in items if isinstance(item, Shard)), None)
    if shard is not None:
        deeper = await ask(shard.url)
        items = list(read_sitemap(deeper.body)) if isinstance(deeper, Answer) and deeper.status == 200 else []
    return [item.url for item in items if not isinstance(item, Shard)][:_SAMPLE]


async def _sections(front: Answer, site: Site, ask: Ask) -> tuple[tuple[str, ...], list[str]]:
    """Links of the front page that lead to lists of articles, and what these list."""
    links = dict.fromkeys(link.partition("#")[0] for link in _attributes(front, "//a/@href"))
    likely = [link for link in links if site.owns(link) and not site.is_article(link) and len(urlsplit(link).path) > 1]
    sections: list[str] = []
    articles = [entry.url for entry in parse_section(front.body, front.url, site, front.encoding).entries]
    for url in likely[: 2 * _MAX_SECTIONS]:
        answer = await ask(url)
        if isinstance(answer, Answer) and answer.status == 200:
            found = [entry.url for entry in parse_section(answer.body, answer.url, site, answer.encoding).entries]
            sections += [url] if len(found) >= _FEWEST else []
            articles += found
    return tuple(sections[:_MAX_SECTIONS]) or (front.url,), articles


def _attributes(page: Answer, path: str) -> list[str]:
    try:
        root = document_fromstring(page.body, parser=HTMLParser(encoding=page.encoding))
        found = root.xpath(path)
    except (etree.ParserError, ValueError, LookupError):
        return []
    return [urljoin(page.url, str(value)) for value in found] if isinstance(found, list) else []


def _name(front: Answer) -> str:
    """og:site_name, else the last part of the title."""
    try:
        root = document_fromstring(front.body, parser=HTMLParser(encoding=front.encoding))
    except (etree.ParserError, ValueError, LookupError):
        return ""
    for meta in root.iter("meta"):
        if meta.get("property") == "og:site_name":
            return normalize(meta.get("content", ""))[:_NAME_LIMIT]
    title = next((str(element.text or "") for element in root.iter("title")), "")
    return normalize(re.split(r"\s[-|–]\s", title)[-1])[:_NAME_LIMIT]


def _id(host: str, name: str) -> str:
    """The name that a reader knows the site by: the host without its endings; for a bare address the paper's name."""
    label = re.sub(r"(?:\.(?:com|net|org|gov|edu))?\.[a-z]{2,}$", "", host.removeprefix("www."))
    bare = re.fullmatch(r"[\d.:]+|\[.*", host)
    return re.sub(r"[^a-z0-9]+", "-", (fold(name) if bare and name else label).lower()).strip("-") or "site"


def _toml(value: str | tuple[str, ...]) -> str:
    """TOML in which a page's control characters are escaped: they are neither valid there nor safe on a terminal."""
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    plain = value.encode("utf-8", "replace").decode()
    if "\\" in plain and "'" not in plain and not _CONTROL.search(plain):
        return f"'{plain}'"
    quoted = plain.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", quoted) + '"'
