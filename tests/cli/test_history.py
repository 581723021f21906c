import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from crawler.archive import Archive
from crawler.errors import Reason
from crawler.items import Failure, Fingerprinted
from crawler.urls import article_id
from tests.archive.making import NOON, address, article, fingerprint, page
from tests.crawling import Home, khobao


def filled(folder: Path) -> Home:
    home = Home(folder, folder / "sites", "")
    with Archive.open(home.database_url, folder) as archive:
        archive.store(page(1), article(1, text="Giá vé ba nghìn đồng một lượt."), fingerprint(1))
        later = replace(article(1, text="Giá vé năm nghìn đồng một lượt."), title="Chuyến tàu cuối")
        archive.store_many([Fingerprinted(page(1, hours=3), later, fingerprint(1))])
        archive.fail(Failure(address(1), "bao-thu", Reason.HTTP, "410", NOON + timedelta(hours=9), "feed"))
    return home


def test_the_history_is_a_diff_by_words(tmp_path: Path) -> None:
    done = khobao(filled(tmp_path), "history", f"{address(1)}?utm_source=rss")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "Chuyến tàu thứ 1",
        address(1),
        "",
        "revision 1 · fetched 2025-11-20 12:00",
        "  4 paragraphs, published 2025-11-19 22:16",
        "",
        "revision 2 · fetched 2025-11-20 15:00",
        "  title: Chuyến tàu [-thứ 1-] {+cuối+}",
        "  … 2 paragraphs as before",
        "  Giá vé [-ba-] {+năm+} nghìn đồng một lượt.",
        "",
        "gone since 2025-11-20 21:00",
    ]


def test_json_lines(tmp_path: Path) -> None:
    done = khobao(filled(tmp_path), "history", article_id(address(1)), "--json")
    first, second = map(json.loads, done.stdout.splitlines())
    assert (first["revision"], first["changes"]) == (1, [])
    assert second["changes"][0]["pieces"][-1] == {"kind": "added", "text": "cuối"}
    assert second["article"]["title"] == "Chuyến tàu cuối"
    assert second["warc"]["file"] == "bao-thu-000.warc.gz"


def test_what_is_not_there_is_one_line(tmp_path: Path) -> None:
    home = filled(tmp_path)
    done = khobao(home, "history", address(2))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert khobao(home, "takedown", address(1), "--reason", "thử").returncode == 0
    done = khobao(home, "history", address(1))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert f"'{address(1)}': it was taken down on " in done.stderr
