"""Visits that ended, their figures and alarms, as an archive's methods."""

from collections.abc import Collection
from datetime import UTC, datetime

from crawler.alarms.drift import passes
from crawler.alarms.values import Alarm, Notice
from crawler.archive.daemon import watch
from crawler.archive.daemon.gathering import Ran, gather, held_back
from crawler.archive.daemon.quarantine import Held, Quarantine, held, hold, quarantines, release
from crawler.archive.daemon.schedule import next_number
from crawler.archive.opened import Opened


class Watching(Opened):
    """What is kept in sight, and kept back."""

    def next_number(self) -> int:
        """The number that the next new article will have."""
        with self._database.reading() as connection:
            return next_number(connection)

    def conclude(self, site: str, began: datetime, first: int, listings: Collection[str]) -> list[Notice]:
        """Keep the figures of a visit that began then, judge them, and tell which alarms were raised or cleared.

        `first` is what `next_number` said when it began, `listings` are those of the site file.
        """
        with self._database.writing() as connection:
            known = watch.history(connection, site, datetime.now(UTC))
            return watch.conclude(connection, known, gather(connection, known, Ran(began, first, listings)))

    def alarms(self, *, standing: bool = True) -> list[Alarm]:
        """Alarms that stand, the oldest first; else also those that were cleared in the last 30 days."""
        with self._database.reading() as connection:
            return [one for one in watch.alarms(connection) if one.cleared_at is None or not standing]

    def hold(self, site: str, reason: str, fetched_since: datetime | None = None) -> int:
        """Keep a site's new and revised articles back from exports from now on, with those fetched since then.

        Returns how many that are now. A site that is kept back already stays so for the reason it was.
        """
        with self._database.writing() as connection:
            return hold(connection, site, reason, datetime.now(UTC), fetched_since)

    def release(self, site: str) -> int | None:
        """Let a site and its articles into exports again; returns how many, None when it was not kept back.

        Its alarms of a redesign are over: it is learned anew from now on.
        """
        with self._database.writing() as connection:
            watch.settle(connection, site, datetime.now(UTC))
            return release(connection, site)

    def release_healed(self, sites: Collection[str] | None = None) -> list[Quarantine]:
        """Release those sites, or all, that an alarm put in quarantine and whose articles are read well by now.

        To be called when their pages were read again. What a person holds stays.
        """
        now, healed = datetime.now(UTC), []
        with self._database.writing() as connection:
            for one in quarantines(connection):
                alarmed = one.reason.partition(":")[0] in ("redesign", "wall")
                if alarmed and (sites is None or one.site in sites):
                    known = watch.history(connection, one.site, now)
                    begun = min((a.since for a in known.alarms if a.kind in ("redesign", "wall")), default=one.since)
                    if passes(known, begun, held_back(connection, one.site, now)):
                        watch.settle(connection, one.site, now)
                        release(connection, one.site)
                        healed.append(one)
        return healed

    def quarantines(self) -> list[Quarantine]:
        """The sites whose new articles are kept back from exports, by id."""
        with self._database.reading() as connection:
            return quarantines(connection)

    def held(self, site: str) -> list[Held]:
        """The articles of a site that are kept back, in archive order."""
        with self._database.reading() as connection:
            return list(held(connection, site))
