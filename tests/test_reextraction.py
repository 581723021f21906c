"""Reading again gives what today's extractor would have given, touches nothing else, and may be ended at any moment."""

import os
import signal
import subprocess
import time
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import create_engine, text

from crawler.archive import Archive, Reread, Scope
from crawler.archive.database.engine import parse_url
from crawler.errors import Reason
from crawler.extraction import EXTRACTOR
from crawler.neardup import fingerprint
from crawler.reextraction import Outcome
from crawler.urls import article_id
from crawler.validation import Rules
from tests.crawling import ROOT, Home, khobao_command
from tests.learning.paper import page, story
from tests.rereading import (
    ADVERT,
    OLD,
    SITE,
    START,
    archived,
    article_files,
    as_before,
    dump,
    refused,
    reread,
    revised,
)

ARTICLES = 130
ADDED = "Chiều cùng ngày, bến nước có thêm một chuyến đò ngang cho học trò về sớm."
SEEN = ("articles", "revisions", "pages", "addresses", "learned_pages", "duplicate_articles")
"""Tables that say the same whatever way an article came to say what it says."""


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/khobao.db"


def became(outcomes: list[Outcome]) -> Counter[str]:
    return Counter(outcome.became for outcome in outcomes)


def test_what_an_older_extractor_read_becomes_what_todays_would_have_read(database_url: str, tmp_path: Path) -> None:
    today = f"sqlite:///{tmp_path}/today/khobao.db"
    archived(today, tmp_path / "today", range(14))
    revised(today, tmp_path / "today", 3, ADDED)
    archived(database_url, tmp_path, range(14), as_before)
    revised(database_url, tmp_path, 3, ADDED, as_before)
    outcomes = reread(database_url, tmp_path)
    assert [outcome.became for outcome in outcomes] == ["changed"] * 15
    assert {outcome.changed for outcome in outcomes} == {("title", "text", "published_at")}
    assert sum(outcome.words_removed for outcome in outcomes) == 15 * len(ADVERT.split())
    assert article_files(tmp_path) == article_files(tmp_path / "today")
    with Archive.open(database_url, tmp_path) as archive, Archive.open(today, tmp_path / "today") as expected:
        assert list(archive.verify()) == []
        found, wanted = (list(one.exported(revisions=True)) for one in (archive, expected))
    assert [replace(one, warc=None) for one in found] == [replace(one, warc=None) for one in wanted]
    assert reread(database_url, tmp_path) == []


@pytest.mark.parametrize("again", [False, True])
def test_the_same_extractor_over_the_same_bytes_changes_nothing(database_url: str, tmp_path: Path, again: bool) -> None:
    archived(database_url, tmp_path, range(14))
    revised(database_url, tmp_path, 3, ADDED)
    before, files = dump(database_url), article_files(tmp_path)
    assert became(reread(database_url, tmp_path, again=again)) == ({"unchanged": 15} if again else {})
    assert dump(database_url) == before
    assert article_files(tmp_path) == files


def test_a_page_that_was_refused_becomes_an_article(database_url: str, tmp_path: Path) -> None:
    archived(database_url, tmp_path, range(2))
    one = story(7)
    warc = refused(database_url, tmp_path, one.url, page(one), Reason.NO_ARTICLE)
    refused(database_url, tmp_path, "https://bennuoc.example/lang-que", b"<html><p>Tin</p></html>", Reason.NO_ARTICLE)
    refused(database_url, tmp_path, "https://bennuoc.example/403", page(story(8)), Reason.HTTP)
    assert became(reread(database_url, tmp_path)) == {"new": 1, "still-refused": 1}
    with Archive.open(database_url, tmp_path) as archive:
        (found,) = archive.revisions(article_id(one.url))
        assert (found.article.title, found.warc, found.fetched_at, found.found_by) == (one.title, warc, START, "feed")
        assert list(archive.verify()) == []
    assert became(reread(database_url, tmp_path)) == {"still-refused": 1}


def test_a_refused_page_of_an_article_that_is_there_makes_no_revision(sqlite_url: str, tmp_path: Path) -> None:
    archived(sqlite_url, tmp_path, range(2))
    one = story(1)
    printed = page(one).replace(b"</head>", f'<link rel="canonical" href="{one.url}"></head>'.encode())
    refused(sqlite_url, tmp_path, f"{one.url}?ban=in", printed, Reason.TOO_SHORT)
    before = dump(sqlite_url)
    assert became(reread(sqlite_url, tmp_path)) == {"still-refused": 1}
    assert dump(sqlite_url) == before


def test_an_article_that_is_none_by_todays_rules_is_told_and_kept(sqlite_url: str, tmp_path: Path) -> None:
    archived(sqlite_url, tmp_path, range(2), as_before)
    before = dump(sqlite_url)
    (one, two) = reread(sqlite_url, tmp_path, rules=Rules(100_000, frozenset({"vi"})))
    assert (one.became, one.url, two.became) == ("no-article", story(0).url, "no-article")
    assert one.detail.startswith("too-short: ")
    assert dump(sqlite_url) == before


def test_a_record_that_cannot_be_read_is_named_and_costs_only_itself(sqlite_url: str, tmp_path: Path) -> None:
    archived(sqlite_url, tmp_path, range(3), as_before)
    with Archive.open(sqlite_url, tmp_path, write=False) as archive:
        ref = next(one.warc for one in archive.exported() if one.article.url == story(1).url)
    assert ref is not None
    file = tmp_path / "warc" / ref.file
    data = bytearray(file.read_bytes())
    data[ref.offset + 200] ^= 1
    file.write_bytes(data)
    outcomes = reread(sqlite_url, tmp_path)
    assert became(outcomes) == {"changed": 2, "unreadable": 1}
    assert [outcome.url for outcome in outcomes if outcome.became == "unreadable"] == [story(1).url]
    with Archive.open(sqlite_url, tmp_path, write=False) as archive:
        assert [one.article.extractor for one in archive.revisions(article_id(story(1).url))] == [OLD]


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (Scope(), 5),
        (Scope(sites=frozenset({SITE})), 5),
        (Scope(sites=frozenset({"bao-khac"})), 0),
        (Scope(since=START + timedelta(hours=2)), 3),
        (Scope(until=START + timedelta(hours=2)), 2),
    ],
)
def test_only_what_is_asked_for_is_read(sqlite_url: str, tmp_path: Path, scope: Scope, count: int) -> None:
    archived(sqlite_url, tmp_path, range(5), as_before)
    assert len(reread(sqlite_url, tmp_path, scope=scope)) == count


def test_what_was_taken_down_or_changed_while_it_was_read_is_left_alone(database_url: str, tmp_path: Path) -> None:
    archived(database_url, tmp_path, range(3), as_before)
    with Archive.open(database_url, tmp_path) as archive:
        rereader = archive.rereader()
        (batch,) = rereader.revisions(Scope(), EXTRACTOR)
        archive.take_down([story(0).url], "thử")
        run(
            database_url, "UPDATE revisions SET body = (SELECT body FROM revisions WHERE article = 2) WHERE article = 1"
        )
        before = dump(database_url)
        wrong = replace(batch[0].article(), title="Không được ghi")
        rereader.replace([Reread(one, wrong, fingerprint(wrong.text)) for one in batch[:2]])
        assert dump(database_url) == before


def run(database_url: str, statement: str) -> None:
    engine = create_engine(parse_url(database_url))
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_is_ended_goes_on_and_comes_to_the_same(tmp_path: Path, ending: signal.Signals) -> None:
    archived(f"sqlite:///{tmp_path}/before/khobao.db", tmp_path / "before", range(ARTICLES), as_before)
    cut = ended(tmp_path, ending)
    whole = copytree(tmp_path / "before", tmp_path / "whole")
    reread(f"sqlite:///{whole}/khobao.db", whole)
    assert 0 < done(f"sqlite:///{cut}/khobao.db") < ARTICLES
    reread(f"sqlite:///{cut}/khobao.db", cut)
    found, wanted = (dump(f"sqlite:///{folder}/khobao.db") for folder in (cut, whole))
    assert [row[4] for row in found["revisions"]] == [row[4] for row in wanted["revisions"]]
    assert {name for name in wanted if len(found[name]) != len(wanted[name])} == set()
    assert article_files(cut) == article_files(whole)


def ended(tmp_path: Path, ending: signal.Signals) -> Path:
    """The folder of an archive whose run was ended in the middle; a busy machine may need more than one try for it."""
    for attempt in range(5):
        home = Home(copytree(tmp_path / "before", tmp_path / f"cut{attempt}"), tmp_path / "sites", "")
        with subprocess.Popen(
            khobao_command("reextract"),
            cwd=ROOT,
            env=home.environment(),
            stderr=subprocess.PIPE,
            start_new_session=True,
        ) as process:
            wait_until_begun(home.database_url, process)
            os.kill(process.pid, ending)
            process.communicate(timeout=30)
        if process.returncode != 0:
            assert process.returncode == (-9 if ending is signal.SIGKILL else 130)
            return home.folder
    raise AssertionError("five runs were over before they could be ended")


def wait_until_begun(database_url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(3000):
        if done(database_url) or process.poll() is not None:
            return
        time.sleep(0.01)
    raise AssertionError("nothing was read in half a minute")


def done(database_url: str) -> int:
    engine = create_engine(parse_url(database_url))
    with engine.connect() as connection:
        count: int = connection.execute(
            text("SELECT count(*) FROM revisions WHERE extractor <> :old"), {"old": OLD}
        ).scalar_one()
    engine.dispose()
    return count
