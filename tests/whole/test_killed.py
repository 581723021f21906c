"""A crawl that is killed loses no article and archives none twice; the same command goes on."""

from collections import deque
from dataclasses import replace
from pathlib import Path
from random import Random

from tests import postgres
from tests.crawling import scrapy
from tests.killing import at_a_random_moment, crawling, faults, killed, killed_in_turn, open_town

KILLS = 20


def test_twenty_kills_in_a_row_lose_nothing(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=3, articles=80, delay=0.02) as (town, home):
        deque(killed(home, town, KILLS, seed=1, most=20), maxlen=0)
        last = scrapy(home, "crawl", "news")
        assert last.returncode == 0, last.stderr[-3000:]
        assert faults(home, town) == []
        before = town.fetches()
        assert scrapy(home, "crawl", "news").returncode == 0
        assert town.fetches() == before


def test_two_crawls_share_one_postgresql_and_one_is_killed_at_a_time(tmp_path: Path, postgres_url: str) -> None:
    with open_town(tmp_path, papers=4, articles=60, delay=0.05) as (town, alone):
        home = replace(alone, postgres_url=postgres_url)
        deque(killed_in_turn(home, town, 4, seed=2, most=40), maxlen=0)
        assert faults(home, town) == []


def test_a_server_that_stops_at_once_loses_nothing(tmp_path: Path) -> None:
    with postgres.own_server() as server, open_town(tmp_path, papers=2, articles=40, delay=0.05) as (town, alone):
        home = replace(alone, postgres_url=server.url)
        with crawling(home, tmp_path / "crawl.log") as process:
            at_a_random_moment(town, Random(3), process, 40)
            server.stop_at_once()
            assert process.wait(60) == 1
        log = (tmp_path / "crawl.log").read_text()
        assert "Traceback" not in log
        server.start()
        last = scrapy(home, "crawl", "news")
        assert last.returncode == 0, last.stderr[-3000:]
        assert faults(home, town) == []
