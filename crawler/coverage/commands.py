"""The commands that fetch what is missing of a paper."""

from collections.abc import Iterable

from crawler.coverage.counts import Counts, Paper
from crawler.frontier import Days

_FILE = "missing.txt"


def commands(paper: Paper, days: Days) -> list[str]:
    """What to type, in order; nothing when all that can be had is there.

    A site's id holds a-z, 0-9 and - alone, so that no shell takes it for anything else.
    """
    crawl = f"scrapy crawl news -a site={paper.site} -a via=feeds,sitemaps"
    asked = [day for day, counts in paper.days.items() if counts.to_ask]
    made = [f"{crawl} -a since={min(asked)} -a until={max(asked)}"] if asked else []
    if paper.undated.to_ask:
        made = [crawl]  # what has no day may stand in a sitemap of any day
    if _any_to_try_again([*paper.days.values(), paper.undated]):
        first, last = days
        bounds = (f" --from {first}" if first else "") + (f" --to {last}" if last else "")
        made.append(f"khobao coverage --site {paper.site}{bounds} --missing {_FILE}")
        made.append(f"scrapy crawl urls -a file={_FILE}")
    return made


def _any_to_try_again(counts: Iterable[Counts]) -> bool:
    return any(one.to_try_again for one in counts)
