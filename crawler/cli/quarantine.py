"""`khobao quarantine`: articles that are kept and left out of exports until somebody has looked at them."""

import sys
from typing import Annotated

import typer

from crawler.archive import Archive, Quarantine
from crawler.cli.article_view import safe, when
from crawler.cli.project import Project, project
from crawler.errors import BadInput

quarantine_app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Sites whose new articles are kept back from exports: list them, release one, hold one.",
)

Site = Annotated[str, typer.Argument(metavar="SITE", help="id of a site")]


@quarantine_app.command("list")
def list_command(
    site: Annotated[str, typer.Argument(metavar="[SITE]", help="print this site's articles, a line each")] = "",
) -> None:
    """Print a line a site that is kept back: articles, since when, why."""
    here = project()
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        kept_back = archive.quarantines()
        articles = archive.held(site) if site else []
    if site and not articles and site not in {one.site for one in kept_back}:
        raise _not_kept_back(site)
    for one in articles:
        print(safe(f"{one.id}  {when(one.fetched_at)}  {one.url}  {one.title}"))
    for each in [] if site else kept_back:
        print(safe(_line(each)))
    if not site and not kept_back:
        print("no site is in quarantine", file=sys.stderr)


@quarantine_app.command("hold")
def hold_command(site: Site, reason: Annotated[str, typer.Option(help="why, in one line")] = "held by hand") -> None:
    """Keep the site's new and revised articles back from exports from now on."""
    here = project()
    _require_known(here, site)
    with Archive.open(here.database_url, here.archive_dir) as archive:
        archive.hold(site, " ".join(reason.split()) or "held by hand")
    print(f"{site}: new articles are kept back; `khobao quarantine release {site}` lets them go", file=sys.stderr)


@quarantine_app.command("release")
def release_command(site: Site) -> None:
    """Let the site's articles into exports, those kept back and all new ones."""
    here = project()
    # Opening to write would make an empty archive where there is none.
    Archive.open(here.database_url, here.archive_dir, write=False).close()
    with Archive.open(here.database_url, here.archive_dir) as archive:
        released = archive.release(site)
    if released is None:
        raise _not_kept_back(site)
    print(f"{site}: {released:,} articles released", file=sys.stderr)


def _require_known(here: Project, site: str) -> None:
    with Archive.open(here.database_url, here.archive_dir, write=False) as archive:
        known = {one.site for one in archive.report().sites}
    if site not in known:
        raise BadInput(f"{site!r}: the archive holds no page of such a paper: `khobao report` lists all")


def _not_kept_back(site: str) -> BadInput:
    return BadInput(f"{site!r}: no such site is in quarantine: `khobao quarantine list` prints those that are")


def _line(one: Quarantine) -> str:
    return f"{one.site}  {one.articles:,} articles  since {when(one.since)}  {one.reason}"
