"""The mark of paper or place with which a text begins: "(Dân trí) -", "TTO -", "(PLO)-"."""

import re

_PLACE_OR_PAPER = re.compile(
    r"^\s*(?:\(\s*([^()\n]{2,30}?)\s*\)\s*[-–—:]?|([A-ZĐÂĂÊÔƠƯ]{2,8}(?:[.,/ ][A-ZĐ]{1,8}){0,2})\s*[-–—]"
    r"|(?:HÀ NỘI|TP ?HCM)\s*[-–—])\s*"
)


def dateline(text: str) -> str | None:
    """The dateline of a text without brackets and dash, None when it begins without one."""
    match = _PLACE_OR_PAPER.match(text)
    return (match[1] or match[2] or match[0].strip(" -–—\n")) if match else None
