"""`khobao sites` on the bundled press: what it says of live papers, and the files it writes for unknown ones."""

from pathlib import Path

from crawler.sites import load_site
from tests.crawling import Home, khobao
from tests.press.server import serve_press


def test_check_says_what_works_and_add_writes_a_file_that_finds_articles(tmp_path: Path) -> None:
    with serve_press() as press:
        press.write_sites(tmp_path / "sites")
        home = Home(tmp_path, tmp_path / "sites", press.private_hosts)
        checked = khobao(home, "sites", "check", "dongbang,songlam,nhipcho")
        base = press.addresses["dongbang"]
        added = khobao(home, "sites", "add", f"http://{base}/")
        again = khobao(home, "sites", "add", f"http://{base}/")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert f"ok    dongbang: feed http://{base}/rss/home.rss: " in checked.stdout
    assert checked.stdout.count(": article: ") == 3
    assert added.returncode == 0, added.stderr
    site = load_site(tmp_path / "sites" / "dong-bang-moi.toml")
    assert site.feeds == (f"http://{base}/rss/home.rss",)
    assert site.is_article(f"http://{base}/xa-hoi/mua-lon-20251122162000208.htm")
    assert again.returncode == 1
    assert "dong-bang-moi.toml is there already" in again.stderr


def test_what_cannot_be_asked_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text(
        'id = "x"\ndomains = ["x.invalid"]\nfeeds = ["http://10.0.0.1/rss"]\n', encoding="utf-8"
    )
    home = Home(tmp_path, tmp_path, "")
    checked = khobao(home, "sites", "check", "x")
    assert checked.returncode == 1
    assert "FAILS x: feed http://10.0.0.1/rss: private-address" in checked.stdout
    assert checked.stderr == "khobao: 2 of the findings above say FAILS\n"
    added = khobao(home, "sites", "add", "http://10.0.0.1/")
    assert added.returncode == 1
    assert added.stderr.startswith("khobao: http://10.0.0.1/: private-address")
    assert not (tmp_path / "10.toml").exists()
