import gzip
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from crawler.items import WarcRef
from crawler.warc import read, records, repair
from crawler.warc.segment import Segment
from tests.warc.samples import PAGE, URL, exchange, writer

ROOT = Path(__file__).parents[2]


def left_open(directory: Path, pages: int) -> tuple[Path, list[WarcRef]]:
    """A file with `pages` exchanges as a dead process leaves it: nothing closed, nobody holding its lock."""
    refs = _dead_writer(directory, pages)
    return directory / (refs[0].file + ".open"), refs


def _dead_writer(directory: Path, pages: int) -> list[WarcRef]:
    code = (
        "import os, pathlib, sys\n"
        "from tests.warc.samples import URL, exchange, writer\n"
        "warc = writer(pathlib.Path(sys.argv[1]))\n"
        "for n in range(int(sys.argv[2])):\n"
        "    ref = warc.write(exchange(f'{URL}?{n}', os.urandom(3000) if n % 2 else b'%d' % n))\n"
        "    print(ref.file, ref.offset, ref.digest, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(directory), str(pages)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stderr
    return [WarcRef(file, int(offset), digest) for file, offset, digest in map(str.split, done.stdout.splitlines())]


def test_a_killed_writer_loses_nothing_that_it_answered_for(tmp_path: Path) -> None:
    path, refs = left_open(tmp_path, 4)
    assert [read(tmp_path, ref).ref for ref in refs] == refs
    (done,) = repair(tmp_path)
    assert str(done) == f"{refs[0].file}: left open, 9 whole records kept, 0 bytes of a torn tail cut off"
    assert not path.exists()
    assert [read(tmp_path, ref).ref for ref in refs] == refs
    assert repair(tmp_path) == []


@pytest.mark.parametrize("tail", [1, 20, 300, 2000])
def test_a_torn_tail_is_cut_back_to_the_last_whole_record(tmp_path: Path, tail: int) -> None:
    path, refs = left_open(tmp_path, 4)
    ends = [(record.offset, record.offset + record.length) for record in records(path)]
    os.truncate(path, path.stat().st_size - tail)
    size = path.stat().st_size
    (done,) = repair(tmp_path)
    whole = [end for _, end in ends if end <= size]
    closed = tmp_path / refs[0].file
    assert (done.members, done.cut) == (len(whole), size - whole[-1])
    assert closed.stat().st_size == whole[-1]
    assert len(list(records(closed))) == len(whole)


def test_a_tail_of_zeros_is_cut_off(tmp_path: Path) -> None:
    path, refs = left_open(tmp_path, 2)
    size = path.stat().st_size
    os.truncate(path, size + 5000)
    (done,) = repair(tmp_path)
    assert (done.cut, (tmp_path / refs[0].file).stat().st_size) == (5000, size)


def test_a_record_that_straddles_many_reads_is_found_whole(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange(body=os.urandom(1_500_000)))
    warc.close()
    path = tmp_path / ref.file
    path.rename(path.with_name(path.name + ".open"))
    assert [done.members for done in repair(tmp_path)] == [3]


@pytest.mark.timeout(20)
def test_records_that_unpack_into_many_times_their_size_are_read_to_their_end(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    refs = [warc.write(exchange(f"{URL}?{n}", PAGE * 3000)) for n in range(5)]
    warc.close()
    path = tmp_path / refs[0].file
    path.rename(path.with_name(path.name + ".open"))
    assert [(done.members, done.cut) for done in repair(tmp_path)] == [(11, 0)]


def test_damage_before_whole_records_is_told_and_nothing_is_cut(tmp_path: Path) -> None:
    path, refs = left_open(tmp_path, 4)
    data = bytearray(path.read_bytes())
    data[refs[1].offset + 100] ^= 1
    path.write_bytes(data)
    (done,) = repair(tmp_path)
    assert done.damaged_at == refs[1].offset
    assert str(done) == f"{path.stem}: damaged at offset {refs[1].offset}, whole records follow; nothing was cut"
    assert (tmp_path / refs[0].file).read_bytes() == data
    assert read(tmp_path, refs[3]).ref == refs[3]


def test_a_file_without_one_whole_record_is_removed(tmp_path: Path) -> None:
    path, refs = left_open(tmp_path, 1)
    os.truncate(path, 30)
    (done,) = repair(tmp_path)
    assert str(done) == f"{refs[0].file}: held no whole record (30 bytes), removed"
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_being_written_is_left_alone(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange())
    code = f"import pathlib; from crawler.warc import repair; print(repair(pathlib.Path({str(tmp_path)!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert repair(tmp_path) == []
    warc.write(exchange(URL + "?2", b"tiep"))
    warc.close()
    assert read(tmp_path, ref).body == PAGE


def test_closed_files_are_not_touched(tmp_path: Path) -> None:
    warc = writer(tmp_path)
    ref = warc.write(exchange())
    warc.close()
    before = (tmp_path / ref.file).stat()
    assert repair(tmp_path) == []
    assert (tmp_path / ref.file).stat() == before


def test_a_crawl_that_starts_takes_no_file_from_one_that_begins_it(tmp_path: Path) -> None:
    names = [f"khobao-{number:05d}.warc.gz" for number in range(400)]
    done = Event()
    with ThreadPoolExecutor(1) as starting:
        repairs = starting.submit(lambda: [repair(tmp_path) for _ in iter(done.is_set, True)])
        for name in names:
            segment = Segment.create(tmp_path, name)
            segment.append(gzip.compress(b"WARC/1.1\r\n"))
            segment.close()
        done.set()
    assert not any(found.members for once in repairs.result() for found in once)  # empty files were removed, at most
    assert sorted(path.name for path in tmp_path.iterdir()) == names


def test_a_segment_is_locked_from_its_first_byte(tmp_path: Path) -> None:
    segment = Segment.create(tmp_path, "khobao-x.warc.gz")
    assert repair(tmp_path) == []
    segment.discard()
    assert list(tmp_path.iterdir()) == []
