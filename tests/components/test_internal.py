"""Faults of our own: every page they cost is in the archive's list of failures, and the crawl says so."""

import json
import sqlite3
from pathlib import Path

from tests.crawling import Home
from tests.spiders.crawl import crawl, stat, write_site
from tests.spiders.town import article, open_house, rss

PARTS = "tests.components.broken_parts"


def test_exceptions_in_callbacks_and_steps_become_rows(tmp_path: Path) -> None:
    steps = {f"{PARTS}.BrokenStep": 1, "tests.spiders.collect.Collect": 2}
    settings = {"SPIDER_MODULES": PARTS, "ITEM_PIPELINES": json.dumps(steps)}
    with open_house() as house:
        paths = [f"/tin-{number}.html" for number in range(4)]
        house.routes = {path: article() for path in paths}
        house.routes |= {"/rss": rss(*(house.base + path for path in paths)), "/rss-hong": rss(f"{house.base}/x.html")}
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss", "/rss-hong"]})
        outcome = crawl(Home(tmp_path, tmp_path / "sites", house.address), "broken", settings=settings)
        base = house.base
    assert set(outcome.pages) == {f"{base}/tin-0.html", f"{base}/tin-3.html"}
    with sqlite3.connect(tmp_path / "khobao.db") as database:
        rows = set(database.execute("SELECT url, site, reason, detail FROM failures"))
    database.close()
    assert rows == {
        (f"{base}/rss-hong", "bao", "internal-error", "KeyError: 'listing'"),
        (f"{base}/tin-1.html", "bao", "internal-error", "TypeError: callback, in two lines"),
        (f"{base}/tin-2.html", "bao", "internal-error", "ZeroDivisionError: step"),
    }
    assert stat(outcome, "failure/internal-error") == stat(outcome, "site/bao/failure/internal-error") == 3
    assert outcome.status == 1


def test_a_crawl_that_its_disk_ended_exits_with_1(tmp_path: Path) -> None:
    with open_house() as house:
        house.routes = {"/tin-day.html": article(), "/rss": rss(f"{house.base}/tin-day.html")}
        write_site(tmp_path / "sites", house, "bao", {"feeds": ["/rss"]})
        outcome = crawl(Home(tmp_path, tmp_path / "sites", house.address), "broken", settings={"SPIDER_MODULES": PARTS})
    assert "Spider closed (warc-unwritable)" in outcome.log
    assert outcome.status == 1
