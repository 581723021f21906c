import json
from pathlib import Path

from crawler.archive import Archive
from crawler.urls import article_id
from tests.archive.making import address, fingerprinted
from tests.crawling import Home, khobao


def filled(folder: Path) -> Home:
    home = Home(folder, folder / "sites", "")
    with Archive.open(home.database_url, folder) as archive:
        archive.store_many(
            [fingerprinted(1), fingerprinted(2, text="Chợ hoa\x1b[2J mở cửa suốt đêm."), fingerprinted(3)]
        )
    return home


def test_what_is_found_is_printed_plain_when_piped(tmp_path: Path) -> None:
    done = khobao(filled(tmp_path), "search", "cho hoa", "--from", "2025-11-19", "--to", "2025-11-19")
    assert (done.returncode, done.stderr) == (0, "")
    assert [line.rstrip() for line in done.stdout.splitlines()] == [
        "Chuyến tàu thứ 2",
        f"  2025-11-19 22:17 · bao-thu · {article_id(address(2))}",
        f"  {address(2)}",
        "  Chợ hoa[2J mở cửa suốt đêm.",
        "",
    ]


def test_json_lines(tmp_path: Path) -> None:
    done = khobao(filled(tmp_path), "search", '"đoàn thủy thủ"', "--json", "--limit", "1", "--site", "bao-thu, khac")
    (line,) = done.stdout.splitlines()
    assert json.loads(line) == {
        "id": article_id(address(3)),
        "url": address(3),
        "site": "bao-thu",
        "title": "Chuyến tàu thứ 3",
        "published_at": "2025-11-19T22:18:00+07:00",
        "snippet": "Đoàn thủy thủ thứ 3 cập cảng Cái Rồng vào sáng sớm, mang theo mẻ cá đầu tiên của mùa gió.",
        "found": ["Đoàn thủy thủ"],
    }


def test_nothing_found_and_nothing_asked(tmp_path: Path) -> None:
    home = filled(tmp_path)
    none = khobao(home, "search", "sầu riêng")
    assert (none.returncode, none.stdout, none.stderr) == (0, "", "khobao: no article holds all of these words\n")
    empty = khobao(home, "search", "…")
    assert (empty.returncode, empty.stderr.count("\n")) == (1, 1)
    assert khobao(home, "search", "chợ", "--from", "hôm qua").returncode == 1
    assert khobao(home, "search").returncode == 2
