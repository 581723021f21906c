"""The rules over simulated weeks; bench/alarms does the same at length."""

import asyncio
from datetime import date, timedelta

import pytest

from bench.alarms import REDESIGNS, SILENCES, Watched
from bench.papers import FEED, START, Paper, Twist, dated_now, fewer, nothing, ordinary
from crawler.alarms import chance, holidays
from crawler.alarms.figures import added
from crawler.alarms.history import compacted
from crawler.alarms.telling import hand_over, line
from crawler.alarms.values import Alarm, Notice


def known(number: int = 7, days: int = 35, rate: float = 40.0) -> Watched:
    """A paper of so many articles a day, after weeks of ordinary days."""
    site = Watched(Paper(number, 3))
    site.paper.rate = rate
    while site.now < START + timedelta(days=days):
        site.visit(ordinary, judged=False)
    return site


def raised(site: Watched, twist: Twist, hours: float) -> list[Alarm]:
    end, found = site.now + timedelta(hours=hours), list[Alarm]()
    while site.now < end:
        found += [one.alarm for one in site.visit(twist, judged=True) if one.change == "raised"]
    return found


@pytest.mark.parametrize("name", ["lead lost, same markup around", "half of the body lost", "body lost: refused"])
def test_a_redesign_is_raised_once_within_a_day(name: str) -> None:
    kinds = [alarm.kind for alarm in raised(known(), REDESIGNS[name], 24)]
    assert "redesign" in kinds
    assert len(kinds) == len(set(kinds)) <= 2


@pytest.mark.parametrize("name", ["feed frozen", "feed 404", "wall with 200", "feed lies, sitemap brings"])
def test_a_silent_failure_is_raised_within_a_day_and_cleared_after_it(name: str) -> None:
    site = known()
    alarms = raised(site, SILENCES[name], 24)
    assert alarms
    assert all(alarm.evidence and alarm.advice and alarm.since <= alarm.raised_at for alarm in alarms)
    raised(site, ordinary, 36)
    assert all(alarm.cleared_at is not None for alarm in site.alarms.values())


def test_tet_is_no_silence_and_a_paper_that_is_dead_at_tet_is_found_after_it() -> None:
    site = known(days=46)  # the eve of Tết
    assert raised(site, nothing, 24) == []
    assert [alarm.kind for alarm in raised(site, nothing, 24 * 9)] == ["silence"]


def test_a_small_paper_that_falls_silent_is_told_within_a_day() -> None:
    assert [alarm.kind for alarm in raised(known(rate=20), nothing, 24)] == ["silence"]


def test_half_of_the_articles_is_told_within_a_week_and_cleared_after_it() -> None:
    site = known()
    (alarm,) = raised(site, fewer(0.4), 24 * 7)
    assert alarm.kind == "volume"
    assert "coverage --site bao" in alarm.advice
    assert raised(site, fewer(0.4), 24 * 3) == []  # told once
    raised(site, ordinary, 24 * 5)
    assert all(alarm.cleared_at is not None for alarm in site.alarms.values())


def test_what_nobody_came_to_see_is_not_missed_by_the_paper() -> None:
    site = known()
    for _ in range(3):
        site.now += timedelta(hours=20)  # the daemon was not there, and feeds have dropped what was printed
        assert raised(site, ordinary, 4) == []
    assert raised(site, ordinary, 24) == []


def test_a_feed_that_dates_everything_now_is_told_within_hours() -> None:
    site = known()
    (alarm,) = raised(site, dated_now, 12)
    assert (alarm.kind, alarm.subject) == ("listing-lies", FEED)
    raised(site, ordinary, 6)
    assert site.alarms["listing-lies", FEED].cleared_at is not None


def test_a_day_that_began_slowly_makes_a_silence_likelier() -> None:
    usual = chance.nothing(10, 20)
    assert chance.nothing(10, 20, seen=12, due=10) < usual < chance.nothing(10, 20, seen=3, due=10)
    assert chance.so_few(0, 10, 20) == pytest.approx(usual)
    assert usual < chance.so_few(5, 10, 20) < chance.so_few(9, 10, 20) < 0.6
    assert chance.so_few(60, 10, 20) == pytest.approx(1.0)


def test_nothing_is_said_of_a_paper_that_is_not_known() -> None:
    assert raised(Watched(Paper(7, 3)), nothing, 48) == []


def test_days_that_are_over_are_summed_and_say_the_same() -> None:
    visits = known(days=12).visits
    assert sum(visit.articles for visit in compacted(visits, visits[-1].ended)) == sum(v.articles for v in visits)
    assert len(compacted(visits, visits[-1].ended)) < 150
    assert added(visits).hours.keys() == {way for visit in visits for way in visit.hours}


def test_holidays() -> None:
    assert holidays.share(date(2026, 2, 17).toordinal()) < holidays.share(date(2026, 9, 2).toordinal()) < 1
    assert holidays.share(date(2026, 3, 2).toordinal()) == 1


def test_papers_come_back_after_the_third_day_of_tet() -> None:
    eve, third, fourth, ordinary = (date(2026, 2, day).toordinal() for day in (16, 19, 20, 23))
    usual = holidays.usual_share
    assert usual(eve) == usual(third) < usual(fourth) < usual(ordinary) == 1
    assert holidays.share(eve) < usual(eve)


def test_tails_are_chances_and_days_that_differ_make_them_larger() -> None:
    alike = chance.learned([(9, 10)] * 40)
    apart = chance.learned([(10, 10), (10, 10), (7, 10), (9, 10)] * 10)
    assert alike.mean == pytest.approx(apart.mean, abs=0.01)
    assert chance.at_most(2, 12, alike) < chance.at_most(2, 12, apart) < 1e-4
    assert chance.at_most(12, 12, alike) == pytest.approx(1.0)
    assert chance.at_most(5, 12, alike) + chance.at_least(6, 12, alike) == pytest.approx(1.0)
    assert chance.nothing(10, 20) > chance.nothing(10, 60) > chance.nothing(20, 60)


@pytest.mark.parametrize("command", ["/khong/co", "false", '"'])
def test_a_command_that_fails_is_told_in_one_line(command: str) -> None:
    alarm = Alarm("bao-thu", "silence", "", START, START, "0 of 40", "look")
    notice = Notice("raised", alarm)
    told = asyncio.run(hand_over(command, notice))
    assert told.startswith("ALARM_COMMAND ")
    assert "\n" not in told
    assert asyncio.run(hand_over("cat", notice)) == ""
    assert line(notice).startswith("ALARM bao-thu: silence since 2026-01-01 00:00Z: 0 of 40. look")
