"""Exported articles for the corpus's tests."""

from datetime import UTC, datetime, timedelta

from crawler.archive import Exported
from crawler.items import Article, Block, Verdict, WarcRef
from crawler.urls import article_id

FETCHED = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)


def address(number: int) -> str:
    return f"https://baomau.example/tin-{number}.html"


def exported(number: int, verdict: Verdict | None = None, *blocks: Block) -> Exported:
    """The article of this number: a caption and a paragraph, published at 00:05 on 20 November 2025 in Viet Nam."""
    url = address(number)
    published_at = datetime.fromisoformat("2025-11-20T00:05:00+07:00") + timedelta(minutes=number)
    usual = (Block("caption", "Bến cảng (Ảnh: Lê Vy)."), Block("paragraph", f"Chuyến tàu thứ {number} đã cập bến."))
    return Exported(
        number=number,
        file=f"baomau/2025/11/{number}.txt",
        found_by="feed",
        article=Article(url, url, "baomau", f"Tàu {number}", blocks or usual, "Tàu về bến.", published_at=published_at),
        fetched_at=FETCHED,
        revision=1,
        verdict=verdict or Verdict("unique"),
        gone_at=None,
        warc=WarcRef("baomau.warc.gz", 100 * number, "sha1:ABC"),
        found_at="https://baomau.example/rss",
    )


def copy_of(original: int, number: int) -> Exported:
    """The article of this number as a near copy of another."""
    first = article_id(address(original))
    return exported(number, Verdict("near", first, 0.91, first))
