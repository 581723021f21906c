"""Phone numbers of Viet Nam, told from other long numbers by prefix, length and grouping.

Prefixes: circular 22/2014/TT-BTTTT (numbering plan), and the tables of the two renumberings since: area codes begin
with 02 (2017), mobile numbers of eleven digits lost one (2018). Old articles print the old numbers, which are masked
too. Service lines (1800, 1900) and emergency numbers are numbers of an organisation for everybody: they stay.
"""

import re

CANDIDATE = (
    r"(?<![\w/=#])(?<!\d[.,])"
    r"(?:\(?(?:\+|00)84\)?[ .-]?(?:\(0\)[ .-]?)?|84(?=[35789]\d{8}(?!\d))|\(?0)"
    r"\d(?:\)?[ .-]{0,2}\d){7,9}"
    r"(?![\d\w])(?![.,/-]\d)(?!/[A-ZĐ])"
)
"""Where a number may stand: not inside another one, a word or the number of a document."""

_COUNTRY = re.compile(r"^(?:\(?(?:\+|00)84\)?|84(?=[35789]\d{8}$))[ .-]?(?:\(0\))?[ .-]?")
_MOBILE = re.compile(r"0[35789]\d{8}")
_MOBILE_OLD = re.compile(r"0(?:12\d|16[2-9]|18[68]|199)\d{7}")
_LANDLINE = re.compile(r"02\d{9}|069\d{7}")  # 069: army and police
_LANDLINE_OLD = re.compile(
    r"0[48][2-7]\d{7}|0(?:[2357]\d|6[0-8])[2-7]\d{6}|0(?:2[1348]|3[25]|5[01]|65|7[18])[0189][2-7]\d{6}"
)
_GAP = re.compile(r"[ .-]+(?=\d)")
_UNIT = re.compile(r"\s?(?:đồng|đ\b|VND|VNĐ|USD|%|tỉ|tỷ|triệu|nghìn|m2|m²|km|ha\b|tấn|[kM]?W)")


def phone(written: str, after: str) -> str | None:
    """The phone number that a candidate, followed by this text, begins with; None when there is none.

    A number may be followed by another figure, such as that of the next item of a list.
    """
    ends = [gap.start() for gap in _GAP.finditer(written)]
    for end in (len(written), *reversed(ends)):
        if _is_phone(written[:end], written[end:] + after):
            return written[:end]
    return None


def _is_phone(written: str, after: str) -> bool:
    national = "0" + _COUNTRY.sub("", written) if _COUNTRY.match(written) else written
    groups = re.findall(r"\d+", national)
    digits = "".join(groups)
    if _UNIT.match(after) or not _grouped(groups):
        return False
    if any(shape.fullmatch(digits) for shape in (_MOBILE, _MOBILE_OLD, _LANDLINE)):
        return True
    return _LANDLINE_OLD.fullmatch(digits) is not None and len(groups) > 1


def _grouped(groups: list[str]) -> bool:
    """People write few groups of about one length; dates and draws of a lottery are rows of pairs."""
    first, *rest = groups
    if not rest:
        return True
    return len(groups) <= 5 and min(map(len, rest)) >= (2 if len(first) > 2 else 3)
