"""The page: rendered from templates that escape everything, written whole or not at all."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import mkstemp

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crawler.archive import Sheet
from crawler.errors import BadInput
from crawler.seedformat import VIETNAM
from crawler.sheet import bilingual
from crawler.sheet.view import view
from crawler.sheet.words import WORDS

_MODE = 0o644
_TEMPLATES = Path(__file__).with_name("templates")


def render(sheet: Sheet, names: Mapping[str, str]) -> str:
    """The page as HTML; `names` are what papers are called, by id. The same sheet is the same page."""
    pages = Environment(loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined,
                        trim_blocks=True, lstrip_blocks=True)  # fmt: skip
    pages.globals |= {
        "both": bilingual.both, "t": bilingual.word, "known": bilingual.known, "n": bilingual.number,
        "pct": bilingual.percent, "day": bilingual.day, "delay": bilingual.delay, "words": WORDS, "zone": VIETNAM,
    }  # fmt: skip
    return pages.get_template("sheet.html").render(view(sheet, names))


def write(page: str, file: Path) -> None:
    """Put the page in the place of what was there. Raises BadInput when the disk or the place refuses."""
    try:
        if file.is_dir():
            raise BadInput(f"{file}: a folder: name a file in it")
        handle, working = mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                stream.write(page)
            Path(working).chmod(_MODE)
            Path(working).replace(file)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(working).unlink()
            raise
    except OSError as error:
        raise BadInput(f"{file}: cannot be written: {error.strerror}; what was there is as it was") from error
