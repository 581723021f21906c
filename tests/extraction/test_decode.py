"""Bytes to text in every encoding that Vietnamese back archives hold."""

import unicodedata

import pytest

from crawler.extraction.decode import decode

TEXT = "Người dân Thủ Đức đợi chuyến đò cuối: nước lớn, gió mạnh, ai cũng muốn về nhà trước khi trời tối hẳn."
PAGE = "<html><body><p>{}</p></body></html>"
TCVN3_PAGE = (
    b"<p>Ng\xad\xeai d\xa9n Th\xf1 \xae\xf8c \xae\xeei chuy\xd5n \xae\xdf"
    b" cu\xe8i: n\xad\xedc l\xedn, gi\xe3 m\xb9nh</p>"
)
VNI_PAGE = "<p>Ngöôøi daân Thuû Ñöùc ñôïi chuyeán ñoø cuoái: nöôùc lôùn, gioù maïnh, ai cuõng muoán veà</p>"


def windows_1258(text: str) -> bytes:
    """As typed on Windows: base letters with their hat, tones as combining marks."""
    out = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            out += letter.encode("cp1258")
        except UnicodeEncodeError:
            base, *marks = list(unicodedata.normalize("NFD", letter))
            hats = [m for m in marks if m in "\u0302\u0306\u031b"]
            tones = [m for m in marks if m not in hats]
            out += unicodedata.normalize("NFC", "".join([base, *hats])).encode("cp1258")
            out += "".join(tones).encode("cp1258")
    return out


@pytest.mark.parametrize(
    ("html", "header"),
    [
        (PAGE.format(TEXT).encode(), None),
        (PAGE.format(TEXT).encode(), "iso-8859-1"),
        (b"\xef\xbb\xbf" + PAGE.format(TEXT).encode(), "windows-1252"),
        (PAGE.format(TEXT).encode("utf-16"), None),
        (windows_1258(PAGE.format(TEXT)), "windows-1258"),
        (windows_1258('<meta charset="windows-1258">' + PAGE.format(TEXT)), None),
        (windows_1258(PAGE.format(TEXT)), None),
        (windows_1258(PAGE.format(TEXT)), "utf-8"),
    ],
    ids=["utf-8", "wrong header", "bom", "utf-16", "1258 header", "1258 meta", "1258 undeclared", "1258 called utf-8"],
)
def test_text_survives(html: bytes, header: str | None) -> None:
    assert TEXT in decode(html, header)


@pytest.mark.parametrize("declared", [None, "iso-8859-1", "windows-1252", "x-user-defined"])
def test_tcvn3_is_read_whatever_was_declared(declared: str | None) -> None:
    assert "Người dân Thủ đức đợi chuyến đò cuối: nước lớn, gió mạnh" in decode(TCVN3_PAGE, declared)


def test_vni_is_read_from_bytes_and_from_utf8() -> None:
    expected = "Người dân Thủ Đức đợi chuyến đò cuối: nước lớn, gió mạnh, ai cũng muốn về"
    assert expected in decode(VNI_PAGE.encode("latin-1"))
    assert expected in decode(VNI_PAGE.encode())


def test_viqr_is_read_between_tags_only() -> None:
    words = "Ngu+o+`i da^n ddo+.i chuye^'n ddo` cuo^'i, nu+o+'c lo+'n, gio' ma.nh, "
    words += "ai cu~ng muo^'n ve^` nha` tru+o+'c to^'i. "
    page = f"<p class='a.b'>{words * 2}</p>"
    assert "Người dân đợi chuyến đò cuối, nước lớn, gió mạnh, ai cũng muốn về nhà trước tối." in decode(page.encode())
    assert "class='a.b'" in decode(page.encode())


@pytest.mark.parametrize(
    "text",
    [
        "It's the dogs' day. Don't ask why; he'd know, they'd say.",
        "Café crème à la carte, déjà vu, naïve façade, élève",
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    assert text in decode(PAGE.format(text * 5).encode())
    assert text in decode(PAGE.format(text * 5).encode("latin-1"))


def test_numeric_entities_of_a_legacy_text_are_read() -> None:
    entities = "".join(f"&#{b};" if b > 127 else chr(b) for b in TCVN3_PAGE)
    assert "Người dân Thủ đức đợi chuyến đò cuối" in decode(entities.encode())


def test_lost_bytes_cost_only_themselves() -> None:
    page = PAGE.format(TEXT * 20).encode()
    assert TEXT in decode(page[:300] + b"\xff\xfe" + page[300:])
