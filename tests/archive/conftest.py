"""An archive on each of the two databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.archive import Archive


@pytest.fixture
def archive(database_url: str, tmp_path: Path) -> Iterator[Archive]:
    """A new archive; its files lie below `tmp_path`."""
    with Archive.open(database_url, tmp_path) as opened:
        yield opened
