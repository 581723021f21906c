import pytest

from crawler.warc import Headers
from crawler.warc.message import parse_response, request_head, response_head
from tests.warc.samples import exchange


@pytest.mark.parametrize(
    ("received", "stored"),
    [
        (((b"Content-Length", b"4"),), ((b"Content-Length", b"4"),)),
        (((b"Content-Length", b"9"), (b"Age", b"1")), ((b"Age", b"1"), (b"Content-Length", b"4"))),
        (((b"content-length", b"4"), (b"Content-Length", b"4")), ((b"Content-Length", b"4"),)),
        (((b"Transfer-Encoding", b"chunked"),), ((b"Content-Length", b"4"),)),
        (((b"Content-Encoding", b"gzip"),), ((b"Content-Encoding", b"gzip"),)),
        ((), ()),
    ],
    ids=["true length", "false length", "two lengths", "chunked", "encoded", "until the connection closes"],
)
def test_headers_agree_with_the_body_stored(received: Headers, stored: Headers) -> None:
    head = response_head(exchange(body=b"bon!", headers=received))
    assert parse_response(head).headers == stored


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 304)])
def test_the_length_of_a_body_that_is_never_sent_stays(method: str, status: int) -> None:
    head = response_head(exchange(body=b"", method=method, status=status, headers=((b"Content-Length", b"512"),)))
    assert b"\r\nContent-Length: 512\r\n" in head


@pytest.mark.parametrize(
    ("status", "line"),
    [(200, b"HTTP/1.1 200 OK\r\n"), (404, b"HTTP/1.1 404 Not Found\r\n"), (599, b"HTTP/1.1 599 \r\n")],
)
def test_the_status_line_has_the_standard_phrase(status: int, line: bytes) -> None:
    assert response_head(exchange(status=status)).startswith(line)


def test_the_request_line_holds_path_and_query_only() -> None:
    assert request_head(exchange("https://bao.example:8443/tim?q=l%C3%BA")).startswith(
        b"GET /tim?q=l%C3%BA HTTP/1.1\r\nHost: bao.example:8443\r\n"
    )
    assert request_head(exchange("https://bao.example")).startswith(b"GET / HTTP/1.1\r\n")


def test_passwords_do_not_reach_the_file() -> None:
    secret: Headers = ((b"Authorization", b"Basic YTpi"), (b"Proxy-Authorization", b"Basic YTpi"), (b"Accept", b"*/*"))
    head = request_head(exchange("https://ban:doc@bao.example/", request_headers=secret))
    assert head == b"GET / HTTP/1.1\r\nHost: bao.example\r\nAccept: */*\r\n\r\n"


def test_a_block_that_is_no_response_is_refused() -> None:
    with pytest.raises(ValueError, match="no HTTP status line"):
        parse_response(b"<html>")
