"""What site memory takes out and what it costs, by how many pages of the site were seen before.

    python -m bench.learning

Every page is read with what N other pages of its site taught: the bundled press, an invented paper of 60 articles whose
standing lines no rule knows, and the saved real pages of sites with seven pages or more. Leaks are strings of a page
that belong to no article and are left as lines of the text; losses are lines of the article that are gone. Last, what
would be lost of clean articles, and the cost.
"""

import gzip
import importlib
import json
import random
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

from bench.shared import shared
from crawler.extraction import extract_observed
from crawler.extraction.teaching import text_key
from crawler.items import Article, PageObservation, Recurring
from crawler.learning import SiteMemory, observe, recurring
from crawler.text import normalize
from tests.learning.paper import AUTHOR_NOTE, CALL, page, story
from tests.learning.raw import raw_page
from tests.press import expected_lead, expected_seed_body, load_articles, serve_press

SEEN = (0, 5, 10, 20, 50)
Texts = Callable[[bytes, str, Recurring | None], tuple[list[str], PageObservation]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A page of a site, the lines of its article, and the lines that are none of it."""

    site: str
    url: str
    html: bytes
    own: frozenset[str]
    junk: frozenset[str]


def by_rules(html: bytes, url: str, memory: Recurring | None) -> tuple[list[str], PageObservation]:
    """The lines of the article as every crawl takes them."""
    article, seen = extract_observed(html, url, memory=memory)
    return _lines(article), seen


def body_without_rules(html: bytes, url: str, memory: Recurring | None) -> tuple[list[str], PageObservation]:
    """Every line of the body's element: no boxes, no cue phrases."""
    read = raw_page(html, whole=False)
    return read.texts(memory), read.observed(url)


def page_without_rules(html: bytes, url: str, memory: Recurring | None) -> tuple[list[str], PageObservation]:
    """Every line of the page."""
    read = raw_page(html, whole=True)
    return read.texts(memory), read.observed(url)


READINGS: dict[str, Texts] = {
    "all rules": by_rules,
    "body, no rules": body_without_rules,
    "whole page, no rules": page_without_rules,
}


def main() -> None:
    for name, samples in (("the press", press()), ("an invented paper", invented())):
        print(f"\n{name}: {len(samples)} pages; of each page's lines, leaked / lost")
        print(f"{'':22}" + "".join(f"{f'{n} seen':>20}" for n in SEEN))
        for reading, texts in READINGS.items():
            print(f"{reading:22}" + "".join(f"{cell:>20}" for cell in _row(samples, texts)))
    real(shared("pages"))
    harm(shared("neardup") / "articles.jsonl.gz")
    cost(press())


def press() -> list[Sample]:
    """The pages of the five bundled papers."""
    with serve_press() as running:
        return [
            Sample(
                one.paper,
                running.url(one),
                running.page(one),
                frozenset(f"{expected_lead(one)}\n{expected_seed_body(one)}".split("\n")) - {""},
                frozenset(running.junk(one)),
            )
            for one in load_articles()
        ]


def invented() -> list[Sample]:
    """Sixty pages that hold a call to readers among their paragraphs and a note in a box."""
    junk = frozenset({CALL, AUTHOR_NOTE})
    return [Sample("bennuoc", s.url, page(s), frozenset(s.paragraphs), junk) for s in map(story, range(60))]


def _row(samples: Sequence[Sample], texts: Texts) -> list[str]:
    plain = {one.url: texts(one.html, one.url, None) for one in samples}
    seen = {url: observation for url, (_, observation) in plain.items()}
    return [_cell(samples, texts, plain, seen, n) for n in SEEN]


def _cell(
    samples: Sequence[Sample],
    texts: Texts,
    plain: Mapping[str, tuple[list[str], PageObservation]],
    seen: Mapping[str, PageObservation],
    pages: int,
) -> str:
    leaked = lost = found = measured = 0
    for one in samples:
        others = [other.url for other in samples if other.site == one.site and other is not one]
        if len(others) < pages:
            continue
        lines = set(texts(one.html, one.url, _taught(one.url, others, seen, pages))[0])
        leaked += len(lines & one.junk)
        present = one.own & set(plain[one.url][0])
        lost, found, measured = lost + len(present - lines), found + len(present), measured + 1
    return f"{leaked / measured:.2f} / {100 * lost / found:.1f} %" if measured else "-"


def _taught(url: str, others: list[str], seen: Mapping[str, PageObservation], pages: int) -> Recurring:
    """What `pages` of the other pages teach, drawn by lot but alike on every run."""
    memory = SiteMemory()
    for other in random.Random(urlsplit(url).path).sample(others, pages):
        memory = observe(memory, seen[other])
    return recurring(memory)


def real(folder: Path) -> None:
    """The scorer's line for each site of many saved pages, by pages seen: the rules alone and with memory."""
    sys.path.insert(0, str(folder))
    score = importlib.import_module("score")
    print(f"\nreal pages, all rules\n{score.HEAD}")
    for site in sorted(folder.iterdir()):
        files = sorted(site.glob("*.html"))
        if len(files) >= 7:
            _real_site(score, {file: json.loads(file.with_suffix(".json").read_bytes()) for file in files})


def _real_site(score: ModuleType, gold: Mapping[Path, dict[str, Any]]) -> None:
    seen = {str(file): extract_observed(file.read_bytes(), told["url"])[1] for file, told in gold.items()}
    for pages in (n for n in SEEN if n < len(gold)):
        scores = []
        for file, told in gold.items():
            known = _taught(file.name, [other for other in seen if other != str(file)], seen, pages)
            article, _ = extract_observed(file.read_bytes(), told["url"], memory=known)
            scores.append(score.score(told, _prediction(article)))
        print(score.line(f"{file.parent.name} {pages}", score.agg(scores)))


def _prediction(article: Article) -> dict[str, str]:
    moment = article.published_at.isoformat() if article.published_at else ""
    text = f"{article.summary}\n{article.text}"
    return {"text": text, "title": article.title, "date": moment, "author": ", ".join(article.authors)}


def harm(articles: Path) -> None:
    """Clean articles of many papers as if one site had printed them, in three orders: how many words would go."""
    with gzip.open(articles) as lines:
        texts = [json.loads(line) for line in lines]
    orders = {"as they come": "", "by title": "title", "by first words": "text"}
    print(f"\nwords taken out of {len(texts)} clean articles")
    for name, field in orders.items():
        lost, words = _harm(sorted(texts, key=itemgetter(field)) if field else texts)
        print(f"{name:16} {lost} of {words} = {100 * lost / words:.4f} %")


def _harm(texts: Sequence[Mapping[str, str]]) -> tuple[int, int]:
    lost = words = 0
    memory = SiteMemory()
    for one in texts:
        paragraphs = sorted(filter(None, map(normalize, one["text"].split("\n"))), key=len, reverse=True)
        keys = {text_key(paragraph, apart=False): len(paragraph.split()) for paragraph in paragraphs}
        known = recurring(memory).seen
        lost += sum(count for key, count in keys.items() if key in known)
        words += sum(keys.values())
        memory = observe(memory, PageObservation(one["id"], tuple(keys)))
    return lost, words


def cost(samples: Sequence[Sample]) -> None:
    """CPU of asking a full memory what recurs, beside that of one extraction."""
    start = time.process_time()
    seen = [extract_observed(one.html, one.url)[1] for one in samples]
    extraction = (time.process_time() - start) / len(samples)
    memory = SiteMemory()
    start = time.process_time()
    for observation in seen:
        memory = observe(memory, observation)
        recurring(memory)
    asking = (time.process_time() - start) / len(seen)
    print(
        f"\n{1000 * extraction:.1f} ms to extract a page of the press, {1000 * asking:.2f} ms to learn from it and ask"
    )


def _lines(article: Article) -> list[str]:
    return [*article.summary.split("\n"), *(line for block in article.blocks for line in block.text.split("\n"))]


if __name__ == "__main__":
    main()
