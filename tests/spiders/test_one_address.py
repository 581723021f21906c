"""One article is fetched and archived once, whatever leads to it, and no wrong canonical address swallows another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive
from tests.crawling import Home
from tests.spiders.crawl import crawl, stat
from tests.spiders.town import Answer, House, article, links, moved, open_house, rss

SITE = """
id = "bao"
domains = ["{new}", "{old}"]
sections = ["{base}/muc"]
feeds = ["{base}/rss"]
article_url = '/tin-\\d+\\.html'
delay = 0.0
"""


@pytest.fixture
def houses() -> Iterator[tuple[House, House]]:
    with open_house() as new, open_house() as old:
        yield new, old


def home_of(folder: Path, new: House, old: House) -> Home:
    (folder / "sites").mkdir()
    text = SITE.format(new=new.address, old=old.address, base=new.base)
    (folder / "sites" / "bao.toml").write_text(text, encoding="utf-8")
    return Home(folder, folder / "sites", f"{new.address},{old.address}")


def page(number: int, head: str = "") -> Answer:
    """An article with something in its head."""
    return Answer(article(f"Tin số {number}").body.replace(b"<head>", b"<head>" + head.encode()))


def canonical(url: str) -> str:
    return f'<link rel="canonical" href="{url}">'


def visit(home: Home) -> int:
    """Crawl; returns how many articles were new."""
    outcome = crawl(home, "news", pipelines="real", settings={"MIN_WORDS": 5})
    assert outcome.status == 0
    return stat(outcome, "archived/new")


def addresses(home: Home) -> list[str]:
    with Archive.open(home.database_url, home.folder, write=False) as archive:
        return sorted(one.article.canonical_url for one in archive.exported())


def test_names_that_rules_know_are_one_fetch(tmp_path: Path, houses: tuple[House, House]) -> None:
    new, old = houses
    path = "/tin-1.html"
    named = [path, f"{path}#binh-luan", f"{path}?utm_source=zalo", f"{path}?fbclid=x", f"{path}?print=1"]
    named += [f"{path}?PHPSESSID=0a1b2c", f"{path};jsessionid=9F", f"/amp{path}", f"{path}?amp=1"]
    for house in houses:
        house.routes |= {name.partition("#")[0]: page(1) for name in named}
    new.routes |= {"/muc": links(*named, *(old.base + name for name in named)), "/rss": rss(old.base + path)}
    home = home_of(tmp_path, new, old)
    assert visit(home) == 1
    assert addresses(home) in ([new.base + path], [old.base + path])
    fetched = [name for house in houses for name in house.paths() if "tin-1" in name]
    assert len(fetched) == 1
    assert visit(home) == 0
    assert [name for house in houses for name in house.paths() if "tin-1" in name] == fetched


def test_names_that_only_the_page_knows_are_one_article(tmp_path: Path, houses: tuple[House, House]) -> None:
    new, old = houses
    mine = new.base + "/nuoc-song-huong-len-cham-tin-1001.html"
    body = article("Nước sông Hương lên chậm trong đêm").body

    def with_head(head: str) -> Answer:
        return Answer(body.replace(b"<head>", b"<head>" + head.encode()))

    new.routes |= {
        "/nuoc-song-huong-len-cham-tin-1001.html": with_head(canonical(mine)),
        "/xem/tin-1001.html": with_head(canonical(mine)),
        "/ban-tin/tin-7.html": with_head(canonical(mine)),
        "/tin-12.html": with_head(f'<meta property="og:url" content="{mine}?utm_source=og">'),
        "/tin-13.html": moved("/tin-14.html"),
        "/tin-14.html": moved(old.base + "/tin-15.html"),
        "/muc": links("/xem/tin-1001.html", "/ban-tin/tin-7.html", "/tin-12.html", "/tin-13.html"),
        "/rss": rss(mine),
    }
    old.routes["/tin-15.html"] = moved(mine)
    home = home_of(tmp_path, new, old)
    assert visit(home) == 1
    assert addresses(home) == [mine]
    before = len(new.hits)
    assert visit(home) == 0
    assert [name for name in new.paths()[before:] if "tin-" in name] == []


def test_a_page_of_an_old_domain_that_names_the_new_one_is_one_article(
    tmp_path: Path, houses: tuple[House, House]
) -> None:
    new, old = houses
    mine = new.base + "/nuoc-len-tin-1001.html"
    new.routes |= {
        "/nuoc-len-tin-1001.html": page(1001, canonical(mine)),
        "/muc": links(old.base + "/in/tin-1001.html"),
    }
    new.routes["/rss"] = rss(mine)
    old.routes["/in/tin-1001.html"] = page(1001, canonical(mine))
    home = home_of(tmp_path, new, old)
    assert visit(home) == 1
    assert addresses(home) == [mine]


@pytest.mark.parametrize("wrong", ["/", "/muc", "http://127.0.0.1:9/tin-9.html", "javascript:void(0)", ""])
def test_a_wrong_canonical_address_swallows_no_article(tmp_path: Path, houses: tuple[House, House], wrong: str) -> None:
    new, old = houses
    numbers = (1, 2, 3)
    new.routes |= {f"/tin-{number}.html": page(number, canonical(wrong)) for number in numbers}
    new.routes |= {"/muc": links(*(f"/tin-{number}.html" for number in numbers)), "/rss": rss()}
    home = home_of(tmp_path, new, old)
    assert visit(home) == 3
    assert addresses(home) == [f"{new.base}/tin-{number}.html" for number in numbers]
