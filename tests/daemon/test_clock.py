"""A daemon in this process whose clock is set: only its own view of the time, nobody may set that of the machine."""

import asyncio
import os
import signal
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from crawler.archive import Keeper
from crawler.daemon.daemon import Daemon, Terms
from crawler.daemon.sitefiles import SiteFiles
from crawler.daemon.visit import Limits
from tests.crawling import Home
from tests.daemon.test_room import until
from tests.killing import faults, open_town
from tests.spiders.town import House

AHEAD = timedelta(days=3)
_TRUE = time.time


def test_a_clock_that_is_set_is_told_and_brings_one_visit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with open_town(tmp_path, papers=1, articles=2, delay=0) as (town, home):
        for name, value in home.environment().items():
            monkeypatch.setenv(name, value)
        asyncio.run(_set_twice(home, town.houses[0], monkeypatch))
        told = [message for message in caplog.messages if "the clock was set" in message]
        assert told == ["the clock was set by +259200 s", "the clock was set by -259200 s"]
        assert faults(home, town) == []


async def _set_twice(home: Home, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    with Keeper(home.database_url, home.folder) as keeper:
        keeper.prepare()
        terms = Terms(1, Limits(seconds=900, grace=20, memory=2048 << 20, pages=300))
        daemon = Daemon(keeper, SiteFiles(home.sites), home.folder / "daemon", terms)
        running = asyncio.ensure_future(daemon.run())
        await until(partial(_is_asked, house, 1))
        for visits, ahead in ((2, AHEAD), (3, timedelta(0))):
            await until(lambda: not list((home.folder / "daemon").glob("*.pid")))
            _set_clock(monkeypatch, ahead)
            os.kill(os.getpid(), signal.SIGHUP)
            await until(partial(_is_asked, house, visits))
        daemon.stop()
        await running
        assert house.asked("/rss") == 3


def _is_asked(house: House, times: int) -> bool:
    return house.asked("/sitemap.xml") == times


def _set_clock(monkeypatch: pytest.MonkeyPatch, ahead: timedelta) -> None:
    monkeypatch.setattr("crawler.daemon.daemon._now", lambda: datetime.now(UTC) + ahead)
    monkeypatch.setattr("crawler.daemon.daemon.time.time", lambda: _TRUE() + ahead.total_seconds())
