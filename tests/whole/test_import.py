"""What a real crawl was exported to is imported and exported again: the same files."""

from pathlib import Path

from tests.crawling import Home, khobao
from tests.whole.conftest import Demo


def test_the_seed_corpus_of_the_press_comes_back_byte_for_byte(demo: Demo, tmp_path: Path) -> None:
    other = Home(tmp_path, demo.home.sites, "")
    done = khobao(other, "import", str(demo.corpus("seed")), "--site", "press")
    assert done.returncode == 0, done.stderr
    done = khobao(other, "export", "--format", "seed", "--out", str(tmp_path / "again"))
    assert done.returncode == 0, done.stderr
    before, after = (
        {path.name: path.read_bytes() for path in folder.glob("*.txt")}
        for folder in (demo.corpus("seed"), tmp_path / "again")
    )
    assert len(before) > 20
    assert after == before
    assert khobao(other, "verify").returncode == 0
