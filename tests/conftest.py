"""Fixtures that every room shares: the two databases an archive can live in."""

import atexit
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import pytest

from tests import postgres

# A shell starts background jobs with SIGINT ignored, and what is ignored stays so in every process below.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Hugging Face's libraries read these once, when they are imported: ask nothing of the network, leave nothing at home.
_HUGGING_FACE = TemporaryDirectory(prefix="khobao-hugging-face-")
atexit.register(_HUGGING_FACE.cleanup)
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": _HUGGING_FACE.name}


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a running PostgreSQL; without one the tests that need it fail."""
    with postgres.server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database."""
    with postgres.database(postgres_server, f"khobao_{uuid4().hex}") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: each test runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'khobao.db'}"
    url: str = request.getfixturevalue("postgres_url")
    return url
