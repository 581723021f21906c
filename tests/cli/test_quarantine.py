from pathlib import Path

from crawler.archive import Archive
from crawler.urls import article_id
from tests.archive.making import address, fingerprinted
from tests.crawling import Home, khobao


def exported(home: Home, name: str) -> int:
    out = home.folder / name
    assert khobao(home, "export", "--format", "jsonl", "--out", str(out)).returncode == 0
    return len(next(out.rglob("*.jsonl")).read_text().splitlines())


def test_a_site_is_held_listed_and_released(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
    held = khobao(home, "quarantine", "hold", "bao-thu", "--reason", "thử\nxem")
    assert (held.returncode, held.stdout) == (0, "")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(2), fingerprinted(3)])
    listed = khobao(home, "quarantine", "list")
    assert listed.stdout.startswith("bao-thu  2 articles  since ")
    assert listed.stdout.endswith("  thử xem\n")
    articles = khobao(home, "quarantine", "list", "bao-thu").stdout.splitlines()
    assert [line.split()[0] for line in articles] == [article_id(address(2)), article_id(address(3))]
    assert exported(home, "before") == 1
    released = khobao(home, "quarantine", "release", "bao-thu")
    assert (released.returncode, released.stderr) == (0, "bao-thu: 2 articles released\n")
    assert exported(home, "after") == 3
    assert khobao(home, "quarantine", "list").stderr == "no site is in quarantine\n"


def test_what_cannot_be_held_or_released_is_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    commands: list[list[str]] = [["hold", "bao-thu"], ["release", "bao-thu"], ["list"]]
    for command in commands:
        done = khobao(home, "quarantine", *command)
        assert (done.returncode, done.stderr.count("\n"), (tmp_path / "khobao.db").exists()) == (1, 1, False)
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
    assert "no page of such a paper" in khobao(home, "quarantine", "hold", "bao-tu").stderr
    for name in ("release", "list"):
        assert "no such site is in quarantine" in khobao(home, "quarantine", name, "bao-thu").stderr
    assert khobao(home, "quarantine").returncode == 2
