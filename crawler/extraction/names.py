"""What class and id say of an element, read on word edges only.

"older" must not hit "ArticleHolder" nor "print" hit "print-news": both once lost whole articles.
"""

import re
from functools import lru_cache

from lxml.etree import _Element

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
# "related", "author", "comment" and the like, written in every way there is
_VIETNAMESE = re.compile(
    r"lien[-_]?quan|tac[-_]?gia|nguoi[-_]?viet(?!nam)|but[-_]?danh|binh[-_]?luan|tu[-_]?khoa|quang[-_]?cao"
    r"|chu[-_]?thich|(?:doc|xem)[-_]?them|cung[-_]?chuyen[-_]?muc",
    re.IGNORECASE,
)
LONGEST = 400  # characters of an attribute that are read; utility classes run long, hostile ones without end
NO_NAMES: frozenset[str] = frozenset()


def vocabulary(words: str) -> frozenset[str]:
    """A set of words written as running text."""
    return frozenset(words.split())


COMMENTS = frozenset({"comment", "comments", "cmt", "cmts", "commentlist", "binhluan", "disqus", "respond", "replies"})
RELATED = vocabulary(
    """
    related relate relates relatednews lienquan tinlienquan tinkhac othernews morenews readmore recommend
    recommended recommendation suggest suggestion xemthem docthem popular mostread mostviewed
    tincungchuyenmuc cungchuyenmuc tinmoi docnhieu tindoc teaser teasers relation relationnews relatenews
    newsrelate newsrelated relevant lq tinlq baivietlienquan seealso readalso morenews suggestnews
    """
)
FURNITURE = vocabulary(
    """
    share sharing shares social socials addthis zalo tag tags keyword keywords tukhoa hashtag hashtags ads
    adv ad advert banner banners sponsor quangcao adsbygoogle admzone breadcrumb breadcrumbs breadcumb menu
    nav navigation navbar pagination paging pager footer sidebar popup modal newsletter subscribe login
    signup vote poll rating survey copyright emotion emoji reaction reactions toolbar print blockads
    likesubject sociable audio tts toc mucluc googlenews gnews minigame quiz
    """
)
JUNK = COMMENTS | RELATED | FURNITURE
LEAD = vocabulary(
    """
    sapo lead summary chapeau description excerpt intro abstract standfirst teaser-lead desc
    """
)
EMBEDDED = vocabulary(
    "instagram-media tiktok-embed twitter-tweet twitter-video fb-post fb-video fb-xfbml-parse-ignore threads-post"
)
CAPTION = frozenset(
    {"caption", "caption1", "captions", "legend", "figcaption", "wp-caption-text", "chuthich", "imgcaption"}
)
AUTHOR = frozenset({"author", "authors", "byline", "tacgia", "writer", "reporter", "nguoiviet", "butdanh"})
AUTHOR_BOX = frozenset({"author", "authors", "tacgia"})
_HIDING = vocabulary("hidden d-none hide sr-only visually-hidden screen-reader-text")
_MAY_HIDE = re.compile("hid|d-none|sr-only|screen-reader")
_SHOWN = re.compile(r":(?:block|flex|grid|inline)|d-\w\w-")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@lru_cache(maxsize=8192)
def words(names: str) -> frozenset[str]:
    """The words of a class or id, lower case: "box-TinLienQuan2" gives box, tin, lien, quan, 2 and the whole."""
    found = {word.lower() for word in _WORD.findall(names)}
    for name in names.split():
        found.update(part.lower() for part in re.split(r"[-_]+", name))
        found.add(name.lower())
    found.update(re.sub("[-_]", "", match.lower()) for match in _VIETNAMESE.findall(names))
    return frozenset(found)


def names_of(element: _Element) -> frozenset[str]:
    """The words of an element's class and id."""
    return named((element.get("class") or "")[:LONGEST], (element.get("id") or "")[:LONGEST])


@lru_cache(maxsize=8192)
def named(css: str, ident: str) -> frozenset[str]:
    """The words of a class and an id, each of at most LONGEST characters."""
    if css and ident:
        return words(css) | words(ident)
    return words(css or ident) if css or ident else NO_NAMES


def is_hidden(css: str, style: str | None) -> bool:
    """Hidden by its own class or style; `hidden md:block` shows on wide screens."""
    return (style is not None and _HIDDEN_STYLE.search(style[:LONGEST]) is not None) or (css != "" and _hides(css))


@lru_cache(maxsize=8192)
def _hides(css: str) -> bool:
    return _MAY_HIDE.search(css) is not None and not _SHOWN.search(css) and not _HIDING.isdisjoint(css.split())
