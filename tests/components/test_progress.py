from crawler.components.progress import by_site, glance, summary

STATS = {
    "site/bao-mot/found/feed": 3,
    "site/bao-mot/found/sitemap": 9,
    "site/bao-mot/fetched": 10,
    "site/bao-mot/bytes": 2_500_000,
    "site/bao-mot/archived/new": 7,
    "site/bao-mot/copies/unique": 5,
    "site/bao-mot/copies/near": 2,
    "site/bao-mot/failure/no-article": 1,
    "site/bao-mot/failure/http-error": 2,
    "site/bao-hai/pauses": 1,
    "downloader/request_count": 99,
}


def test_figures_are_told_by_site() -> None:
    figures = by_site(STATS)
    assert set(figures) == {"bao-mot", "bao-hai"}
    assert summary(figures["bao-mot"], 4.0) == (
        "found 12 (sitemap 9, feed 3), fetched 10, archived 7 (new 7), copies 2 (near 2), "
        "refused 3 (http-error 2, no-article 1), 2.5 MB, 2.5 pages/s"
    )
    assert summary(figures["bao-hai"], 4.0).endswith("paused 1 times")
    assert glance(figures["bao-mot"]) == "found 12, fetched 10, archived 7, refused 3"
