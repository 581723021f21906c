"""The demo, run once for all tests of the whole path: press, crawl, exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawling import Home, khobao, scrapy
from tests.press.server import Press, serve_press


@dataclass(frozen=True, slots=True)
class Demo:
    """The running press and the archive that one crawl of it made; `log` is what the crawl printed."""

    press: Press
    home: Home
    log: str

    def corpus(self, form: str) -> Path:
        return self.home.folder / "corpus" / form


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    with serve_press() as press:
        home = Home(folder, folder / "sites", press.private_hosts)
        press.write_sites(home.sites)
        crawl = scrapy(home, "crawl", "news")
        assert crawl.returncode == 0, crawl.stderr[-3000:]
        made = Demo(press, home, crawl.stderr)
        for form in ("seed", "jsonl"):
            export = khobao(home, "export", "--format", form, "--out", str(made.corpus(form)))
            assert export.returncode == 0, export.stderr
        yield made
