"""The rules over simulated weeks; bench/alarms does the same at length."""

from datetime import date, timedelta

import pytest

from bench.alarms import REDESIGNS, SILENCES, Watched
from bench.papers import START, Paper, Twist, nothing, ordinary
from crawler.alarms import chance, holidays
from crawler.alarms.figures import added
from crawler.alarms.history import compacted
from crawler.alarms.telling import hand_over, line
from crawler.alarms.values import Alarm, Notice


def known(number: int = 7, days: int = 35) -> Watched:
    """A paper of 40 articles a day, after weeks of ordinary days."""
    site = Watched(Paper(number, 3))
    site.paper.rate = 40.0
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
    told = hand_over(command, notice)
    assert told.startswith("ALARM_COMMAND ")
    assert "\n" not in told
    assert hand_over("cat", notice) == ""
    assert line(notice).startswith("ALARM bao-thu: silence since 2026-01-01 00:00Z: 0 of 40. look")
