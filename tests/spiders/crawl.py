"""Run a spider in a process of its own and read back what it yielded."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.crawling import Home, scrapy
from tests.spiders.town import House

_SITE = 'id = "{id}"\ndomains = ["{domain}"]\ndelay = {delay}\n'


@dataclass(frozen=True, slots=True)
class Outcome:
    """Exit status, log, and the items by address asked for."""

    status: int
    log: str
    pages: dict[str, dict[str, Any]]
    failures: dict[str, dict[str, Any]]

    def reasons(self) -> dict[str, str]:
        return {url: failure["reason"] for url, failure in self.failures.items()}


def write_site(
    folder: Path,
    house: House,
    name: str,
    lists: Mapping[str, Sequence[str]],
    *,
    article_url: str = "",
    deny: Sequence[str] = (),
    delay: float = 0.0,
) -> None:
    """A site file for a house; `lists` are paths under feeds, sitemaps and sections."""
    text = _SITE.format(id=name, domain=house.address, delay=delay)
    for key, paths in lists.items():
        text += f"{key} = {json.dumps([house.base + path for path in paths])}\n"
    text += f"article_url = {json.dumps(article_url)}\ndeny = {json.dumps(list(deny))}\n"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


def crawl(
    home: Home, *arguments: str, settings: Mapping[str, object] | None = None, pipelines: str | None = None
) -> Outcome:
    """`scrapy crawl …` with only the collecting pipeline, or the project's own when `pipelines` is "real"."""
    collected = home.folder / "items.jsonl"
    collected.unlink(missing_ok=True)
    own: dict[str, object] = {"COLLECT": collected, "RETRY_TIMES": 0, "DOWNLOAD_DELAY": 0}
    if pipelines != "real":
        own["ITEM_PIPELINES"] = json.dumps({"tests.spiders.collect.Collect": 1})
    done = scrapy(home, "crawl", *arguments, settings={**own, **(settings or {})})
    lines = collected.read_text(encoding="utf-8").splitlines() if collected.exists() else []
    items = [json.loads(line) for line in lines]
    return Outcome(
        done.returncode,
        done.stdout + done.stderr,
        {item["requested"]: item for item in items if "reason" not in item},
        {item["requested"] or item["url"]: item for item in items if "reason" in item},
    )


def stat(outcome: Outcome, name: str) -> int:
    """A figure of the dumped stats, 0 when it was not counted."""
    found = re.search(rf"'{re.escape(name)}': (\d+)", outcome.log)
    return int(found.group(1)) if found else 0
