"""The command `khobao`: one module a command; errors become one line and an exit status."""

import sys
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

from crawler.errors import KhoBaoError

COMMANDS = {
    "extract": "crawler.cli.extract:extract_command",
    "clean": "crawler.cli.clean:clean_command",
    "dedup": "crawler.cli.dedup:dedup_command",
    "export": "crawler.cli.export:export_command",
    "import": "crawler.cli.imports:import_command",
    "reextract": "crawler.cli.reextract:reextract_command",
    "report": "crawler.cli.report:report_command",
    "coverage": "crawler.cli.coverage:coverage_command",
    "history": "crawler.cli.history:history_command",
    "search": "crawler.cli.search:search_command",
    "takedown": "crawler.cli.takedown:takedown_command",
    "alarms": "crawler.cli.alarms:alarms_command",
    "quarantine": "crawler.cli.quarantine:quarantine_app",
    "release": "crawler.cli.release:release_app",
    "verify": "crawler.cli.verify:verify_command",
    "sites": "crawler.cli.sites:sites_app",
    "daemon": "crawler.cli.daemon:daemon_command",
    "db": "crawler.cli.db:db_app",
}


class Commands(TyperGroup):
    """Loads a command's module when that command is asked for: Scrapy, SQLAlchemy and trafilatura take seconds.

    `Any` stands for click's types, of which typer keeps a private copy.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        found = getattr(import_module(module), name)
        if isinstance(found, typer.Typer):
            return typer.main.get_command(found)
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name)(found)
        return typer.main.get_command(alone)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:  # of which typer would say nothing
            raise typer.Exit(_interrupted()) from None


app = typer.Typer(
    name="khobao", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.callback()
def khobao() -> None:
    """Vietnamese news: clean articles, their copies, an archive, a corpus. Pages are collected by `scrapy crawl`."""


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 refused or failed (one line on stderr), 2 wrong usage."""
    try:
        app()
    except KhoBaoError as error:
        print(f"khobao: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(_interrupted())


def _interrupted() -> int:
    """Say so; returns the exit status that shells know for it."""
    print("khobao: interrupted", file=sys.stderr)
    return 130
