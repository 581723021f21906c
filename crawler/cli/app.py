"""The command `khobao`: one module a command; errors become one line and an exit status."""

import sys

import typer

from crawler.cli.clean import clean_command
from crawler.cli.dedup import dedup_command
from crawler.cli.export import export_command
from crawler.cli.extract import extract_command
from crawler.cli.report import report_command
from crawler.cli.sites import sites_app
from crawler.cli.verify import verify_command
from crawler.errors import KhoBaoError

app = typer.Typer(name="khobao", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("extract")(extract_command)
app.command("clean")(clean_command)
app.command("dedup")(dedup_command)
app.command("export")(export_command)
app.command("report")(report_command)
app.command("verify")(verify_command)
app.add_typer(sites_app)


def main() -> None:
    """Run the command line. Exit status: 0 done, 1 refused or failed (one line on stderr), 2 wrong usage."""
    try:
        app()
    except KhoBaoError as error:
        print(f"khobao: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("khobao: interrupted", file=sys.stderr)
        sys.exit(130)
