"""Where this project's archive lies, as `scrapy` itself would see it."""

import os
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scrapy.settings import Settings


@dataclass(frozen=True, slots=True)
class Project:
    """The settings that commands share."""

    database_url: str
    archive_dir: Path
    sites_dir: Path
    contact: str


_MODULE = "SCRAPY_SETTINGS_MODULE"


def project() -> Project:
    """The project's settings, without loading Scrapy, which takes longer than most commands.

    They are those of the module that `scrapy` is told of, else of `settings`: in the folder where one stands, or as it
    was installed with the package.
    """
    settings = import_module(os.environ.setdefault(_MODULE, "settings"))
    return Project(settings.DATABASE_URL, Path(settings.ARCHIVE_DIR), Path(settings.SITES_DIR), settings.CONTACT)


def project_settings() -> "Settings":
    """All settings of the project, for what runs a crawl of its own."""
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415 - slow to load

    os.environ.setdefault(_MODULE, "settings")
    return get_project_settings()
