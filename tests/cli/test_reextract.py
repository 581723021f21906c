from pathlib import Path

from crawler.archive import Archive
from tests.crawling import Home, khobao
from tests.learning.paper import story
from tests.rereading import ADVERT, archived, as_before


def test_articles_are_read_again_once_and_what_changed_is_told(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    archived(home.database_url, tmp_path, range(3), as_before)
    done = khobao(home, "reextract", "--site", "bao-khac")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("khobao: --site bao-khac: the archive holds no page of such a paper: ")
    done = khobao(home, "reextract", "--site", "bennuoc", "--since", "2025-11-20", "--until", "2025-11-20")
    assert done.stdout.splitlines() == [
        "        3  pages read again",
        "        3  changed",
        "                3  title",
        f"                3  text (+0 −{3 * len(ADVERT.split())} words of lead and text)",
        "                3  time of publication",
    ]
    assert (done.returncode, done.stderr.strip()) == (0, "")
    assert khobao(home, "reextract").stdout == "        0  pages read again\n"
    assert khobao(home, "reextract", "--again").stdout.splitlines()[1] == "        3  unchanged"


def test_lost_records_are_named_and_end_with_an_error(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    archived(home.database_url, tmp_path, range(1), as_before)
    for file in (tmp_path / "warc").iterdir():
        file.unlink()
    done = khobao(home, "reextract")
    assert done.returncode == 1
    told, last = (line for line in done.stderr.splitlines() if line.strip())
    assert told.startswith(f"unreadable  {story(0).url}  ")
    assert last == "khobao: 1 page could not be read, see above: what stood there stays"
    with Archive.open(home.database_url, tmp_path, write=False) as archive:
        assert [ADVERT in one.article.text for one in archive.exported()] == [True]


def test_wrong_usage_and_a_missing_archive_are_one_line(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    done = khobao(home, "reextract", "--since", "20/11/2025")
    assert (done.returncode, done.stderr) == (1, "khobao: '20/11/2025' is not a date: write YYYY-MM-DD\n")
    done = khobao(home, "reextract")
    assert done.returncode == 1
    assert done.stderr.startswith(f"khobao: database {tmp_path}/khobao.db: there is no such file: ")
    assert not (tmp_path / "khobao.db").exists()
