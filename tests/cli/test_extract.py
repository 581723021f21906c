"""`khobao extract` and `crawler.extract_article`: the interfaces that other programs call."""

import json
from pathlib import Path

import pytest

import crawler
from tests.crawling import ROOT, Home, khobao

PAGES = sorted((ROOT / "tests" / "extraction" / "pages").glob("*.html"))
URL = "https://bao.example/tin-1.htm"
KEYS = (
    "id url canonical_url site title summary text blocks captions authors source published_at modified_at section tags "
    "language kind quality dropped extractor"
)
BODY = "Bến đò ngang mở lại sau mùa nước, bà con hai bờ đi chợ không còn phải vòng qua cầu mới. " * 6


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path, ROOT / "seeds", "")


def test_the_command_prints_what_the_function_gives(home: Home) -> None:
    run = khobao(home, "extract", str(PAGES[0]), "--url", URL)
    assert run.returncode == 0, run.stderr
    (line,) = run.stdout.splitlines()
    assert json.loads(line) == crawler.extract_article(PAGES[0].read_bytes(), URL)
    assert set(KEYS.split()) <= json.loads(line).keys()


@pytest.mark.parametrize(
    ("page", "url", "status", "said"),
    [
        ("<html><body><p>Không tìm thấy trang bạn yêu cầu.</p></body></html>", URL, 1, "soft-404"),
        (None, URL, 1, "give the path"),
        ("<p>x</p>", "http://[", 1, "give the http(s) URL"),
        ("<p>x</p>", "tin-1.htm", 1, "give the http(s) URL"),
    ],
)
def test_what_cannot_be_done_is_one_line(home: Home, page: str | None, url: str, status: int, said: str) -> None:
    file = home.folder / "page.html"
    if page is not None:
        file.write_text(page)
    run = khobao(home, "extract", str(file), "--url", url)
    assert run.returncode == status
    (line,) = run.stderr.splitlines()
    assert said in line


def test_half_a_surrogate_pair_in_json_is_no_character(home: Home) -> None:
    told = r'{"@type": "NewsArticle", "keywords": ["b\ud800ến đò"], "headline": "Bến đò mở lại"}'
    file = home.folder / "page.html"
    head = f'<head><script type="application/ld+json">{told}</script></head>'
    file.write_text(f"<html>{head}<body><h1>Bến đò mở lại</h1><p>{BODY}</p></body></html>")
    run = khobao(home, "extract", str(file), "--url", URL)
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["tags"] == ["bến đò"]
