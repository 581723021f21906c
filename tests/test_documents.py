"""Every piece of Python in the documents runs, as it stands there, on what a real crawl of the press left."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import ROOT, Home, khobao, scrapy
from tests.press import load_articles
from tests.press.server import serve_press

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_DOCUMENTS = [ROOT / "README.md", ROOT / "README.vi.md", *sorted((ROOT / "docs").glob("*.md"))]
_BLOCKS = [
    pytest.param(block, id=f"{document.stem}-{number}")
    for document in _DOCUMENTS
    for number, block in enumerate(_BLOCK.findall(document.read_text(encoding="utf-8")))
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with `data`, an archive, with exports of it by the names that the documents use, and with a page."""
    folder = tmp_path_factory.mktemp("reader")
    with serve_press() as press:
        home = Home(folder / "data", folder / "sites", press.private_hosts)
        press.write_sites(home.sites)
        crawl = scrapy(home, "crawl", "news")
        assert crawl.returncode == 0, crawl.stderr[-3000:]
        for form, name in (("seed", "corpus"), ("jsonl", "corpus-jsonl"), ("parquet", "corpus-parquet")):
            export = khobao(home, "export", "--format", form, "--out", str(folder / name))
            assert export.returncode == 0, export.stderr
        (folder / "page.html").write_bytes(press.page(load_articles()[0]))
        yield folder


@pytest.mark.parametrize("block", _BLOCKS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_python_in_a_document_runs(
    block: str, place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(place)
    exec(compile(block, "block", "exec"), {})
    assert capsys.readouterr().out or "print(" not in block
