"""`khobao sites`: ask live sites whether their files still fit, and write a file for a new one."""

from pathlib import Path
from typing import Annotated

import typer

from crawler.cli.project import project, project_settings
from crawler.components.probe import ask_sites
from crawler.discovery.asking import Answer, Ask, trouble
from crawler.discovery.check import check_site
from crawler.discovery.guess import guess_site, to_toml
from crawler.errors import BadInput
from crawler.extraction import extract
from crawler.sites import Site, load_site, load_sites, parse_site
from crawler.text import normalize

sites_app = typer.Typer(
    add_completion=False,
    name="sites",
    no_args_is_help=True,
    help="Site files: check them against the live site, add one.",
)


@sites_app.command("check")
def check_command(
    wanted: Annotated[str | None, typer.Argument(metavar="[ID]", help="ids or TOML paths, comma-separated")] = None,
) -> None:
    """Print a line for each feed, sitemap and section of the sites, and for one article; exit 1 when one fails."""
    sites = load_sites(project().sites_dir, wanted)
    failed: list[str] = []

    async def work(ask: Ask) -> None:
        for site in sites:
            async for finding in check_site(site, ask, _title):
                told = normalize(f"{finding.what}: {finding.seen}")  # sites choose addresses; a terminal obeys controls
                print(f"{'ok' if finding.good else 'FAILS':5} {site.id}: {told}", flush=True)
                failed.extend([] if finding.good else [finding.what])

    ask_sites(project_settings(), sites, work)
    if failed:
        raise BadInput(f"{len(failed)} of the findings above say FAILS")


@sites_app.command("add")
def add_command(
    url: Annotated[str, typer.Argument(help="front page of the site")],
    out: Annotated[Path | None, typer.Option(help="file to write; default: SITES_DIR/<id>.toml")] = None,
) -> None:
    """Find feeds, sitemaps, family and address pattern of a site and write its file; exit 1 when nothing is found."""
    if out is not None:
        _refuse_existing(out)
    guessed: list[tuple[Site, str]] = []

    async def work(ask: Ask) -> None:
        front = await ask(url)
        if not isinstance(front, Answer) or trouble(front):
            raise BadInput(f"{url}: {trouble(front)}; give the address of the site's front page")
        guessed.append(await guess_site(front, ask))

    ask_sites(project_settings(), [], work)
    site, family = guessed[0]
    folder = project().sites_dir
    path = out or folder / f"{site.id}.toml"
    text = to_toml(site, f"Found by asking {url}" + (f"; its pages look like {family}." if family else "."))
    parse_site(text, path)  # what a page made us write must be a site file
    if path.resolve().is_relative_to(folder.resolve()):
        _refuse_taken(site.id, folder)
    _write(path, text)
    print(f"{path}\n\n{text}", end="")


def _title(body: bytes, url: str) -> str:
    article = extract(body, url)
    return f"{article.title!r}, {len(article.text.split())} syllables"


def _refuse_taken(site_id: str, folder: Path) -> None:
    """Two files of one id in SITES_DIR would end every crawl."""
    taken = next((path for path in sorted(folder.rglob("*.toml")) if load_site(path).id == site_id), None)
    if taken is not None:
        raise BadInput(f"{taken}: has the id {site_id!r} already; edit it, or write outside SITES_DIR with --out")


def _refuse_existing(path: Path) -> None:
    if path.exists():
        raise BadInput(f"{path} is there already; move it away or name another file with --out")


def _write(path: Path, text: str) -> None:
    _refuse_existing(path)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{path}: cannot write this site file: {error.strerror}") from None
