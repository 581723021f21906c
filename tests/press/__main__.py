"""Serve the press until it is interrupted: `python -m tests.press --sites DIR --ports-file FILE [--first-port N]`."""

import argparse
import json
import os
import signal
import sys
import threading
from pathlib import Path

from tests.press.server import Press, serve_press


def main() -> int:
    """Start the papers, write site files and addresses, wait for SIGINT or SIGTERM. Exit status 1: a port is taken."""
    arguments = _parser().parse_args()
    done = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: done.set())
    try:
        with serve_press(arguments.first_port, hanging=arguments.hanging) as press:
            _announce(press, arguments)
            done.wait()
    except OSError as error:
        print(f"press: port {arguments.first_port} or one of the four after it: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.press", description="Five invented papers on loopback.")
    parser.add_argument("--sites", type=Path, help="folder to write the site files into")
    parser.add_argument("--ports-file", type=Path, help="JSON file to write: host:port by paper, once all listen")
    parser.add_argument("--first-port", type=int, default=0, help="port of the first paper (default: any free ports)")
    parser.add_argument("--hanging", action="store_true", help="link a page that never answers")
    return parser


def _announce(press: Press, arguments: argparse.Namespace) -> None:
    if arguments.sites:
        press.write_sites(arguments.sites)
    if arguments.ports_file:
        unfinished = arguments.ports_file.with_suffix(".part")
        unfinished.write_text(json.dumps(press.addresses, indent=1) + "\n", encoding="utf-8")
        os.replace(unfinished, arguments.ports_file)  # who waits for the file never reads half of it
    for paper, address in press.addresses.items():
        print(f"{paper} http://{address}/", flush=True)


if __name__ == "__main__":
    sys.exit(main())
