"""robots.txt binds every request, also those that were waiting for it."""

from pathlib import Path

from tests.crawling import Home, scrapy
from tests.press import serve_press

AT_ONCE = {"LOG_LEVEL": "WARNING", "CONCURRENT_REQUESTS_PER_DOMAIN": 8, "DOWNLOAD_DELAY": 0}


def test_requests_that_wait_for_robots_txt_are_judged_by_it(tmp_path: Path) -> None:
    with serve_press() as press:
        press.write_sites(tmp_path / "sites")
        address = press.addresses["songlam"]
        asked = tmp_path / "urls.txt"
        asked.write_text("\n".join(f"http://{address}/in-bai/{number}.html" for number in range(12)))
        home = Home(tmp_path, tmp_path / "sites", press.private_hosts)
        crawl = scrapy(home, "crawl", "urls", "-a", f"file={asked}", settings=AT_ONCE)
        assert crawl.returncode == 0, crawl.stderr
        assert [hit.path for hit in press.hits] == ["/robots.txt"]
