"""Lines that announce what is not the article.

Each phrase counts as a whole line only: a public cleaner that cut after the word "Video" anywhere lost paragraphs that
merely began with it.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from crawler.dates import printed_dates
from crawler.extraction import phrases
from crawler.extraction.outline import Segment
from crawler.text import fold

LINKED_HEADLINE = "a linked headline"
_NO_WORD = re.compile(r"\W+")
_LABEL = 120  # characters; a longer line says something
_NUMBERED = re.compile(r"[?&](?:\w*id|p|news|article)=\d{2,}|/\d{5,}(?:[./-]|$)", re.IGNORECASE)
_SLUG = re.compile(r"[^/?#]*(?:-[^/?#-]+){3,}")


def points_away(segment: Segment) -> str:
    """Why a line points to something else, "" when it does not: `>> …`, "Xem thêm: …", a linked headline."""
    return next((reason for test, reason in _TESTS if test(segment)), "")


def _is_cue(segment: Segment) -> bool:
    if topic := phrases.TOPIC.match(segment.text):
        return segment.links > 0 and segment.links >= 0.5 * (len(segment.text) - topic.end())
    match = phrases.RELATED.match(segment.text)
    rest = len(segment.text) - match.end() if match else 0
    return match is not None and (rest <= 2 or segment.links >= 0.5 * rest)


def _is_linked_headline(segment: Segment) -> bool:
    """All of it a link to an article, or all but the date behind it."""
    if segment.linked:
        return len(segment.text.split()) >= 4 and leads_to_article(segment.href)
    dated = phrases.DATED.search(segment.text)
    return dated is not None and segment.links >= 0.9 * dated.start()


def _is_call(segment: Segment) -> bool:
    short = len(segment.text) < 200 or segment.emphasised
    if short and phrases.INVITATION.match(segment.text):
        return True
    return (segment.links > 0 or "@" in segment.text) and short and phrases.CALL.match(segment.text) is not None


_TESTS: tuple[tuple[Callable[[Segment], bool], str], ...] = (
    (lambda s: phrases.POINTER.match(s.text) is not None, "a line that points to another article"),
    (_is_cue, "a cue for related articles"),
    (_is_linked_headline, LINKED_HEADLINE),
    (lambda s: len(s.text) < 100 and phrases.OFFER.match(s.text) is not None, "the paper's offer"),
    (lambda s: len(s.text) < 200 and phrases.VIDEO.match(s.text) is not None, "a pointer to a video"),
    (_is_call, "a call to readers"),
)


def leads_to_article(href: str) -> bool:
    """Whether an address looks like an article's: a headline with hyphens, or a number as old systems have it."""
    return _SLUG.search(href.rstrip("/").rsplit("/", 1)[-1]) is not None or _NUMBERED.search(href) is not None


def is_label(text: str) -> bool:
    """Share buttons, font sizes, a bare address and the like, alone on their line or several in a row."""
    return _is_short_label(text) if len(text) < _LABEL else phrases.ADDRESS.match(text) is not None


@lru_cache(maxsize=4096)
def _is_short_label(text: str) -> bool:
    """Boxes in boxes ask for the same line again and again, and so does every page of a paper."""
    patterns = (phrases.ADDRESS, phrases.LABELS, phrases.NOTICE, phrases.COUNTED)
    return any(p.match(text) for p in patterns) or phrases.COMMENT_FOOT.search(text) is not None


def is_related_cue(text: str) -> bool:
    """A line that announces related articles and says nothing else."""
    match = phrases.RELATED.match(text) if len(text) < 80 else None
    return match is not None and match.end() >= len(text) - 2


def ends_body(text: str) -> bool:
    """The headline of what comes after an article: other news, comments, popular posts."""
    return len(text) < 60 and (phrases.SECTION_BEHIND.match(text) is not None or starts_comments(text))


def starts_comments(text: str) -> bool:
    """The headline of what readers said."""
    return len(text) < 60 and phrases.COMMENTS_BEHIND.match(text) is not None


def starts_tags(text: str) -> bool:
    """ "Từ khóa: …", "Tags:" and the like."""
    return phrases.TAGS.match(text) is not None or phrases.TAGS_ALONE.match(text) is not None


def same_words(one: str, other: str) -> bool:
    """Equal but for case, marks and punctuation."""
    if abs(len(one) - len(other)) > 8:
        return False
    return _bare(one) == _bare(other)


@lru_cache(maxsize=64)  # a page asks for its headline and its lead once a line
def _bare(text: str) -> str:
    return _NO_WORD.sub(" ", fold(text)).strip()


def is_date_line(text: str) -> bool:
    """A date and little else: at most a weekday, the author and what the share bar says."""
    if len(text) > 160 or text.endswith((".", "!", "?", "…", "”", '"')):
        return False
    exact = next(iter(printed_dates(text)), None)
    return (
        exact is not None
        and (exact[1] or len(text) < 70)
        and len(re.findall(r"[^\W\d_]{3,}", text)) <= (18 if exact[1] else 6)
    )
