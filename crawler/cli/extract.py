"""`khobao extract`: one page to one JSON object, or to an account of what was kept and why."""

import sys
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import orjson
import typer
from rich.console import Console
from rich.text import Text

from crawler.articlejson import to_json
from crawler.errors import BadInput
from crawler.extraction import extract
from crawler.extraction.explain import Explanation, as_html, explain

_STYLES = {"title": "bold blue", "lead": "cyan", "kept": "green", "dropped": "red strike"}
_SIGNS = {"title": "T", "lead": "L", "kept": "+", "dropped": "-"}


def extract_command(
    page: Annotated[Path, typer.Argument(help="HTML file, bytes as served")],
    url: Annotated[str, typer.Option(help="address the page was fetched from")],
    explained: Annotated[bool, typer.Option("--explain", help="show what was kept and dropped, and why")] = False,
    html: Annotated[Path | None, typer.Option(help="write original and clean text side by side to this file")] = None,
) -> None:
    """Print the article of PAGE as one JSON object; exit 1 when it holds none."""
    source = read_page(page)
    check_address(url)
    if not explained and html is None:
        sys.stdout.buffer.write(orjson.dumps(to_json(extract(source, url))) + b"\n")
        return
    explanation = explain(source, url)
    if html is not None:
        write_page(html, as_html(explanation))
    if explained:
        show(explanation, Console(highlight=False))


def read_page(page: Path) -> bytes:
    """The bytes of a page file. Raises BadInput when it cannot be read."""
    try:
        return page.read_bytes()
    except OSError as error:
        raise BadInput(f"{page}: {error.strerror}; give the path of a saved HTML page") from error


def check_address(url: str) -> None:
    """Raises BadInput for what is no http address."""
    try:
        url.encode()
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except (ValueError, UnicodeError):
        usable = False
    if not usable:
        raise BadInput(f"--url {url!a}: no address; give the http(s) URL that the page was fetched from")


def write_page(path: Path, text: str) -> None:
    """Write a page of HTML. Raises BadInput when that is not possible."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: {error.strerror}; give a file that can be written") from error


def show(explanation: Explanation, console: Console) -> None:
    """Print every line in and around the body with its sign: T title, L lead, + kept, - dropped and why."""
    for line in explanation.lines:
        if line.fate != "outside":
            mark = Text(f"{_SIGNS[line.fate]} {line.text}", style=_STYLES[line.fate])
            console.print(mark.append(f"  [{line.reason}]", style="dim not strike") if line.reason else mark)
    article = explanation.article
    console.print(Text(f"origins: {', '.join(f'{field}={origin}' for field, origin in article.origins)}", style="dim"))
    doubts = "; ".join(article.quality.reasons) or "no doubts"
    console.print(Text(f"quality: {article.quality.score} ({doubts})", style="dim"))
