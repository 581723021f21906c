import gzip
import json
from pathlib import Path

import pytest
import zstandard

from crawler.errors import BadInput
from crawler.neardup.documents import Lines, LineVerdict, judged_line, parse, written

UNIQUE = LineVerdict("unique")


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.jsonl.zst"])
def test_what_is_written_is_read_again(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with written(path) as file:
        file.write(b"one\nhai\n")
        file.write(b"three")
    assert list(Lines(path, name).read()) == [(1, b"one\n"), (2, b"hai\n"), (3, b"three")]


def test_packed_files_of_several_members_are_read_to_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress(b"1\n") + gzip.compress(b"2\n"))
    (tmp_path / "a.zst").write_bytes(zstandard.compress(b"1\n") + zstandard.compress(b"2\n"))
    for name in ("a.gz", "a.zst"):
        assert [line for _, line in Lines(tmp_path / name, name).read()] == [b"1\n", b"2\n"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.gz", b"no gzip"),
        ("a.zst", b"no zstandard"),
        ("a.gz", gzip.compress(b"x\n" * 100_000)[:-20]),
        ("b.gz", None),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, content: bytes | None) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadInput, match=rf"^{name}: line \d+: cannot be read: "):
        list(Lines(path, name).read())


def test_a_document() -> None:
    found = parse('{"id": "a/1", "text": "Xin chào", "x": 1}\n'.encode(), "here")
    assert found == (b'"a/1"', "Xin chào", None, False)
    assert parse(b'{"id": 12, "text": "", "published_at": null}', "here").id == b"12"


@pytest.mark.parametrize(
    "moment",
    ["1970-01-01T07:00:01+07:00", "1970-01-01T07:00:01", "1970-01-01T00:00:01Z"],
)
def test_times_are_those_of_vietnam_unless_they_say_otherwise(moment: str) -> None:
    line = json.dumps({"id": "a", "text": "", "published_at": moment}).encode()
    assert parse(line, "here").moment == 1_000_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"", "an empty line"),
        (b" \t\r\n", "an empty line"),
        (b"{", "not JSON"),
        (b'{"id": "a", "text": "\\ud800"}', "not JSON"),
        (b"[1]", "not a JSON object"),
        (b'{"text": ""}', 'needs an "id"'),
        (b'{"id": null, "text": ""}', 'needs an "id"'),
        (b'{"id": true, "text": ""}', 'needs an "id"'),
        (b'{"id": 1.5, "text": ""}', 'needs an "id"'),
        (b'{"id": "a"}', 'needs a "text"'),
        (b'{"id": "a", "text": null}', 'needs a "text"'),
        (b'{"id": "a", "text": "", "published_at": 5}', '"published_at" must be'),
        (b'{"id": "a", "text": "", "published_at": "h\xc3\xb4m qua"}', '"published_at" must be'),
    ],
)
def test_a_line_that_is_no_document_is_refused(line: bytes, said: str) -> None:
    with pytest.raises(BadInput, match=f"^in: line 7: .*{said}"):
        parse(line, "in: line 7")


def test_a_line_keeps_every_byte_of_its_own() -> None:
    line = '{ "big":123456789012345678901234567890, "é":1.10,"id":"a","text":"x" } \n'.encode()
    told = judged_line(line, LineVerdict("near", b'"b"', 0.9, b'"b"'), judged=False)
    assert told == line[:-3] + b',"kind":"near","duplicate_of":"b","similarity":0.9,"cluster":"b"}\n'
    assert json.loads(judged_line(b'{"id":"a"}', UNIQUE, judged=False)) == {
        "id": "a",
        "kind": "unique",
        "duplicate_of": None,
        "similarity": None,
        "cluster": None,
    }


def test_an_older_verdict_is_replaced() -> None:
    line = b'{"kind":"article","id":123456789012345678901234567890,"text":"\\"cluster\\"","duplicate_of":"x"}'
    value = json.loads(
        judged_line(line, UNIQUE, judged=parse(line.replace(b"123456789012345678901234567890", b"1"), "here").judged)
    )
    assert value["kind"] == "unique"
    assert value["duplicate_of"] is None
    assert (value["id"], value["text"]) == (123456789012345678901234567890, '"cluster"')
