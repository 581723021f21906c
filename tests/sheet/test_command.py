"""`khobao report --html`."""

from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.archive.making import fingerprinted
from tests.crawling import Home, khobao


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path, tmp_path / "sites", "")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.store_many([fingerprinted(1), fingerprinted(2)])
    return home


def test_the_sheet_takes_the_place_of_the_one_before(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "sheet.html"
    file.write_text("trang cũ")
    done = khobao(home, "report", "--html", str(file))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", f"data sheet in {file}\n")
    assert "bao-thu" in file.read_text()
    assert not list(tmp_path.glob(".*partial"))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--html", "."], "khobao: .: a folder: name a file in it\n"),
        (["--html", "x.html", "--sample"], "khobao: --html is a page of its own: leave --article and --sample out\n"),
    ],
)
def test_bad_input_is_one_line(home: Home, options: list[str], told: str) -> None:
    done = khobao(home, "report", *options)
    assert (done.returncode, done.stderr) == (1, told)


def test_an_empty_archive_has_no_sheet(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    Archive.open(home.database_url, tmp_path).close()
    done = khobao(home, "report", "--html", str(tmp_path / "sheet.html"))
    assert done.returncode == 1
    assert "it holds no article" in done.stderr
    assert not (tmp_path / "sheet.html").exists()
