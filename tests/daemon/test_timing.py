import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.daemon import rhythm as rhythms
from crawler.daemon import timing
from crawler.daemon.rhythm import Rhythm, cell_of, rates, shape, spans
from crawler.daemon.timing import FRESH, LONGEST, SHORTEST, worth_watching
from crawler.dates import VIETNAM

MONDAY = datetime(2026, 3, 2, tzinfo=VIETNAM)
TET = datetime(2026, 2, 17, tzinfo=VIETNAM)

gaps = st.floats(min_value=1, max_value=40 * 1440).map(lambda minutes: timedelta(minutes=minutes))
visits = st.lists(st.tuples(gaps, st.integers(0, 300)), max_size=12)


def observe(rhythm: Rhythm, until: datetime, printed: Iterable[datetime]) -> Rhythm:
    """All that is new since the visit before."""
    return rhythms.observe(rhythm, rhythm.at, until, printed)


def next_visit(rhythm: Rhythm) -> datetime:
    """Of a paper with one listing."""
    return timing.next_visit(rhythm, worth_watching([rhythm]))


def watched(rhythm: Rhythm, days: int, articles_at: tuple[int, ...]) -> Rhythm:
    """A visit at the end of every hour; in these hours of each day five articles were printed."""
    for hour in range(24 * days):
        until = rhythm.at + timedelta(hours=1)
        lately = until - timedelta(minutes=5)
        rhythm = observe(rhythm, until, [lately] * 5 if hour % 24 in articles_at else [])
    return rhythm


@settings(max_examples=60, deadline=None)
@given(visits, st.floats(min_value=0.001, max_value=100))
def test_a_visit_comes_after_two_minutes_and_within_a_day_whatever_was_seen(
    seen: list[tuple[timedelta, int]], guess: float
) -> None:
    rhythm = Rhythm(MONDAY, guess)
    for gap, number in seen:
        rhythm = observe(rhythm, rhythm.at + gap, [rhythm.at + gap / 2] * number)
        assert SHORTEST <= next_visit(rhythm) - rhythm.at <= LONGEST
        assert all(0 < rate < math.inf for rate in rates(rhythm))


@given(gaps, gaps)
def test_spans_cover_all_time_once_up_to_four_weeks(start: timedelta, gap: timedelta) -> None:
    since = MONDAY + start
    pieces = list(spans(since, since + gap))
    assert abs(sum(length for _, length in pieces) - min(gap, timedelta(days=28)) / timedelta(hours=1)) < 1e-6
    assert all(0 < length <= 1 for _, length in pieces)
    assert all(cell_of(first) != cell_of(then) for (first, _), (then, _) in pairwise(pieces))


def test_a_paper_is_watched_in_its_hours_and_left_alone_at_night() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    morning = replace(rhythm, at=rhythm.at + timedelta(hours=9))
    assert next_visit(morning) - morning.at == FRESH
    assert next_visit(rhythm) - rhythm.at > timedelta(hours=4)  # from midnight on


def test_the_first_watched_hour_ends_a_pause() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    late = replace(rhythm, at=rhythm.at + timedelta(hours=7, minutes=50))
    assert next_visit(late) <= rhythm.at + timedelta(hours=8) + FRESH


def test_a_burst_is_fetched_before_the_feed_drops_it() -> None:
    rhythm = Rhythm(MONDAY + timedelta(hours=9), 200.0)
    assert SHORTEST <= next_visit(rhythm) - rhythm.at < FRESH


def test_a_paper_that_stops_is_visited_ever_more_rarely_and_never_forgotten() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    asked = []
    for _ in range(10):
        end, number = rhythm.at + timedelta(days=7), 0
        while rhythm.at < end:
            rhythm, number = observe(rhythm, next_visit(rhythm), []), number + 1
        asked.append(number)
    assert asked[0] > 2 * asked[1]
    assert 7 <= asked[-1] <= 9, asked


def test_a_first_visit_tells_the_rates_of_a_small_paper_not_a_fall_of_its_level() -> None:
    past = [MONDAY + timedelta(hours=6 * count) for count in range(40)]
    rhythm = rhythms.observe(Rhythm(past[-1], 1.5), MONDAY - timedelta(hours=6), past[-1], past)
    assert rates(rhythm) == pytest.approx(shape(rhythm), rel=0.02)
    assert sum(rates(rhythm)) / 168 == pytest.approx(1 / 6, rel=0.2)


def test_a_quiet_week_lowers_the_level_not_the_shape() -> None:
    usual = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    quiet = watched(usual, 4, (9, 14))
    nine = cell_of(MONDAY + timedelta(hours=9))
    assert rates(quiet)[nine] < 0.6 * rates(usual)[nine]
    assert shape(quiet)[nine] > 0.8 * shape(usual)[nine]


def test_tet_is_known_beforehand_and_teaches_nothing_of_other_weeks() -> None:
    before = watched(Rhythm(TET - timedelta(days=16), 1.5), 14, tuple(range(8, 18)))  # to the eve's eve at midnight
    after = watched(before, 5, (9, 14))
    ten = timedelta(hours=10)
    assert timing.next_visit(replace(before, at=before.at + ten), 2.5) - before.at > ten + FRESH
    assert timing.next_visit(replace(before, at=MONDAY + ten), 2.5) - MONDAY == ten + FRESH
    assert shape(after)[cell_of(TET + ten)] > 0.8 * shape(before)[cell_of(TET + ten)]


def test_watched_hours_end_with_a_visit_that_is_worth_it() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    evening, threshold = rhythm.at + timedelta(hours=17), shape(rhythm)[17] * 0.9
    early, late = (replace(rhythm, at=evening + timedelta(minutes=minutes)) for minutes in (40, 57))
    assert timing.next_visit(early, threshold) - early.at == FRESH
    assert timing.next_visit(late, threshold) - late.at > 2 * FRESH


def test_of_a_small_paper_a_larger_part_is_watched_and_more_where_papers_have_many_listings() -> None:
    small, great = Rhythm(MONDAY, 0.2), Rhythm(MONDAY, 0.9)
    hours = [
        sum(rate >= worth_watching([rhythm], listings) for rate in shape(rhythm))
        for rhythm, listings in ((great, 1.0), (small, 1.0), (small, 5.0))
    ]
    assert hours == sorted(set(hours))


def test_an_hour_that_is_worth_a_visit_of_any_paper_is_watched() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(24)))  # five an hour: any of its hours brings enough
    assert worth_watching([rhythm]) < min(shape(rhythm))


def test_a_moment_outside_of_its_visit_counts_as_the_visits_own() -> None:
    rhythm = observe(Rhythm(MONDAY, 1.5), MONDAY + timedelta(hours=2), [MONDAY - timedelta(days=3)])
    assert rhythm.articles[cell_of(MONDAY + timedelta(hours=2))] == 1


def test_a_paper_that_was_had_too_late_is_watched_more() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    late, early = replace(rhythm, counted=60.0, fresh=30.0), replace(rhythm, counted=60.0, fresh=60.0)
    assert worth_watching([late]) < worth_watching([early])


def test_ten_listings_are_each_watched_for_a_tenth() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(24)))
    assert worth_watching([rhythm] * 10) < worth_watching([rhythm]) / 5
