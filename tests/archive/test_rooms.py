"""What `crawler.archive` names is there, and is loaded when it is asked for."""

import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import crawler.archive

LOADED = """
import sys
import crawler.cli.app, crawler.cli.export
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_every_name_is_there() -> None:
    source = Path(str(crawler.archive.__file__)).read_text(encoding="utf-8")
    named = re.findall(r"^    from (crawler\.archive\.[\w.]+) import (\w+) as \2$", source, re.MULTILINE)
    assert len(named) > 40
    for room, name in named:
        assert getattr(crawler.archive, name) is getattr(import_module(room), name)
    assert not hasattr(crawler.archive, "nothing")


def test_an_export_loads_no_library_that_it_does_not_need() -> None:
    slow = ["scrapy", "twisted", "trafilatura", "rich", "warcio", "pandas", "datasketch", "alembic", "lxml"]
    done = subprocess.run([sys.executable, "-c", LOADED, *slow, "typer"], check=True, capture_output=True, timeout=60)
    assert done.stdout.decode().split() == ["typer"]
