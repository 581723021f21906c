"""`make demo`: the bundled press is crawled, archived, exported and reported on, all below data/demo.

    python -m tests.demo [FOLDER]

Run twice, it adds nothing: the press keeps its ports, and so its addresses.
"""

import os
import shutil
import sys
from pathlib import Path

from tests.crawling import ROOT, Home, khobao_command, run_attached, scrapy_command
from tests.press.server import Press, serve_press

FIRST_PORT = int(os.environ.get("DEMO_PORT", "18731"))


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "data" / "demo").resolve()
    try:
        with serve_press(FIRST_PORT) as press:
            demonstrate(press, folder)
    except OSError as error:
        sys.exit(f"demo: {error}; the press needs ports {FIRST_PORT} to {FIRST_PORT + 4}: set DEMO_PORT to other ones")


def demonstrate(press: Press, folder: Path) -> None:
    """Crawl `press` into `folder`, export it and print the report; ends the program when a step fails."""
    home = Home(folder, folder / "sites", press.private_hosts)
    press.write_sites(home.sites)
    _say("five newspapers on loopback: " + ", ".join(f"{name} {where}" for name, where in press.addresses.items()))
    log = folder / "crawl.log"
    _say(f"scrapy crawl news (its log: {log})")
    log.unlink(missing_ok=True)
    _do(home, scrapy_command("crawl", "news", settings={"LOG_FILE": log}))
    for form in ("seed", "jsonl"):
        _say(f"khobao export --format {form}")
        corpus = folder / "corpus" / form
        shutil.rmtree(corpus, ignore_errors=True)  # the demo's own folder, made anew each time
        _do(home, khobao_command("export", "--format", form, "--out", str(corpus)))
    _say("khobao report")
    _do(home, khobao_command("report", "--sample"))


def _do(home: Home, command: list[str]) -> None:
    status = run_attached(home, command)
    if status:
        sys.exit(f"demo: {' '.join(command[2:])} ended with status {status}")


def _say(line: str) -> None:
    print(f"\n── {line}", flush=True)


if __name__ == "__main__":
    main()
