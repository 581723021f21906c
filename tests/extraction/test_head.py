"""Headline, lead and times, wherever a page keeps them."""

import orjson
import pytest

from crawler.articlejson import to_json
from crawler.extraction import extract
from crawler.items import Article

TITLE = "Bến cũ có đò đêm chạy lại từ tối nay"
LEAD = "Sau bốn năm nghỉ, chuyến đò đêm từ chợ Gạo lên thị xã chạy lại, mỗi tối một chuyến đi và một chuyến về."
PARAGRAPHS = (
    "Bảy giờ tối, tài công Tư Lành nổ máy, trên đò có mười hai khách và hai sọt cam vừa hái ở vườn bên sông.",
    "Giá vé hai mươi nghìn đồng, trẻ em và người già đi không mất tiền, hàng hóa tính riêng theo bao.",
    "Xã cho mắc thêm bốn ngọn đèn ở hai đầu bến và cử người trực cho tới khi chuyến cuối cập bờ an toàn.",
)
BODY = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
NAMED = f"<title>{TITLE} - Báo Bến Sông</title>"
OG = f"<meta property='og:title' content='{TITLE}'>"
DESCRIBED = f"<meta name='description' content='{LEAD}'>"
URL = "https://bao.example/tin-4.html"


def article_of(head: str, above: str, url: str = URL) -> Article:
    html = f"<html><head>{head}</head><body><a href='/'>Trang chủ</a>{above}<div class='c'>{BODY}</div></body></html>"
    return extract(html.encode(), url)


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (NAMED + OG, f"<h1><a href='/'>Báo Bến Sông</a></h1><h2 class='tt'>{TITLE}</h2>"),
        ("<title>Đò đêm: tin hay</title><meta property='og:title' content='Chuyện hay ở sông'>", f"<h1>{TITLE}</h1>"),
        (NAMED + OG, f"<h1><span>CHUYỆN BẾN ĐÒ</span><br>{TITLE}</h1>"),
        (NAMED + OG, f"<h1>{TITLE} <span>(12)</span></h1>"),
        (NAMED + OG, f"<h1>{TITLE[:28]}…</h1>"),
        (f"<title>Góc Nhỏ: {TITLE}</title>", f"<h1>Góc Nhỏ</h1><h3 class='post-title'>{TITLE}</h3>"),
        ("<title>Báo Bến Sông</title>", f"<div class='TitleDetail'>{TITLE}</div>"),
    ],
)
def test_headline_as_readers_see_it(head: str, above: str) -> None:
    assert article_of(head, f"{above}<p>{LEAD}</p>").title == TITLE


def test_headline_by_the_words_of_the_address() -> None:
    url = "https://bao.example/ben-cu-co-do-dem-chay-lai-tu-toi-nay-post4123.html"
    assert article_of("<title>Báo Bến Sông</title>", f"<div><b>{TITLE}</b></div><p>{LEAD}</p>", url).title == TITLE


@pytest.mark.parametrize(
    ("head", "above"),
    [
        (NAMED + DESCRIBED, f"<div>{LEAD}</div>"),
        (NAMED + f"<meta name='description' content='{LEAD[:70]}...'>", f"<div>{LEAD}</div>"),
        (NAMED + "<meta name='description' content='Báo Bến Sông, tin tức trong ngày'>", f"<div>{LEAD}</div>"),
        (NAMED, f"<p>{LEAD}</p>"),
        (NAMED + DESCRIBED, f"<figure><img src='a.jpg'><figcaption>Ảnh: Lê Na</figcaption></figure><p>{LEAD}</p>"),
    ],
)
def test_lead_of_a_short_page_without_marks(head: str, above: str) -> None:
    article = article_of(head, f"<h1>{TITLE}</h1>{above}")
    assert article.summary == LEAD
    assert article.text.split("\n\n") == list(PARAGRAPHS)


@pytest.mark.parametrize(
    ("head", "above"),
    [
        ("", "<div>Chủ nhật, ngày 08 tháng 12 năm 2024</div><div>16:02 (GMT +7)</div>"),
        ("<meta property='article:published_time' content='12/8/2024 4:02:00 PM'>", "<i>08/12/2024 16:02</i>"),
        ("", "<abbr class='published' title='2024-12-08T16:02:00+07:00'>16:02</abbr>"),
        ("", "<span itemprop='datePublished' content='2024-12-08T09:02:00Z'>hôm qua</span>"),
    ],
)
def test_minute_of_publication(head: str, above: str) -> None:
    published = article_of(NAMED + head, f"<h1>{TITLE}</h1>{above}<p>{LEAD}</p>").published_at
    assert published is not None
    assert published.isoformat() == "2024-12-08T16:02:00+07:00"


def test_half_a_character_in_an_escape_is_left_out() -> None:
    told = '{"@type":"NewsArticle","author":{"@type":"Person","name":"Lê \\ud83dNa"},"keywords":["đò\\udc00 dọc"]}'
    article = article_of(f"{NAMED}<script type='application/ld+json'>{told}</script>", f"<h1>{TITLE}</h1><p>{LEAD}</p>")
    assert (article.authors, article.tags) == (("Lê Na",), ("đò dọc",))
    assert orjson.dumps(to_json(article))
