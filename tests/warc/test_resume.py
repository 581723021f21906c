"""Runs of one day go on with one file."""

import gzip
import os
import subprocess
import sys
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from crawler.corpus.captures import PagesAlone, WholeFiles
from crawler.corpus.pieces import Pieces
from crawler.errors import NotRecorded
from crawler.items import WarcRef
from crawler.warc import WarcWriter, check, read, records, repair
from crawler.warc.beginning import beginning
from crawler.warc.excerpt import excerpt
from crawler.warc.reader import records_of
from tests.warc.samples import MOMENT, URL, exchange
from tests.warc.test_repair import ROOT
from tests.warc.test_writer import full_disk


def run_at(directory: Path, moment: datetime = MOMENT, max_bytes: int = 1_000_000) -> WarcWriter:
    return WarcWriter(directory, software="khobao/0.1", operator="", max_bytes=max_bytes, clock=lambda: moment)


def visit(directory: Path, *numbers: int, moment: datetime = MOMENT, max_bytes: int = 1_000_000) -> list[WarcRef]:
    """One run from its start to its end, a page for each number."""
    warc = run_at(directory, moment, max_bytes)
    refs = [warc.write(exchange(f"{URL}?{number}", b"trang %d" % number)) for number in numbers]
    warc.close()
    return refs


def assert_readable(directory: Path, refs: list[WarcRef]) -> None:
    assert [read(directory, ref).ref for ref in refs] == refs


def files(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_the_next_run_of_a_day_goes_on_with_the_file_and_says_who_it_is(tmp_path: Path) -> None:
    first = visit(tmp_path, 1, 2)
    before = (tmp_path / first[0].file).read_bytes()
    second = visit(tmp_path, 3, moment=MOMENT + timedelta(hours=5))
    assert files(tmp_path) == [first[0].file]
    assert_readable(tmp_path, first + second)
    path = tmp_path / first[0].file
    assert path.read_bytes().startswith(before)
    found = list(records(path))
    assert [one.type for one in found] == ["warcinfo", *["response", "request"] * 2, "warcinfo", "response", "request"]
    run = {one.header("WARC-Warcinfo-ID") for one in found[6:]}
    assert run == {found[5].header("WARC-Record-ID")}
    assert found[5].header("WARC-Filename") == path.name
    assert not [one.fault for one in check(tmp_path, path.name) if one.fault]


def test_a_day_later_and_a_full_file_begin_new_ones(tmp_path: Path) -> None:
    refs = visit(tmp_path, 1)
    refs += visit(tmp_path, 2, moment=MOMENT + timedelta(days=1))
    refs += visit(tmp_path, 3, moment=MOMENT + timedelta(days=1, hours=1), max_bytes=100)
    assert len({ref.file for ref in refs}) == len(files(tmp_path)) == 3
    assert_readable(tmp_path, refs)


def test_two_at_once_never_share_and_the_third_takes_one_of_theirs(tmp_path: Path) -> None:
    first = visit(tmp_path, 1)
    one, two = run_at(tmp_path), run_at(tmp_path)
    refs = [one.write(exchange(URL + "?2")), two.write(exchange(URL + "?3"))]
    assert refs[0].file == first[0].file != refs[1].file
    one.close()
    two.close()
    refs += visit(tmp_path, 4)
    assert len(files(tmp_path)) == 2
    assert_readable(tmp_path, first + refs)


def test_a_reader_holds_on_to_what_it_opened_and_finds_what_was_renamed(tmp_path: Path) -> None:
    (first,) = visit(tmp_path, 1)
    path = tmp_path / first.file
    before = path.read_bytes()
    checking = check(tmp_path, first.file)
    found = [next(checking)]
    warc = run_at(tmp_path)
    second = warc.write(exchange(URL + "?2"))
    with path.with_name(path.name + ".open").open("ab") as torn:
        torn.write(before[:70])
    found += checking
    assert [(one.type, one.fault) for one in found] == [("warcinfo", ""), ("response", ""), ("request", "")]
    with beginning(tmp_path, first.file, len(before)) as stream:
        assert (stream.read(), stream.seek(0), stream.read(10)) == (before, 0, before[:10])
    assert_readable(tmp_path, [first, second])
    warc.close()


@pytest.mark.parametrize("damage", ["torn", "zeros", "something else", "empty"])
def test_a_file_that_does_not_end_with_a_whole_record_is_left_alone(tmp_path: Path, damage: str) -> None:
    (first,) = visit(tmp_path, 1)
    path = tmp_path / first.file
    data = path.read_bytes()
    changed = {"torn": data[:-1], "zeros": data + bytes(9), "something else": data + gzip.compress(b"x"), "empty": b""}
    path.write_bytes(changed[damage])
    (second,) = visit(tmp_path, 2)
    assert second.file != first.file
    assert path.read_bytes() == changed[damage]


def test_kill_9_while_appending_and_a_torn_tail_cost_nothing_that_was_closed(tmp_path: Path) -> None:
    (first,) = visit(tmp_path, 1, moment=MOMENT)
    before = (tmp_path / first.file).read_bytes()
    code = (
        "import os, pathlib, sys\n"
        "from tests.warc.samples import exchange\n"
        "from tests.warc.test_resume import run_at\n"
        "ref = run_at(pathlib.Path(sys.argv[1])).write(exchange('https://bao.example/2', b'hai'))\n"
        "print(ref.file, ref.offset, ref.digest, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, capture_output=True, check=False)
    file, offset, digest = done.stdout.decode().split()
    second = WarcRef(file, int(offset), digest)
    path = tmp_path / (first.file + ".open")
    assert files(tmp_path) == [path.name]
    whole = path.read_bytes()
    assert_readable(tmp_path, [first, second])
    for kept in (whole, whole[: len(before) + 50]):  # the second: cut off within the new run's warcinfo
        path.write_bytes(kept + whole[:40])
        assert [one.damaged_at for one in repair(tmp_path)] == [None]
        closed = path.with_suffix("")
        assert closed.read_bytes() == (whole if kept == whole else before)
        assert_readable(tmp_path, [first])
        closed.rename(path)
    repair(tmp_path)
    assert visit(tmp_path, 3)[0].file == first.file


@pytest.mark.parametrize("room", [20, 900])
def test_a_full_disk_leaves_at_least_what_was_closed(tmp_path: Path, room: int) -> None:
    (first,) = visit(tmp_path, 1)
    before = (tmp_path / first.file).read_bytes()
    warc = run_at(tmp_path)
    with full_disk(len(before) + room), pytest.raises(NotRecorded, match="cannot write WARC records: File too large"):
        warc.write(exchange(body=os.urandom(3000)))
    warc.close()
    assert files(tmp_path) == [first.file]
    data = (tmp_path / first.file).read_bytes()
    assert data.startswith(before)
    assert [one.type for one in records(tmp_path / first.file)][3:] == ([] if room == 20 else ["warcinfo"])
    assert visit(tmp_path, 2)[0].file == first.file


def test_a_package_holds_what_was_there_when_its_export_began(tmp_path: Path) -> None:
    (first,) = visit(tmp_path, 1)
    before = (tmp_path / first.file).read_bytes()
    whole, chosen = WholeFiles(tmp_path), PagesAlone(tmp_path)
    warc = run_at(tmp_path)
    second = warc.write(exchange(URL + "?2"))
    assert (whole.take(first), whole.take(second)) == (True, False)
    pieces = Pieces(tmp_path / "pieces")
    assert [(file.name, file.stream.read()) for file in whole.files(pieces)] == [(first.file, before)]
    assert chosen.take(first)
    assert [(file.name, file.stream.read()) for file in chosen.files(pieces)] == [(first.file, before)]
    warc.close()


def test_chosen_records_bring_the_warcinfo_of_their_run(tmp_path: Path) -> None:
    refs = [ref for number in range(4) for ref in visit(tmp_path, number)]
    out = BytesIO()
    excerpt(tmp_path, refs[0].file, [refs[2].offset, refs[3].offset], out)
    out.seek(0)
    found = list(records_of(out, "excerpt"))
    assert [one.type for one in found] == ["warcinfo", *["warcinfo", "response", "request"] * 2]
    for info, response in ((found[1], found[2]), (found[4], found[5])):
        assert response.header("WARC-Warcinfo-ID") == info.header("WARC-Record-ID")
