from datetime import datetime, timedelta

import pytest

from crawler.dates import VIETNAM
from crawler.discovery import feeds
from crawler.discovery.entries import Entry
from crawler.discovery.feeds import is_dated_now, is_feed, parse_feed
from crawler.errors import Reason

URL = "https://baothu.vn/rss/home.rss"


def rss(items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    return f'{head}<rss version="2.0"><channel><title>Báo Thử</title>{items}</channel></rss>'.encode()


ITEM = (
    "<item><title>Mưa lớn ở Huế</title><link>https://baothu.vn/mua-lon-123.htm</link>"
    "<pubDate>Mon, 03 Nov 2025 10:15:00 +0700</pubDate></item>"
)


def test_rss_gives_address_title_and_time() -> None:
    feed = parse_feed(rss(ITEM), URL)
    assert feed.problem is None
    (entry,) = feed.entries
    assert entry.url == "https://baothu.vn/mua-lon-123.htm"
    assert entry.title == "Mưa lớn ở Huế"
    assert entry.published_at == datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)


def test_atom_gives_the_alternate_link_and_both_times() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title type="html">Bếp &amp;amp; nhà</title>'
        '<link rel="self" href="https://blog.example/feeds/1"/>'
        '<link rel="alternate" type="text/html" href="https://blog.example/2025/11/bep.html"/>'
        "<published>2025-11-03T10:15:00+07:00</published><updated>2025-11-04T08:00:00+07:00</updated></entry></feed>"
    ).encode()
    (entry,) = parse_feed(atom, "https://blog.example/feeds/posts/default").entries
    assert entry.url == "https://blog.example/2025/11/bep.html"
    assert entry.title == "Bếp & nhà"
    assert entry.published_at == datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)
    assert entry.updated_at == datetime(2025, 11, 4, 8, 0, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + rss(ITEM),
        b"\n\n  " + rss(ITEM),
        rss(ITEM, '<?xml version="1.0" encoding="utf-16"?>'),
        rss(ITEM, '<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"),
        rss(ITEM, '<?xml version="1.0"?><!-- đầu trang -->'),
        rss(ITEM.replace("<title>", "<title>").replace("Mưa lớn ở Huế", "<![CDATA[Mưa lớn ở Huế]]>")),
        rss("<item><title>Một & hai</title><link>https://baothu.vn/mot-hai-122.htm</link></item>" + ITEM),
        rss("<description>a&nbsp;b</description>" + ITEM),
        rss(ITEM)[:-20],
    ],
    ids=["bom", "blanks", "utf-16-declared", "utf-16", "comment", "cdata", "bare-ampersand", "nbsp", "cut-off"],
)
def test_feeds_of_the_wild_keep_their_items(body: bytes) -> None:
    feed = parse_feed(body, URL)
    assert feed.problem is None
    assert feed.entries[-1].url == "https://baothu.vn/mua-lon-123.htm"
    assert feed.entries[-1].title == "Mưa lớn ở Huế"


def test_relative_and_doubled_links_and_guids() -> None:
    items = (
        "<item><link>/tin-1.htm</link></item><item><link>https://baothu.vnhttps://baothu.vn/tin-2.htm</link></item>"
        "<item><guid>https://baothu.vn/tin-3.htm</guid></item><item><title>không có gì</title></item>"
        "<item><guid isPermaLink='false'>tag:4</guid></item><item><link>http://[bad</link></item>"
    )
    urls = [entry.url for entry in parse_feed(rss(items), URL).entries]
    assert urls == [f"https://baothu.vn/tin-{n}.htm" for n in (1, 2, 3)]


def test_what_is_no_feed_is_named() -> None:
    html = "<!doctype html><html><body><h1>Không tìm thấy trang</h1></body></html>".encode()
    assert parse_feed(html, URL).problem is Reason.BROKEN_FEED
    assert parse_feed(b"", URL).problem is Reason.BROKEN_FEED
    assert parse_feed(rss(""), URL).problem is Reason.EMPTY_FEED
    assert not is_feed(html)


def test_entities_are_neither_expanded_nor_fetched() -> None:
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{bomb}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    items = "<item><title>&e11;&x;</title><link>https://baothu.vn/tin-1.htm</link></item>"
    feed = parse_feed(rss(items, head), URL)
    assert all(len(entry.title) <= 500 and "root:" not in entry.title for entry in feed.entries)


def test_a_feed_without_end_is_cut() -> None:
    item = "<item><link>https://baothu.vn/tin-{}.htm</link></item>"
    assert len(parse_feed(rss("".join(item.format(n) for n in range(5100))), URL).entries) == 5000


@pytest.mark.parametrize("reference", ["&#xD800;", "&#xd83d;&#xDE00;", "&#55357;", "&#99999999999;", "&#0;"])
def test_half_an_emoji_costs_no_item(reference: str) -> None:
    feed = parse_feed(
        rss(f"<item><title>Bão {reference}số 13</title><link>https://baothu.vn/tin-1.htm</link></item>"), URL
    )
    assert [(entry.title, entry.url) for entry in feed.entries] == [("Bão số 13", "https://baothu.vn/tin-1.htm")]


def test_what_feedparser_cannot_read_is_a_broken_feed() -> None:
    body = rss("<item><title>Bão &#xD800;</title><link>https://baothu.vn/tin-1.htm</link></item>").decode()
    assert parse_feed(body.encode("utf-16"), URL).problem is Reason.BROKEN_FEED


def test_a_huge_feed_is_read_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "MAX_BYTES", 3_001)
    item = "<item><title>Bão số 13 ở Huế</title><link>https://baothu.vn/tin-{}.htm</link></item>"
    entries = parse_feed(rss("".join(item.format(n) for n in range(100))), URL).entries
    assert 10 < len(entries) < 60
    assert {entry.title for entry in entries[:-1]} == {"Bão số 13 ở Huế"}


def test_a_feed_whose_entries_all_have_the_time_of_the_visit_has_no_dates() -> None:
    now = datetime(2025, 11, 3, 10, 15, tzinfo=VIETNAM)

    def dated(*minutes: float | None) -> bool:
        times = [None if ago is None else now - timedelta(minutes=ago) for ago in minutes]
        return is_dated_now([Entry(URL, published_at=at) for at in times], now)

    assert dated(0, 0, 0.1, -0.5, 1.5)
    assert not dated(0, 0, 0.1, 0.5)  # a paper may print four at once
    assert not dated(0, 0, 0.1, 0.5, 3)
    assert not dated(0, 0, 0.1, 0.5, None)
    assert not dated(*range(8))
    assert not dated()
