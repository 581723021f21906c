"""What a line looks like, whatever it says."""

import re
from functools import lru_cache

_WORD = re.compile(r"\w+")
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")
_STATEMENT_END = re.compile(r"[.…;:][\"'”’»)\]]*$|[.!?…,][\"'”’»]+(?: .{1,40})?$")
_CREDIT = re.compile(
    r"(?:Ảnh|ẢNH|Photo|Đồ họa|Đồ hoạ|Nguồn ảnh|Clip|Video|Infographic)(?: [^:.]{1,30})?:|\(Ảnh|[Ảả]nh minh h(?:oạ|ọa)"
)
_MOMENT = re.compile(
    r"\d{1,2}\s?[:hg]\s?\d{2}|\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}\b|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2} tháng \d{1,2},? (?:năm )?\d{4}|tháng \w+ \d{1,2}, \d{4}"
    r"|(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}, \d{4}"
    r"|\d+ (?:giây|phút|giờ|ngày|tuần|tháng|năm) trước|\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago",
    re.IGNORECASE,
)
_DAY = re.compile(r"\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}\b")
_CLOCK = re.compile(r"\b\d{1,2}\s?[:hg]\s?\d{2}\b")
_BESIDE_MOMENT = re.compile(
    r"thứ (?:hai|ba|tư|năm|sáu|bảy|\d)|chủ nhật|\bt[2-7]\b|\bcn\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|\b(?:lúc|ngày|cập nhật|đăng|đăng ngày|xuất bản|posted|on|published|updated|at|by|gmt|am|pm|utc)\b|[^\w]|\b0?7\b",
    re.IGNORECASE,
)
_URL = re.compile(r"(?:https?://|www\.)\S+")
_DATELINE = re.compile(r"(?:\([^()]{2,30}\)|[A-ZĐ]{2,8}(?:\.[A-Z]{2,4})?)\s*[-–—]\s")
_CRUMB = re.compile(r"\s+[>»›/|→•·]\s+|\s*[›»]\s*")


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """The words of the text in lower case, without punctuation."""
    return tuple(_WORD.findall(text.casefold()))


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes and brackets aside."""
    return bool(_SENTENCE_END.search(text))


@lru_cache(maxsize=1024)
def is_prose(text: str) -> bool:
    """A sentence of an article: it ends as a statement or a quotation does, or is too long for anything else."""
    size = len(words(text))
    return size >= 35 or (size >= 9 and bool(_STATEMENT_END.search(text)))


def is_headline(text: str) -> bool:
    """A title, a link or a heading: a few words up to three lines of them, without a full stop."""
    return 3 <= len(words(text)) <= 34 and not is_prose(text) and not text.endswith((".", ":", ",", ";"))


def is_caption(text: str) -> bool:
    """A line under a photo that names who took it."""
    return len(words(text)) <= 80 and bool(_CREDIT.search(text))


def is_dateline(text: str) -> bool:
    """A short line that tells when the page was published, with at most a section or a byline beside it."""
    return len(words(text)) <= 16 and not is_prose(text) and bool(_MOMENT.search(text))


def is_timestamp(text: str) -> bool:
    """A short line that holds a day and a time of day."""
    return len(words(text)) <= 18 and not is_prose(text) and bool(_DAY.search(text) and _CLOCK.search(text))


def is_moment(text: str) -> bool:
    """A line that is nothing but a day, a time of day, or an age ("2 giờ trước")."""
    bare = _MOMENT.sub("", text) if len(text) <= 60 else text
    return bare != text and not _BESIDE_MOMENT.sub("", bare)


def is_url(text: str) -> bool:
    """A line that is nothing but an address."""
    return bool(_URL.fullmatch(text))


def opens_with_dateline(text: str) -> bool:
    """Whether the paragraph begins as leads do: "(Dân trí) - ", "TTO - "."""
    return bool(_DATELINE.match(text))


def is_breadcrumb(text: str) -> bool:
    """A path of sections, or a menu in one line: three short names or more with marks between."""
    parts = [part for part in _CRUMB.split(text) if part]
    return len(parts) >= 3 and not ends_sentence(text) and max(len(words(part)) for part in parts) <= 5


def said_twice(text: str) -> tuple[str, ...]:
    """The words of a title that a line holds twice, the `alt` of a link's picture and the link; () when it does not.

    The two may stand without a blank between. The `alt` often stops at the title's first quotation mark ("Nga kêu gọi
    Nga kêu gọi 'hạ vũ khí'"), because the template that wrote it did not escape quotes.
    """
    said, middle = words(text), len(text) // 2
    if len(said) >= 5 and text[:middle] == text[middle:]:
        return words(text[:middle])
    half = len(said) // 2
    if half >= 3 and len(said) % 2 == 0 and said[:half] == said[half:]:
        return said[:half]
    start = start_said_twice(text)
    return said[start:] if start >= 3 else ()


def start_said_twice(text: str) -> int:
    """The number of words before the first quotation mark that stand there twice; 0 when they do not."""
    quoted = re.match(r"([^'\"‘“]+?)\s+['\"‘“]", text)
    said = words(quoted[1]) if quoted else ()
    half = len(said) // 2
    return half if said and len(said) % 2 == 0 and said[:half] == said[half:] and is_headline(text) else 0
