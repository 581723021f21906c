from pathlib import Path
from shutil import copytree, ignore_patterns

import crawler
from crawler.extraction import EXTRACTOR
from crawler.extraction.version import rules_version


def test_other_rules_have_another_name_and_the_same_ones_the_same(tmp_path: Path) -> None:
    copytree(Path(crawler.__file__).parent, tmp_path / "crawler", ignore=ignore_patterns("__pycache__"))
    room = tmp_path / "crawler" / "extraction"
    assert EXTRACTOR.startswith(f"rules {rules_version(room)}; lxml ")
    for file in (room / "lead.py", tmp_path / "crawler" / "dates.py"):
        before = rules_version(room)
        with file.open("a") as stream:
            stream.write("\nMOST = 3\n")
        assert rules_version(room) != before
