"""`khobao import` as a user types it; the folders hold what nobody would wish for."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from crawler import seedformat
from crawler.archive import Archive, Exported
from crawler.cli.app import main
from crawler.frontier.rechecks import due_again
from crawler.items import Dropped
from tests.crawling import ROOT, Home, khobao_command

RAW = """Bỏ qua điều hướng
Trang chủ
Chia sẻ Facebook

Cầu mới qua sông Gianh thông xe

Sáng 20/11, cây cầu mới qua sông Gianh đã thông xe sau ba năm thi công, rút ngắn nửa giờ đi lại giữa hai bờ.

Cầu dài 1.200 m, rộng 24 m, cho xe chạy tối đa 80 km/h, do tỉnh làm chủ đầu tư với vốn 1.500 tỷ đồng.

Tin liên quan

Giá cá thu tăng mạnh
Mưa lớn ở miền Trung
"""


class Done(NamedTuple):
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home", tmp_path / "sites", "")


@pytest.fixture
def khobao(home: Home, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`khobao …` in this process, on the archive of `home`."""
    for name, value in home.environment().items():
        monkeypatch.setenv(name, value)
    monkeypatch.delitem(sys.modules, "settings", raising=False)  # settings are read once a process

    def run(*arguments: str | Path) -> Done:
        monkeypatch.setattr(sys, "argv", ["khobao", *map(str, arguments)])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        return Done(status, *capfd.readouterr())

    return run


def seed(folder: Path, number: int, content: str, name: str = "") -> Path:
    """Write a file of the seed format."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or seedformat.file_name(number, content))
    path.write_bytes(content.encode())
    return path


def news(number: int) -> str:
    caption = f"Bến cảng thứ {number} (Ảnh: Lê Vy)."
    return f" date 2025-11-{number % 28 + 1:02d} {caption}\n\nTàu số {number} đã về bến sáng nay."


def held(home: Home) -> list[Exported]:
    """The articles of the archive, in which nothing may be amiss."""
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        assert list(archive.verify()) == []
        return list(archive.exported())


def test_articles_are_archived_and_everything_that_works_on_articles_works(
    home: Home, khobao: Run, tmp_path: Path
) -> None:
    for number in range(3):
        seed(tmp_path / "in", number, news(number))
    done = khobao("import", tmp_path / "in", "--site", "bao-cu")
    assert (done.status, done.err.strip()) == (0, "3 imported, 0 there already, 0 refused")
    first = held(home)[0]
    address = "seed:bao-cu/" + seedformat.file_name(0, news(0)).removesuffix(".txt")
    assert (first.article.site, first.article.url, first.article.title) == ("bao-cu", address, "")
    assert (first.found_by, first.warc, first.article.language) == ("import", None, "vi")
    assert first.article.published_at == datetime(2025, 11, 1, tzinfo=seedformat.VIETNAM)
    assert first.article.text == "Tàu số 0 đã về bến sáng nay."
    assert first.article.captions == ("Bến cảng thứ 0 (Ảnh: Lê Vy).",)
    for command in (["verify"], ["search", "cảng tàu"], ["report"], ["history", address]):
        done = khobao(*command)
        assert done.status == 0, done.err
        assert done.out
    done = khobao("reextract", "--again")
    assert "3 imported articles have no page to read again: left as they are" in done.err
    assert (done.status, done.out.split()[0]) == (0, "0")


def test_the_next_visit_of_the_paper_asks_for_no_imported_article(home: Home, khobao: Run, tmp_path: Path) -> None:
    seed(tmp_path / "in", 0, news(0))
    khobao("import", tmp_path / "in")
    with Archive.open(home.database_url, home.folder) as archive, archive.database.reading() as connection:
        assert due_again(connection, "imported", datetime(2025, 1, 1, tzinfo=UTC), datetime.now(UTC)) == []


def test_what_was_taken_down_does_not_come_back(home: Home, khobao: Run, tmp_path: Path) -> None:
    for number in range(2):
        seed(tmp_path / "in", number, news(number))
    khobao("import", tmp_path / "in")
    done = khobao("takedown", "seed:imported/" + seedformat.file_name(0, news(0))[:-4], "--reason", "theo yêu cầu")
    assert done.status == 0, done.err
    done = khobao("import", tmp_path / "in")
    assert "0 imported, 2 there already" in done.err
    assert [one.article.text for one in held(home)] == ["Tàu số 1 đã về bến sáng nay."]


def test_raw_texts_are_cleaned(home: Home, khobao: Run, tmp_path: Path) -> None:
    seed(tmp_path / "in", 0, RAW, "cầu mới.txt")
    done = khobao("import", tmp_path / "in", "--raw")
    assert done.status == 0, done.err
    (one,) = held(home)
    assert one.article.text.startswith("Sáng 20/11, cây cầu mới")
    assert one.article.text.endswith("1.500 tỷ đồng.")
    assert Dropped("Chia sẻ Facebook", "label") in one.article.dropped
    assert "0 imported, 1 there already" in khobao("import", tmp_path / "in", "--raw").err


def test_digests_of_another_tool_say_nothing(home: Home, khobao: Run, tmp_path: Path) -> None:
    for number in range(2):
        seed(tmp_path / "in", number, "\ufeff" + news(number) + "\r\n", f"00{number}_00112233445566{number}7.txt")
    done = khobao("import", tmp_path / "in")
    assert done.status == 0
    assert "the digests in the names are another tool's" in done.err
    assert [seedformat.day_of(one.article) for one in held(home)] == [date(2025, 11, 1), date(2025, 11, 2)]


def test_hostile_files_are_named_and_the_rest_is_imported(home: Home, khobao: Run, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    seed(folder, 0, news(0))
    seed(folder / "2025" / "11", 1, news(1))
    seed(folder, 2, news(2)).write_bytes(b"th\xe1y \xff")
    seed(folder, 3, news(3), "003_0123456789abcdef.txt")
    seed(folder, 4, news(4), "bai \x1b[31m\nso 4.txt")
    seed(folder, 5, " date 2025-02-30 Ngày không có.")
    seed(folder, 6, " date 0001-01-01 Xưa quá.")
    seed(folder, 7, "")
    seed(folder, 8, " date 20-11-2025 Ngày viết ngược.")
    huge = seed(folder, 9, news(9))
    os.truncate(huge, 5 << 20)
    secret = seed(tmp_path, 10, "mật khẩu")
    (folder / secret.name).symlink_to(secret)
    (folder / "nhánh").symlink_to(tmp_path)
    os.mkfifo(folder / "011_0123456789abcdef.txt")
    (folder / ".000_0123456789abcdef.txt").write_text("của trình soạn thảo")
    (folder / "README.md").write_text("không phải bài")
    done = khobao("import", folder)
    assert done.status == 1
    assert done.err.count("khobao: ") == 11
    for said in (
        "its content has the digest",
        "not called as the seed format wants",
        "longer than 4 MB, as no article is; give one article a file",
        "not a plain file",
        "is not a date in the calendar",
        "before every calendar",
        "there is no text",
        "begins with a blank, but not with ` date YYYY-MM-DD `",
        "2 imported, 0 there already, 10 refused",
        "10 of 12 files were refused, see above",
    ):
        assert said in done.err, said
    assert "\x1b" not in done.err
    assert "mật khẩu" not in "".join(one.article.text for one in held(home))


def test_what_is_not_utf8_is_named_by_its_byte(home: Home, khobao: Run, tmp_path: Path) -> None:
    seed(tmp_path / "in", 0, news(0), "000_0123456789abcdef.txt").write_bytes(b" date 2025-11-20 th\xe1y")
    done = khobao("import", tmp_path / "in")
    assert done.status == 1
    assert "not UTF-8: byte 19 is 0xe1" in done.err


@pytest.mark.parametrize("given", ["nothing-there", "empty"])
def test_a_folder_without_articles_is_one_line(home: Home, khobao: Run, tmp_path: Path, given: str) -> None:
    (tmp_path / "empty").mkdir()
    done = khobao("import", tmp_path / given)
    assert done.status == 1
    assert done.err.startswith(f"khobao: {tmp_path / given}: ")
    assert done.err.count("\n") == 1
    assert not home.folder.exists()


def test_a_site_that_is_no_id_is_wrong_usage(home: Home, khobao: Run, tmp_path: Path) -> None:
    seed(tmp_path / "in", 0, news(0))
    assert khobao("import", tmp_path / "in", "--site", "../bao").status == 2


def test_ctrl_c_loses_nothing_and_the_next_run_goes_on(home: Home, khobao: Run, tmp_path: Path) -> None:
    count = 1_000
    for number in range(count):
        seed(tmp_path / "in", number, news(number))
    command = khobao_command("import", str(tmp_path / "in"))
    process = subprocess.Popen(command, cwd=ROOT, env=home.environment(), stderr=subprocess.PIPE)
    articles, deadline = home.folder / "articles", time.monotonic() + 60
    while not any(articles.rglob("*.txt")) and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert b"Traceback" not in said
    told, last = said.decode().splitlines()[-2:]
    assert last == "khobao: interrupted"
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        there = sum(1 for _ in archive.exported())  # the files of the last ones are written at the next start
    assert 0 < there < count
    left = f"{count - there} files are left: the same command goes on"
    assert told == f"{there} imported, 0 there already, 0 refused; {left}"
    done = khobao("import", tmp_path / "in")
    assert f"{count - there} imported, {there} there already, 0 refused" in done.err
    assert len(held(home)) == count
