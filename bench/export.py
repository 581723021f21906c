"""Exports of an archive beside what a person would write with pandas, and what a delta costs.

`python -m bench.export [--articles 200000] [--folder FOLDER] [--workers 2]`. The archive is that of `bench.archive`,
made in FOLDER unless it is there. Every way is a command of its own, from its start to its end: articles a second (wall
time), microseconds of CPU an article and the most memory (PSS), of all its processes. pandas reads rows with
`read_sql`, unpacks the bodies in Python and writes one Parquet file; it knows nothing of copies. Then one article in a
hundred is revised, and a delta is exported: its cost is CPU time beside that of the full export in the same format,
once of the whole command and once without its start.
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

import orjson
import zstandard

from bench.archive import Zipf, fill, made, page
from bench.running import watch
from crawler.archive import Archive
from crawler.cli.telling import Unseen
from crawler.corpus import Source, export_delta
from crawler.corpus.lean import do_without_pandas
from crawler.neardup import fingerprint

_QUERY = """
SELECT a.number, a.id, a.site, a.title, a.published_at, a.kind, a.quality, r.body, p.fetched_at, p.warc_file
FROM articles a JOIN revisions r ON r.article = a.number AND r.revision = a.revision JOIN pages p ON p.id = r.page
ORDER BY a.published_at, a.id
"""


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
    parser.add_argument("--alone", choices=["pandas", "delta"], help="run this alone, in this process")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    if given.alone == "pandas":
        _pandas(given.folder, given.out)
        return
    if given.alone == "delta":
        _delta(given.folder, given.out, given.workers)
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
    for name in ("parquet", "jsonl.zst", "pandas"):
        command = _alone(name, folder) if name == "pandas" else _khobao(source, workers, *_FORMATS[name])
        lines[name] = _run(name, command, folder / name, articles)
        print(lines[name], flush=True)
    _revise(source, articles // 100)
    for name in ("parquet", "jsonl.zst"):
        since = _khobao(source, workers, "--since-release", str(folder / name))
        line = _run("delta", since, folder / "delta", articles)
        _run("delta", _alone("delta", folder / name), folder / "delta", articles)
        spent = float((folder / "delta.log").read_text().split()[-1])
        whole = lines[name].cpu
        shares = (
            f"{100 * spent / whole:.1f} % of a full export's CPU time, {100 * line.cpu / whole:.1f} % with its start"
        )
        print(f"delta of 1 % to {name}: {shares}")


_FORMATS = {"parquet": ("--format", "parquet"), "jsonl.zst": ("--format", "jsonl", "--compress", "zstd")}


def _khobao(source: Source, workers: int, *options: str) -> list[str]:
    where = ["--database", source.database_url, "--archive", str(source.archive_dir)]
    return [sys.executable, "-m", "crawler.cli", "export", *where, "--workers", str(workers), *options]


def _alone(way: str, read: Path) -> list[str]:
    return [sys.executable, "-m", "bench.export", "--alone", way, "--folder", str(read)]


def _run(way: str, command: list[str], out: Path, articles: int) -> Line:
    rmtree(out, ignore_errors=True)
    log = out.with_suffix(".log")
    done = watch([*command, "--out", str(out)], Path.cwd(), log, every=0.1)
    if done.exit_status:
        sys.exit(log.read_text())
    return Line(way, articles, done.wall, done.cpu, max(pss for pss, _ in done.memory))


def _source(folder: Path) -> Source:
    return Source(f"sqlite:///{folder}/khobao.db", folder)


def _delta(base: Path, out: Path, workers: int) -> None:
    do_without_pandas()
    began = _cpu()
    export_delta(_source(base.parent), base, out, told=print, progress=Unseen(), workers=workers)
    print(_cpu() - began)


def _cpu() -> float:
    """Seconds that this process and those that it has waited for have used."""
    return sum(os.times()[:4])


def _pandas(folder: Path, out: Path) -> None:
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


if __name__ == "__main__":
    main()
