"""Starting and watching the processes that a bench compares."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import psutil


@dataclass(frozen=True, slots=True)
class Watched:
    """One finished command: seconds of wall time and CPU (all its processes), memory samples in bytes (PSS, RSS)."""

    exit_status: int
    wall: float
    cpu: float
    memory: tuple[tuple[int, int], ...]


@contextlib.contextmanager
def page_server(folder: Path, work: Path, copies: int = 1) -> Iterator[list[str]]:
    """The addresses of the saved pages, served while the block runs."""
    port_file = work / "port"
    command = [sys.executable, "-m", "bench.pageserver", str(folder), str(port_file), str(copies)]
    server = subprocess.Popen(command)
    try:
        yield _urls(port_file)
    finally:
        server.terminate()
        server.wait()


def watch(command: list[str], cwd: Path, log: Path, every: float = 0.5) -> Watched:
    """Run `command` to its end, its output in `log`, sampling memory and CPU of the whole process tree."""
    start = time.monotonic()
    memory: list[tuple[int, int]] = []
    cpu: dict[int, float] = {}
    with log.open("wb") as output, subprocess.Popen(command, cwd=cwd, stdout=output, stderr=output) as process:
        while process.poll() is None:
            memory.append(_sample(process.pid, cpu))
            time.sleep(every)
    return Watched(process.returncode, time.monotonic() - start, sum(cpu.values()), tuple(memory))


def _sample(root: int, cpu: dict[int, float]) -> tuple[int, int]:
    pss = rss = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in (psutil.Process(root), *psutil.Process(root).children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                info, times = process.memory_full_info(), process.cpu_times()
                pss, rss = pss + info.pss, rss + info.rss
                cpu[process.pid] = times.user + times.system
    return pss, rss


def _urls(port_file: Path) -> list[str]:
    for _ in range(100):
        if port_file.exists() and (port := port_file.read_text()):
            with urlopen(f"http://127.0.0.1:{port}/urls.txt") as answer:
                return str(answer.read().decode()).split("\n")
        time.sleep(0.1)
    raise TimeoutError("the page server did not start within 10 s")
