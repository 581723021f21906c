"""End to end: `scrapy crawl urls` with WARC, near-duplicates and archive, beside a plain spider with trafilatura.

    make bench-crawl        (python -m bench.crawl [PAGES])

Same pages from the same loopback server, same politeness (none), one after the other, on this machine.
"""

import json
import re
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import settings
from bench.running import Watched, page_server, watch
from bench.shared import shared
from bench.timed_capture import TOLD
from crawler.archive import Archive

ROOT = Path(__file__).parent.parent
FAST = ["-s", "DOWNLOAD_DELAY=0", "-s", "CONCURRENT_REQUESTS_PER_DOMAIN=16", "-s", "CONCURRENT_REQUESTS=16"]


def main() -> None:
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 3000
    saved = shared("pages")
    copies = -(-pages // len(list(saved.glob("*/*.html"))))
    with tempfile.TemporaryDirectory() as folder, page_server(saved, Path(folder), copies) as urls:
        work = Path(folder)
        asked = work / "urls.txt"
        asked.write_text("\n".join(urls[:pages]))
        plain = watch(_plain(asked), ROOT, work / "plain.log")
        ours = watch(_khobao(asked, work, urlsplit(urls[0]).netloc), ROOT, work / "khobao.log")
        if plain.exit_status or ours.exit_status:
            sys.exit(f"a crawl failed:\n{(work / 'plain.log').read_text()[-1500:]}\n{_tail(work)}")
        with Archive.open(f"sqlite:///{work}/khobao.db", work, write=False) as archive:
            stored = sum(1 for _ in archive.exported())
        _table(pages, plain, ours, stored)
        _warc_share(ours, (work / "khobao.log").read_text())


def _plain(asked: Path) -> list[str]:
    settings = [*FAST, "-s", "ROBOTSTXT_OBEY=True", "-s", "LOG_LEVEL=INFO"]
    isolated = ["-s", "ITEM_PIPELINES={}", "-s", "EXTENSIONS={}", "-s", "DOWNLOADER_MIDDLEWARES={}"]
    plain = ["-s", "SPIDER_MIDDLEWARES={}", "-s", "TWISTED_DNS_RESOLVER=scrapy.resolver.CachingThreadedResolver"]
    spider = str(ROOT / "bench" / "plain_spider.py")
    return [sys.executable, "-m", "scrapy", "runspider", spider, "-a", f"file={asked}", *settings, *isolated, *plain]


def _khobao(asked: Path, work: Path, allowed: str) -> list[str]:
    archive = ["-s", f"DATABASE_URL=sqlite:///{work}/khobao.db", "-s", f"ARCHIVE_DIR={work}"]
    private = ["-s", f"PRIVATE_HOSTS_ALLOWED={allowed}"]
    timed = ["-s", f"DOWNLOADER_MIDDLEWARES={json.dumps(_timed(settings.DOWNLOADER_MIDDLEWARES))}"]
    return [sys.executable, "-m", "scrapy", "crawl", "urls", "-a", f"file={asked}", *FAST, *archive, *private, *timed]


def _timed(middlewares: Mapping[str, int | None]) -> dict[str, int | None]:
    """The project's middlewares with the capture that tells its time."""
    capture = "crawler.components.capture.RawCapture"
    return {"bench.timed_capture.TimedCapture" if name == capture else name: at for name, at in middlewares.items()}


def _tail(work: Path) -> str:
    return (work / "khobao.log").read_text()[-3000:]


def _table(pages: int, plain: Watched, ours: Watched, stored: int) -> None:
    print(f"{'':24} {'pages/s':>8} {'CPU ms/page':>12} {'peak MB (PSS)':>14} {'(RSS)':>7}")
    for name, run in (("Scrapy + trafilatura", plain), ("khobao", ours)):
        pss, rss = (max(sample[kind] for sample in run.memory) / 2**20 for kind in (0, 1))
        print(f"{name:24} {pages / run.wall:8.1f} {1000 * run.cpu / pages:12.1f} {pss:14.0f} {rss:7.0f}")
    print(
        f"\nkhobao / plain: {plain.wall / ours.wall:.2f}x the pages a second; {stored} articles stored of {pages} pages"
    )
    thirds = [ours.memory[len(ours.memory) * part // 4][0] / 2**20 for part in (1, 2, 3)]
    print(
        "khobao's memory at a quarter, half, three quarters of the run: " + ", ".join(f"{mb:.0f} MB" for mb in thirds)
    )


def _warc_share(ours: Watched, log: str) -> None:
    told = re.search(rf"([\d.]+) {TOLD}", log)
    used = float(told[1]) if told else sys.exit("the crawl did not tell the CPU of its WARC thread")
    print(
        f"WARC writing: {used:.1f} s of CPU, {used / ours.cpu:.1%} of all, {used / ours.wall:.1%} of the crawl's time"
    )


if __name__ == "__main__":
    main()
