"""Serves saved pages on loopback, cheaply, from a process of its own.

    python -m bench.pageserver FOLDER PORTFILE [COPIES]

Every `<site>/<n>.html` of FOLDER answers at `/<copy>/<site>/<n>/<the path it had on its paper>` for copies
0…COPIES-1; the list of all addresses is at `/urls.txt`. The port is written to PORTFILE.
"""

import asyncio
import json
import sys
from pathlib import Path
from urllib.parse import urlsplit


def addresses(folder: Path) -> dict[str, Path]:
    """Path on our server → file, for every page that has its gold (and so its address) beside it."""
    found = {}
    for page in sorted(folder.glob("*/*.html")):
        original = urlsplit(json.loads(page.with_suffix(".json").read_bytes())["url"]).path
        found[f"/{page.parent.name}/{page.stem}{original}"] = page
    return found


class PageServer:
    """A bounded HTTP/1.1 server: keeps connections, answers GET, knows no other method."""

    def __init__(self, folder: Path, copies: int) -> None:
        bodies = {path: file.read_bytes() for path, file in addresses(folder).items()}
        self._bodies = {f"/{copy}{path}": body for copy in range(copies) for path, body in bodies.items()}

    async def serve(self, port_file: Path) -> None:
        server = await asyncio.start_server(self._converse, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        self._bodies["/urls.txt"] = "\n".join(f"http://127.0.0.1:{port}{path}" for path in self._bodies).encode()
        port_file.write_text(str(port))
        await server.serve_forever()

    async def _converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                self._answer(request.split(b" ", 2)[1].decode("ascii", "replace"), writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _answer(self, target: str, writer: asyncio.StreamWriter) -> None:
        body = self._bodies.get(target)
        status = b"200 OK" if body is not None else b"404 Not Found"
        kind = b"text/plain" if target == "/urls.txt" else b"text/html"
        head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n" % (status, kind, len(body or b""))
        writer.write(head + (body or b""))


if __name__ == "__main__":
    asyncio.run(PageServer(Path(sys.argv[1]), int(sys.argv[3]) if len(sys.argv) > 3 else 1).serve(Path(sys.argv[2])))
