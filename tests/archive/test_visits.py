"""A visit that did not come to its end is known at the next one, way by way."""

from pathlib import Path

from crawler.archive import Archive


def test_a_visit_that_was_cut_off_is_known_at_the_next(database_url: str, tmp_path: Path) -> None:
    with Archive.open(database_url, tmp_path) as archive:
        assert archive.begin_visit("a", ["feeds", "sections"]) == set()
        archive.end_visit("a", ["feeds", "sections"])
        assert archive.begin_visit("a", ["feeds", "sections"]) == set()
        archive.end_visit("a", ["feeds"])
    with Archive.open(database_url, tmp_path) as archive:
        assert archive.begin_visit("a", ["feeds"]) == set()
        assert archive.begin_visit("a", ["feeds", "sections"]) == {"feeds", "sections"}
        assert archive.begin_visit("b", ["sections"]) == set()


def test_a_way_that_is_named_twice_is_one_way(archive: Archive) -> None:
    assert archive.begin_visit("a", ["feeds", "feeds"]) == set()
    assert archive.begin_visit("a", iter(["feeds", "feeds"])) == {"feeds"}
