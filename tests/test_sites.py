from pathlib import Path

import pytest

from crawler.errors import BadInput, BadSiteFile
from crawler.sites import Site, load_site, load_sites, site_of

GOOD = """\
# Một tờ báo bịa ra để thử
id = "bao-thu"
name = "Báo Thử"
domains = ["baothu.vn", "127.0.0.1:8123"]
feeds = ["https://baothu.vn/rss/home.rss"]
article_url = '-\\d+\\.htm$'
deny = ['/video/']
delay = 2
"""


def write(folder: Path, text: str, name: str = "bao-thu.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_file_becomes_a_site(tmp_path: Path) -> None:
    site = load_site(write(tmp_path, GOOD))
    assert site.name == "Báo Thử"
    assert site.delay == 2.0
    assert site.domains == ("baothu.vn", "127.0.0.1:8123")


def test_the_licence_of_its_texts_is_not_known_unless_the_file_says(tmp_path: Path) -> None:
    assert load_site(write(tmp_path, GOOD)).license == ""
    assert load_site(write(tmp_path, GOOD + 'license = "CC-BY-4.0"\n')).license == "CC-BY-4.0"


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_site(path).id == "bao-thu"


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("feeds =", "feds =", 5, ("feds", "did you mean feeds")),
        ("delay = 2", 'delay = "2"', 8, ("delay", "float")),
        ("delay = 2", "delay = -1", 8, ("delay", "0 to 3600")),
        ("delay = 2", "delay = nan", 8, ("delay",)),
        ("article_url = '-", "article_url = '(-", 6, ("article_url", "regular expression")),
        ("deny = ['/video/']", "deny = [\n  '/a/',\n  '[',\n]", 9, ("deny", "regular expression")),
        ("deny = ['/video/']", "deny = [\n  '/a/',\n  7,\n]", 9, ("deny", "expected str, got int")),
        ('"https://baothu.vn/rss/home.rss"', '"baothu.vn/rss"', 5, ("feeds", "http")),
        ("baothu.vn", "https://baothu.vn", 4, ("domains", "host")),
        ('id = "bao-thu"', 'id = "Báo Thử"', 2, ("id", "a-z")),
        ('name = "Báo Thử"', 'name = "Báo Thử', 3, ("name", "TOML")),
        ("delay = 2", "delay = 2\ndelay = 3", 9, ("delay", "TOML")),
        ("delay = 2", 'license = "miễn phí"', 8, ("license", "SPDX")),
        ("delay = 2", "[rules]", 8, ("rules", "unknown key")),
        ("delay = 2", "delay =", 8, ("delay", "TOML")),
    ],
)
def test_a_fault_is_named_with_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, words: tuple[str, ...]
) -> None:
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(BadSiteFile) as caught:
        load_site(path)
    message = str(caught.value)
    assert message.startswith(f"{path}:{line}: ")
    assert "\n" not in message
    assert all(word.lower() in message.lower() for word in words), message


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadSiteFile, match="domains: this key is missing"):
        load_site(write(tmp_path, 'id = "a"\n'))
    with pytest.raises(BadSiteFile, match="domains: name at least one"):
        load_site(write(tmp_path, 'id = "a"\ndomains = []\n'))


def test_another_encoding_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(b'id = "a"\nname = "B\xe1o"\n')
    with pytest.raises(BadSiteFile, match=r"x\.toml:2: not UTF-8"):
        load_site(path)


def test_ids_are_found_in_subfolders_and_paths_anywhere(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    write(seeds, GOOD, "nation/bao-thu.toml")
    write(seeds, GOOD.replace("bao-thu", "bao-hai"), "province/other-name.toml")
    outside = write(tmp_path, GOOD.replace("bao-thu", "bao-ba"), "elsewhere/ba.toml")
    assert [site.id for site in load_sites(seeds, f"bao-hai, bao-thu,{outside}")] == ["bao-hai", "bao-thu", "bao-ba"]
    assert {site.id for site in load_sites(seeds)} == {"bao-thu", "bao-hai"}


def test_unknown_ids_suggest_the_near_ones(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    with pytest.raises(BadInput, match=r"no site 'baothu' in .*; did you mean bao-thu"):
        load_sites(tmp_path, "baothu")
    with pytest.raises(BadInput, match=r"missing\.toml: cannot read this site file: No such file"):
        load_sites(tmp_path, "missing.toml")
    with pytest.raises(BadInput, match="no such directory"):
        load_sites(tmp_path / "none")
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="holds no site file"):
        load_sites(tmp_path / "empty")


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD, "b.toml")
    with pytest.raises(BadSiteFile, match="id 'bao-thu' is taken by"):
        load_sites(tmp_path)


def test_a_site_owns_its_domains_and_what_lies_below() -> None:
    site = Site(id="a", domains=("baothu.vn", "127.0.0.1:8123"))
    assert site.owns("https://baothu.vn/x")
    assert site.owns("http://thethao.BaoThu.vn:8080/x")
    assert site.owns("http://127.0.0.1:8123/x")
    assert not site.owns("http://127.0.0.1:8124/x")
    assert not site.owns("https://khongphaibaothu.vn/")
    assert not site.owns("https://baothu.vn.evil.example/")
    assert not site.owns("http://[")


def test_the_closest_domain_wins() -> None:
    health = Site(id="health", domains=("suckhoe.example",))
    family = Site(id="family", domains=("giadinh.suckhoe.example",))
    assert site_of("https://giadinh.suckhoe.example/a", (health, family)) == family
    assert site_of("https://www.suckhoe.example/a", (health, family)) == health
    assert site_of("https://other.example/a", (health, family)) is None
    assert site_of("https://other.example/a", ()) is None


def test_deny_wins_over_the_pattern() -> None:
    site = Site(id="a", domains=("b.vn",), article_url=r"-\d+\.htm$", deny=("/video/",))
    assert site.is_article("https://b.vn/the-gioi/mua-lon-o-mien-trung-123456.htm")
    assert not site.is_article("https://b.vn/video/mua-lon-o-mien-trung-123456.htm")
    assert site.is_article("https://b.vn/the-gioi/mua-lon-123456.htm?utm_source=rss&utm_medium=feed#binh-luan")
    assert site.is_article("https://b.vn/the-gioi/mua-lon-123456.htm?nguon=rss&b=#binh-luan")
    assert not site.is_article("https://b.vn/the-gioi.htm")
    assert site.accepts("https://b.vn/mua-lon-123.htm")
    assert not site.accepts("https://c.vn/mua-lon-123.htm")


@pytest.mark.parametrize(
    ("pattern", "url", "asked"),
    [
        (r"-\d+\.htm$", "https://b.vn/mua-lon-1.htm?nguon=rss&b=#x", "https://b.vn/mua-lon-1.htm"),
        (r"-\d+\.htm$", "https://b.vn/mua-lon-1.htm", "https://b.vn/mua-lon-1.htm"),
        (r"-\d+\.htm", "https://b.vn/mua-lon-1.htm?trang=2", "https://b.vn/mua-lon-1.htm?trang=2"),
        (r"\?id=\d+$", "https://b.vn/tin?id=5", "https://b.vn/tin?id=5"),
        ("", "https://b.vn/mua-lon-1.htm?nguon=rss", "https://b.vn/mua-lon-1.htm?nguon=rss"),
    ],
)
def test_an_article_is_asked_at_the_address_that_the_pattern_takes(pattern: str, url: str, asked: str) -> None:
    assert Site(id="a", domains=("b.vn",), article_url=pattern).plain(url) == asked


@pytest.mark.parametrize(
    ("url", "article"),
    [
        ("https://b.vn/the-gioi/mua-lon-keo-dai-o-mien-trung.html", True),
        ("https://b.vn/mua-lon-keo-dai-o-mien-trung/", True),
        ("https://blog.example/2024/05/mua-lon.html", True),
        ("https://b.vn/mua-lon-post123456.html", True),
        ("https://b.vn/the-gioi", False),
        ("https://b.vn/kinh-te-the-gioi.htm", False),
        ("https://b.vn/tag/mua-lon-keo-dai-o-mien-trung/", False),
        ("https://b.vn/", False),
        ("https://b.vn/rss/khoa-hoc-va-cong-nghe-so.rss", False),
        ("http://[", False),
    ],
)
def test_without_a_pattern_a_general_one_decides(url: str, article: bool) -> None:
    assert Site(id="a", domains=("b.vn",)).is_article(url) is article


def test_without_a_pattern_lists_are_trusted() -> None:
    site = Site(id="a", domains=("b.vn",), deny=("/video/",))
    assert site.accepts("https://b.vn/ngan")
    assert not site.accepts("https://b.vn/video/ngan")
    assert not site.accepts("https://b.vn/ngan", trusted=False)
    assert site.accepts("https://b.vn/mua-lon-keo-dai-o-mien-trung", trusted=False)


def test_a_page_has_an_address_under_each_name_of_its_paper() -> None:
    moved = Site(id="a", domains=("moi.vn", "cu.vn"))
    both = ("https://moi.vn/tin-1.htm", "https://cu.vn/tin-1.htm")
    assert moved.addresses("http://www.cu.vn/tin-1.htm?utm_source=x") == both
    assert moved.addresses("https://moi.vn/tin-1.htm") == both
    assert moved.addresses("https://thethao.cu.vn/tin-1.htm") == ("https://thethao.cu.vn/tin-1.htm",)
