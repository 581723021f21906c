from datetime import UTC, datetime, timedelta

import pytest

from crawler.daemon.errands import next_errand
from crawler.daemon.plans import RECHECK, Plan, Way, broken, plans_for, visited
from crawler.daemon.rhythm import Rhythm
from crawler.daemon.rows import from_rows, to_row
from crawler.daemon.timing import LONGEST, SHORTEST
from crawler.sites import Site

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
SITE = Site("bao", ("bao.vn",), feeds=("https://bao.vn/rss",), sitemaps=("https://bao.vn/sitemap.xml",))


def plan(site: str, way: Way = "feeds", late: int = 0, troubles: int = 0) -> Plan:
    return Plan(site, way, NOW - timedelta(minutes=late), Rhythm(NOW, 1.5), troubles=troubles)


def is_due(one: Plan) -> bool:
    return one.is_due(NOW)


def test_a_new_site_is_due_at_once_by_all_its_ways_and_looked_at_again_later() -> None:
    plans = {one.way: one for one in plans_for(SITE, {}, NOW)}
    assert plans.keys() == {"feeds", "sitemaps", "recheck"}
    assert [way for way, one in plans.items() if one.is_due(NOW)] == ["feeds", "sitemaps"]
    assert plans["recheck"].next_at == NOW + RECHECK


def test_sitemaps_beside_feeds_are_a_daily_net_until_they_bring_what_feeds_do_not() -> None:
    net = next(one for one in plans_for(SITE, {}, NOW) if one.way == "sitemaps")
    moment = NOW
    for _ in range(2):
        net = visited(net, moment, moment, [], "done")
        assert net.next_at - moment == LONGEST
        moment = net.next_at
    for _ in range(3):
        net = visited(net, moment, moment, [moment - timedelta(hours=hour) for hour in range(1, 20)], "done")
        moment = net.next_at
    assert net.next_at - net.rhythm.at < timedelta(hours=4)


def test_the_first_visit_brings_the_past_and_teaches_nothing() -> None:
    first = visited(plan("bao"), NOW, NOW, [NOW] * 500, "done")
    assert sum(first.rhythm.articles) == 0


def test_a_broken_visit_is_tried_again_after_a_growing_pause() -> None:
    one, pauses = plan("bao"), []
    for _ in range(12):
        one = broken(one, NOW, NOW, "crashed")
        pauses.append(one.next_at - NOW)
    assert pauses[:3] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST]
    assert pauses[-1] == LONGEST


def test_a_clock_that_was_set_back_makes_nothing_wait() -> None:
    after = visited(plan("bao"), NOW, NOW, [], "done")
    assert not after.is_due(NOW)
    assert after.is_due(NOW - timedelta(hours=5))


def test_sites_that_are_due_by_the_same_ways_go_together() -> None:
    plans = [plan("a", late=9), plan("b"), plan("b", "sitemaps"), plan("c"), plan("d"), plan("e", late=-1)]
    errand = next_errand(plans, {"d"}, is_due, 9)
    assert errand is not None
    assert (errand.sites, errand.ways, errand.recheck) == (("a", "c"), ("feeds",), False)


def test_a_site_whose_last_visit_broke_goes_alone() -> None:
    plans = [plan("a", late=9, troubles=1), plan("b", late=5), plan("c")]
    alone = next_errand(plans, set(), is_due, 9)
    assert alone is not None
    assert alone.sites == ("a",)
    others = next_errand(plans, {"a"}, is_due, 9)
    assert others is not None
    assert others.sites == ("b", "c")


def test_a_look_at_young_articles_comes_with_the_leading_way() -> None:
    plans = [plan("a", late=-9), plan("a", "sitemaps", late=-9), plan("a", "recheck")]
    errand = next_errand(plans, set(), is_due, 9)
    assert errand is not None
    assert (errand.ways, errand.recheck) == (("feeds",), True)
    assert next_errand(plans, {"a"}, is_due, 9) is None


@pytest.mark.parametrize("way", ["feeds", "recheck"])
def test_a_plan_survives_its_row(way: Way) -> None:
    before = visited(visited(plan("bao", way), NOW, NOW, [], "done"), NOW + LONGEST, NOW + LONGEST, [NOW], "done")
    after = from_rows([to_row(before)])["bao", way]
    assert (after.next_at, after.last_at, after.outcome) == (before.next_at, before.last_at, before.outcome)
    assert after.rhythm.articles == pytest.approx(before.rhythm.articles, abs=1e-4)
