"""What `crawler.archive` names is there, and is loaded when it is asked for."""

import subprocess
import sys

import crawler.archive

LOADED = """
import sys
import crawler.cli.app, crawler.cli.export
print(*sorted({name.partition(".")[0] for name in sys.modules} & set(sys.argv[1:])))
"""


def test_every_name_is_there() -> None:
    for name in crawler.archive.__all__:
        assert getattr(crawler.archive, name).__module__.startswith("crawler.archive.")
    assert not hasattr(crawler.archive, "nothing")


def test_an_export_loads_no_library_that_it_does_not_need() -> None:
    slow = ["scrapy", "twisted", "trafilatura", "rich", "warcio", "pandas", "datasketch", "alembic", "lxml"]
    done = subprocess.run([sys.executable, "-c", LOADED, *slow, "typer"], check=True, capture_output=True, timeout=60)
    assert done.stdout.decode().split() == ["typer"]
