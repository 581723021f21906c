"""A paper on loopback that prints, is redesigned, falls silent, shows a wall: its pages, as of one edition."""

from html import escape

from tests.learning.paper import Story, story
from tests.spiders.town import Answer, House

SITE = """id = "bennuoc"
name = "Bến Nước"
domains = ["{address}"]
feeds = ["{base}/rss"]
article_url = '/chuyen-\\d+'
delay = 0.0
"""


def page(one: Story, *, design: str = "cu", lead: bool = True, author: bool = True, paragraphs: int = 5) -> Answer:
    """The page of a story; a design without lead or author has them nowhere."""
    told = f'<p class="{design}-sapo">Chuyện của {escape(one.title)}, kể lại vào một ngày nước lớn.</p>' if lead else ""
    meta = '<meta name="author" content="Lê Vy">' if author else ""
    description = f'<meta name="description" content="Chuyện của {escape(one.title)}, kể lại.">' if lead else ""
    prose = "".join(f'<p class="{design}-chu">{escape(text)}</p>' for text in one.paragraphs[:paragraphs])
    return Answer(
        f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(one.title)} - Bến Nước</title>
<meta property="article:published_time" content="2025-11-{one.number % 28 + 1:02}T06:30:00+07:00">{meta}{description}
</head><body><div class="{design}-trang"><div class="{design}-khung"><h1 class="{design}-tua">{escape(one.title)}</h1>
{told}<div class="{design}-bai">{prose}</div></div></div></body></html>""".encode()
    )


def edition(house: House, numbers: range, **pages: object) -> None:
    """Print stories and list them in the feed."""
    stories = [story(number) for number in numbers]
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{house.base}/chuyen-{one.number}.html</link></item>"
        for one in stories
    )
    house.routes["/rss"] = Answer(
        f'<?xml version="1.0"?><rss version="2.0"><channel>{items}</channel></rss>'.encode(),
        content_type="application/rss+xml",
    )
    for one in stories:
        house.routes[f"/chuyen-{one.number}.html"] = page(one, **pages)  # type: ignore[arg-type]
