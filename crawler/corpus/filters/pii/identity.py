"""Numbers of identity cards of Viet Nam.

The twelve digits of decree 137/2015/NĐ-CP (article 13) and circular 59/2021/TT-BCA: three of the province of birth,
one of century and sex (0, 1: born from 1900; 2, 3: from 2000), two of the year, six at random. They are known by their
shape. The nine digits of the old card (CMND) look like any number and are known only by what stands before them.
"""

CARD = r"(?<![\w.,/=#-])0\d{2}[0-3]\d{8}(?![\w%])(?![.,/-]\d)"

_PROVINCES = frozenset(
    map(
        "{:03}".format,
        (1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38, 40, 42,
         44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79, 80, 82, 83, 84, 86,
         87, 89, 91, 92, 93, 94, 95, 96),
    )
)  # fmt: skip
_GENERATION = 30
"""Years of this century in which those who have a card by now were born; a later one is no year of birth."""

NAMED = (
    r"(?:\b(?:CMND|CMTND|CCCD|CMT)\b|chứng minh (?:nhân dân|thư)|căn cước(?: công dân)?|(?:số )?định danh(?: cá nhân)?|"
    r"hộ chiếu)(?:/\w+)?(?: (?:mang|có))?(?: số)?(?: là)?\s?[:.]?\s?"
)
"""What announces a number of identity."""


def is_card(digits: str) -> bool:
    """Whether twelve digits can be those of an identity card."""
    born_late = digits[3] in "23"
    return digits[:3] in _PROVINCES and not (born_late and int(digits[4:6]) > _GENERATION)
