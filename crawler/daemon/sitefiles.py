"""The site files as they are now: an edit counts from the next look on, a broken one is told and the old kept."""

import logging
from pathlib import Path

from crawler.errors import BadInput, BadSiteFile
from crawler.sites import Site, load_site

logger = logging.getLogger(__name__)

Stamp = tuple[int, int]


class SiteFiles:
    """All TOML files below a folder."""

    def __init__(self, folder: Path) -> None:
        """Raises BadInput when the folder holds no site file that can be used."""
        self._folder = folder
        self._stamps: dict[Path, Stamp] = {}
        self._sites: dict[Path, Site] = {}
        self.refresh()
        if not self._sites:
            raise BadInput(f"{folder}: holds no site file (*.toml) that can be used; set SITES_DIR")

    @property
    def sites(self) -> dict[str, Site]:
        """By id; of two files with one id the first by path."""
        return {site.id: site for _, site in sorted(self._sites.items(), reverse=True)}

    def argument(self, site_id: str) -> str:
        """What `scrapy crawl -a site=` finds the site by."""
        path = min(path for path, site in self._sites.items() if site.id == site_id)
        return site_id if path.stem == site_id else str(path)

    def refresh(self) -> bool:
        """Read what was changed since the last look; returns whether anything was."""
        stamps = {path: stamp for path in self._folder.rglob("*.toml") if (stamp := _stamp(path)) is not None}
        changed = [path for path, stamp in stamps.items() if self._stamps.get(path) != stamp]
        gone = self._stamps.keys() - stamps.keys()
        for path in gone:
            if self._sites.pop(path, None) is not None:
                logger.info("%s is gone: its site is visited no more", path)
        for path in sorted(changed):
            self._load(path)
        self._stamps = stamps
        return bool(changed or gone)

    def _load(self, path: Path) -> None:
        try:
            self._sites[path] = load_site(path)
        except (BadSiteFile, BadInput) as error:
            kept = "; the site goes on as before" if path in self._sites else "; the site is left out"
            logger.error("%s%s", error, kept)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
