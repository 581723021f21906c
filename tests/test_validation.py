from dataclasses import replace
from datetime import date, datetime

import pytest

from crawler.errors import Reason
from crawler.items import Article, Block
from crawler.validation import Rules, refusal

RULES = Rules(min_words=10, languages=frozenset({"vi"}), since=date(2025, 11, 1), until=date(2025, 11, 30))
TAKEN = Article(
    url="https://bao.example/1",
    canonical_url="https://bao.example/1",
    site="bao",
    title="Đê mới",
    summary="Đê mới chắn sóng.",
    blocks=(Block("paragraph", "Con đê dài ba cây số vừa hợp long."), Block("caption", "Đê biển.")),
    published_at=datetime.fromisoformat("2025-11-30T23:59:00+07:00"),
    language="vi",
)


def test_lead_text_and_captions_count_together() -> None:
    assert refusal(TAKEN, RULES) is None
    assert refusal(replace(TAKEN, blocks=TAKEN.blocks[1:]), RULES) == (Reason.TOO_SHORT, "6 words of 10")


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (replace(TAKEN, title=""), Reason.NO_TITLE),
        (replace(TAKEN, language="en"), Reason.LANGUAGE),
        (replace(TAKEN, published_at=datetime.fromisoformat("2025-11-30T17:30:00+00:00")), Reason.OUTSIDE_DATES),
        (replace(TAKEN, published_at=datetime.fromisoformat("2025-10-31T23:59:00+07:00")), Reason.OUTSIDE_DATES),
    ],
)
def test_what_is_refused_is_refused_by_name(changed: Article, reason: Reason) -> None:
    refused = refusal(changed, RULES)
    assert refused is not None
    assert refused[0] == reason


def test_what_no_page_tells_is_no_reason() -> None:
    assert refusal(replace(TAKEN, published_at=None, language=None), RULES) is None
