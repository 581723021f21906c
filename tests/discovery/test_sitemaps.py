import gzip
import subprocess
import sys
import tracemalloc
from datetime import datetime

import pytest

from crawler.dates import VIETNAM
from crawler.discovery import sitemaps
from crawler.discovery.entries import Entry
from crawler.discovery.sitemaps import Shard, is_sitemap, read_sitemap

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def urlset(urls: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    return f"{head}<urlset {NS} {NEWS}>{urls}</urlset>".encode()


ONE = "<url><loc>https://baothu.vn/tin-1.htm</loc><lastmod>2025-11-03T10:15:00+07:00</lastmod></url>"


def test_an_urlset_lists_pages_with_their_last_change() -> None:
    assert list(read_sitemap(urlset(ONE))) == [
        Entry("https://baothu.vn/tin-1.htm", updated_at=datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM))
    ]


def test_a_news_sitemap_gives_title_and_publication() -> None:
    news = (
        "<url><loc>https://baothu.vn/tin-1.htm</loc><news:news><news:publication><news:name>Báo Thử</news:name>"
        "</news:publication><news:publication_date>2025-11-03T10:15:00+07:00</news:publication_date>"
        "<news:title><![CDATA[Mưa &amp; gió]]></news:title></news:news></url>"
    )
    (entry,) = read_sitemap(urlset(news))
    assert entry == Entry(
        "https://baothu.vn/tin-1.htm", "Mưa & gió", published_at=datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)
    )


def test_an_index_lists_shards() -> None:
    body = f"<sitemapindex {NS}><sitemap><loc> https://baothu.vn/s/1.xml </loc></sitemap></sitemapindex>".encode()
    assert list(read_sitemap(body)) == [Shard("https://baothu.vn/s/1.xml")]


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(urlset(ONE)),
        b"\xef\xbb\xbf" + urlset(ONE),
        b"\n\n" + urlset(ONE),
        urlset(ONE, ""),
        urlset(ONE).replace(f" {NS}".encode(), b""),
        urlset(ONE.replace("<", "<s:").replace("<s:/", "</s:"), "").replace(b"urlset xmlns=", b"s:urlset xmlns:s=")[:-9]
        + b"</s:urlset>",
        urlset(ONE + "<url><loc>https://baothu.vn/tin-2.htm"),
        urlset(ONE + "<url>&nbsp;<loc>mailto:x</loc></url>"),
    ],
    ids=["gzip", "bom", "blanks", "no-declaration", "no-namespace", "prefixed", "cut-off", "junk"],
)
def test_sitemaps_of_the_wild_keep_their_pages(body: bytes) -> None:
    assert is_sitemap(body)
    assert next(iter(read_sitemap(body))) == next(read_sitemap(urlset(ONE)))


def test_what_is_no_sitemap_is_told_apart() -> None:
    assert not is_sitemap(b"<html><body>urlset</body></html>")
    assert not is_sitemap(b'<rss version="2.0"></rss>')
    assert not is_sitemap(b"\x1f\x8bbroken")
    assert list(read_sitemap(b"<html><body>Xin ch\xc3\xa0o</body></html>")) == []
    assert list(read_sitemap(b"")) == []


def test_a_truncated_gzip_gives_what_came_before() -> None:
    whole = urlset("".join(f"<url><loc>https://baothu.vn/tin-{n}.htm</loc></url>" for n in range(20_000)))
    listed = list(read_sitemap(gzip.compress(whole)[: -len(gzip.compress(whole)) // 3]))
    assert 0 < len(listed) < 20_000


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE urlset [<!ENTITY e0 "ha">{bomb}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    body = urlset("<url><loc>https://baothu.vn/&e11;&x;</loc></url>" + ONE, head)
    listed = list(read_sitemap(body))
    assert all(isinstance(entry, Entry) and len(entry.url) < 100 and "root" not in entry.url for entry in listed)


def test_memory_stays_flat_and_the_number_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ENTRIES", 10_000)
    line = "<url><loc>https://baothu.vn/tin-{}.htm</loc><lastmod>2025-11-03</lastmod></url>"
    body = gzip.compress(urlset("".join(line.format(n) for n in range(12_000))))
    tracemalloc.start()
    count = sum(1 for _ in read_sitemap(body))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 10_000
    assert peak < 1_000_000


def test_a_gzip_bomb_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_BYTES", 1_000_000)
    body = gzip.compress(urlset(ONE + " " * 50_000_000 + ONE))
    assert len(list(read_sitemap(body))) == 1


@pytest.mark.parametrize("unit", ["<a/>", "&x;", "<?a?>", "<!---->", "<url/>"])
def test_what_is_no_entry_takes_no_memory(unit: str) -> None:
    """A few KB of gzip that were 240 MB of tree; in a process of its own, since libxml2 tells Python nothing."""
    script = (
        "import gzip, resource\n"
        "from crawler.discovery.sitemaps import read_sitemap\n"
        f"body = gzip.compress(b'<urlset>' + {unit.encode()!r} * 1_000_000 + b'</urlset>')\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "assert list(read_sitemap(body)) == []\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert int(done.stdout) < 8_000  # KB


def test_elements_without_end_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_ELEMENTS", 50_000)
    assert list(read_sitemap(urlset("<a/>" * 200_000 + ONE))) == []
