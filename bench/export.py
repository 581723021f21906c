"""Exports of an archive beside what a person would write with pandas, and what a delta costs.

`python -m bench.export [--articles 200000] [--folder FOLDER] [--workers 2]`. The archive is that of `bench.archive`,
made in FOLDER unless it is there. Every way runs in a process of its own: articles a second (wall time), microseconds
of CPU an article and the most memory (PSS), of all its processes. pandas reads rows with `read_sql`,
unpacks the bodies in Python and writes one Parquet file; it knows nothing of copies. Then one article in a hundred is
revised, and a delta is exported: its cost is CPU time beside that of the full export in the same format.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

import msgspec
import orjson
import zstandard

from bench.archive import Zipf, fill, made, page
from bench.running import watch
from crawler.archive import Archive
from crawler.corpus import Compression, Format, Source, export, export_delta, usual
from crawler.neardup import fingerprint

_QUERY = """
SELECT a.number, a.id, a.site, a.title, a.published_at, a.kind, a.quality, r.body, p.fetched_at, p.warc_file
FROM articles a JOIN revisions r ON r.article = a.number AND r.revision = a.revision JOIN pages p ON p.id = r.page
ORDER BY a.published_at, a.id
"""


class Silent:
    """Nobody looks."""

    def begin(self, total: int, done: int) -> None:
        pass

    def advance(self, articles: int) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Line:
    """One way: articles, seconds of wall and CPU time, bytes of memory."""

    name: str
    articles: int
    wall: float
    cpu: float
    memory: int

    def __str__(self) -> str:
        per = 1e6 * self.cpu / self.articles
        return f"{self.name:24}{self.articles / self.wall:12,.0f}{per:12.0f}{self.memory / 1e6:10,.0f}"


def main() -> None:
    """Run the ways and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the archive is, or is made and kept")
    parser.add_argument("--way", choices=[*WAYS, "delta"], help="run this one alone, in this process")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.way:
        way = _delta if given.way == "delta" else WAYS[given.way]
        way(given.folder, given.out, given.workers)
        return
    with nullcontext(given.folder) if given.folder else tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), given.articles, given.workers)


def compare(folder: Path, articles: int, workers: int) -> None:
    """Make the archive if need be, and run every way over it."""
    source = _source(folder)
    with Archive.open(source.database_url, folder) as archive:
        there = sum(site.archived for site in archive.report().sites)
        fill(archive, Zipf(1), range(there, articles))
    print(f"{'':24}{'articles/s':>12}{'CPU µs each':>12}{'MB':>10}")
    lines = {}
    for name in WAYS:
        rmtree(folder / name, ignore_errors=True)
        lines[name] = _run(name, folder, folder / name, workers, articles)
        print(lines[name], flush=True)
    _revise(source, articles // 100)
    for name in ("parquet", "jsonl.zst"):
        rmtree(folder / "delta", ignore_errors=True)
        line = _run("delta", folder / name, folder / "delta", workers, articles)
        spent = float((folder / "delta.log").read_text().split()[-1])
        whole = lines[name].cpu
        shares = (
            f"{100 * spent / whole:.1f} % of a full export's CPU time, {100 * line.cpu / whole:.1f} % with its start"
        )
        print(f"delta of 1 % to {name}: {shares}")


def _run(way: str, read: Path, out: Path, workers: int, articles: int) -> Line:
    command = [sys.executable, "-m", "bench.export", "--way", way, "--folder", str(read), "--out", str(out)]
    log = out.with_suffix(".log")
    done = watch([*command, "--workers", str(workers)], Path.cwd(), log, every=0.1)
    if done.exit_status:
        sys.exit(log.read_text())
    return Line(way, articles, done.wall, done.cpu, max(pss for pss, _ in done.memory))


def _source(folder: Path) -> Source:
    return Source(f"sqlite:///{folder}/khobao.db", folder)


def _ours(form: Format, compression: Compression) -> Callable[[Path, Path, int], object]:
    options = msgspec.structs.replace(usual(form), compression=compression)
    return lambda folder, out, workers: export(
        _source(folder), options, out, told=print, progress=Silent(), workers=workers
    )


def _delta(base: Path, out: Path, workers: int) -> None:
    began = time.process_time()
    export_delta(_source(base.parent), base, out, told=print, progress=Silent(), workers=workers)
    print(time.process_time() - began)


def _pandas(folder: Path, out: Path, _workers: int) -> None:
    import sqlite3

    import pandas as pd

    with sqlite3.connect(folder / "khobao.db") as connection:
        frame = pd.read_sql(_QUERY, connection)
    unpack = zstandard.ZstdDecompressor().decompress
    bodies = [orjson.loads(unpack(body)) for body in frame.pop("body")]
    for name in ("url", "summary", "blocks", "authors", "tags", "language", "extractor"):
        frame[name] = [body[name] for body in bodies]
    frame["text"] = ["\n\n".join(block["text"] for block in body["blocks"]) for body in bodies]
    out.mkdir()
    frame.to_parquet(out / "articles.parquet", compression="zstd")


def _revise(source: Source, count: int) -> None:
    """New revisions of so many articles, spread over all."""
    press = Zipf(1)
    with Archive.open(source.database_url, source.archive_dir) as archive:
        for number in range(0, 100 * count, 100):
            (one,) = made(press, range(number, number + 1))
            blocks = one.article.blocks[:-1]
            article = replace(one.article, blocks=(*blocks, replace(one.article.blocks[-1], text=f"{time.time()}")))
            served = replace(page(number, article), body=f"{time.time()}".encode())
            archive.store(served, article, fingerprint(article.text))


WAYS: dict[str, Callable[[Path, Path, int], object]] = {
    "parquet": _ours(Format.PARQUET, Compression.NONE),
    "jsonl.zst": _ours(Format.JSONL, Compression.ZSTD),
    "pandas": _pandas,
}

if __name__ == "__main__":
    main()
