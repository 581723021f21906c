"""Accuracy and speed of extraction, ours and the peers', over the measuring pages in one run.

`python -m bench.extraction [NAME …]` with KHOBAO_SHARED pointing at the measuring set (default ../shared). Prints, for
each extractor, the SITES mean of every column of the set's own score, pages a second of one core (CPU time), the 99th
percentile of a page, and of a page blown up to 500 KB.
"""

import importlib
import importlib.util
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lxml.html import fromstring

from bench.shared import shared
from crawler.errors import NotAnArticle
from crawler.extraction import EXTRACTOR, extract

Extractor = Callable[[bytes, str], dict[str, str]]
BIG = 500_000
COLUMNS = ("aebF1", "P", "R", "exact", "near", "missing", "sapo", "title", "date", "time", "author")


def khobao(html: bytes, url: str) -> dict[str, str]:
    """Ours: lead and body are the text."""
    try:
        article = extract(html, url)
    except NotAnArticle:
        return {}
    return {
        "text": f"{article.summary}\n{article.text}",
        "title": article.title,
        "date": article.published_at.isoformat() if article.published_at else "",
        "author": ", ".join(article.authors),
    }


def _trafilatura(*, fast: bool = False, precision: bool = False) -> Extractor:
    from trafilatura import bare_extraction

    def run(html: bytes, url: str) -> dict[str, str]:
        found = bare_extraction(
            html, url=url, with_metadata=True, include_comments=False, fast=fast, favor_precision=precision
        )
        names = ("text", "title", "date", "author")
        return {name: getattr(found, name) or "" for name in names} if found else {}

    return run


def _plain(html: str) -> str:
    return "\n".join(str(piece) for piece in fromstring(html).itertext())


def _readability() -> Extractor:
    from readability import Document

    def run(html: bytes, url: str) -> dict[str, str]:
        document = Document(html.decode("utf-8", "replace"), url=url)
        return {"text": _plain(document.summary()), "title": document.short_title()}

    return run


def _newspaper() -> Extractor:
    import newspaper

    def run(html: bytes, url: str) -> dict[str, str]:
        article = newspaper.Article(url, language="vi", fetch_images=False)
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
        date = article.publish_date.isoformat() if article.publish_date else ""
        return {"text": article.text, "title": article.title, "date": date, "author": ", ".join(article.authors)}

    return run


def _resiliparse() -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda html, url: {"text": extract_plain_text(html.decode("utf-8", "replace"), main_content=True)}


def _boilerpy() -> Extractor:
    from boilerpy3.extractors import ArticleExtractor

    extractor = ArticleExtractor(raise_on_failure=False)
    return lambda html, url: {"text": extractor.get_content(html.decode("utf-8", "replace"))}


def _justext() -> Extractor:
    import justext

    words = justext.get_stoplist("Vietnamese")
    return lambda html, url: {
        "text": "\n".join(p.text for p in justext.justext(html, words) if not p.is_boilerplate),
    }


def _magic_html() -> Extractor:
    extractor = importlib.import_module("magic_html").GeneralExtractor()  # Python 3.12 and newer only

    def run(html: bytes, url: str) -> dict[str, str]:
        found = extractor.extract(html.decode("utf-8", "replace"), base_url=url)
        return {"text": _plain(found["html"]), "title": found.get("title") or ""}

    return run


MAKERS: dict[str, Callable[[], Extractor]] = {
    "khobao": lambda: khobao,
    "trafilatura": _trafilatura,
    "trafilatura fast": lambda: _trafilatura(fast=True),
    "trafilatura precision": lambda: _trafilatura(precision=True),
    "readability-lxml": _readability,
    "newspaper4k": _newspaper,
    "resiliparse": _resiliparse,
    "boilerpy3": _boilerpy,
    "justext": _justext,
    "magic-html": _magic_html,
}


def scorer(pages: Path) -> Any:
    """The set's own score module."""
    spec = importlib.util.spec_from_file_location("pages_score", pages / "score.py")
    if spec is None or spec.loader is None:
        sys.exit(f"{pages / 'score.py'}: cannot be loaded as a module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(pages: Path) -> list[tuple[dict[str, Any], bytes]]:
    """Gold and HTML of every page, in the order of their names."""
    found = sorted(pages.glob("*/*.json"))
    return [(json.loads(path.read_text(encoding="utf-8")), path.with_suffix(".html").read_bytes()) for path in found]


def blown_up(html: bytes) -> bytes:
    """A page repeated behind itself until it has 500 KB: its own mix of text, markup and scripts."""
    return html * -(-BIG // len(html))


def timed(run: Extractor, html: bytes, url: str) -> tuple[dict[str, str], float]:
    """What an extractor gives for a page and the CPU seconds it took; nothing when it fails on it."""
    start = time.process_time()
    try:
        found = run(html, url)
    except Exception as error:
        print(f"  {url}: {error!r}", file=sys.stderr)
        found = {}
    return found, time.process_time() - start


def sites_mean(score: Any, results: dict[str, list[Any]]) -> dict[str, float]:
    """The mean over sites of each site's columns; a column a site has no gold for is left out of it."""
    rows = [score.agg(pages) for pages in results.values()]
    return {c: statistics.fmean([row[c] for row in rows if row[c] == row[c]] or [float("nan")]) for c in COLUMNS}


def measure(score: Any, run: Extractor, corpus: list[tuple[dict[str, Any], bytes]]) -> dict[str, float]:
    """Every column for one extractor; the first pages are run once before, so that loading is not counted."""
    for gold, html in corpus[:3]:
        timed(run, html, gold["url"])
    results: dict[str, list[Any]] = {}
    seconds = []
    for gold, html in corpus:
        found, spent = timed(run, html, gold["url"])
        results.setdefault(gold["site"], []).append(score.score(gold, found))
        seconds.append(spent)
    big = [timed(run, blown_up(html), gold["url"])[1] for gold, html in corpus[::4]]
    speed = {"pages/s": len(seconds) / sum(seconds), "p99 ms": _p99(seconds), "p99 500 KB": _p99(big)}
    return {**sites_mean(score, results), **speed}


def _p99(seconds: list[float]) -> float:
    return 1000 * sorted(seconds)[min(len(seconds) - 1, int(0.99 * len(seconds)))]


def row(name: str, columns: dict[str, float], base: float) -> str:
    """One line of the table; `base` is the pages a second of trafilatura."""
    cells = " ".join(f"{columns[c]:7.2%}" if c in {"near", "missing"} else f"{columns[c]:7.3f}" for c in COLUMNS)
    times = f"{columns['pages/s'] / base:5.1f}x" if base else "     –"
    return f"{name:22} {cells} {columns['pages/s']:8.1f} {times} {columns['p99 ms']:8.1f} {columns['p99 500 KB']:10.1f}"


def main() -> None:
    """Print the table for the extractors named on the command line, all without arguments."""
    pages = shared("pages")
    score, corpus = scorer(pages), load(pages)
    wanted = [name for name in MAKERS if len(sys.argv) == 1 or name in {"khobao", *sys.argv[1:]}]
    table: dict[str, dict[str, float]] = {}
    for name in wanted:
        try:
            table[name] = measure(score, MAKERS[name](), corpus)
        except ImportError as error:
            print(f"{name}: not measured, {error}", file=sys.stderr)
    base = table.get("trafilatura", {}).get("pages/s", 0.0)
    print(f"SITES mean over {len(corpus)} pages; {EXTRACTOR}")
    print(f"{'':22} {' '.join(f'{c:>7}' for c in COLUMNS)} {'pages/s':>8} {'':>6} {'p99 ms':>8} {'p99 500 KB':>10}")
    for name, columns in table.items():
        print(row(name, columns, base))
    print("Nothing of ours is learnt or tuned per site: leaving a site out changes no figure of the others.")


if __name__ == "__main__":
    main()
