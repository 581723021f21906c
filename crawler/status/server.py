"""The server: waitress in a thread beside the daemon."""

import logging
import re
import socket
import threading
from typing import Self

from waitress.server import BaseWSGIServer, create_server

from crawler.errors import BadInput
from crawler.status.app import App
from crawler.status.gathering import Gathering
from crawler.status.pulse import Pulse
from crawler.status.snapshot import Source

logger = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"
_THREADS = 2
_CONNECTIONS = 100
_IDLE_SECONDS = 10  # then a connection that says nothing is closed
_MOST_HEADER = 16_384  # bytes of a request
_MOST_BODY = 1024
_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):)?(?P<port>\d{1,5})")


def parse_address(text: str) -> tuple[str, int]:
    """`PORT` on loopback, or `HOST:PORT`. Raises BadInput for anything else."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"]) < 65_536:
        raise BadInput(f"--http {text}: write a port, or host:port, such as 8017 or 127.0.0.1:8017")
    return (found["host"] or LOOPBACK).strip("[]"), int(found["port"])


class StatusServer:
    """Serves from the moment it is made until it is closed; `pulse` is for the daemon to tell what it does."""

    def __init__(self, address: tuple[str, int], source: Source) -> None:
        """Raises BadInput when the address cannot be had."""
        self.pulse = Pulse()
        self._gathering = Gathering(source, self.pulse)
        self._server = _bound(address, App(self._gathering, self.pulse))
        self._thread = threading.Thread(target=self._server.run, name="status-http", daemon=True)
        self._gathering.start()
        self._thread.start()
        logger.info("status page: http://%s:%d/", *_shown(address))
        if address[0] not in ("localhost", "::1") and not address[0].startswith("127."):
            logger.warning(
                "the status page is not on loopback and asks for no password: who reaches %s sees it", address[0]
            )

    def close(self) -> None:
        """Answer no more."""
        self._server.trigger.pull_trigger(self._end)
        self._thread.join(1)
        self._server.task_dispatcher.shutdown(timeout=1)
        self._gathering.stop()

    def _end(self) -> None:
        """In the server's own thread, which ends when nothing is open: another one would close what it waits for."""
        self._server.close()
        for channel in list(self._server.active_channels.values()):
            channel.handle_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_trouble: object) -> None:
        self.close()


def _bound(address: tuple[str, int], app: App) -> BaseWSGIServer:
    return create_server(
        app,
        sockets=[_listening(*address)],
        threads=_THREADS,
        connection_limit=_CONNECTIONS,
        channel_timeout=_IDLE_SECONDS,
        cleanup_interval=_IDLE_SECONDS,
        max_request_header_size=_MOST_HEADER,
        max_request_body_size=_MOST_BODY,
        ident="khobao",
    )


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
        try:
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            found.bind(where)
            found.listen()
        except OSError:
            found.close()
            raise
    except OSError as error:
        raise BadInput(f"--http {host}:{port}: cannot listen there ({error.strerror}): name another port") from None
    return found


def _shown(address: tuple[str, int]) -> tuple[str, int]:
    host, port = address
    return f"[{host}]" if ":" in host else host, port
