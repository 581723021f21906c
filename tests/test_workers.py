"""A page that hangs, crashes or eats memory costs only itself."""

import asyncio
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from crawler.errors import NotAnArticle, Reason
from crawler.items import Article, Block, Extracted, Failure, Page, PageObservation, Recurring
from crawler.workers import ExtractionPool

KNOWN = Recurring({7: (3, 5)}, 5, "")


def work(
    body: bytes, url: str, *, encoding: str | None, site: str, domains: tuple[str, ...], memory: Recurring | None
) -> tuple[Article, PageObservation]:
    match body:
        case b"hang":
            while True:
                pass
        case b"crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case b"memory":
            bytearray(2**31)
        case b"listing":
            raise NotAnArticle(Reason.LISTING, "40 links,\nno prose")
    article = Article(url, url, site, encoding or "", (Block("paragraph", body.decode()),))
    return article, PageObservation("0123456789abcdef", tuple(memory.seen) if memory else ())


@pytest.fixture
def pool() -> Iterator[ExtractionPool]:
    pool = ExtractionPool(processes=2, timeout=1, pages_per_worker=5, memory=2**30, work=work)
    yield pool
    pool.close()


def page(body: bytes) -> Page:
    headers = (("Content-Type", 'text/html; charset="UTF-8"'),)
    return Page("http://a.vn/1", "http://a.vn/1", "a", 200, headers, body, datetime.now(UTC), "urls")


def run(pool: ExtractionPool, *bodies: bytes) -> list[Extracted | Failure]:
    async def all_at_once() -> list[Extracted | Failure]:
        return await asyncio.gather(*(pool.extract(page(body), KNOWN) for body in bodies))

    return asyncio.run(all_at_once())


def test_a_pool_that_takes_no_more_pages_is_no_fault_of_theirs(pool: ExtractionPool) -> None:
    """The reason must not be one that keeps the next run from asking again."""
    pool.close()
    (result,) = run(pool, b"Tin")
    assert isinstance(result, Failure)
    assert result.reason is Reason.INTERNAL


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"hang", Reason.EXTRACTION_TIMEOUT),
        (b"crash", Reason.EXTRACTION_CRASH),
        (b"memory", Reason.EXTRACTION_FAILED),
        (b"listing", Reason.LISTING),
    ],
)
def test_a_bad_page_costs_only_itself(pool: ExtractionPool, body: bytes, reason: Reason) -> None:
    ordinary = [f"bài {number}".encode() for number in range(6)]
    outcomes = run(pool, *ordinary[:3], body, *ordinary[3:])
    failures = [outcome for outcome in outcomes if isinstance(outcome, Failure)]
    assert [failure.reason for failure in failures] == [reason]
    assert "\n" not in failures[0].detail
    assert [o.article.text for o in outcomes if isinstance(o, Extracted)] == [body.decode() for body in ordinary]


def test_workers_are_replaced_and_the_charset_of_the_header_arrives(pool: ExtractionPool) -> None:
    outcomes = run(pool, *(str(number).encode() for number in range(23)))
    assert [o.article.text for o in outcomes if isinstance(o, Extracted)] == [str(number) for number in range(23)]
    assert {o.article.title for o in outcomes if isinstance(o, Extracted)} == {"utf-8"}
    assert {o.observation for o in outcomes if isinstance(o, Extracted)} == {PageObservation("0123456789abcdef", (7,))}
