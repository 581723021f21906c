from crawler.discovery.sitemaps import Shard
from crawler.discovery.window import Window
from crawler.sites import Site
from spiders.listing import Listing, behind

SITE = Site("bao", ("bao.vn",))
BASE = "https://bao.vn/s/tin-"


def test_only_an_index_and_a_guess_lead_to_the_day_after() -> None:
    """Each shard of an index that skips days would otherwise ask for a day without news."""
    days = [Shard(f"{BASE}2025-11-{day:02d}.xml") for day in (1, 4, 7)]
    index = Listing(SITE, "sitemap", "https://bao.vn/sitemap.xml")
    found = list(behind(index, days, Window()))
    assert [listing.url[-9:] for listing in found] == ["11-01.xml", "11-04.xml", "11-07.xml", "11-08.xml"]
    assert [listing.guessed for listing in found] == [False, False, False, True]
    assert list(behind(found[0], [], Window())) == []
    assert [listing.url for listing in behind(found[3], [], Window())] == [f"{BASE}2025-11-09.xml"]
    named_in_the_site_file = Listing(SITE, "sitemap", days[0].url)
    assert [listing.url for listing in behind(named_in_the_site_file, [], Window())] == [f"{BASE}2025-11-02.xml"]
