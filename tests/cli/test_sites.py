"""`khobao sites` on the bundled press: what it says of live papers, and the files it writes for unknown ones."""

from pathlib import Path

from crawler.sites import load_site
from tests.crawling import Home, khobao
from tests.press.server import serve_press

INSIDE = 'id = "inside"\ndomains = ["inside.invalid"]\nfeeds = ["http://10.0.0.1/\\u001b[2Jrss"]\n'


def test_check_says_what_works_and_add_writes_a_file_that_finds_articles(tmp_path: Path) -> None:
    with serve_press() as press:
        press.write_sites(tmp_path / "sites")
        (tmp_path / "sites" / "inside.toml").write_text(INSIDE, encoding="utf-8")
        home = Home(tmp_path, tmp_path / "sites", press.private_hosts)
        checked = khobao(home, "sites", "check", "dongbang,songlam,nhipcho,inside")
        base = press.addresses["dongbang"]
        added = khobao(home, "sites", "add", f"http://{base}/")
        again = khobao(home, "sites", "add", f"http://{base}/", "--out", f"{home.sites}/dong-bang-moi.toml")
        taken = khobao(home, "sites", "add", f"http://{base}/", "--out", f"{home.sites}/khac.toml")
        outside = khobao(home, "sites", "add", f"http://{base}/", "--out", f"{home.folder}/khac.toml")
    assert f"ok    dongbang: feed http://{base}/rss/home.rss: " in checked.stdout
    assert checked.stdout.count("ok    ") == checked.stdout.count("\n") - 2
    assert "FAILS inside: feed http://10.0.0.1/[2Jrss: private-address" in checked.stdout
    assert (checked.returncode, checked.stderr) == (1, "khobao: 2 of the findings above say FAILS\n")
    assert (added.returncode, added.stderr) == (0, "")
    site = load_site(tmp_path / "sites" / "dong-bang-moi.toml")
    assert site.feeds == (f"http://{base}/rss/home.rss",)
    assert site.is_article(f"http://{base}/xa-hoi/mua-lon-20251122162000208.htm")
    assert again.returncode == 1
    assert "dong-bang-moi.toml is there already" in again.stderr
    assert taken.returncode == 1
    assert f"{home.sites}/dong-bang-moi.toml: has the id 'dong-bang-moi' already" in taken.stderr
    assert outside.returncode == 0
