from pathlib import Path

from crawler.archive import Archive
from crawler.urls import article_id
from tests.archive.making import address, fingerprinted
from tests.crawling import Home, khobao

ONE, TWO = article_id(address(1)), article_id(address(2))


def test_articles_are_taken_down_by_address_and_id_once(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1), fingerprinted(2), fingerprinted(3)])
    done = khobao(home, "takedown", address(1), TWO, "--reason", "theo yêu cầu\ncủa tác giả")
    assert (done.returncode, done.stderr) == (0, f"{ONE} is taken down\n{TWO} is taken down\n")
    again = khobao(home, "takedown", ONE, "--reason", "lần nữa")
    assert (again.returncode, again.stderr) == (0, f"{ONE} was taken down before\n")
    out = tmp_path / "corpus"
    assert khobao(home, "export", "--format", "jsonl", "--out", str(out)).returncode == 0
    assert [address(1) in line for line in (out / "articles.jsonl").read_text().splitlines()] == [False]
    with Archive.open(home.database_url, tmp_path, write=False) as archive:
        assert {one.reason for one in archive.tombstones()} == {"theo yêu cầu của tác giả"}


def test_what_cannot_be_taken_down_is_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    done = khobao(home, "takedown", ONE, "--reason", "thử")
    assert (done.returncode, (tmp_path / "khobao.db").exists()) == (1, False)
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
    done = khobao(home, "takedown", "https://bao-thu.example/khong-co", "--reason", "thử")
    assert done.returncode == 1
    assert done.stderr.startswith("khobao: 'https://bao-thu.example/khong-co': the archive ")
    assert done.stderr.count("\n") == 1
    assert khobao(home, "takedown", ONE, "--reason", " ").returncode == 1
    assert khobao(home, "takedown", ONE).returncode == 2
