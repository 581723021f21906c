from dataclasses import replace
from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.items import Failure
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, fingerprint, fingerprinted, page
from tests.crawling import Home, khobao


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An archive of two papers with one hostile title."""
    made = Home(tmp_path, tmp_path / "sites", "")
    with Archive.open(made.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(2), fingerprinted(3), fingerprinted(7, site="bao-do")])
        hostile = replace(article(1), title="Tin [bold]nóng[/] \x1b[31m[/x]", dropped=())
        archive.store(page(1), hostile, fingerprint(1))
        archive.fail(Failure(address(9), "bao-do", Reason.LISTING, "", NOON, "sitemap"))
    return made


def rows(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_the_report_counts_every_paper_and_tells_where_things_lie(home: Home) -> None:
    done = khobao(home, "report")
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout
    lines = rows(done.stdout)
    assert lines[2][:7] == ["paper", "found", "by", "feed", "by", "sitemap", "archived"]
    assert next(line for line in lines if line[:1] == ["bao-do"])[:5] == ["bao-do", "2", "1", "1", "1"]
    assert next(line for line in lines if line[:1] == ["all"])[:5] == ["all", "5", "4", "1", "4"]
    assert ["category-page", "1", "bao-do", "1"] in lines
    assert ["rows", f"{home.folder}/khobao.db"] in lines


def test_the_sample_shows_what_was_taken_out(home: Home) -> None:
    shown = khobao(home, "report", "--sample").stdout
    assert "One article as it came out" in shown
    assert ["related", "Xem", "thêm:", "Giá", "cá", "hôm", "nay"] in rows(shown)
    assert "Mẻ cá đầu mùa" in shown


def test_one_article_is_shown_and_cannot_steer_the_terminal(home: Home) -> None:
    done = khobao(home, "report", "--article", article_id(address(1)))
    assert "Tin [bold]nóng[/] [31m[/x]" in done.stdout
    assert "\x1b" not in done.stdout
    assert "Taken out" not in done.stdout


def test_one_article_tells_where_it_came_from(home: Home) -> None:
    shown = rows(khobao(home, "report", "--article", article_id(address(2))).stdout)
    assert ["page", "bao-thu-000.warc.gz", "at", "2,000,", "sha1:2"] in shown
    assert ["fetched", "2025-11-20", "05:00:00", "UTC,", "found", "by", "feed", page(2).found_at] in shown
    assert ["read", "by", article(2).extractor] in shown


def test_an_unknown_article_is_one_line(home: Home) -> None:
    done = khobao(home, "report", "--article", "0123")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "khobao: the archive holds no article '0123': ids are the 16 hex digits that exports print\n"
    )


def test_no_archive_is_one_line(tmp_path: Path) -> None:
    done = khobao(Home(tmp_path, tmp_path, ""), "report")
    assert done.returncode == 1
    assert (
        done.stderr
        == f"khobao: database {tmp_path}/khobao.db: there is no such file: crawl something first, or set DATABASE_URL\n"
    )
