"""Real crawls for tests and the demo: `scrapy` and `khobao` as users run them, each in a process of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Home:
    """Where one test's archive lies, and how commands are told of it."""

    folder: Path
    sites: Path
    private_hosts: str
    postgres_url: str = ""

    @property
    def database_url(self) -> str:
        return self.postgres_url or f"sqlite:///{self.folder}/khobao.db"

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DATABASE_URL": self.database_url,
            "ARCHIVE_DIR": str(self.folder),
            "SITES_DIR": str(self.sites),
            "PRIVATE_HOSTS_ALLOWED": self.private_hosts,
            "COLUMNS": "120",
        }


def scrapy_command(*arguments: str, settings: Mapping[str, object] | None = None) -> list[str]:
    options = [part for name, value in (settings or {}).items() for part in ("-s", f"{name}={value}")]
    return [sys.executable, "-m", "scrapy", *arguments, *options]


def scrapy(
    home: Home, *arguments: str, settings: Mapping[str, object] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run `scrapy …` from the project's root to its end, within two minutes."""
    return _run(home, scrapy_command(*arguments, settings=settings))


def khobao_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "crawler.cli", *arguments]


def khobao(home: Home, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `khobao …` from the project's root to its end, within two minutes."""
    return _run(home, khobao_command(*arguments))


def run_attached(home: Home, command: Sequence[str]) -> int:
    """Run a command whose output goes where ours goes; returns its exit status."""
    return subprocess.run(command, cwd=ROOT, env=home.environment(), check=False).returncode


def _run(home: Home, command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env=home.environment(), capture_output=True, text=True, timeout=120, check=False
    )
