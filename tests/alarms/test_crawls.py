"""Real crawls of a paper that changes between two visits."""

import json
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from crawler.alarms.values import Alarm
from crawler.archive import Archive
from tests.alarms.paper import SITE, edition
from tests.crawling import Home, khobao, scrapy
from tests.spiders.town import Answer, House, open_house


@dataclass(frozen=True, slots=True)
class Paper:
    house: House
    home: Home

    def visit(self, **settings: object) -> str:
        done = scrapy(self.home, "crawl", "news", settings=settings)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def alarms(self, *, standing: bool = True) -> list[Alarm]:
        with Archive.open(self.home.database_url, self.home.folder, write=False) as archive:
            return archive.alarms(standing=standing)

    def exported(self) -> set[str]:
        with Archive.open(self.home.database_url, self.home.folder, write=False) as archive:
            return {one.article.url.rpartition("-")[2] for one in archive.exported()}


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Paper]:
    with open_house() as house:
        sites = tmp_path / "sites"
        sites.mkdir()
        (sites / "bennuoc.toml").write_text(SITE.format(address=house.address, base=house.base))
        yield Paper(house, Home(tmp_path, sites, house.address))


def names(*numbers: range) -> set[str]:
    return {f"{number}.html" for some in numbers for number in some}


def test_a_redesign_is_told_and_its_articles_are_kept_back_until_released(paper: Paper, tmp_path: Path) -> None:
    edition(paper.house, range(40))
    assert "ALARM" not in paper.visit()
    edition(paper.house, range(40, 50), design="moi", lead=False, author=False, paragraphs=2)
    hook = tmp_path / "hook.py"
    hook.write_text(f"import sys; open({str(tmp_path / 'told')!r}, 'a').write(sys.stdin.read() + chr(10))")
    log = paper.visit(ALARM_COMMAND=f"{sys.executable} {hook}")
    assert log.count("ALARM bennuoc: redesign") == 1
    (alarm,) = paper.alarms()
    assert (alarm.site, alarm.kind) == ("bennuoc", "redesign")
    assert "0 of 10 articles have a lead" in alarm.evidence
    assert f"{paper.house.base}/chuyen-4" in alarm.evidence
    told = [json.loads(line) for line in (tmp_path / "told").read_text().splitlines()]
    assert [(one["change"], one["kind"], one["quarantine"]) for one in told] == [("raised", "redesign", True)]
    assert paper.exported() == names(range(40))
    edition(paper.house, range(50, 56), design="moi", lead=False, author=False, paragraphs=2)
    assert "ALARM" not in paper.visit()  # told once
    assert paper.exported() == names(range(40))
    assert "redesign" in khobao(paper.home, "report").stdout
    assert khobao(paper.home, "quarantine", "release", "bennuoc").returncode == 0
    assert paper.exported() == names(range(56))
    assert paper.alarms() == []
    edition(paper.house, range(56, 66), design="moi", lead=False, author=False, paragraphs=2)
    assert "ALARM" not in paper.visit()  # what was released is how the paper is now
    assert paper.exported() == names(range(66))


def test_new_class_names_alone_are_told_and_keep_nothing_back(paper: Paper) -> None:
    edition(paper.house, range(40))
    paper.visit()
    edition(paper.house, range(40, 50), design="moi")
    assert paper.visit().count("ALARM bennuoc: redesign") == 1
    (alarm,) = paper.alarms()
    assert "0 of 10 articles have a page of the design that is known" in alarm.evidence
    assert paper.exported() == names(range(50))
    edition(paper.house, range(50, 90), design="moi")
    assert paper.visit().count("alarm over: bennuoc: redesign") == 1  # it is read as well as before
    assert paper.alarms() == []


def test_ordinary_editions_raise_nothing(paper: Paper) -> None:
    for first in (0, 40, 50, 60):
        edition(paper.house, range(first, first + 40 if first == 0 else first + 10))
        assert "ALARM" not in paper.visit()
    assert paper.alarms() == []


@pytest.mark.parametrize(
    "answer",
    [Answer(b"<html><body>404</body></html>", 404), Answer(b"<html><body><h1>Ban doc</h1></body></html>")],
)
def test_a_feed_that_is_gone_is_told_at_the_second_visit_and_cleared_when_it_is_back(
    paper: Paper, answer: Answer
) -> None:
    edition(paper.house, range(10))
    paper.visit()
    before = paper.house.routes["/rss"]
    paper.house.routes["/rss"] = answer
    assert "ALARM" not in paper.visit()
    assert paper.visit().count("ALARM bennuoc: listing-dead") == 1
    assert "ALARM" not in paper.visit()
    paper.house.routes["/rss"] = before
    assert "alarm over" not in paper.visit()
    assert paper.visit().count("alarm over: bennuoc: listing-dead") == 1
    assert paper.alarms() == []
    assert [one.kind for one in paper.alarms(standing=False)] == ["listing-dead"]


@pytest.mark.parametrize("status", [200, 403])
def test_a_wall_is_told(paper: Paper, status: int) -> None:
    edition(paper.house, range(30))
    paper.visit()
    edition(paper.house, range(30, 38))
    wall = Answer(b"<html><title>Just a moment...</title><body>Checking your browser</body></html>", status)
    paper.house.routes |= {f"/chuyen-{number}.html": wall for number in range(30, 38)}
    paper.visit()
    kinds = {alarm.kind for alarm in paper.alarms()}
    assert kinds == {"wall"}


def test_robots_txt_that_forbids_what_was_fetched_is_told(paper: Paper) -> None:
    paper.house.routes["/robots.txt"] = Answer(b"", 404)
    edition(paper.house, range(30))
    paper.visit()
    with sqlite3.connect(paper.home.folder / "khobao.db") as database:
        database.execute("DELETE FROM robots")  # a day later
    paper.house.routes["/robots.txt"] = Answer(b"User-agent: *\nDisallow: /chuyen-", content_type="text/plain")
    edition(paper.house, range(30, 38))
    paper.visit()
    (alarm,) = paper.alarms()
    assert (alarm.kind, "8 of 8 pages: robots-denied" in alarm.evidence) == ("robots", True)


def test_what_a_newer_extractor_reads_well_is_released_by_reextract(paper: Paper) -> None:
    edition(paper.house, range(40))
    paper.visit()
    edition(paper.house, range(40, 50), design="moi")  # its pages hold all
    paper.visit()
    with sqlite3.connect(paper.home.folder / "khobao.db") as database:  # as if an older extractor had found no lead
        database.execute("UPDATE revisions SET extractor = 'rules 0' WHERE article >= 40")
    with Archive.open(paper.home.database_url, paper.home.folder) as archive:
        since = min(one.fetched_at for one in archive.exported() if one.number >= 40)
        assert archive.hold("bennuoc", "redesign: 0 of 10 articles have a lead", since) == 10
    assert paper.exported() == names(range(40))
    done = khobao(paper.home, "reextract", "--site", "bennuoc")
    assert "bennuoc: 10 articles are read well now: released from quarantine" in done.stdout
    assert paper.exported() == names(range(50))
