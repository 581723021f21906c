import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.urls import article_id, canonicalize

KEPT = "https://baothu.vn/xa-hoi/tin-123.htm"


@pytest.mark.parametrize(
    "url",
    [
        KEPT,
        " https://baothu.vn/xa-hoi/tin-123.htm\n",
        "http://baothu.vn/xa-hoi/tin-123.htm",
        "http://baothu.vn:80/xa-hoi/tin-123.htm",
        "https://baothu.vn:443/xa-hoi/tin-123.htm#binh-luan",
        "https://BAOTHU.vn./xa-hoi/tin-123.htm",
        "https://www.baothu.vn/xa-hoi/tin-123.htm?utm_source=zalo&utm_medium=x",
        "https://m.baothu.vn/xa-hoi/tin-123.htm?fbclid=IwAR0&gidzl=abc",
        "https://amp.baothu.vn/xa-hoi/tin-123.htm",
        "https://baothu.vn/amp/xa-hoi/tin-123.htm",
        "https://baothu.vn/xa-hoi/tin-123.htm/amp",
        "https://baothu.vn/xa-hoi/tin-123.htm?amp=1&print=1",
        "https://baothu.vn/xa-hoi/tin-123.htm;jsessionid=0A1B?PHPSESSID=ff",
        "https://baothu.vn/xa-hoi/tin-123.htm?sid=0123456789abcdef01234567",
        "https://baothu.vn/xa-hoi/tin-123.htm?sid=9ac59d68ccd3f7e",
        "https://reader:secret@baothu.vn/xa-hoi/tin-123.htm",
    ],
)
def test_one_article_has_one_address(url: str) -> None:
    assert canonicalize(url) == KEPT


@pytest.mark.parametrize(
    "url",
    [
        "https://baothu.vn/tin?cid=77",
        "https://baothu.vn/tin?id=5&p=2",
        "https://baothu.vn/tin?sid=4711",
        "https://baothu.vn/tin?sid=202611221853170",
        "https://baothu.vn/?m=1",
        "https://baothu.vn/example/amplified",
        "https://baothu.vn/bai-viet/",
        "https://m.vn/a",
        "https://thethao.baothu.vn/a",
        "http://127.0.0.1:8123/a?id=1",
        "http://localhost/a",
        "http://[::1]:8123/a",
        "http://baothu.vn:8080/a",
        "mailto:toasoan@baothu.vn",
        "http://[",
    ],
)
def test_what_may_name_another_page_stays(url: str) -> None:
    assert canonicalize(url) == url


def test_parameters_are_sorted_and_a_bloggers_mobile_view_is_the_post() -> None:
    assert canonicalize("https://baothu.vn/t?b=2&a=1") == "https://baothu.vn/t?a=1&b=2"
    post = "https://bepnha.blogspot.com/2024/05/canh-chua.html"
    assert canonicalize(post + "?m=1") == post


hosts = st.sampled_from(
    ["baothu.vn", "www.www.baothu.vn", "m.b.com.vn:8080", "127.0.0.1:80", "[::1]", "www.com", "a.1"]
)
paths = st.text(st.characters(codec="utf-8"), max_size=20) | st.sampled_from(
    ["/amp/amp/", "/a/amp;jsessionid=1", "//amp"]
)
queries = st.text(st.sampled_from("amputm_=&;sid01%2F#?+ é"), max_size=20)


@given(scheme=st.sampled_from(["http", "https", "HTTP"]), host=hosts, path=paths, query=queries)
def test_canonicalize_is_idempotent(scheme: str, host: str, path: str, query: str) -> None:
    once = canonicalize(f"{scheme}://{host}/{path}?{query}")
    assert canonicalize(once) == once


@given(st.text(max_size=60))
def test_any_text_comes_back_and_idempotent(text: str) -> None:
    once = canonicalize(text)
    assert canonicalize(once) == once


def test_ids_are_sixteen_hex_digits() -> None:
    assert article_id(KEPT) == article_id(canonicalize(KEPT))
    assert len(article_id(KEPT)) == 16
    assert int(article_id(KEPT), 16) > 0
