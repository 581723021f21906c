"""Folders and JSON lines: the same paths and lines, whole files only, one line for each text that is refused."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pytest
import zstandard

from crawler.cleaning.batch import clean_folder, clean_jsonl
from crawler.cleaning.streams import read_lines, writing
from crawler.cleaning.unfinished import unfinished
from crawler.errors import BadInput

PROSE = "Sáng nay, cây cầu bắc qua sông Lam đã thông xe sau gần ba năm xây dựng."
RAW = f"Skip to main content\n\nCầu mới thông xe\n\n{PROSE}\n{PROSE[:-1]} và hai tháng.\n\nComments"
CLEAN = f"{PROSE}\n\n{PROSE[:-1]} và hai tháng."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    raw = tmp_path / "raw"
    (raw / "2025").mkdir(parents=True)
    (raw / "a.txt").write_text(RAW, encoding="utf-8")
    (raw / "2025" / "b.txt").write_text(PROSE, encoding="utf-8")
    return raw


def test_a_folder_keeps_its_paths(folder: Path, tmp_path: Path) -> None:
    outcomes = list(clean_folder(folder, tmp_path / "out"))
    assert [outcome.refused for outcome in outcomes] == [None, None]
    assert (tmp_path / "out" / "a.txt").read_bytes() == CLEAN.encode()
    assert (tmp_path / "out" / "2025" / "b.txt").read_bytes() == PROSE.encode()


def test_a_second_run_goes_on_where_the_first_stopped(folder: Path, tmp_path: Path) -> None:
    list(clean_folder(folder, tmp_path / "out"))
    os.utime(folder / "a.txt", (2e9, 2e9))
    (tmp_path / "out" / "a.txt").unlink()
    assert [outcome.skipped for outcome in clean_folder(folder, tmp_path / "out")] == [True, False]


def test_a_source_that_changed_is_cleaned_again(folder: Path, tmp_path: Path) -> None:
    list(clean_folder(folder, tmp_path / "out"))
    os.utime(folder / "a.txt", (2e9, 2e9))
    assert [outcome.skipped for outcome in clean_folder(folder, tmp_path / "out")] == [True, False]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty"), (b"\x89PNG\0", "binary"), (b"C\xe1\xba", "byte 1 is 0xe1"), (b"Comments\nXem ngay", "")],
)
def test_a_bad_file_is_refused_and_the_rest_is_done(folder: Path, tmp_path: Path, content: bytes, reason: str) -> None:
    (folder / "bad.txt").write_bytes(content)
    outcomes = list(clean_folder(folder, tmp_path / "out"))
    refused = [outcome.refused for outcome in outcomes if outcome.refused]
    assert len(outcomes) == 3
    assert all("bad.txt" in line and reason in line for line in refused)
    assert bool(refused) == bool(reason)


def test_a_text_of_labels_only_is_refused(folder: Path, tmp_path: Path) -> None:
    (folder / "menu.txt").write_text("Skip to content\nTrang chủ\nLiên hệ", encoding="utf-8")
    refused = [outcome.refused for outcome in clean_folder(folder, tmp_path / "out")]
    assert any(line and "no article" in line for line in refused)
    assert not (tmp_path / "out" / "menu.txt").exists()


def test_an_out_folder_inside_the_source_is_refused(folder: Path) -> None:
    with pytest.raises(BadInput, match="inside the folder"):
        list(clean_folder(folder, folder / "out"))


def _plain(content: bytes) -> bytes:
    return content


@pytest.mark.parametrize(
    ("extension", "pack", "unpack"),
    [
        ("jsonl", _plain, _plain),
        ("jsonl.gz", gzip.compress, gzip.decompress),
        (
            "jsonl.zst",
            zstandard.compress,
            lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed),
        ),
    ],
)
def test_json_lines_keep_order_and_other_keys(
    tmp_path: Path, extension: str, pack: Callable[[bytes], bytes], unpack: Callable[[bytes], bytes]
) -> None:
    source, target = tmp_path / f"in.{extension}", tmp_path / f"out.{extension}"
    rows = [{"id": "một", "text": RAW}, {"id": "hai", "text": PROSE, "n": 2}, {"text": "Comments\nTrang chủ"}]
    source.write_bytes(pack("\n".join(json.dumps(row) for row in rows).encode()))
    assert len(list(clean_jsonl(source, target))) == 3
    written = [json.loads(line) for line in unpack(target.read_bytes()).splitlines()]
    assert written == [{"id": "một", "text": CLEAN}, rows[1], {"text": ""}]


TELLING = """
import sys
from pathlib import Path
from crawler.cleaning.batch import clean_jsonl
for outcome in clean_jsonl(Path(sys.argv[1]), Path(sys.argv[2])):
    print("skipped" if outcome.skipped else "cleaned", flush=True)
"""


@pytest.mark.parametrize("extension", ["jsonl", "jsonl.gz", "jsonl.zst"])
def test_killed_and_run_again_gives_the_bytes_of_one_run(tmp_path: Path, extension: str) -> None:
    source, target, whole = tmp_path / "in.jsonl", tmp_path / f"out.{extension}", tmp_path / f"whole.{extension}"
    source.write_text("".join(json.dumps({"id": n, "text": f"{RAW}\n\n{n}"}) + "\n\n" for n in range(2000)))
    list(clean_jsonl(source, whole))
    command = [sys.executable, "-c", TELLING, str(source), str(target)]
    for moment in (600, 1200):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            assert len(list(islice(running.stdout, moment))) == moment
            running.kill()
        assert not target.exists()
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.split()
    assert len(told) == 2000
    assert told.count(b"skipped") > 600
    assert target.read_bytes() == whole.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {source.name, target.name, whole.name}


def test_lines_of_another_input_and_torn_lines_are_done_again(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(json.dumps({"text": PROSE}) + "\n")
    with unfinished(target, "another input") as (stream, done):
        stream.write(b'{"text": "x"}\n')
    assert done == 0
    work = tmp_path / "out.jsonl.khobao-clean"
    assert len(list(islice(clean_jsonl(source, target), 1))) == 1
    work.write_bytes(work.read_bytes()[:-1])
    assert [outcome.skipped for outcome in clean_jsonl(source, target)] == [False]
    assert json.loads(target.read_bytes()) == {"text": PROSE}


def test_two_runs_on_one_output_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    with unfinished(target, "a") as (stream, _):
        stream.write(b"{}\n")
        with pytest.raises(BadInput, match="another run"), unfinished(target, "a"):
            pass
    assert target.read_bytes() == b"{}\n"


@pytest.mark.parametrize("line", [b"{", b"[]", b'{"body": "x"}', b'{"text": 3}', b'{"text": "\\ud800"}', b"\xff"])
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, line: bytes) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(json.dumps({"text": PROSE}).encode() + b"\n" + line)
    with pytest.raises(BadInput, match="line 2"):
        list(clean_jsonl(source, target))
    assert list(tmp_path.iterdir()) == [source]


@pytest.mark.parametrize(
    ("name", "content"), [("x.jsonl.gz", b"no gzip"), ("x.jsonl.zst", b"no zstd"), ("x.jsonl", None)]
)
def test_packing_that_is_broken_is_one_line(tmp_path: Path, name: str, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=name):
        list(read_lines(tmp_path / name, 100))


def test_a_line_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "long.jsonl").write_bytes(b"x" * 101)
    with pytest.raises(BadInput, match="longer than"):
        list(read_lines(tmp_path / "long.jsonl", 100))


def test_a_target_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BadInput, match="cannot be written"), writing(tmp_path / "file" / "out.txt") as stream:
        stream.write(b"x")
