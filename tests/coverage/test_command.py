"""`khobao coverage` after real crawls: what it counts, and that the commands it prints fetch what is missing."""

import json
import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crawler.archive import Archive, copy_database
from crawler.urls import article_id
from tests.crawling import Home, khobao, scrapy
from tests.spiders.crawl import write_site
from tests.spiders.town import Answer, House, open_house

DAYS = ("2025-11-02", "2025-11-03", "2025-11-04")
SPAN = ("--from", "2025-11-01", "--to", "2025-11-30")


def story(number: int, day: str) -> Answer:
    words = " ".join(f"câu chuyện thứ {number} của làng chài ven biển, đoạn {part}," for part in range(12))
    head = f'<meta property="article:published_time" content="{day}T08:00:00+07:00"><title>Chuyện làng {number}</title>'
    return Answer(
        f'<html lang="vi"><head>{head}</head><body><h1>Chuyện làng {number}</h1><p>{words}.</p></body>'.encode()
    )


def sitemap(*entries: tuple[str, str]) -> Answer:
    """Addresses and what stands in `<lastmod>`; "" for none."""
    rows = (f"<url><loc>{url}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>" for url, day in entries)
    return Answer(f"<urlset>{''.join(rows)}</urlset>".encode(), content_type="application/xml")


@pytest.fixture
def house() -> Iterator[House]:
    with open_house() as house:
        yield house


@pytest.fixture
def home(house: House, tmp_path: Path) -> Home:
    """A paper with two articles a day for three days, an undated one, and addresses that are no articles."""
    dated = [(f"/tin-{number}.html?utm_source=map", DAYS[number // 2]) for number in range(6)]
    for number, (path, day) in enumerate([*dated, ("/tin-6.html", DAYS[0])]):
        house.routes[path] = story(number, day)
    entries = [(house.base + path, f"{day}T23:30:00+07:00") for path, day in dated]
    entries += [(f"{house.base}/tin-6.html", ""), ("http://elsewhere.example/tin-8.html", DAYS[0])]
    entries += [(house.base + path, DAYS[0]) for path in ("/video/tin-7.html", "/chuyen-muc")]
    house.routes["/sitemap.xml"] = sitemap(*entries)
    found = Home(tmp_path, tmp_path / "sites", house.address)
    lists = {"sitemaps": ["/sitemap.xml"]}
    write_site(found.sites, house, "bao-a", lists, article_url=r"/tin-\d+\.html", deny=["/video/"])
    return found


@pytest.fixture
def either_home(home: Home, database_url: str) -> Home:
    """The same on both databases."""
    return replace(home, postgres_url="" if database_url.startswith("sqlite") else database_url)


def coverage(home: Home, *arguments: str) -> dict[str, Any]:
    done = khobao(home, "coverage", "--site", "bao-a", *SPAN, "--json", *arguments)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def crawl(home: Home, *arguments: str, **settings: object) -> str:
    done = scrapy(home, "crawl", "news", *arguments, settings={"DOWNLOAD_DELAY": 0, "RETRY_TIMES": 0, **settings})
    assert done.returncode == 0, done.stderr
    return done.stderr


def run_all(home: Home, commands: list[str], folder: Path) -> None:
    """The commands as they were printed, in the folder that a person would be in."""
    for line in commands:
        program, *arguments = shlex.split(line.replace("missing.txt", str(folder / "missing.txt")))
        done = (scrapy if program == "scrapy" else khobao)(home, *arguments)
        assert done.returncode == 0, done.stderr


def test_days_left_out_are_counted_and_fetched_by_the_command(either_home: Home, tmp_path: Path) -> None:
    crawl(either_home, "-a", "site=bao-a", "-a", f"since={DAYS[1]}")
    before = coverage(either_home)
    days = {one["day"]: one for one in before["days"]}
    assert [days[day]["listed"] for day in DAYS] == [4, 2, 2]
    assert [days[day]["held"] for day in DAYS] == [0, 2, 2]
    assert days[DAYS[0]]["denied"] == 2
    assert before["reasons"]["denied: deny"] == before["reasons"]["denied: article_url"] == 1
    assert before["coverage"] == pytest.approx(4 / 6)
    run_all(either_home, before["commands"], tmp_path)
    after = coverage(either_home)
    assert (after["held"], after["coverage"], after["undated"]["coverage"]) == (6, 1.0, 1.0)
    assert after["commands"] == []


def test_what_a_budget_left_waiting_is_fetched_by_the_command(home: Home, tmp_path: Path) -> None:
    crawl(home, "-a", "site=bao-a", BUDGET_PAGES=4)
    before = coverage(home)
    assert before["waiting"] + before["undated"]["waiting"] == 7 - before["held"] - before["undated"]["held"] > 0
    run_all(home, before["commands"], tmp_path)
    assert coverage(home)["coverage"] == 1.0


def test_failed_pages_are_named_and_asked_for_again(home: Home, house: House, tmp_path: Path) -> None:
    path = "/tin-1.html?utm_source=map"
    there, house.routes[path] = house.routes[path], Answer(b"later", 404)
    crawl(home, "-a", "site=bao-a")
    before = coverage(home)
    assert before["reasons"]["failed: http-error"] == 1
    assert before["commands"][0].startswith("khobao coverage --site bao-a --from 2025-11-01")
    house.routes[path] = there
    run_all(home, before["commands"], tmp_path)
    assert coverage(home)["coverage"] == 1.0


def test_a_takedown_leaves_no_more_than_a_hash_and_counts_as_set_aside(
    either_home: Home, house: House, tmp_path: Path
) -> None:
    crawl(either_home, "-a", "site=bao-a")
    url = f"{house.base}/tin-2.html"
    done = khobao(either_home, "takedown", article_id(url), "--reason", "test")
    assert done.returncode == 0, done.stderr
    found = coverage(either_home)
    assert (found["held"], found["taken_down"], found["coverage"]) == (5, 1, 1.0)
    crawl(either_home, "-a", "site=bao-a", "-a", "via=sitemaps")
    assert coverage(either_home)["taken_down"] == 1
    copy_database(either_home.database_url, f"sqlite:///{tmp_path / 'copy.db'}", lambda *_: None)
    assert coverage(replace(either_home, folder=tmp_path, postgres_url=f"sqlite:///{tmp_path / 'copy.db'}")) == found


def test_tables_pictures_and_bad_input(home: Home, tmp_path: Path) -> None:
    crawl(home, "-a", "site=bao-a", "-a", f"since={DAYS[1]}")
    svg, png = tmp_path / "c.svg", tmp_path / "c.png"
    done = khobao(home, "coverage", *SPAN, "--svg", str(svg), "--png", str(png))
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert ["bao-a", "listed", "held", "outside", "denied", "coverage"] in lines
    assert [DAYS[2], "2", "2", "·", "·", "100", "%"] in lines
    # what the listing gives no day prints one that was not asked for
    assert ["undated", "1", "·", "1", "·", "0", "%"] in lines
    assert f"scrapy crawl news -a site=bao-a -a via=feeds,sitemaps -a since={DAYS[0]} -a until={DAYS[0]}" in done.stdout
    drawn = ET.parse(svg)
    text = "".join(drawn.getroot().itertext())
    assert "bao-a 2025: 4 of 6 listed held (66.6 %)" in text
    assert png.read_bytes().startswith(b"\x89PNG")
    for arguments, said in (
        (("--from", "hôm qua"), "--from hôm qua: is no date; write YYYY-MM-DD"),
        (("--from", "2025-11-03", "--to", "2025-11-01"), "swap them"),
        (("--site", "bao-z"), "site 'bao-z': no feed or sitemap of it listed anything in these days"),
        ((*SPAN, "--svg", str(tmp_path / "no" / "c.svg")), "cannot write this picture"),
        (("--from", "2001-01-01", "--to", "2001-01-02", "--svg", str(svg)), "there is no calendar to draw"),
    ):
        refused = khobao(home, "coverage", *arguments)
        assert (refused.returncode, refused.stdout) == (1, "")
        assert re.search(re.escape(said), refused.stderr)
        assert refused.stderr.count("\n") == 1


def test_a_ledger_of_an_archive_from_before_it_is_filled_from_its_pages(either_home: Home) -> None:
    from tests.archive.test_migrations import as_of

    crawl(either_home, "-a", "site=bao-a", BUDGET_PAGES=5)
    before = coverage(either_home)
    as_of(either_home.database_url, "0011")
    with Archive.open(either_home.database_url, either_home.folder):
        pass
    after = coverage(either_home)
    assert [(one["day"], one["held"], one["waiting"]) for one in after["days"]] == [
        (one["day"], one["held"], one["waiting"]) for one in before["days"]
    ]
