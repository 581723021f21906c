"""Where this project's archive lies, as `scrapy` itself would see it."""

import os
from dataclasses import dataclass
from pathlib import Path

from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings


@dataclass(frozen=True, slots=True)
class Project:
    """The settings that commands share."""

    database_url: str
    archive_dir: Path
    sites_dir: Path
    contact: str


def project() -> Project:
    """The project's settings: of the nearest scrapy.cfg, else those that were installed with the package."""
    settings = project_settings()
    archive_dir, sites_dir = Path(settings["ARCHIVE_DIR"]), Path(settings["SITES_DIR"])
    return Project(settings["DATABASE_URL"], archive_dir, sites_dir, settings["CONTACT"])


def project_settings() -> Settings:
    """All settings of the project, for what runs a crawl of its own."""
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "settings")
    return get_project_settings()
