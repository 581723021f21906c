"""Site files for the press, as a user writes them for a real paper."""

import json
from pathlib import Path

from tests.press.houses.house import House


def write_site(folder: Path, house: House, base: str) -> Path:
    """Write `<paper>.toml` for a paper served at `base`; returns its path."""
    domain = base.removeprefix("http://")
    entries: dict[str, object] = {"id": house.id, "name": house.name, "domains": [domain], **_located(house, base)}
    entries |= {"article_url": house.article_url, "deny": list(house.deny), "delay": house.delay}
    text = "".join(
        f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in entries.items() if value != []
    )
    file = folder / f"{house.id}.toml"
    file.write_text(text, encoding="utf-8")
    return file


def _located(house: House, base: str) -> dict[str, list[str]]:
    listings = {"feeds": house.feeds, "sitemaps": house.sitemaps, "sections": house.sections}
    return {key: [base + path for path in paths] for key, paths in listings.items()}
