"""Row groups that are made apart and joined: files that every reader of Parquet takes, the same however they came."""

from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from crawler.corpus.files import groups, thrift
from crawler.corpus.files.groups import Grouping, Joined, group
from crawler.corpus.files.shards import Shards
from crawler.corpus.files.tables import Tables
from crawler.corpus.hashed import Hashed
from crawler.corpus.records.columns import SCHEMA


def rows(start: int, stop: int, text: str = "Mẻ cá đầu mùa") -> pa.Table:
    found = [
        {"id": f"{number:016x}", "site": f"bao-{number % 3}", "text": f"{text} {number}", "tags": ["biển", f"{number}"]}
        for number in range(start, stop)
    ]
    return pa.Table.from_pylist(found, schema=SCHEMA)


def test_a_footer_is_written_as_it_was_read(tmp_path: Path) -> None:
    pq.write_table(rows(0, 40), tmp_path / "it.parquet", row_group_size=7, use_dictionary=["site"])
    data = (tmp_path / "it.parquet").read_bytes()
    footer = data[-8 - int.from_bytes(data[-8:-4], "little") : -8]
    assert thrift.encode(thrift.decode(footer)) == footer


def test_joined_groups_are_a_table_to_every_reader(tmp_path: Path) -> None:
    path = tmp_path / "it.parquet"
    file = Hashed(path.open("wb"))
    joined = Joined(file)
    for start, stop in ((0, 5), (5, 6), (6, 300)):
        joined.append(group([rows(start, stop)]))
    joined.close()
    file.close()
    whole = rows(0, 300)
    read = pq.ParquetFile(path)
    assert read.schema_arrow == SCHEMA
    assert [read.metadata.row_group(place).num_rows for place in range(3)] == [5, 1, 294]
    assert pq.read_table(path) == whole
    assert [read.read_row_group(place) for place in (0, 2)] == [whole.slice(0, 5), whole.slice(6)]
    assert pl.read_parquet(path)["text"].to_list() == whole["text"].to_pylist()
    with duckdb.connect() as database:
        found = database.execute(f"SELECT count(*), min(id) FROM '{path}' WHERE site = 'bao-1'").fetchall()
    assert found == [(100, f"{1:016x}")]


@pytest.mark.parametrize("step", [1, 7, 600])
def test_how_the_rows_of_a_task_come_makes_no_difference(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_HEAVY", 4_000)
    whole = rows(0, 600)
    grouping = Grouping()
    for at in range(0, 600, step):
        grouping.add(whole.slice(at, step))
    made = grouping.rows()
    at_once = Grouping()
    at_once.add(whole)
    assert isinstance(made, list)
    assert made == at_once.rows()
    assert len(made) > 1
    assert sum(one.rows for one in made) == 600


def test_few_rows_share_a_group_with_those_of_the_next_tasks(tmp_path: Path) -> None:
    tables = Tables(Shards(tmp_path, "articles", ".parquet", []), 1 << 20)
    for start, stop in ((0, 200), (200, 399), (399, 501), (501, 510), (510, 1_100), (1_100, 1_101)):
        grouping = Grouping()
        grouping.add(rows(start, stop))
        tables.append(grouping.rows())
    (file,) = tables.finish()
    read = pq.ParquetFile(tmp_path / file.path)
    sizes = [read.metadata.row_group(place).num_rows for place in range(read.num_row_groups)]
    assert sizes == [501, 9, 590, 1]
    assert file.articles == 1_101
    assert read.read() == rows(0, 1_101)
