"""Connections to PostgreSQL, tried before they are used again when they may be lost: the server may have restarted."""

import select
import time
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

_IDLE_SECONDS = 1.0
"""From here on a connection is tried in any case: what is between may have dropped it without a word."""

_USED = "used"


def on_postgresql(url: URL) -> Engine:
    """An engine whose pool replaces connections that were lost while they lay idle.

    Trying each at each use, as SQLAlchemy does, costs more than looking up an address.
    """
    engine = create_engine(url)

    def tried(connection: Any, record: Any, _proxy: object) -> None:
        idle = time.monotonic() - record.info.get(_USED, float("inf"))
        try:
            if idle > _IDLE_SECONDS or _heard(connection):
                engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error  # the pool makes another one

    def noted(_connection: object, record: Any) -> None:
        record.info[_USED] = time.monotonic()

    event.listen(engine, "checkout", tried)
    event.listen(engine, "checkin", noted)
    return engine


def _heard(connection: Any) -> bool:
    """Whether the server has sent something unasked: mostly that it ends the connection."""
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return bool(poll.poll(0))
