"""`khobao daemon`: visits every paper when it is due, for as long as it runs."""

import asyncio
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Annotated

import typer

import crawler.frontier  # noqa: F401 - its tables are part of the archive
from crawler.archive import Keeper
from crawler.archive.database.places import make_writable
from crawler.cli.project import Project, project, project_settings
from crawler.daemon.daemon import Daemon, Terms, recover
from crawler.daemon.sitefiles import SiteFiles
from crawler.daemon.visit import Limits
from crawler.daemon.watch import NOBODY, Watch
from crawler.errors import BadInput
from crawler.status import Source, StatusServer, parse_address

_PAGES = 300  # answers of a site a visit unless BUDGET_PAGES says otherwise: a backlog must not keep news waiting

_LOG_BYTES = 10 * 1024 * 1024
_LOGS = 5  # files besides the one that is written


def daemon_command(
    *,
    once: Annotated[bool, typer.Option("--once", help="do what is due now and end, for cron and timers")] = False,
    processes: Annotated[int, typer.Option(min=1, help="visits at once; on SQLite it is always one")] = 2,
    visit_seconds: Annotated[float, typer.Option(min=1, help="a longer visit is asked to end")] = 900,
    grace: Annotated[float, typer.Option(min=0, help="seconds that a visit has to end before it is killed")] = 60,
    memory: Annotated[int, typer.Option(min=64, metavar="MIB", help="resident memory of a visit")] = 2048,
    http: Annotated[
        str, typer.Option(metavar="[HOST:]PORT", help="serve /, /healthz and /metrics there; a port alone: on loopback")
    ] = "",
    log: Annotated[Path | None, typer.Option(metavar="FILE", help="log there, in six files of 10 MiB at most")] = None,
) -> None:
    """Visit each site when new articles are to be expected; ends in order on SIGTERM. See docs/daemon.md.

    Exit status with --once: 1 when a visit crashed, was killed or could not start.
    """
    logging.basicConfig(level=logging.INFO, handlers=[_handler(log)], format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    here = project()
    settings = project_settings()
    pages = settings.getint("BUDGET_PAGES") or _PAGES
    terms = Terms(processes, Limits(visit_seconds, grace, memory << 20, pages), settings["ALARM_COMMAND"])
    files = SiteFiles(here.sites_dir)
    folder = here.archive_dir.absolute() / "daemon"
    make_writable(folder)
    with Keeper(here.database_url, here.archive_dir) as keeper:
        recover(folder, grace)
        keeper.prepare()
        if not keeper.shared:
            logging.info("SQLite has one writer: one visit at a time, of all sites that are due")
        with _status(http, here, files, keeper) as watch:
            daemon = Daemon(keeper, files, folder, terms, watch)
            asyncio.run(daemon.once() if once else daemon.run())
    if once and daemon.broken:
        raise typer.Exit(1)


def _handler(log: Path | None) -> logging.Handler:
    if log is None:
        return logging.StreamHandler(sys.stderr)
    try:
        return RotatingFileHandler(log, maxBytes=_LOG_BYTES, backupCount=_LOGS, encoding="utf-8")
    except OSError as error:
        raise BadInput(f"--log {log}: cannot write this log: {error.strerror}") from None


@contextmanager
def _status(http: str, here: Project, files: SiteFiles, keeper: Keeper) -> Iterator[Watch]:
    """Who is told what the daemon does: the status server, where one is asked for."""
    if not http:
        yield NOBODY
        return

    def names() -> dict[str, str]:
        return {site.id: site.name for site in files.sites.values()}

    source = Source(here.database_url, here.archive_dir, names, keeper.alarms)
    with StatusServer(parse_address(http), source) as server:
        yield Watch(server.pulse.beat, server.pulse.visited)
