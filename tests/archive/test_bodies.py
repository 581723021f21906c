from dataclasses import replace

import orjson
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from crawler.archive.rows.bodies import clean, headers_json, pack, payload_digest, unpack
from crawler.errors import ArchiveUnusable
from crawler.items import Article, Block, Dropped
from tests.archive.making import article, page

anything = st.text(st.characters(codec=None), max_size=40)


@given(title=anything, body=anything, dropped=anything)
def test_every_article_comes_back_whole_but_for_lone_surrogates(title: str, body: str, dropped: str) -> None:
    made = replace(
        article(1),
        title=title,
        blocks=(Block("paragraph", body),),
        dropped=(Dropped(dropped, "rule"),),
        authors=(title,),
    )
    packed = pack(made)
    assert unpack(packed.body, "0") == packed.article
    assert packed.article.title == title.encode(errors="replace").decode()


@pytest.mark.parametrize("body", [b"", b"\x00\xff", pack(article(1)).body[:-9], zstandard.compress(b"{}")])
def test_a_damaged_body_is_named(body: bytes) -> None:
    with pytest.raises(ArchiveUnusable, match=r"^article 0123456789abcdef: its body in the database is damaged \("):
        unpack(body, "0123456789abcdef")


def test_an_article_of_a_paper_takes_less_room_than_its_text() -> None:
    prose = " ".join(f"Đoàn tàu số {number} rời ga lúc rạng sáng, chở theo hàng hóa." for number in range(40))
    made = article(1, text=prose)
    assert len(pack(made).body) < len(made.text.encode()) / 3


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        (replace(article(1), section="Kinh tế", tags=(), dropped=(), extractor="9", language=None), True),
        (replace(article(1), source=None), False),
        (replace(article(1), kind="gallery"), False),
    ],
)
def test_content_is_what_a_reader_sees(changed: Article, same: bool) -> None:
    assert (pack(changed).content == pack(article(1)).content) is same


def test_only_headers_that_matter_later_are_kept() -> None:
    assert orjson.loads(headers_json(page(5))) == {"content-type": "text/html", "etag": '"5"'}


def test_the_payload_digest_is_written_as_warc_writes_it() -> None:
    assert payload_digest(replace(page(1), body=b"")) == "sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ"


def test_clean_text_has_neither_nul_nor_surrogate() -> None:
    assert clean("Tin\x00 \udc80lạ") == "Tin ?lạ"
