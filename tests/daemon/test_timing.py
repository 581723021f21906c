import math
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.daemon.rhythm import WEEK, Rhythm, cell_of, observe, rates, shape, spans
from crawler.daemon.timing import FRESH, LONGEST, SHORTEST, next_visit
from crawler.dates import VIETNAM

MONDAY = datetime(2026, 3, 2, tzinfo=VIETNAM)

gaps = st.floats(min_value=1, max_value=40 * 1440).map(lambda minutes: timedelta(minutes=minutes))
visits = st.lists(st.tuples(gaps, st.integers(0, 300)), max_size=12)


def watched(rhythm: Rhythm, days: int, articles_at: tuple[int, ...]) -> Rhythm:
    """A visit at the end of every hour; in these hours of each day five articles were printed."""
    for hour in range(24 * days):
        until = rhythm.at + timedelta(hours=1)
        middle = rhythm.at + timedelta(minutes=30)
        rhythm = observe(rhythm, until, [middle] * 5 if hour % 24 in articles_at else [])
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
def test_spans_cover_all_time_once_up_to_a_week(start: timedelta, gap: timedelta) -> None:
    since = MONDAY + start
    lengths = [length for _, length in spans(since, since + gap)]
    assert abs(sum(lengths) - min(gap / timedelta(hours=1), WEEK)) < 1e-6
    assert all(0 < length <= 1 for length in lengths)


def test_a_paper_is_watched_in_its_hours_and_left_alone_at_night() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    morning = Rhythm(rhythm.at + timedelta(hours=9), 1.5, rhythm.articles, rhythm.hours, rhythm.seen, rhythm.foreseen)
    assert next_visit(morning) - morning.at == FRESH
    assert next_visit(rhythm) - rhythm.at > timedelta(hours=4)  # from midnight on


def test_the_first_watched_hour_ends_a_pause() -> None:
    rhythm = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    late = Rhythm(
        rhythm.at + timedelta(hours=7, minutes=50), 1.5, rhythm.articles, rhythm.hours, rhythm.seen, rhythm.foreseen
    )
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


def test_a_quiet_week_lowers_the_level_not_the_shape() -> None:
    usual = watched(Rhythm(MONDAY, 1.5), 14, tuple(range(8, 18)))
    quiet = watched(usual, 4, (9, 14))
    nine = cell_of(MONDAY + timedelta(hours=9))
    assert rates(quiet)[nine] < 0.6 * rates(usual)[nine]
    assert shape(quiet)[nine] > 0.8 * shape(usual)[nine]


def test_a_moment_outside_of_its_visit_counts_as_the_visits_own() -> None:
    rhythm = observe(Rhythm(MONDAY, 1.5), MONDAY + timedelta(hours=2), [MONDAY - timedelta(days=3)])
    assert rhythm.articles[cell_of(MONDAY + timedelta(hours=2))] == 1
