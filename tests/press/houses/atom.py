"""A Blogger Atom feed: whole posts, several links an entry of which only `alternate` is the page."""

from collections.abc import Iterable
from html import escape

from tests.press.houses.parts import number
from tests.press.truth import PressArticle

Entry = tuple[PressArticle, str, str]
_BLOG = 4711


def atom_feed(name: str, base: str, entries: Iterable[Entry]) -> str:
    """The feed of (article, address, body as HTML), newest first."""
    rows = list(entries)
    updated = rows[0][0].published_at.isoformat(timespec="milliseconds")
    return (
        "<?xml version='1.0' encoding='UTF-8'?>"
        "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:openSearch='http://a9.com/-/spec/opensearchrss/1.0/' "
        "xmlns:blogger='http://schemas.google.com/blogger/2008' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
        f"<id>tag:blogger.com,1999:blog-{_BLOG}</id><updated>{updated}</updated><title type='text'>{name}</title>"
        f"<link rel='self' type='application/atom+xml' href='{base}/feeds/posts/default'/>"
        f"<link rel='alternate' type='text/html' href='{base}/'/><link rel='hub' href='https://pubsubhubbub.appspot.com/'/>"
        f"<openSearch:totalResults>{len(rows)}</openSearch:totalResults><openSearch:startIndex>1</openSearch:startIndex>"
        f"{''.join(_entry(base, row) for row in rows)}</feed>"
    )


def _entry(base: str, row: Entry) -> str:
    article, url, body = row
    post, moment = number(article), article.published_at.isoformat(timespec="milliseconds")
    return (
        f"<entry><id>tag:blogger.com,1999:blog-{_BLOG}.post-{post}</id><published>{moment}</published>"
        f"<updated>{moment}</updated><title type='text'>{escape(article.title)}</title>"
        f"<content type='html'>{escape(body)}</content>"
        f"<link rel='replies' type='application/atom+xml' href='{base}/feeds/{post}/comments/default'/>"
        f"<link rel='edit' type='application/atom+xml' href='https://www.blogger.com/feeds/{_BLOG}/posts/default/{post}'/>"
        f"<link rel='self' type='application/atom+xml' href='{base}/feeds/posts/default/{post}'/>"
        f"<link rel='alternate' type='text/html' href='{url}' title='{escape(article.title)}'/>"
        f"<author><name>{escape(', '.join(article.authors))}</name></author><thr:total>2</thr:total></entry>\n"
    )
