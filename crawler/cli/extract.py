"""`khobao extract`: one page to one JSON object."""

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer

from crawler.articlejson import to_json
from crawler.errors import BadInput
from crawler.extraction import extract


def extract_command(
    page: Annotated[Path, typer.Argument(help="HTML file, bytes as served")],
    url: Annotated[str, typer.Option(help="address the page was fetched from")],
) -> None:
    """Print the article of PAGE as one JSON object; exit 1 when it holds none."""
    article = extract(read_page(page), url)
    sys.stdout.buffer.write(orjson.dumps(to_json(article)) + b"\n")


def read_page(page: Path) -> bytes:
    """The bytes of a page file. Raises BadInput when it cannot be read."""
    try:
        return page.read_bytes()
    except OSError as error:
        raise BadInput(f"{page}: {error.strerror}; give the path of a saved HTML page") from error
