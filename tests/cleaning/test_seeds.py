"""The five documents that say what clean means, read from KHOBAO_SHARED (default ../shared)."""

import os
from pathlib import Path

import pytest

from crawler.cleaning import clean

SEEDS = Path(os.environ.get("KHOBAO_SHARED", "../shared")) / "seeds"


def _seed(number: int) -> str:
    found = list(SEEDS.glob(f"{number:03d}_*.txt"))
    if not found:
        pytest.skip(f"{SEEDS} is missing: these documents are not part of the project; set KHOBAO_SHARED to have them")
    return found[0].read_bytes().decode()


@pytest.mark.parametrize("number", [0, 1, 2])
def test_clean_documents_stay_as_they_are_to_the_byte(number: int) -> None:
    text = _seed(number)
    assert clean(text).text.encode() == text.encode()


@pytest.mark.parametrize(("number", "first", "last"), [(3, 3, 28), (4, 5, 27)])
def test_raw_documents_become_the_article_from_lead_to_last_paragraph(number: int, first: int, last: int) -> None:
    lines = _seed(number).split("\n")
    title = lines[0]
    article = [line for line in lines[first - 1 : last] if line and line != title]
    assert clean("\n".join(lines)).text == "\n\n".join(article)
