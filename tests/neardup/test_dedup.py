import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from crawler.errors import BadInput
from crawler.neardup.dedup import dedup
from tests.neardup import reference
from tests.neardup.making import changed, text

Line = dict[str, Any]
Told = tuple[str, str | None, str | None]


def run(tmp_path: Path, lines: Sequence[Line]) -> list[Line]:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    dedup(str(source), out, lambda stage, done: None)
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def told(lines: Sequence[Line]) -> list[Told]:
    return [(line["kind"], line["duplicate_of"], line["cluster"]) for line in lines]


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "crawler.cli", "dedup", *arguments]


def test_every_kind_in_input_order_with_all_own_keys(tmp_path: Path) -> None:
    first, whole = text(1), f"{text(2)} {text(3, 250)} {text(4)}"
    found = run(
        tmp_path,
        [
            {"id": "a", "text": first, "mine": [1, {"x": None}]},
            {"id": "b", "text": text(3, 250)},
            {"id": "c", "text": first.upper()},
            {"id": "d", "text": changed(first, 4)},
            {"id": "e", "text": whole},
            {"id": "f", "text": changed(first, 60)},
            {"id": "g", "text": ""},
            {"id": "h", "text": ""},
        ],
    )
    assert told(found) == [
        ("unique", None, "a"),
        ("contained", "e", None),
        ("exact", "a", "a"),
        ("near", "a", "a"),
        ("unique", None, None),
        ("unique", None, None),
        ("unique", None, None),
        ("unique", None, None),
    ]
    assert [line["id"] for line in found] == list("abcdefgh")
    assert found[0]["mine"] == [1, {"x": None}]
    assert found[2]["similarity"] == found[1]["similarity"] == 1.0
    mine, theirs = reference.shingles(first), reference.shingles(changed(first, 4))
    assert found[3]["similarity"] == round(len(mine & theirs) / len(mine | theirs), 4)


def test_the_original_is_what_was_published_first_wherever_it_stands(tmp_path: Path) -> None:
    story = text(1)
    found = run(
        tmp_path,
        [
            {"id": "undated", "text": changed(story, 1, 1)},
            {"id": "evening", "text": changed(story, 1, 2), "published_at": "2026-11-20T19:00:00+07:00"},
            {"id": "morning", "text": story, "published_at": "2026-11-20T01:00:00Z"},
            {"id": "noon", "text": story, "published_at": "2026-11-20T12:00:00"},
        ],
    )
    assert told(found) == [
        ("near", "morning", "morning"),
        ("near", "morning", "morning"),
        ("unique", None, "morning"),
        ("exact", "morning", "morning"),
    ]


def test_a_chain_is_one_cluster_but_links_are_true(tmp_path: Path) -> None:
    head, tail = text(1, 100), text(2, 100)
    chain = [f"{head} {tail}", f"{changed(head, 6)} {tail}", f"{changed(head, 6)} {changed(tail, 6)}"]
    found = run(tmp_path, [{"id": name, "text": one} for name, one in zip("abc", chain, strict=True)])
    assert told(found) == [("unique", None, "a"), ("near", "a", "a"), ("near", "b", "a")]
    assert all(0.7 < line["similarity"] < 0.8 for line in found[1:])


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (['{"id":"a","text":""}', "oops"], "line 2: not JSON"),
        (['{"id":"a","text":""}', "", '{"id":"b","text":""}'], "line 2: an empty line"),
        (['{"id":"a","text":""}', '{"text":""}'], 'line 2: every line needs an "id"'),
        (
            ['{"id":"a","text":""}', '{"id":"b","text":""}', '{"id":"a","text":"x"}'],
            'line 3: the id "a" stands in line 1',
        ),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, lines: list[str], said: str) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(lines))
    with pytest.raises(BadInput, match=said):
        dedup(str(source), out, lambda stage, done: None)
    assert list(tmp_path.iterdir()) == [source]
    source.write_text('{"id":"a","text":"x"}\n')
    dedup(str(source), out, lambda stage, done: None)
    assert json.loads(out.read_text())["kind"] == "unique"


def test_the_output_cannot_be_the_input(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text('{"id":"a","text":"x"}\n')
    (tmp_path / "link.jsonl").symlink_to(source)
    for out in (source, tmp_path / "link.jsonl"):
        with pytest.raises(BadInput, match="the output is the input"):
            dedup(str(source), out, lambda stage, done: None)
    assert source.read_text() == '{"id":"a","text":"x"}\n'


def test_missing_files_and_folders_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"none\.jsonl: No such file"):
        dedup(str(tmp_path / "none.jsonl"), tmp_path / "out.jsonl", lambda stage, done: None)
    assert not list(tmp_path.iterdir())
    with pytest.raises(BadInput, match=r"nowhere/out\.jsonl\.khobao-dedup: No such file"):
        dedup("-", tmp_path / "nowhere" / "out.jsonl", lambda stage, done: None)


def test_an_empty_file_gives_an_empty_one(tmp_path: Path) -> None:
    assert run(tmp_path, []) == []


def test_copies_without_number_are_linear(tmp_path: Path) -> None:
    story = text(1)
    started = time.process_time()
    found = run(tmp_path, [{"id": str(number), "text": story} for number in range(20_000)])
    assert time.process_time() - started < 20
    assert found[0]["kind"] == "unique"
    assert {(line["kind"], line["duplicate_of"]) for line in found[1:]} == {("exact", "0")}


def test_a_template_of_thousands_is_linear(tmp_path: Path) -> None:
    story = text(1, 60)
    lines = [{"id": str(number), "text": changed(story, 1, number)} for number in range(3000)]
    found = run(tmp_path, lines)
    assert {line["cluster"] for line in found} == {"0"}
    assert {(line["kind"], line["duplicate_of"]) for line in found[1:]} == {("near", "0")}


def test_the_command_reads_standard_input_and_packs(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"id": n, "text": text(n % 3)}) + "\n" for n in range(5))
    ran = subprocess.run(
        command("-", "--out", "o.jsonl.gz"), input=lines.encode(), cwd=tmp_path, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, b"")
    unpacked = subprocess.check_output(["gzip", "-dc", tmp_path / "o.jsonl.gz"])
    assert [json.loads(line)["duplicate_of"] for line in unpacked.splitlines()] == [None, None, None, 0, 1]


def test_the_command_fails_with_one_line_and_status_1(tmp_path: Path) -> None:
    ran = subprocess.run(command("-", "--out", str(tmp_path / "o")), input=b"?\n", capture_output=True, check=False)
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("khobao: standard input: line 1: not JSON")
    assert ran.stderr.count(b"\n") == 1


TELLING = """
import sys
from pathlib import Path
from crawler.neardup.dedup import dedup
dedup(sys.argv[1], Path(sys.argv[2]), lambda stage, done: print(stage, flush=True))
"""


@pytest.mark.parametrize("given", ["file", "stdin"])
def test_killed_at_any_moment_and_run_again_gives_what_one_run_gives(tmp_path: Path, given: str) -> None:
    source, out, clean = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "clean.jsonl"
    stories, random = [text(seed) for seed in range(300)], Random(7)
    with source.open("w") as file:
        for number in range(3000):
            story = changed(random.choice(stories), random.randrange(1, 30), random.randrange(10))
            file.write(json.dumps({"id": number, "text": story}) + "\n")
    dedup(str(source), clean, lambda stage, done: None)
    command = [sys.executable, "-c", TELLING, "-" if given == "stdin" else str(source), str(out)]
    for moment in ("read", "read", "read", "compared", "written"):
        with source.open("rb") as stdin, subprocess.Popen(command, stdin=stdin, stdout=subprocess.PIPE) as running:
            assert running.stdout is not None
            assert any(line.decode().strip() == moment for line in running.stdout)
            time.sleep(random.random() / 50)
            running.kill()
    with source.open("rb") as stdin:
        subprocess.run(command, stdin=stdin, check=True, stdout=subprocess.DEVNULL)
    assert out.read_bytes() == clean.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl", "clean.jsonl"}


def test_a_changed_input_begins_anew(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id":"a","text":"một"}\n{"id":"b","text":"hai"}\n?\n')
    with pytest.raises(BadInput):
        dedup(str(source), out, lambda stage, done: None)
    source.write_text('{"id":"c","text":"ba"}\n{"id":"a","text":"bốn"}\n')
    dedup(str(source), out, lambda stage, done: None)
    assert [json.loads(line)["id"] for line in out.read_text().splitlines()] == ["c", "a"]


def test_two_runs_on_one_output_do_not_mix(tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id":"a","text":"một"}\n')

    def second_run(stage: str, done: int) -> None:
        with pytest.raises(BadInput, match="another run is at work there"):
            dedup(str(source), out, lambda stage, done: None)

    dedup(str(source), out, second_run)
    assert out.exists()
