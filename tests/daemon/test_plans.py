from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from crawler.archive import Arrived
from crawler.daemon import lessons
from crawler.daemon.errands import Errand, next_errand, others_wait
from crawler.daemon.plans import RECHECK, Made, Plan, Way, broken, listings_a_paper, plans_for, visited
from crawler.daemon.rhythm import Rhythm, mean_rate, shape
from crawler.daemon.rows import from_rows, to_row
from crawler.daemon.timing import LONGEST, SHORTEST
from crawler.sites import Site

NOW = datetime(2026, 3, 2, 3, tzinfo=UTC)
FRONT, WORLD, MAP = "https://bao.vn/rss", "https://bao.vn/the-gioi.rss", "https://bao.vn/sitemap.xml"
SITE = Site("bao", ("bao.vn",), feeds=(FRONT, WORLD), sitemaps=(MAP,))


def plan(site: str, way: Way = "feeds", late: int = 0, troubles: int = 0, listing: str = "") -> Plan:
    return Plan(site, way, listing, NOW - timedelta(minutes=late), Rhythm(NOW, 1.5), troubles=troubles)


def errand_of(
    plans: Iterable[Plan], *, busy: Iterable[str] = (), most: int = 9, unfinished: tuple[str, ...] = ()
) -> Errand:
    found = next_errand(
        plans, busy=set(busy), is_due=lambda one: one.is_due(NOW), most=most, now=NOW, unfinished=unfinished
    )
    assert found is not None
    return found


def after_visit(plans: Collection[Plan], done: Sequence[Plan], arrived: Iterable[Arrived], made: Made) -> list[Plan]:
    """Where papers have two listings on average."""
    return lessons.after_visit(plans, done, arrived, made, 2.0)


def article(listing: str, hours_ago: float, at: datetime = NOW) -> Arrived:
    by = "sitemap" if listing == MAP else "feed"
    return Arrived("bao", by, listing, at - timedelta(hours=hours_ago), at)


def test_a_new_site_is_due_at_once_by_all_its_listings_and_looked_at_again_later() -> None:
    plans = {(one.way, one.listing): one for one in plans_for(SITE, {}, NOW)}
    assert plans.keys() == {("feeds", FRONT), ("feeds", WORLD), ("sitemaps", ""), ("recheck", "")}
    assert not plans["recheck", ""].is_due(NOW)
    assert plans["recheck", ""].next_at == NOW + RECHECK
    assert all(one.is_due(NOW) for one in plans.values() if one.way != "recheck")


def test_a_listing_that_a_site_file_names_twice_has_one_plan() -> None:
    twice = Site("bao", ("bao.vn",), sections=(FRONT, FRONT))
    assert [one.way for one in plans_for(twice, {}, NOW)] == ["sections", "recheck"]


def test_sitemaps_beside_feeds_are_a_daily_net_until_they_bring_what_feeds_do_not() -> None:
    front, _, net, _ = plans_for(SITE, {}, NOW)
    moment = NOW
    for brought in (0, 0, 20, 20, 20):
        arrived = [article(MAP, hour, moment) for hour in range(1, brought)]
        front, net = after_visit([front, net], [front, net], arrived, Made(moment, moment))
        assert brought or net.next_at - moment == LONGEST
        moment = net.next_at
    assert net.next_at - net.rhythm.at < timedelta(hours=4)


def test_the_first_visit_tells_the_rhythm_of_the_days_before() -> None:
    plans = plans_for(SITE, {}, NOW)
    after = after_visit(plans, plans[:2], [article(FRONT, hour) for hour in range(1, 49)], Made(NOW, NOW))
    front, world = after
    assert mean_rate(front.rhythm) == pytest.approx(1.0, rel=0.2)
    assert mean_rate(world.rhythm) < 0.1  # in these two days it had nothing that the front feed had not


def test_what_a_feed_has_dropped_does_not_count_for_another_one() -> None:
    plans = plans_for(SITE, {}, NOW)
    fresh = [article(FRONT, minutes / 60) for minutes in range(1, 120, 4)]
    old = [article(WORLD, hour) for hour in range(3, 90)]
    _, world = after_visit(plans, plans[:2], [*fresh, *old], Made(NOW, NOW))
    assert sum(world.rhythm.articles) == 0


def test_a_section_is_expected_to_print_in_the_hours_of_its_paper() -> None:
    plans = plans_for(SITE, {}, NOW)  # at ten in the morning in Vietnam
    nights = [article(FRONT, 24 * day + hour) for day in range(12) for hour in (7.5, 8.5)]
    front, world = after_visit(plans, plans[:2], nights, Made(NOW, NOW))
    (alone,) = lessons.after_visit(plans[1:], plans[1:2], [], Made(NOW, NOW), 1.0)
    by_night = [shape(one.rhythm)[2] / shape(one.rhythm)[10] for one in (front, world, alone)]
    assert by_night[0] > 5 * by_night[2]
    assert by_night[1] > 5 * by_night[2]  # though it printed nothing in these nights that the front feed had not


def test_listings_are_counted_by_paper_without_sitemaps_and_rechecks() -> None:
    assert listings_a_paper([*plans_for(SITE, {}, NOW), plan("a"), plan("b", "sections")]) == pytest.approx(4 / 3)
    assert listings_a_paper([plan("a", "sitemaps")]) == 0


def test_sitemaps_read_after_the_feeds_teach_nothing_of_the_past() -> None:
    plans = {one.key: one for one in plans_for(SITE, {}, NOW)}
    feeds = [plans["bao", "feeds", FRONT], plans["bao", "feeds", WORLD]]
    plans |= {one.key: one for one in after_visit(list(plans.values()), feeds, [], Made(NOW, NOW))}
    brought = [article(MAP, hour) for hour in range(400)]
    (net,) = after_visit(list(plans.values()), [plans["bao", "sitemaps", ""]], brought, Made(NOW, NOW))
    assert sum(net.rhythm.articles) == 0
    assert net.next_at - NOW == LONGEST


def test_a_broken_visit_is_tried_again_after_a_growing_pause() -> None:
    one, pauses = plan("bao"), []
    for _ in range(12):
        one = broken(one, Made(NOW, NOW, "crashed"))
        pauses.append(one.next_at - NOW)
        assert one.is_due(NOW - timedelta(days=2))  # a clock that was set back
    assert pauses[:3] == [SHORTEST, 2 * SHORTEST, 4 * SHORTEST]
    assert pauses[-1] == LONGEST


def test_a_clock_that_was_set_back_makes_nothing_wait() -> None:
    after = visited(plan("bao"), Made(NOW, NOW), NOW, [])
    assert not after.is_due(NOW)
    assert after.is_due(NOW - timedelta(hours=5))


def test_after_a_clock_that_was_set_back_one_visit_is_made_and_no_more() -> None:
    plans = {one.key: one for one in plans_for(SITE, {}, NOW)}
    for moment in (NOW, NOW - timedelta(hours=5)):
        assert any(one.is_due(moment) for one in plans.values())
        done = [one for one in plans.values() if one.way != "recheck"]
        brought = [article(FRONT, hour, moment) for hour in range(1, 30)]
        plans |= {one.key: one for one in after_visit(list(plans.values()), done, brought, Made(moment, moment))}
        assert not any(one.is_due(moment) for one in plans.values() if one.way != "recheck")


def test_sites_that_are_due_go_together_and_sitemaps_by_themselves() -> None:
    plans = [plan("a", late=9), plan("b"), plan("b", "sitemaps"), plan("c"), plan("d"), plan("e", late=-9)]
    feeds = errand_of(plans, busy=["d"])
    assert (feeds.sites, feeds.ways("b"), feeds.recheck) == (("a", "b", "c"), ("feeds",), False)
    plans[2] = plan("b", "sitemaps", late=99)
    sitemaps = errand_of(plans, busy=["d"])
    assert (sitemaps.sites, sitemaps.ways("b")) == (("b",), ("feeds", "sitemaps"))  # the feed goes along


def test_what_is_nearly_due_goes_along_with_its_site() -> None:
    plans = [plan("a"), plan("a", listing=WORLD, late=-3), plan("b", late=-3)]
    assert errand_of(plans).plans == (plans[0], plans[1])


def test_the_fullest_listing_is_read_first_unless_another_was_left_alone_for_long() -> None:
    few, many = Rhythm(NOW, 0.1), Rhythm(NOW, 9.0)
    lately, long_ago = NOW - timedelta(hours=1), NOW - timedelta(hours=20)
    small = Plan("a", "feeds", WORLD, NOW, few, lately)
    full = Plan("a", "feeds", FRONT, NOW, many, lately)
    assert [one.listing for one in errand_of([small, full]).plans] == [FRONT, WORLD]
    rested = Plan("a", "feeds", WORLD, NOW, few, long_ago)
    assert [one.listing for one in errand_of([rested, full]).plans] == [WORLD, FRONT]


def test_a_site_whose_last_visit_broke_goes_alone() -> None:
    plans = [plan("a", late=9, troubles=1), plan("b", late=5), plan("c")]
    assert errand_of(plans, unfinished=("d",)).sites == ("a",)
    assert errand_of(plans, busy=["a"]).sites == ("b", "c")


def test_young_articles_are_looked_at_again_when_the_site_is_visited_anyway() -> None:
    waiting = [plan("a", late=-9), plan("a", "recheck")]
    assert next_errand(waiting, busy=(), is_due=lambda one: one.is_due(NOW), most=9, now=NOW) is None
    assert errand_of([plan("a"), plan("a", "recheck")]).recheck


def test_sites_that_made_room_go_on_with_the_next_ones_and_by_themselves() -> None:
    with_others = errand_of([plan("a")], unfinished=("a", "b", "c"), most=2)
    assert (with_others.sites, with_others.unfinished) == (("a", "b"), ("b",))
    alone = errand_of([plan("a", late=-9)], unfinished=("b", "c"), busy=["c"])
    assert (alone.sites, alone.plans) == (("b",), ())


def waits(errand: Errand, plans: Iterable[Plan], seconds: float) -> bool:
    return others_wait(errand, plans, busy=errand.sites, is_due=lambda one: one.is_due(NOW), seconds=seconds)


def test_what_is_read_together_is_held_up_no_longer_than_until_the_first_may_be_due_again() -> None:
    plans = [plan("a"), plan("b")]
    assert [waits(errand_of(plans), plans, seconds) for seconds in (60, 121)] == [False, True]
    assert [waits(errand_of([plan("a")]), plans[:1], seconds) for seconds in (60, 121)] == [False, False]
    assert waits(errand_of([plan("a")]), plans, 60)


def test_a_site_that_only_came_along_waits_when_it_is_due() -> None:
    later = [plan("a", late=-9), plan("b", late=-9)]
    going_on = errand_of(later, unfinished=("a", "b"))
    assert not waits(going_on, later, 999)
    assert waits(going_on, [plan("a"), later[1]], 60)


@pytest.mark.parametrize("way", ["feeds", "recheck"])
def test_a_plan_survives_its_row(way: Way) -> None:
    later = NOW + LONGEST
    before = visited(
        visited(plan("bao", way, listing=FRONT), Made(NOW, NOW), NOW, []), Made(later, later), NOW, [later]
    )
    after = from_rows([to_row(before)])["bao", way, FRONT]
    assert (after.next_at, after.last_at, after.outcome) == (before.next_at, before.last_at, before.outcome)
    assert after.rhythm.articles == pytest.approx(before.rhythm.articles, abs=1e-4)
