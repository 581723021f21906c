from pathlib import Path

import pytest

from crawler.archive import Archive
from crawler.corpus import Format, Source
from tests.archive.making import fingerprinted
from tests.archive.test_files import files
from tests.corpus.releasing import exported_to, usual
from tests.crawling import Home, khobao
from tests.learning.paper import page, story
from tests.rereading import archived
from tests.warc.samples import exchange, writer


class Mistyped(Home):
    """The right ARCHIVE_DIR, and a DATABASE_URL that names another file."""

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.folder}/khobao2.db"


@pytest.mark.parametrize("options", [(), ("--repair",)])
def test_a_database_that_is_not_there_is_refused_and_costs_no_file(tmp_path: Path, options: tuple[str, ...]) -> None:
    home = Mistyped(tmp_path, tmp_path / "sites", "")
    with Archive.open(f"sqlite:///{tmp_path}/khobao.db", tmp_path) as archive:
        archive.store_many([fingerprinted(1)])
    done = khobao(home, "verify", *options)
    assert done.returncode == 1
    assert done.stderr.startswith(f"khobao: database {tmp_path}/khobao2.db: there is no such file: ")
    assert not (tmp_path / "khobao2.db").exists()
    Archive.open(home.database_url, tmp_path).close()
    done = khobao(home, "verify", *options)
    assert done.returncode == 1
    assert done.stderr.startswith(f"khobao: database {tmp_path}/khobao2.db: it holds no article: ")
    assert len(files(tmp_path / "articles")) == 1


def test_a_fault_is_told_mended_and_gone(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    archived(home.database_url, tmp_path, range(2))
    whole = khobao(home, "verify")
    assert (whole.returncode, whole.stdout) == (
        0,
        "every article, its file, the indexes and the WARC records are as they should be\n",
    )
    lost = files(tmp_path / "articles")[0]
    (tmp_path / "articles" / lost).unlink()
    told = khobao(home, "verify")
    assert told.returncode == 1
    assert told.stdout.startswith(f"missing-file  {lost}  ")
    assert told.stdout.endswith(": nothing is lost, it follows from the rows: `khobao verify --repair`\n")
    assert told.stderr.strip() == "khobao: 1 fault in the archive; `khobao verify --repair` mends 1 of them"
    assert khobao(home, "verify", "--repair").returncode == 0
    assert khobao(home, "verify").returncode == 0


def test_a_page_that_no_row_names_is_told_and_is_no_fault(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    archived(home.database_url, tmp_path, range(2))
    warc = writer(tmp_path / "warc")
    warc.write(exchange(story(1).url, page(story(9))))
    warc.close()
    told = khobao(home, "verify")
    first, last = told.stdout.splitlines()
    assert (told.returncode, first.split("  ")[0]) == (0, "orphan-record")
    assert last == "every article, its file, the indexes and the WARC records are as they should be"


def test_releases_are_compared_with_the_archive_when_they_are_named(tmp_path: Path) -> None:
    home = Home(tmp_path, tmp_path / "sites", "")
    archived(home.database_url, tmp_path, range(2))
    release = tmp_path / "corpus"
    exported_to(Source(home.database_url, tmp_path), usual(Format.JSONL), release)
    whole = khobao(home, "verify", "--release", str(release))
    assert whole.returncode == 0
    assert whole.stdout.endswith("the releases are whole, and hold nothing that the archive does not\n")
    with Archive.open(home.database_url, tmp_path) as archive:
        archive.take_down([one.article.url for one in archive.exported()][:1], "xin gỡ")
    told = khobao(home, "verify", "--release", str(release))
    assert told.returncode == 1
    assert told.stdout.startswith(f"stale-release  {release}  article ")
    assert told.stderr.strip() == "khobao: 1 fault in the archive and its releases"
    refused = khobao(home, "verify", "--release", str(tmp_path))
    assert refused.stderr.strip() == f"khobao: {tmp_path}: not a release: there is no manifest.json in it"
    assert khobao(home, "verify", str(release), "--release", str(release)).returncode == 2
