from datetime import date

import pytest

from crawler.discovery.shards import Span, next_shards, span_of

BASE = "https://baothu.vn/"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("sitemaps/news-2025-9.xml", date(2025, 9, 1), date(2025, 9, 30)),
        ("sitemap/news-2025-09.xml", date(2025, 9, 1), date(2025, 9, 30)),
        ("sitemap-article-02-2024-03.xml", date(2024, 2, 1), date(2024, 2, 29)),
        ("sitemap-article-12-2025.xml", date(2025, 12, 1), date(2025, 12, 31)),
        ("sitemaps/sitemaps-2025-11-6-10.xml", date(2025, 11, 6), date(2025, 11, 10)),
        ("sitemaps/sitemaps-2025-2-26-31.xml", date(2025, 2, 26), date(2025, 2, 28)),
        ("sitemap/sitemap-post/2025-11-20.xml", date(2025, 11, 20), date(2025, 11, 20)),
        ("sitemap-article-2025-11-20.xml", date(2025, 11, 20), date(2025, 11, 20)),
        ("sitemaps/article-20251120.xml", date(2025, 11, 20), date(2025, 11, 20)),
        ("sitemaps/2025/11/article.xml", date(2025, 11, 1), date(2025, 11, 30)),
        ("sitemap/1000000/sitemap-news.xml?y=2025&m=11&d=20", date(2025, 11, 20), date(2025, 11, 20)),
        ("articles-2019-sitemap.xml?m=1&d=3", date(2019, 1, 3), date(2019, 1, 3)),
        ("sitemap/sitemap-blog-2025-11.xml.gz", date(2025, 11, 1), date(2025, 11, 30)),
    ],
)
def test_every_family_tells_its_days(name: str, first: date, last: date) -> None:
    assert span_of(BASE + name) == Span(first, last)


@pytest.mark.parametrize(
    "name", ["post-sitemap12.xml", "sitemap.xml", "news-2025-13.xml", "a-2025-2-30.xml", "article-12345678.xml"]
)
def test_other_names_tell_nothing(name: str) -> None:
    assert span_of(BASE + name) is None
    assert next_shards([BASE + name]) == []


@pytest.mark.parametrize(
    ("names", "following"),
    [
        (["sitemaps/news-2025-9.xml", "sitemaps/news-2025-10.xml"], ["sitemaps/news-2025-11.xml"]),
        (["sitemaps/news-2025-9.xml", "sitemaps/news-2025-12.xml"], ["sitemaps/news-2026-1.xml"]),
        (["sitemap/news-2025-09.xml", "sitemap/news-2025-12.xml"], ["sitemap/news-2026-01.xml"]),
        (["sitemap-article-12-2025-01.xml", "sitemap-article-12-2025-02.xml"], ["sitemap-article-1-2026-01.xml"]),
        (["sitemap-article-09-2025-02.xml", "sitemap-article-12-2025-02.xml"], ["sitemap-article-01-2026-01.xml"]),
        (["sitemaps-2025-11-21-25.xml"], ["sitemaps-2025-11-26-30.xml"]),
        (["sitemaps-2025-12-26-31.xml"], ["sitemaps-2026-1-1-5.xml"]),
        (["sitemap-post/2025-12-31.xml"], ["sitemap-post/2026-01-01.xml"]),
        (["article-20251231.xml"], ["article-20260101.xml"]),
        (["sitemaps/2025/10/article.xml"], ["sitemaps/2025/11/article.xml"]),
        (["news-2025-9.xml", "video-2025-8.xml", "tag.xml"], ["news-2025-10.xml", "video-2025-9.xml"]),
    ],
)
def test_the_shard_after_the_newest_is_named(names: list[str], following: list[str]) -> None:
    assert next_shards(BASE + name for name in names) == [BASE + name for name in following]
