"""Where this project's archive lies, as `scrapy` itself would see it."""

import os
from dataclasses import dataclass
from pathlib import Path

from scrapy.utils.project import get_project_settings


@dataclass(frozen=True, slots=True)
class Project:
    """The settings that commands share."""

    database_url: str
    archive_dir: Path
    sites_dir: Path


def project() -> Project:
    """The project's settings: of the nearest scrapy.cfg, else those that were installed with the package."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "settings")
    settings = get_project_settings()
    return Project(settings["DATABASE_URL"], Path(settings["ARCHIVE_DIR"]), Path(settings["SITES_DIR"]))
