"""Extraction in recycled worker processes with a hard limit of time and memory.

lxml under threads can crash the process and some pages never end (trafilatura #925): such a page costs only itself.
"""

import asyncio
import resource
import signal
from collections.abc import Callable
from concurrent.futures import TimeoutError as ProcessTimeout
from multiprocessing import get_context
from typing import Any

from pebble import ProcessExpired, ProcessPool

from crawler.errors import NotAnArticle, Reason
from crawler.items import Article, Extracted, Failure, Page, PageObservation, Recurring, failed

Work = Callable[..., tuple[Article, PageObservation]]


class ExtractionPool:
    """Worker processes that turn pages into articles.

    `processes` run at once; a page gets `timeout` seconds; a worker is replaced after `pages_per_worker` pages and may
    take `memory` bytes of address space beyond what it starts with.
    `work` is what a worker does with a page.
    """

    def __init__(
        self, processes: int, timeout: float, pages_per_worker: int, memory: int, work: Work | None = None
    ) -> None:
        context = get_context("forkserver")
        context.set_forkserver_preload(["crawler.extraction"])
        self._timeout = timeout
        self._work = work or extract_in_worker
        self._pool = ProcessPool(processes, pages_per_worker, _prepare_worker, [memory], context)

    async def extract(self, page: Page, recurring: Recurring | None = None) -> Extracted | Failure:
        """The article of `page`, or the failure that says why there is none. Never raises for what a page does.

        `recurring` are the texts that recur on its site.
        """
        known = {"encoding": _charset(page), "site": page.site, "domains": page.domains, "memory": recurring}
        try:
            task = self._pool.schedule(self._work, [page.body, page.url], known, timeout=self._timeout)
        except RuntimeError as error:  # pebble's word for a pool that has broken: no fault of this page
            return failed(page, Reason.INTERNAL, f"no worker took the page: {error}")
        try:
            return Extracted(page, *await asyncio.wrap_future(task))
        except NotAnArticle as error:
            return failed(page, error.reason, error.detail)
        except ProcessTimeout:
            return failed(page, Reason.EXTRACTION_TIMEOUT, f"no result within {self._timeout:g} s")
        except ProcessExpired as error:
            return failed(page, Reason.EXTRACTION_CRASH, f"worker ended with exit code {error.exitcode}")
        except Exception as error:  # whatever a page provoked is counted as its failure and costs no other page
            return failed(page, Reason.EXTRACTION_FAILED, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End the workers; pages still in them are given up."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def extract_in_worker(body: bytes, url: str, **known: Any) -> tuple[Article, PageObservation]:
    """What a worker does with a page; a module-level function, since it is named to another process."""
    from crawler.extraction import extract_observed  # here, so that only workers carry its libraries

    return extract_observed(body, url, **known)


def _prepare_worker(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the crawl in order; a worker finishes its page
    with open("/proc/self/statm", encoding="ascii") as statm:
        taken = int(statm.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + memory, taken + memory))


def _charset(page: Page) -> str | None:
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    _, found, charset = content_type.lower().partition("charset=")
    return charset.split(";")[0].strip(" \"'") if found else None
