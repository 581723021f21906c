"""Pages and articles for the archive's tests."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from crawler.items import Article, Block, Dropped, Fingerprint, Fingerprinted, Page, Quality, WarcRef

NOON = datetime(2025, 11, 20, 5, 0, tzinfo=UTC)
VIETNAM = datetime.fromisoformat("2025-11-19T22:15:00+07:00")


def address(number: int, site: str = "bao-thu") -> str:
    return f"https://{site}.example/tin-{number}.htm"


def page(number: int, *, site: str = "bao-thu", hours: int = 0) -> Page:
    """A fetched page, asked for by an address with a tracking parameter."""
    url = address(number, site)
    return Page(
        url=url,
        requested_url=f"{url}?utm_source=rss",
        site=site,
        status=200,
        headers=(("Content-Type", "text/html"), ("ETag", f'"{number}"'), ("Set-Cookie", "phien=1")),
        body=f"<html>trang {number} lúc {hours} giờ</html>".encode(),
        fetched_at=NOON + timedelta(hours=hours),
        found_by="feed",
        found_at=f"https://{site}.example/rss",
        listed_at=NOON - timedelta(hours=1),
        warc=WarcRef("bao-thu-000.warc.gz", 1000 * number, f"sha1:{number}"),
    )


def article(number: int, *, site: str = "bao-thu", text: str | None = None, dated: bool = True) -> Article:
    """An article with something in every field."""
    url = address(number, site)
    body = text or f"Đoàn thủy thủ thứ {number} cập cảng Cái Rồng vào sáng sớm, mang theo mẻ cá đầu tiên của mùa gió."
    return Article(
        url=url,
        canonical_url=url,
        site=site,
        title=f"Chuyến tàu thứ {number}",
        blocks=(
            Block("caption", "Cảng lúc bình minh (Ảnh: Lê Vy)."),
            Block("heading", "Mẻ cá đầu mùa", 2),
            Block("paragraph", body),
            Block("list", "cá thu\ncá nục"),
        ),
        summary="Tàu về bến sớm hơn mọi năm.",
        authors=("Lê Vy",),
        source="TTXVN",
        dateline="Quảng Ninh",
        published_at=VIETNAM + timedelta(minutes=number) if dated else None,
        modified_at=None,
        section="Xã hội",
        tags=("biển", "cá"),
        language="vi",
        quality=Quality(0.9, ("short",)),
        dropped=(Dropped("Xem thêm: Giá cá hôm nay", "related"),),
        origins=(("title", "json-ld"),),
        extractor="1",
    )


def fingerprinted(number: int, **changes: object) -> Fingerprinted:
    """What is stored of an article; changes of the article come with other bytes of its page."""
    served = replace(page(number), body=f"<html>trang {number} {sorted(changes)}</html>".encode())
    return Fingerprinted(served, article(number, **changes), fingerprint(number))  # type: ignore[arg-type]


def fingerprint(number: int) -> Fingerprint:
    return Fingerprint("made-1", 40, number, (number,) * 32, tuple(range(number, number + 40)))
