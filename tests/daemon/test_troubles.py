"""The real daemon, and what happens around it: site files change, a visit hears no signal, an archive is away."""

import os
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.daemon.test_daemon import children, daemon, once, wait_for, wait_for_hits, wait_for_line
from tests.killing import faults, open_town


def test_site_files_may_change_while_it_runs(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=2, articles=2, delay=0) as (town, home), daemon(home) as process:
        wait_for_line(home, "bao-0 (sitemaps)")
        edited, other = home.sites / "bao-0.toml", home.sites / "bao-1.toml"
        house = town.houses[0]
        house.routes["/moi"] = house.routes["/rss"]
        edited.write_text(edited.read_text(encoding="utf-8").replace("/rss", "/moi"), encoding="utf-8")
        other.write_text("id = [", encoding="utf-8")
        process.send_signal(signal.SIGHUP)
        wait_for(lambda: house.asked("/moi") == 1)
        wait_for_line(home, "the site goes on as before")
        edited.unlink()
        process.send_signal(signal.SIGHUP)
        wait_for_line(home, f"{edited} is gone: its site is visited no more")
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_a_visit_that_hears_no_signal_is_killed_when_its_grace_is_over(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=1, articles=16, delay=0.1) as (town, home):
        with daemon(home, "--grace", "1") as process:
            wait_for_hits(town, 6)
            os.kill(children(process)[0].pid, signal.SIGSTOP)
            process.send_signal(signal.SIGTERM)
            assert process.wait(25) == 0
            assert not children(process)
        done = once(home)
        assert done.status == 0, done.log
        assert faults(home, town) == []


def planned(database: Path) -> list[tuple[str, str]]:
    """Way and last outcome of each plan."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute("SELECT way, outcome FROM schedule").fetchall()


def test_an_archive_that_is_away_is_waited_for_and_not_begun_anew(tmp_path: Path) -> None:
    with open_town(tmp_path, papers=2, articles=2, delay=0) as (town, home):
        late, database = home.sites / "bao-1.toml", home.folder / "khobao.db"
        text = late.read_text(encoding="utf-8")
        late.unlink()
        with daemon(home) as process:
            wait_for_line(home, "bao-0 (sitemaps)")
            wait_for(lambda: ("sitemaps", "done") in planned(database))
            database.rename(home.folder / "elsewhere.db")
            late.write_text(text, encoding="utf-8")
            process.send_signal(signal.SIGHUP)
            wait_for_line(home, "there is no such file")
            assert not database.exists()
            (home.folder / "elsewhere.db").rename(database)
            wait_for_line(home, "bao-1 (sitemaps)")
            process.send_signal(signal.SIGTERM)
            assert process.wait(30) == 0
        assert faults(home, town) == []
