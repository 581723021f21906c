"""What the daemon tells of alarms, and what it sees of the archive itself."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawler.alarms.house import House
from crawler.archive import Keeper

NOW = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
WELL = House(NOW, free=800, size=1000, late=timedelta(), broken={"bao-thu": 0})


def test_a_full_disk_late_and_broken_visits_are_told_once_and_cleared_once(database_url: str, tmp_path: Path) -> None:
    ill = House(NOW, free=20, size=1000, late=timedelta(hours=3), broken={"bao-thu": 3, "bao-do": 2})
    with Keeper(database_url, tmp_path) as keeper:
        keeper.prepare()
        assert keeper.look_after(WELL) == []
        raised = keeper.look_after(ill)
        assert {(one.change, one.alarm.site, one.alarm.kind) for one in raised} == {
            ("raised", "", "disk"), ("raised", "", "lag"), ("raised", "bao-thu", "visits-broken")
        }  # fmt: skip
        assert all(one.alarm.evidence and one.alarm.advice for one in raised)
        assert keeper.look_after(ill) == []
        assert len(keeper.alarms()) == 3
        between = House(NOW, free=65, size=1000, late=timedelta(hours=1), broken={"bao-thu": 1})
        assert keeper.look_after(between) == []  # neither bad enough to raise nor good enough to clear
        assert {one.change for one in keeper.look_after(WELL)} == {"cleared"}
        assert keeper.alarms() == []
