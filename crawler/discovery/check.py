"""Does a site file still fit its site? One finding for each list, and one for an article."""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from crawler.discovery.asking import Answer, Ask, Refusal, trouble
from crawler.discovery.entries import Entry
from crawler.discovery.feeds import is_feed, parse_feed
from crawler.discovery.sections import parse_section
from crawler.discovery.sitemaps import Shard, is_sitemap, read_sitemap
from crawler.errors import KhoBaoError
from crawler.sites import Site

_SAMPLE = 1000  # entries of a sitemap that are looked at
_TRIED = 3  # articles: one that fails may be a gallery or gone

Extract = Callable[[bytes, str], str]
Listed = list[Entry | Shard] | str


@dataclass(frozen=True, slots=True)
class Finding:
    """`good` or not, what was looked at, and what was seen."""

    good: bool
    what: str
    seen: str


async def check_site(site: Site, ask: Ask, extract: Extract) -> AsyncIterator[Finding]:
    """Findings on the site's lists and on one article; `extract` gives a title or raises KhoBaoError."""
    articles: list[Entry] = []
    for kind, urls in (("feed", site.feeds), ("sitemap", site.sitemaps), ("section", site.sections)):
        for url in urls:
            listed = _listed(kind, await ask(url), site)
            yield _judge(f"{kind} {url}", listed, site)
            articles += _articles(await _first_shard(listed, ask, site), site)
    yield await _check_article(articles, ask, extract)


def _judge(what: str, listed: Listed, site: Site) -> Finding:
    if isinstance(listed, str):
        return Finding(False, what, listed)
    shards = [item for item in listed if isinstance(item, Shard)]
    if shards:
        return Finding(True, what, f"an index of {len(shards)} sitemaps{_newest(s.modified_at for s in shards)}")
    entries = [item for item in listed if isinstance(item, Entry)]
    articles = _articles(listed, site)
    dates = _newest(entry.published_at or entry.updated_at for entry in entries)
    return Finding(bool(articles), what, f"{len(entries)} entries, {len(articles)} articles by the pattern{dates}")


def _articles(listed: Listed, site: Site) -> list[Entry]:
    return [item for item in listed if isinstance(item, Entry) and site.accepts(item.url)]


async def _first_shard(listed: Listed, ask: Ask, site: Site) -> Listed:
    """The list itself; of an index, the shard that changed last."""
    shards = [item for item in listed if isinstance(item, Shard)]
    if not shards:
        return listed
    newest = max(shards, key=lambda shard: str(shard.modified_at or ""))
    return _listed("sitemap", await ask(newest.url), site)


def _listed(kind: str, answer: Answer | Refusal, site: Site) -> Listed:
    """The items of a list, or what is wrong with it."""
    if isinstance(answer, Refusal) or answer.status != 200:
        return trouble(answer)
    if kind == "section":
        return list(parse_section(answer.body, answer.url, site, answer.encoding).entries)
    if is_sitemap(answer.body):
        return list(islice(read_sitemap(answer.body), _SAMPLE))
    if is_feed(answer.body):
        feed = parse_feed(answer.body, answer.url)
        return list(feed.entries) if feed.problem is None else str(feed.problem)
    return f"answers, but with no {kind}"


def _newest(times: Iterable[object]) -> str:
    known = sorted(str(time)[:16] for time in times if time is not None)
    return f", newest {known[-1]}" if known else ""


async def _check_article(articles: list[Entry], ask: Ask, extract: Extract) -> Finding:
    seen = "no list gave one"
    for entry in articles[:_TRIED]:
        answer = await ask(entry.url)
        seen = f"{entry.url}: {trouble(answer)}"
        if isinstance(answer, Answer) and answer.status == 200:
            try:
                return Finding(True, "article", f"{answer.url}: {extract(answer.body, answer.url)}")
            except KhoBaoError as error:
                seen = f"{answer.url}: {error}"
    return Finding(False, "article", seen)
