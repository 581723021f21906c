"""Every site file of the project: it loads, it accepts the paper's articles and refuses its section pages."""

from collections import Counter
from pathlib import Path

import pytest

from crawler.sites import Site, load_site, load_sites

SEEDS = Path(__file__).parent.parent / "seeds"
FILES = sorted(SEEDS.rglob("*.toml"))
SLUG = "mua-lon-keo-dai-o-mien-trung"
STAMP = "20251103010447602"
COMMON = f"/thoi-su/{SLUG}-1234567.html"

# Addresses made up in the style of each paper, for those whose articles have a style of their own.
STYLES = {
    "24h": f"/tin-tuc-trong-ngay/{SLUG}-c46a1234567.html",
    "afamily": f"/doi-song/{SLUG}-2014030404595969.chn",
    "baodautu": f"/{SLUG}-d123456.html",
    "baogiaothong": f"/{SLUG}.htm",
    "baotintuc": f"/thoi-su/{SLUG}-{STAMP}.htm",
    "bbc-vietnamese": "/vietnamese/articles/c0m1abc2d3eo",
    "bnews": f"/{SLUG}/312345.html",
    "cafebiz": f"/{SLUG}-176{STAMP}.chn",
    "cafef": f"/{SLUG}-188251103010447602.chn",
    "dantri": f"/thoi-su/{SLUG}-{STAMP}.htm",
    "fica": f"/{SLUG}.htm",
    "genk": f"/{SLUG}-{STAMP}.chn",
    "kenh14": f"/{SLUG}-215{STAMP}.chn",
    "laodong": f"/xa-hoi/{SLUG}-1234567.ldo",
    "nhandan": f"/{SLUG}-post812345.html",
    "nhipsongkinhdoanh": f"/{SLUG}.htm",
    "soha": f"/{SLUG}-198{STAMP}.htm",
    "suckhoedoisong": f"/{SLUG}-169{STAMP}.htm",
    "thanhnien": f"/{SLUG}-185{STAMP}.htm",
    "tienphong": f"/{SLUG}-post1712345.tpo",
    "tinnhanhchungkhoan": f"/{SLUG}-post312345.html",
    "tuoitre": f"/{SLUG}-{STAMP}.htm",
    "vietnamplus": f"/{SLUG}-post1012345.vnp",
    "vneconomy": f"/{SLUG}.htm",
    "vov": f"/xa-hoi/{SLUG}-post1212345.vov",
    "vtcnews": f"/{SLUG}-ar912345.html",
    "vtv": f"/{SLUG}-100{STAMP}.htm",
    "znews": f"/{SLUG}-post1512345.html",
}
SECTIONS = (
    "/",
    "/the-gioi",
    "/the-gioi/",
    "/kinh-te.htm",
    "/van-hoa-giai-tri.html",
    "/khoa-hoc-cong-nghe.htm",
    "/rss.html",
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_site_file_knows_articles_from_sections(path: Path) -> None:
    site = load_site(path)
    assert site.id == path.stem
    for domain in site.domains:
        assert site.accepts(f"https://{domain}{STYLES.get(site.id, COMMON)}")
        assert not any(site.is_article(f"https://{domain}{section}") for section in SECTIONS)
    assert not any(site.is_article(url) for url in lists(site))
    assert lists(site)


def lists(site: Site) -> list[str]:
    return [*site.feeds, *site.sitemaps, *site.sections]


def test_there_are_a_hundred_sites_and_none_twice() -> None:
    sites = load_sites(SEEDS)
    assert len(sites) >= 100
    claimed = Counter(domain for site in sites for domain in site.domains)
    assert [domain for domain, number in claimed.items() if number > 1] == []
    listed = Counter(url for site in sites for url in lists(site))
    assert [url for url, number in listed.items() if number > 1] == []


def test_every_style_belongs_to_a_site() -> None:
    assert set(STYLES) <= {path.stem for path in FILES}
