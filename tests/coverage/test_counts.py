"""What the ledger keeps, and what becomes of a listed address, without a crawl."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crawler.archive import Archive, Listed, Standing
from crawler.coverage import Counts, Paper, commands, papers
from crawler.errors import Reason
from crawler.frontier import Days, Frontier, Offered, known_urls, seen
from crawler.items import Failure, Fingerprinted
from crawler.neardup import fingerprint
from tests.archive.making import article, page

DAY = date(2025, 11, 20)
ALWAYS: Days = (None, None)


def url(number: int) -> str:
    return f"https://bao-thu.example/tin-{number}.htm"


def listed(number: int, day: date | None = DAY, standing: Standing = Standing.WANTED) -> Listed:
    return Listed(url(number), (url(number),), "bao-thu", day, standing)


def offered(number: int) -> Offered:
    return Offered(url(number), (url(number),), "bao-thu", "sitemap")


@dataclass(frozen=True, slots=True)
class Both:
    archive: Archive
    frontier: Frontier

    def fail(self, reasons: Mapping[int, Reason]) -> None:
        """Fetch what waits of these pages, in vain."""
        tickets = {one.url: one.ticket for one in self.frontier.take({"bao-thu": 100})["bao-thu"]}
        for number, reason in reasons.items():
            detail, now, at = "404" if reason is Reason.HTTP else "", datetime.now(UTC), url(number)
            failure = Failure(at, "bao-thu", reason, detail, now, "sitemap", None, at, tickets[at])
            self.archive.fail(failure, self.frontier.ticking_failed(failure))

    def store(self, number: int) -> None:
        made = article(number)
        self.archive.store_many([Fingerprinted(page(number), made, fingerprint(made.text))])

    def paper(self, days: Days = ALWAYS) -> Paper:
        (found,) = papers(seen(self.archive.database, {"bao-thu"}, days))
        return found


@pytest.fixture
def both(database_url: str, tmp_path: Path) -> Iterator[Both]:
    with Archive.open(database_url, tmp_path) as archive:
        yield Both(archive, Frontier(archive.database, "test"))


def test_every_outcome_is_told_apart(both: Both) -> None:
    fates = {
        1: Reason.TOO_SHORT, 2: Reason.HTTP, 3: Reason.ROBOTS, 4: Reason.OUTSIDE_DATES, 5: Reason.BAD_ADDRESS
    }  # fmt: skip
    left_out = {7: Standing.OUTSIDE, 8: Standing.DENIED, 9: Standing.NO_ARTICLE_ADDRESS}
    both.frontier.offer([offered(number) for number in (*fates, 6)], [listed(number) for number in (*fates, 6)])
    both.fail(fates)
    both.frontier.offer([], [listed(number, standing=standing) for number, standing in left_out.items()])
    both.frontier.offer([], [listed(10), listed(11)])
    both.store(10)
    counts = both.paper().days[DAY]
    assert counts.outcomes == {
        "held": 1, "waiting": 1, "failed": 1, "refused": 2, "robots": 1, "outside": 2, "never asked": 1, "denied": 2
    }  # fmt: skip
    assert counts.reasons == {
        "failed: http-error": 1, "refused: too-short": 1, "refused: no-web-address": 1,
        "outside: outside-dates": 1, "denied: deny": 1, "denied: article_url": 1,
    }  # fmt: skip
    assert (counts.listed, counts.wanted, counts.to_ask, counts.to_try_again) == (11, 9, 3, 2)
    named = set(known_urls(both.archive.database, {"bao-thu"}, (DAY, DAY)))
    assert {url(2), url(4), url(6)} <= named
    assert named.isdisjoint({url(1), url(10)})


def test_the_earliest_day_counts_and_nothing_is_written_twice(both: Both) -> None:
    both.frontier.offer([], [listed(1, None), listed(2), listed(2, date(2025, 11, 19))])
    assert (both.paper().undated.listed, set(both.paper().days)) == (1, {date(2025, 11, 19)})
    both.frontier.offer([], [listed(1, DAY), listed(2, date(2025, 11, 25)), listed(2, None)])
    assert (both.paper().undated.listed, set(both.paper().days)) == (0, {date(2025, 11, 19), DAY})


def test_other_days_asked_for_say_nothing_of_an_address(both: Both) -> None:
    both.frontier.offer([], [listed(1), listed(2, standing=Standing.OUTSIDE)])
    both.frontier.offer([], [listed(1, standing=Standing.OUTSIDE), listed(2)])
    assert both.paper().days[DAY].outcomes == {"never asked": 2}
    both.frontier.offer([], [listed(1, standing=Standing.DENIED)])
    assert both.paper().days[DAY].outcomes == {"denied": 1, "never asked": 1}


def test_an_article_that_is_archived_under_a_former_domain_is_held(both: Both) -> None:
    both.store(1)
    moved = replace(listed(1), url="https://bao-moi.example/tin-1.htm")
    both.frontier.offer([], [replace(moved, addresses=(moved.url, url(1)))])
    assert both.paper().days[DAY].outcomes == {"held": 1}


def test_days_bound_what_is_counted_and_the_undated_is_always_told(both: Both) -> None:
    both.frontier.offer([], [listed(number, date(2025, 11, number)) for number in range(1, 10)])
    both.frontier.offer([], [listed(20, None)])
    paper = both.paper((date(2025, 11, 3), date(2025, 11, 5)))
    assert [day.day for day in paper.days] == [3, 4, 5]
    assert paper.undated.listed == 1


def test_the_command_names_the_first_and_the_last_day_that_lack_something() -> None:
    held, missing = Counts({"held": 3}), Counts({"outside": 1, "held": 1})
    days = {date(2025, 11, number): missing if number in (2, 4) else held for number in range(1, 7)}
    crawl = "scrapy crawl news -a site=bao-thu -a via=feeds,sitemaps"
    assert commands(Paper("bao-thu", days, held), ALWAYS) == [f"{crawl} -a since=2025-11-02 -a until=2025-11-04"]
    assert commands(Paper("bao-thu", days, missing), ALWAYS) == [crawl]
    assert commands(Paper("bao-thu", {}, held), ALWAYS) == []


def test_what_is_not_whole_is_never_called_100_percent() -> None:
    assert Counts({"held": 99_999, "waiting": 1}).percent == "99.9 %"
    assert Counts({"denied": 4}).percent == "–"


def test_a_row_has_bounded_bytes(tmp_path: Path) -> None:
    """A paper that lists many years costs little."""
    with Archive.open(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path) as archive:
        frontier, empty = Frontier(archive.database, "test"), size(tmp_path)
        for first in range(0, 20_000, 500):
            frontier.offer(
                [], [listed(number, date.fromordinal(733_000 + number // 4)) for number in range(first, first + 500)]
            )
    assert (size(tmp_path) - empty) / 20_000 < 80


def size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.glob("khobao.db*"))
