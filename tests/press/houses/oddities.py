"""Pages of an old paper that are no articles: soft 404, errors, a listing, an English page, one that hangs."""

from collections.abc import Callable
from html import escape

from crawler.errors import Reason
from tests.press.houses.edition import Edition
from tests.press.houses.parts import plain_page
from tests.press.reply import Reply
from tests.press.truth import NotArticle, PressArticle

_STATUS = {"404": 404, "500": 500}


def reply(page: NotArticle, edition: Edition, path: Callable[[PressArticle], str]) -> Reply:
    """The answer for one page; its first reason says what it is, its body the status of an error."""
    match page.reasons[0]:
        case Reason.TIMEOUT:
            return Reply(b"", hangs=True)
        case Reason.HTTP:
            return Reply(f"<h1>{escape(page.title)}</h1>".encode(), status=_STATUS[page.body])
        case Reason.LISTING:
            return Reply(_framed(page.title, _listing(edition, path)))
        case _:
            return Reply(_framed(page.title, page.body))


def _listing(edition: Edition, path: Callable[[PressArticle], str]) -> str:
    rows = (
        f'<tr><td><a href="{escape(path(article))}">{escape(article.title)}</a><br>{escape(article.lead)}</td></tr>'
        for article in edition.articles
    )
    return f"<table>{''.join(rows)}</table>"


def _framed(title: str, body: str) -> bytes:
    rows = f'<tr><td class="title">{escape(title)}</td></tr><tr><td>{body}</td></tr>'
    return plain_page(title, f"<table width=980>{rows}</table>")
