"""A redesign, and days that only look like one."""

from datetime import timedelta
from math import log

from bench.papers import START
from crawler.alarms import drift, lengths
from crawler.alarms.figures import FIELDS, Visit
from crawler.alarms.history import History
from crawler.alarms.values import Alarm


def day(number: int, *, authors: int = 36, articles: int = 40, length: int = 3000) -> Visit:
    """The articles of a day; all have all fields but the author."""
    began, mean = START + timedelta(days=number), log(length)
    return Visit(
        began=began,
        ended=began + timedelta(minutes=1),
        articles=articles,
        fields={**dict.fromkeys(FIELDS, articles), "authors": authors},
        log_length=mean * articles,
        log_square=(mean * mean + 0.25) * articles,
    )


def told(visits: list[Visit], *alarms: Alarm) -> list[str]:
    return [found.evidence for found in drift.findings(History("bao", visits, alarms)) if found.trouble]


def test_what_a_paper_does_now_and_then_is_no_redesign() -> None:
    before, today = [day(number) for number in range(30)], day(30, authors=0, articles=14)
    assert told([*before, today])[0].startswith("0 of 14 articles have an author")
    before[20] = day(20, authors=14)  # photo stories
    assert told([*before, today]) == []
    assert told([*before, day(30, authors=0, articles=40)])


def test_after_an_alarm_is_over_a_paper_is_learned_for_some_days() -> None:
    visits = [*(day(number) for number in range(30)), day(30, authors=0, articles=14)]
    over = Alarm("bao", "redesign", "", START, START, "", "", cleared_at=START + timedelta(days=28.5))
    assert told(visits, over) == []
    long_over = Alarm("bao", "redesign", "", START, START, "", "", cleared_at=START + timedelta(days=20.5))
    assert told(visits, long_over)


def test_lengths_that_two_days_had_are_known() -> None:
    before = [day(number) for number in range(20)]
    short = [day(20, length=1000)]
    assert not lengths.is_known(before, short)
    before[4], before[9] = day(4, length=1100), day(9, length=1100)
    assert lengths.is_known(before, short)
