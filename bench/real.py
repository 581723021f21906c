"""Saved real pages through the whole path: served on loopback, crawled with `scrapy crawl urls`, archived, scored.

make real               (python -m bench.real)
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from bench.running import page_server
from bench.shared import shared
from crawler.archive import Archive
from crawler.items import Article, Failure
from tests.crawling import ROOT, Home, scrapy


def main() -> None:
    saved = shared("pages")
    with tempfile.TemporaryDirectory() as folder, page_server(saved, Path(folder)) as urls:
        work = Path(folder)
        asked = work / "urls.txt"
        asked.write_text("\n".join(urls))
        home = Home(work, ROOT / "seeds", urlsplit(urls[0]).netloc)
        settings = {"DOWNLOAD_DELAY": 0, "LOG_LEVEL": "WARNING"}
        run = scrapy(home, "crawl", "urls", "-a", f"file={asked}", settings=settings)
        if run.returncode:
            sys.exit(run.stderr[-3000:])
        outcomes = _outcomes(home)
        sys.exit(_print(urls, outcomes) or _score(saved, work, outcomes))


def _outcomes(home: Home) -> dict[str, Article | Failure]:
    """What became of each page, by its `<site>/<n>`."""
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        ended: list[Article | Failure] = [*archive.failures(), *(found.article for found in archive.exported())]
    return {_key(end.url): end for end in ended}


def _print(urls: list[str], outcomes: dict[str, Article | Failure]) -> int:
    for key in map(_key, urls):
        match outcomes.get(key):
            case Article() as article:
                when = article.published_at.isoformat(timespec="minutes") if article.published_at else "no date"
                print(f"{key:16} archived  {when:22} {len(article.text):6} characters  {article.title[:70]}")
            case Failure() as failure:
                print(f"{key:16} refused   {failure.reason}: {failure.detail[:80]}")
            case None:
                print(f"{key:16} VANISHED")
    print(f"\n{len(outcomes)} of {len(urls)} pages ended as an article or as a named reason\n", flush=True)
    return int(len(outcomes) != len(urls))


def _score(saved: Path, work: Path, outcomes: dict[str, Article | Failure]) -> int:
    for key, end in outcomes.items():
        if isinstance(end, Article):
            target = work / "predictions" / f"{key}.json"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(json.dumps(_prediction(end)))
    command = [sys.executable, str(saved / "score.py"), "--pred", str(work / "predictions")]
    return subprocess.run(command, check=False).returncode


def _prediction(article: Article) -> dict[str, str]:
    return {
        "text": f"{article.summary}\n{article.text}",
        "title": article.title,
        "date": article.published_at.isoformat() if article.published_at else "",
        "author": ", ".join(article.authors),
    }


def _key(url: str) -> str:
    return "/".join(urlsplit(url).path.split("/")[2:4])  # /<copy>/<site>/<n>/…


if __name__ == "__main__":
    main()
