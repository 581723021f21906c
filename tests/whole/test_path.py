"""From the press to the corpus: every article once, clean, with its copies flagged; every other page by a reason."""

import subprocess
import sys
from collections import Counter
from typing import Any

import orjson
import pytest

from crawler.archive import Archive
from crawler.items import Failure
from crawler.urls import canonicalize
from tests.crawling import khobao, scrapy
from tests.press.expected import expected_captions, expected_seed_file, expected_text, foreign_strings
from tests.press.truth import NotArticle, PressArticle, load_articles, load_not_articles
from tests.whole.conftest import Demo

ARTICLES = {article.key: article for article in load_articles()}
ODDITIES = {f"{page.paper}{page.path}": page for page in load_not_articles() if page.path != "/hang"}


@pytest.fixture(scope="module")
def lines(demo: Demo) -> dict[str, dict[str, Any]]:
    """The lines of the JSONL export by canonical URL."""
    (file,) = demo.corpus("jsonl").glob("*.jsonl")
    parsed = [orjson.loads(line) for line in file.read_bytes().splitlines()]
    assert len({line["canonical_url"] for line in parsed}) == len(parsed)
    return {line["canonical_url"]: line for line in parsed}


def address(demo: Demo, article: PressArticle) -> str:
    return canonicalize(demo.press.url(article))


@pytest.fixture(scope="module")
def failures(demo: Demo) -> dict[str, Failure]:
    with Archive.open(demo.home.database_url, demo.home.folder, write=False) as archive:
        return {failure.url: failure for failure in archive.failures()}


def test_every_article_once_and_nothing_else(demo: Demo, lines: dict[str, dict[str, Any]]) -> None:
    assert sorted(lines) == sorted(address(demo, article) for article in ARTICLES.values())


@pytest.mark.parametrize("article", ARTICLES.values(), ids=ARTICLES.keys())
def test_an_article_comes_out_as_it_was_written(
    demo: Demo, lines: dict[str, dict[str, Any]], article: PressArticle
) -> None:
    line = lines[address(demo, article)]
    assert line["text"] == expected_text(article)
    assert line["title"] == article.title
    assert line["summary"].endswith(article.lead)
    assert line["captions"] == [caption for _, caption in expected_captions(article)]
    assert line["published_at"] == article.published_at.isoformat()
    assert tuple(line["authors"]) == article.authors
    assert line["site"] == article.paper
    for junk in foreign_strings(demo.press.junk(article), article):
        assert junk not in f"{line['summary']}\n{line['text']}".split("\n")


def test_planted_copies_and_no_others_are_flagged(demo: Demo, lines: dict[str, dict[str, Any]]) -> None:
    ids = {key: lines[address(demo, article)]["id"] for key, article in ARTICLES.items()}
    flagged = {key: lines[address(demo, article)]["duplicate_of"] for key, article in ARTICLES.items()}
    pairs = dict(_copy_and_original(article) for article in ARTICLES.values() if article.copy_of)
    assert flagged == {key: ids[pairs[key]] if key in pairs else None for key in ARTICLES}


def _copy_and_original(article: PressArticle) -> tuple[str, str]:
    """The copy is the later one; of a contained pair the shorter, whenever it came."""
    other = ARTICLES[article.copy_of or ""]
    if article.copy_kind == "contained" and len(expected_text(article)) > len(expected_text(other)):
        return other.key, article.key
    return article.key, other.key


def test_the_seed_corpus_holds_each_text_once(demo: Demo) -> None:
    files = sorted(demo.corpus("seed").glob("*.txt"))
    dropped = {"exact", "near"}
    wanted = [expected_seed_file(article) for article in ARTICLES.values() if article.copy_kind not in dropped]
    assert Counter(file.read_bytes().decode() for file in files) == Counter(wanted)
    assert [int(file.name.split("_")[0]) for file in files] == list(range(len(files)))


def test_article_files_are_there_as_soon_as_crawled(demo: Demo) -> None:
    files = list((demo.home.folder / "articles").glob("*/*/*/*.txt"))
    assert Counter(file.read_bytes().decode() for file in files) == Counter(map(expected_seed_file, ARTICLES.values()))


@pytest.mark.parametrize("page", ODDITIES.values(), ids=ODDITIES.keys())
def test_what_is_no_article_is_refused_by_name(demo: Demo, failures: dict[str, Failure], page: NotArticle) -> None:
    failure = failures.get(f"http://{demo.press.addresses[page.paper]}{page.path}")
    if page.reasons:
        assert failure is not None
        assert failure.reason in page.reasons
    else:
        assert page.path not in {hit.path for hit in demo.press.hits if hit.paper == page.paper}


def test_warc_files_satisfy_a_judge_from_outside(demo: Demo) -> None:
    files = [str(file) for file in (demo.home.folder / "warc").iterdir()]
    assert files
    assert all(file.endswith(".warc.gz") for file in files)
    check = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stdout


def test_a_second_crawl_adds_nothing(demo: Demo, lines: dict[str, dict[str, Any]]) -> None:
    demo.press.hits.clear()
    again = scrapy(demo.home, "crawl", "news")
    assert again.returncode == 0, again.stderr[-3000:]
    asked = {canonicalize(f"http://{demo.press.addresses[hit.paper]}{hit.path}") for hit in demo.press.hits}
    assert not asked & lines.keys()
    export = khobao(demo.home, "export", "--format", "jsonl", "--out", str(demo.corpus("again")))
    assert export.returncode == 0, export.stderr
    first, second = (next(demo.corpus(form).glob("*.jsonl")).read_bytes() for form in ("jsonl", "again"))
    assert first == second


def test_the_report_counts_what_the_archive_holds(demo: Demo, lines: dict[str, dict[str, Any]]) -> None:
    report = khobao(demo.home, "report")
    assert report.returncode == 0, report.stderr
    for paper, count in Counter(line["site"] for line in lines.values()).items():
        row = next(line for line in report.stdout.splitlines() if line.strip().startswith(paper))
        assert str(count) in row.split()
