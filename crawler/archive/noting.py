"""What crawls note for the crawls after them: visits, listings, manners, what pages taught."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from crawler.archive.crawls.learned import learned
from crawler.archive.crawls.listings import forget, remember, remembered
from crawler.archive.crawls.manners import keep_pauses, keep_robots, pauses, robots_of
from crawler.archive.crawls.visits import begin_visit, end_visit
from crawler.archive.opened import Opened
from crawler.discovery.remembered import Remembered
from crawler.learning import SiteMemory


class Noting(Opened):
    """Notes of crawls."""

    def learned(self, site: str) -> SiteMemory:
        """What the last pages of a site taught of it; nothing when it was never crawled."""
        with self._database.reading() as connection:
            return learned(connection, site)

    def begin_visit(self, site: str, ways: Iterable[str], unless_since: datetime | None = None) -> set[str] | None:
        """Note that a visit of a site begins; returns those of the ways whose last visit was cut off.

        None, and nothing noted, when all of them were visited to the end since `unless_since`.
        """
        with self._database.writing() as connection:
            return begin_visit(connection, site, ways, unless_since)

    def end_visit(self, site: str, ways: Iterable[str]) -> None:
        """Note that a visit saw all it wanted to see."""
        with self._database.writing() as connection:
            end_visit(connection, site, ways)

    def listings(self, urls: Iterable[str]) -> dict[str, Remembered]:
        """What earlier visits left of these feeds, sitemaps and section pages, by address."""
        with self._database.reading() as connection:
            return remembered(connection, urls)

    def remember_listing(self, listing: Remembered) -> None:
        """Keep what a listing answered; to be called when all that it lists has been handed on."""
        with self._database.writing() as connection:
            remember(connection, listing)

    def forget_listings(self, urls: Iterable[str]) -> None:
        """Let the next visit read these listings whether or not they have changed."""
        with self._database.writing() as connection:
            forget(connection, urls)

    def robots(self, host: str, since: datetime) -> tuple[datetime, bytes] | None:
        """The robots.txt of a host and when it was read, None when it was not read since then."""
        with self._database.reading() as connection:
            return robots_of(connection, host, since)

    def keep_robots(self, host: str, read_at: datetime, rules: bytes, since: datetime) -> None:
        """Keep the robots.txt of a host and forget all that were read before `since`."""
        with self._database.writing() as connection:
            keep_robots(connection, host, read_at, rules, since)

    def pauses(self, now: datetime) -> dict[str, datetime]:
        """Until when sites (by id) and hosts are to be left alone."""
        with self._database.reading() as connection:
            return pauses(connection, now)

    def keep_pauses(self, until: Mapping[str, datetime], now: datetime) -> None:
        """Remember until when sites are to be left alone."""
        with self._database.writing() as connection:
            keep_pauses(connection, until, now)
