"""robots.txt and pauses outlive a run, on both databases."""

from datetime import UTC, datetime, timedelta

from crawler.archive import Archive

NOW = datetime(2025, 11, 20, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def test_a_robots_txt_is_known_for_as_long_as_it_is_fresh(archive: Archive) -> None:
    archive.keep_robots("baoven.vn", NOW, b"User-agent: *\nDisallow: /\x00\xff\n", NOW - DAY)
    assert archive.robots("baoven.vn", NOW + HOUR - DAY) == (NOW, b"User-agent: *\nDisallow: /\x00\xff\n")
    assert archive.robots("baoven.vn:8080", NOW + HOUR - DAY) is None
    assert archive.robots("baoven.vn", NOW) is None
    archive.keep_robots("baoven.vn", NOW + HOUR, b"", NOW + HOUR - DAY)
    assert archive.robots("baoven.vn", NOW) == (NOW + HOUR, b"")


def test_old_robots_files_do_not_heap_up(archive: Archive) -> None:
    archive.keep_robots("cu.vn", NOW, b"", NOW - DAY)
    archive.keep_robots("moi.vn", NOW + DAY, b"", NOW)
    assert archive.robots("cu.vn", NOW - DAY) is None


def test_pauses_are_known_until_they_end_and_never_shortened(archive: Archive) -> None:
    archive.keep_pauses({"a": NOW + DAY, "b": NOW + HOUR}, NOW)
    archive.keep_pauses({"a": NOW + HOUR}, NOW)
    assert archive.pauses(NOW) == {"a": NOW + DAY, "b": NOW + HOUR}
    assert archive.pauses(NOW + HOUR) == {"a": NOW + DAY}
    archive.keep_pauses({"b": NOW + 3 * HOUR}, NOW + 2 * HOUR)
    assert archive.pauses(NOW + 2 * HOUR) == {"a": NOW + DAY, "b": NOW + 3 * HOUR}
