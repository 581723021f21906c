"""One pass over a text that puts placeholders for what names or reaches a person."""

import re
from collections import Counter
from typing import NamedTuple

from crawler.corpus.filters.pii.identity import CARD, NAMED, is_card
from crawler.corpus.filters.pii.phones import CANDIDATE, phone

PLACEHOLDERS = {
    "email": "[EMAIL]", "account": "[ACCOUNT]", "tax": "[TAX_ID]", "named": "[ID]", "card": "[ID]", "phone": "[PHONE]",
}  # fmt: skip
"""Kind of what was found → what stands in its place. Square brackets around capitals do not come in news."""

_MONEY = r"(?![\d\w])(?![.,]\d)(?!\s?(?:đồng|đ\b|VND|VNĐ|USD|triệu|tỉ|tỷ|nghìn))"

_FOUND = re.compile(
    r"(?P<address>(?i:https?://|www\.)[^\s<>\"]+|(?<![@\w.])(?:[a-z0-9-]+\.)+[a-z]{2,}/[^\s<>\"]*)"
    r"|(?P<email>(?<![\w.+-])[A-Za-z0-9_](?:[\w.+-]{0,62}[A-Za-z0-9_])?\s?(?:@|\[at\]|\(at\))\s?"
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![\w@]))"
    r"|(?P<account_name>\b(?i:STK|số\s(?:tài\skhoản|TK)|tài\skhoản\ssố|TK\ssố|tài\skhoản(?:\s[A-Z]{2,3})?(?=:))\b(?:\s(?:là|số))*\s?[:.]?\s?)"
    rf"(?P<account>\d(?:[ .-]{{0,2}}\d){{6,18}}){_MONEY}"
    r"|(?P<tax_name>\b(?i:mã\ssố\s(?:thuế|doanh\snghiệp)|MST)\b(?:\scá\snhân)?(?:\s(?:là|số))*\s?[:.]?\s?)"
    r"(?P<tax>\d{10}(?:-\d{3})?|\d{12})(?!\d)"
    rf"|(?P<card_name>(?i:{NAMED}))"
    rf"(?P<named>[A-Z]\d{{7,8}}|\d{{3}} \d{{3}} \d{{3}}(?: \d{{3}})?|\d{{12}}|\d{{9}}){_MONEY}"
    rf"|(?P<card>{CARD})"
    rf"|(?P<phone>{CANDIDATE})"
)
"""Addresses of the web come first and are passed over: what looks like a number in them is no number of a person."""


_WORTH = re.compile(r"@|[\[(]at[\])]|\d(?:[ .()-]{0,3}\d){6}")
"""Without any of these nothing above is found, and this is found faster."""


class Masked(NamedTuple):
    """A text with placeholders, and how many of each kind: email, account, tax, id, phone."""

    text: str
    counts: Counter[str]


def mask(text: str) -> Masked:
    """Put `[PHONE]`, `[EMAIL]`, `[ID]`, `[TAX_ID]`, `[ACCOUNT]` for what reaches or names a person."""
    counts: Counter[str] = Counter()

    def replaced(found: re.Match[str]) -> str:
        kind = found.lastgroup or ""
        piece = _piece(kind, found)
        if piece is None:
            return found[0]
        counts["id" if kind in ("named", "card") else kind] += 1
        return found[0].replace(piece, PLACEHOLDERS[kind], 1)

    return Masked(_FOUND.sub(replaced, text) if _WORTH.search(text) else text, counts)


def _piece(kind: str, found: re.Match[str]) -> str | None:
    """What of a match is to be masked."""
    if kind == "phone":
        return phone(found[0], found.string[found.end() : found.end() + 12])
    if kind == "card" and not is_card(found[0]):
        return None
    return found[kind] if kind in PLACEHOLDERS else None
