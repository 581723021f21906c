"""Another clock for every Python process that has this folder on PYTHONPATH: `bench.soak` puts it there.

The file that SOAK_CLOCK names holds seconds: so far the clock is from the true one. Sleeps and time limits are true. A
daemon follows the file while it runs; what it starts takes the time that holds when it begins.
"""

import os
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from time_machine import Traveller, travel

_FILE = Path(os.environ["SOAK_CLOCK"])


def _follow(traveller: Traveller, before: float) -> None:
    while True:
        time.sleep(0.05)
        now = float(_FILE.read_text())
        traveller.shift(now - before)
        before = now


_offset = float(_FILE.read_text())
_traveller = travel(datetime.now(UTC) + timedelta(seconds=_offset), tick=True).start()
if "daemon" in sys.orig_argv:
    threading.Thread(target=_follow, args=(_traveller, _offset), daemon=True).start()
