"""A daemon in this process, with real crawls: a paper with much to fetch must not keep another one waiting."""

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.archive import Keeper
from crawler.daemon.daemon import Daemon, Terms
from crawler.daemon.sitefiles import SiteFiles
from crawler.daemon.visit import Limits
from tests.crawling import Home, khobao
from tests.killing import Town, faults, open_town

PATIENCE = 60.0


def test_a_long_visit_makes_room_and_goes_on_with_the_next_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_town(tmp_path, papers=2, articles=40, delay=0.3) as (town, home):
        for name, value in home.environment().items():
            monkeypatch.setenv(name, value)
        second = home.sites / "bao-1.toml"
        later = second.read_text(encoding="utf-8")
        second.unlink()
        asyncio.run(_add_while_it_runs(home, town, lambda: second.write_text(later, encoding="utf-8")))
        logged = khobao(home, "daemon", "--once")
        assert logged.returncode == 0, logged.stderr
        assert faults(home, town) == []
        assert max(town.fetches().values()) == 1


async def _add_while_it_runs(home: Home, town: Town, add: Callable[[], object]) -> None:
    slow, quick = town.houses
    with Keeper(home.database_url, home.folder) as keeper:
        keeper.prepare()
        terms = Terms(1, Limits(seconds=900, grace=20, memory=2048 << 20, pages=300, turn=1.0))
        daemon = Daemon(keeper, SiteFiles(home.sites), home.folder / "daemon", terms)
        running = asyncio.ensure_future(daemon.run())
        await until(lambda: len(slow.hits) > 3)
        add()
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: len(quick.hits) > 3)
        assert len(slow.hits) < 35  # it had not come to its end
        await until(lambda: len({path for path in slow.paths() if path.startswith("/tin-")}) == 40)
        daemon.stop()
        await running


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it while the daemon of this process runs."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
