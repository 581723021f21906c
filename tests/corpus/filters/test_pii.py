"""What is masked and what is not, on labelled texts of our own."""

import re

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.articlejson import to_json
from crawler.corpus.body import decode
from crawler.corpus.filters import mask, masked
from crawler.corpus.filters.pii.masking import PLACEHOLDERS
from crawler.items import Article, Block, Dropped
from tests.corpus.filters.labelled import ORDINARY, PERSONAL

LABEL = re.compile(r"⟦(\w+):([^⟧]*)⟧")
NO_PIECE = "711A"  # labelled in the text, and no account number
KINDS = {"id": "[ID]"} | PLACEHOLDERS


@pytest.mark.parametrize("line", PERSONAL.splitlines())
def test_personal_numbers_are_masked_whole_and_nothing_beside_them(line: str) -> None:
    plain = LABEL.sub(r"\2", line)
    wanted = LABEL.sub(lambda found: found[2] if found[2] == NO_PIECE else KINDS[found[1]], line)
    found = mask(plain)
    assert found.text == wanted
    assert found.counts.total() == sum(text != NO_PIECE for _, text in LABEL.findall(line))


@pytest.mark.parametrize("line", ORDINARY.splitlines())
def test_ordinary_figures_stay(line: str) -> None:
    assert mask(line).text == line


def test_what_was_masked_is_not_masked_again() -> None:
    once = mask(LABEL.sub(r"\2", PERSONAL)).text
    assert mask(once) == (once, {})


def test_an_article_is_masked_wherever_a_reader_sees_it() -> None:
    number = "gọi 0912 345 678"
    url = "https://a.example/0912345678"
    shown = Article(
        url, url, "a", number, (Block("paragraph", number), Block("caption", number)), number, (number,),
        number, number, tags=(number,), dropped=(Dropped(number, "related"),),
    )  # fmt: skip
    body, counts = masked(decode(orjson.dumps(to_json(shown)), "a"))
    assert counts == {"phone": 9}
    assert "0912 345 678" not in repr(body)
    assert body.url == url


@given(st.text(alphabet="0123456789 .-()+/@abAB:ốSTKMCNDĐ", max_size=80))
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text).text
    assert mask(once).text == once
