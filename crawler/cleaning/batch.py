"""Many raw texts at once: a folder of text files, or a file of JSON lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from crawler.cleaning.clean import clean
from crawler.cleaning.raw import MAX_BYTES, decode, read_raw
from crawler.cleaning.streams import read_lines, writing
from crawler.cleaning.unfinished import unfinished
from crawler.errors import BadInput


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one text. `refused` says why nothing was written; `removed` counts characters."""

    name: str
    removed: int = 0
    skipped: bool = False
    refused: str | None = None


def raw_files(folder: Path, out: Path) -> list[Path]:
    """The .txt files below the folder, in order. Raises BadInput when there are none or when `out` lies inside it."""
    if out.resolve().is_relative_to(folder.resolve()):
        raise BadInput(f"{out}: inside the folder that is read; give a folder outside {folder}")
    files = sorted(path for path in folder.rglob("*.txt") if path.is_file())
    if not files:
        raise BadInput(f"{folder}: no .txt file in it")
    return files


def clean_folder(folder: Path, out: Path) -> Iterator[Outcome]:
    """Clean every .txt file below `folder` to the same relative path below `out`, one outcome a file.

    Files appear whole or not at all; a file that is there already and not older than its source is left as it is, so
    an interrupted run goes on where it stopped.
    """
    for path in raw_files(folder, out):
        target = out / path.relative_to(folder)
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            yield Outcome(str(path), skipped=True)
        else:
            yield _clean_file(path, target)


def _clean_file(path: Path, target: Path) -> Outcome:
    try:
        raw = read_raw(path)
        text = article(raw, str(path))
    except BadInput as error:
        return Outcome(str(path), refused=str(error))
    with writing(target) as stream:
        stream.write(text.encode())
    return Outcome(str(path), removed=len(raw) - len(text))


def article(raw: str, name: str, day: date | None = None) -> str:
    """The cleaned text of `raw`. Raises BadInput when nothing is left, that is when there is no article in it."""
    text = clean(raw, day).text
    if not text:
        raise BadInput(f"{name}: no article in it, only links and labels")
    return text


def clean_jsonl(source: Path, target: Path, key: str = "text") -> Iterator[Outcome]:
    """Clean the text under `key` in every line of `source` into `target`, one outcome a line; other keys stay.

    Lines stay in order, a text without an article becomes "". `target` appears whole when the last line is done; a run
    that was killed goes on where it stopped, and gives the same bytes. Raises BadInput, naming the line, for lines
    that are no object with such a text.
    """
    with unfinished(target, _identity(source, key)) as (stream, done):
        numbered = ((n, line) for n, line in enumerate(read_lines(source, MAX_BYTES), start=1) if line.strip())
        for count, (number, line) in enumerate(numbered):
            if count < done:
                yield Outcome(f"line {number}", skipped=True)
                continue
            value = _parsed(line, f"{source}, line {number}", key)
            text = clean(value[key]).text
            stream.write(orjson.dumps(value | {key: text}) + b"\n")
            yield Outcome(f"line {number}", removed=len(value[key]) - len(text))


def _identity(source: Path, key: str) -> str:
    try:
        status = source.stat()
    except OSError as error:
        raise BadInput(f"{source}: cannot be read: {error.strerror}") from error
    return f"{source.resolve()} {status.st_size} {status.st_mtime_ns} {key}"


def _parsed(line: bytes, name: str, key: str) -> dict[str, Any]:
    try:
        value = orjson.loads(decode(line, name))
    except orjson.JSONDecodeError as error:
        raise BadInput(f"{name}: not JSON: {error}") from error
    if not isinstance(value, dict) or not isinstance(value.get(key), str):
        raise BadInput(f'{name}: no text under "{key}"; name the key of the text with --key')
    return value
