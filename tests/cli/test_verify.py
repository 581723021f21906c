from pathlib import Path

from crawler.archive import Archive
from tests.archive.making import fingerprinted
from tests.archive.test_files import files
from tests.crawling import Home, khobao


def test_a_fault_is_told_mended_and_gone(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1), fingerprinted(2)])
    whole = khobao(home, "verify")
    assert (whole.returncode, whole.stdout) == (
        0,
        "every article, its file and the index of copies are as they should be\n",
    )
    lost = files(tmp_path / "articles")[0]
    (tmp_path / "articles" / lost).unlink()
    told = khobao(home, "verify")
    assert told.returncode == 1
    assert told.stdout.startswith(f"missing-file  {lost}  ")
    assert told.stderr == ("khobao: 1 fault in the archive; `khobao verify --repair` mends 1 of them\n")
    assert khobao(home, "verify", "--repair").returncode == 0
    assert khobao(home, "verify").returncode == 0
