"""Texts that an export takes over as the archive has them, without decoding: they say the same as decoded ones."""

import json
import sqlite3
from pathlib import Path

import msgspec
import orjson
import pyarrow.parquet as pq
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from crawler.corpus import Format, Source, Tone, Writing
from crawler.corpus.body import Block as WrittenBlock
from crawler.corpus.body import Body, Score, decode_raw
from crawler.corpus.escaped import escaped, plain
from crawler.corpus.written import Writer
from crawler.errors import ArchiveUnusable
from crawler.items import Block
from tests.corpus.releasing import exported_to, made, story, usual

HOSTILE = ['Ông nói: "Được". \\ \\" \\\\" Hết', "một\nhai\tba\x01", '"', "\\", "😀 \u2028 ế", "C:\\tin\\moi"]

EMPTY = Body(
    url="", canonical_url="", site="", title="", summary="", blocks=[], authors=[], source=None, dateline=None,
    published_at=None, modified_at=None, section=None, tags=[], language=None, kind="article",
    quality=Score(1.0, []), dropped=[], origins={}, extractor="",
)  # fmt: skip

_texts = st.text(st.characters(codec="utf-8"))


@given(st.lists(_texts))
def test_what_a_json_string_says(texts: list[str]) -> None:
    raw = [Raw(orjson.dumps(text)) for text in texts]
    assert [one.decode() for one in plain(raw)] == texts
    blocks = [WrittenBlock("paragraph", text) for text in texts]
    body = decode_raw(msgspec.json.encode(msgspec.structs.replace(EMPTY, blocks=blocks)), "it")
    words = escaped(body, Writer(usual(Format.PARQUET)))
    assert [text.decode() for text in words.block_texts] == texts
    assert words.utf8.decode() == orjson.loads(bytes(words.text)) == "\n\n".join(texts)
    assert words.characters == len("\n\n".join(texts))


def hostile(number: int) -> tuple[Block, ...]:
    return (*(Block("paragraph", text) for text in HOSTILE), Block("caption", f'"{number}" \\n'))


@pytest.fixture
def source(tmp_path: Path) -> Source:
    stories = [story(number, blocks=hostile(number)) for number in range(3)]
    return made(f"sqlite:///{tmp_path / 'khobao.db'}", tmp_path / "archive", *stories)


def test_texts_that_are_decoded_and_texts_that_are_not_are_the_same(source: Source, tmp_path: Path) -> None:
    for form, name in ((Format.JSONL, "articles.jsonl"), (Format.PARQUET, "articles.parquet")):
        for how, tone in (("raw", Tone.KEEP), ("decoded", Tone.NEW)):
            writing = Writing(captions=True, title=True, lead=True, tone=tone)
            exported_to(source, usual(form, writing=writing), tmp_path / f"{form}-{how}")
        if form is Format.PARQUET:
            one, two = (pq.read_table(tmp_path / f"{form}-{how}" / name) for how in ("raw", "decoded"))
            assert one == two
            first = one.to_pylist()[0]
        else:
            one, two = (
                [json.loads(line) for line in (tmp_path / f"{form}-{how}" / name).read_text().split("\n")[:-1]]
                for how in ("raw", "decoded")
            )
            assert one == two
            first = one[0]
        said = "\n\n".join([first["title"], *filter(None, [first["summary"]]), *HOSTILE, first["captions"][0]])
        assert first["text"] == said
        assert [block["text"] for block in first["blocks"]][:-1] == HOSTILE


@pytest.mark.parametrize("form", [Format.JSONL, Format.PARQUET])
def test_a_body_that_is_no_text_is_told_in_a_line(source: Source, tmp_path: Path, form: Format) -> None:
    with sqlite3.connect(tmp_path / "khobao.db") as connection:
        (body,) = connection.execute("SELECT body FROM revisions WHERE article = 2").fetchone()
        broken = zstandard.decompress(body).replace("😀".encode(), b"\xf0\x9f")
        connection.execute("UPDATE revisions SET body = ? WHERE article = 2", (zstandard.compress(broken),))
    with pytest.raises(ArchiveUnusable, match=r"^article [0-9a-f]{16}: its body in the database is damaged"):
        exported_to(source, usual(form), tmp_path / "out")
