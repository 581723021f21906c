"""Who wrote it and whom they credit: told by metadata, marked near the title, or signed in the last lines."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.etree import _Element

from crawler.extraction.container import first_prose
from crawler.extraction.credit import credit_of, is_person
from crawler.extraction.cues import ends_body, is_date_line, is_label, is_related_cue
from crawler.extraction.metadata import Metadata, clean
from crawler.extraction.names import AUTHOR, COMMENTS, RELATED, names_of, words
from crawler.extraction.outline import Node, Outline, Segment, ancestors
from crawler.extraction.people import (
    MOST,
    NOT_PEOPLE,
    NOTE,
    are_family_names,
    are_full_names,
    is_outlet,
    paper_names,
    people,
    squeezed,
)
from crawler.text import fold, normalize

_SYLLABLE = 7  # letters of the longest: "nghiêng"
_ABOUT = frozenset({"meta", "info", "infor", "source", "author", "post-meta", "detail-info", "subtitle"})
_NAMING = ("a", "span", "div", "p", "strong", "b", "em", "li", "h3", "h4", "address")
_LONGEST = 400  # characters of a class; utility classes run long and name no author
_OFFICE = 60  # characters of the line that says where an author works
_PIECES = 40  # text nodes of an author element that are read
_CONTACT = re.compile(r"\W*(?:e-?mail|thư điện tử|link(?: bài(?: viết)?)?)\s*:\s*\S+$", re.IGNORECASE)
_CREDITED = re.compile(r"\s*[-–|,]?\s*\b(?:theo|nguồn)\b|\s*\|\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signed:
    """Authors and credited source, where each came from, and the segments of the body that only say so."""

    authors: tuple[str, ...] = ()
    source: str | None = None
    origin: str = ""
    source_origin: str = ""
    segments: frozenset[int] = frozenset()


def signed(page: Outline, body: Node, kept: list[int], *, root: _Element, meta: Metadata, host: str, at: int) -> Signed:
    """Metadata first, then what is marked as the author around the article, then the last lines of the body."""
    papers = paper_names(meta, host)
    authors, source, lines = _last_lines(page, body, kept, papers)
    person, credited = _credit_near(page, body, at, papers)
    source, authors = source or credited, authors or people(person, papers)
    told = "signature" if source else ""
    if names := _told(meta.ld.get("author"), papers):
        return Signed(names, source, "json-ld", told, lines)
    if names := _in_meta(meta, papers):
        return Signed(names, source, "meta", told, lines)
    if names := _marked(root, papers):
        return Signed(names, source, "marked", told, lines)
    if not authors and (names := _below_title(page, body, at, papers) or _behind(page, body, papers)):
        return Signed(names, source, "visible", told, lines)
    return Signed(authors, source, "signature" if authors else "", told, lines)


def _below_title(page: Outline, body: Node, at: int, papers: frozenset[str]) -> tuple[str, ...]:
    """A line of names between headline and text, in an element that holds what is known of the article."""
    if at < 0:
        return ()
    for index in range(at + 1, min(first_prose(page, body, at), at + 8, len(page.segments))):
        segment = page.segments[index]
        above = segment.node.parent.element if segment.node.parent else segment.node.element
        about = (
            segment.text.endswith(("-", "–"))
            or _CREDITED.search(segment.text) is not None
            or any(is_date_line(s.text) for s in page.segments[index - 1 : index + 2])
            or not (segment.node.names | names_of(above)).isdisjoint(_ABOUT)
        )
        parts = (people(part, papers) for part in _CREDITED.split(segment.text))
        names = next((found for found in parts if found), ())
        if are_full_names(names) and (about or are_family_names(names)):
            return names
    return ()


def _behind(page: Outline, body: Node, papers: frozenset[str]) -> tuple[str, ...]:
    """A line of full names right behind the body, unlinked, in capitals, set apart, or with family names first."""
    for i, segment in enumerate(page.segments[body.last : body.last + 2]):
        names = people(segment.text, papers) if not segment.links and not _announces(segment) else ()
        apart = i == 0 and looks_signed(segment, body)
        if are_full_names(names) and (segment.text.isupper() or apart or are_family_names(names)):
            return names
    return ()


def _announces(segment: Segment) -> bool:
    """Headings and labels of what comes after: "Đọc Nhiều" has the shape of a name."""
    text = segment.text
    return segment.node.tag in {"h2", "h3", "h4"} or is_label(text) or ends_body(text) or is_related_cue(text)


def _told(author: object, papers: frozenset[str]) -> tuple[str, ...]:
    """Persons of a JSON-LD author; an Organization or the paper is none."""
    found: list[str] = []
    for one in author if isinstance(author, list) else [author]:
        if isinstance(one, dict) and isinstance(one.get("name"), str) and one.get("@type") != "Organization":
            found.extend(people(clean(one["name"]), papers))
        elif isinstance(one, str) and "://" not in one:
            found.extend(people(clean(one), papers))
    return tuple(dict.fromkeys(name for name in found if not _is_login(name)))[:MOST]


def _is_login(name: str) -> bool:
    """One word longer than a Vietnamese syllable can be: "Bientapvien"."""
    return " " not in name and len(name) > _SYLLABLE and name.isascii()


def _in_meta(meta: Metadata, papers: frozenset[str]) -> tuple[str, ...]:
    """Only names of two words and more: `author` is filled with the paper, a department or a login."""
    for name in ("dable:author", "article:author_name", "author", "article:author", "dc.creator"):
        found = people(meta.first(name), papers) if "://" not in meta.first(name) else ()
        if found and all(" " in person for person in found) and not _ascii_only(found):
            return found
    return ()


def _ascii_only(names: Iterable[str]) -> bool:
    """Vietnamese names carry marks; a login or a company in English does not."""
    return all(name.isascii() for name in names)


def _marked(root: _Element, papers: frozenset[str]) -> tuple[str, ...]:
    """Elements named for the author between the headline and the end of the article."""
    found: list[str] = []
    for element in root.iter(*_NAMING):
        if not _is_author_mark(element) or _in_junk(element):
            continue
        if names := _names_in(element, papers):
            found.extend(n for n in names if n not in found)
            if len(found) >= 2 or element.tag != "a":
                break
    return tuple(found)[:MOST]


def _names_in(element: _Element, papers: frozenset[str]) -> tuple[str, ...]:
    """The names an author element holds: all its text, else the first of its pieces that is a full name.

    An author box goes on with what the author does; name and address stand in two spans without a blank between.
    """
    pieces = [text for piece in islice(element.itertext(), _PIECES) if (text := normalize(str(piece)))]
    if names := people(" ".join(pieces)[:120], papers):
        return names
    return next((names for piece in pieces[:3] if are_full_names(names := people(piece, papers))), ())


def _is_author_mark(element: _Element) -> bool:
    for attribute, value in element.items():
        if attribute in {"class", "id"}:
            found = _names_author(value)
        elif attribute in {"itemprop", "data-role", "rel"}:
            found = "author" in value.lower()
        else:
            found = attribute == "href" and element.tag == "a" and ("author" in value or "/tac-gia/" in value)
        if found:
            return True
    return False


@lru_cache(maxsize=8192)
def _names_author(names: str) -> bool:
    return len(names) <= _LONGEST and not words(names).isdisjoint(AUTHOR)


def _in_junk(element: _Element) -> bool:
    for above in (element, *element.iterancestors()):
        if not names_of(above).isdisjoint(COMMENTS | RELATED | {"sidebar", "menu"}) or above.tag in {
            "footer",
            "nav",
        }:
            return True
    return False


def _last_lines(
    page: Outline, body: Node, kept: list[int], papers: frozenset[str]
) -> tuple[tuple[str, ...], str | None, frozenset[int]]:
    """Walk back from the end over lines that are only a name or a credit."""
    authors: tuple[str, ...] = ()
    source: str | None = None
    lines: set[int] = set()
    for index in reversed(kept[-5:]):
        segment = page.segments[index]
        if _CONTACT.match(segment.text) or (not lines and _is_office(page, kept, body, papers)):
            lines.add(index)
            continue
        credit = credit_of(segment.text, papers) if len(segment.text) <= 70 and _is_credit(segment, body) else None
        if credit and credit.person:
            source, authors = credit.source, people(credit.person, papers)
        elif credit:
            name = credit.source
            if is_person(name, papers) and (source or (authors and all(" " not in a and a.isascii() for a in authors))):
                source, authors = source or authors[0], people(name, papers)  # "Theo Lan Anh" above "VnEconomy"
            else:
                source = name
        elif names := _signature(segment, body, papers):
            authors = names + authors
        elif _is_paper_line(segment, body, papers):
            source = segment.text if not _is_generic(segment.text) else source
        else:
            break
        lines.add(index)
    return authors, source, frozenset(lines)


def _is_office(page: Outline, kept: list[int], body: Node, papers: frozenset[str]) -> bool:
    """Whether the last line is where the author works: set apart below the name, and no name itself."""
    if len(kept) < 2:
        return False
    name, office = (page.segments[i] for i in kept[-2:])
    if len(office.text) > _OFFICE or office.text[-1] in ".?!:…”" or not looks_signed(office, body):
        return False
    credit = credit_of(office.text, papers) or _signature(office, body, papers) or _is_paper_line(office, body, papers)
    return not credit and looks_signed(name, body) and bool(_signature(name, body, papers))


def _credit_near(page: Outline, body: Node, at: int, papers: frozenset[str]) -> tuple[str, str | None]:
    """Person and source of a line right behind the body or right below the headline: "Theo Sông Lam"."""
    below = range(at + 1, min(first_prose(page, body, at), at + 6)) if at >= 0 else range(0)
    for i in [*range(body.last, min(body.last + 3, len(page.segments))), *below]:
        text = page.segments[i].text
        credit = credit_of(text, papers) if len(text) <= 60 and text[-1:] not in "?!" else None
        if credit and (i >= body.last or credit.person):
            return credit.person, credit.source
    return "", None


def _is_credit(segment: Segment, body: Node) -> bool:
    """Set apart, in brackets, or so short that it is no sentence: "Theo Sông Lam"."""
    short = len(segment.text.split()) <= 8 and "," not in segment.text and segment.text[-1:] not in ".?!:"
    return looks_signed(segment, body) or segment.text.startswith("(") or short


def _signature(segment: Segment, body: Node, papers: frozenset[str]) -> tuple[str, ...]:
    """The names of a last line that is set apart, or that holds nothing but full names."""
    if len(segment.text) > 70 or segment.text.endswith(("?", "!", ":")):
        return ()
    names = people(segment.text, papers)
    plain = segment.text[-1:] != "." and are_full_names(names)
    return names if plain or looks_signed(segment, body) else ()


def _is_paper_line(segment: Segment, body: Node, papers: frozenset[str]) -> bool:
    """The paper, an agency or "PV" where a name would stand."""
    if len(segment.text) > 40 or not looks_signed(segment, body) or segment.text[-1:] in ".?!:":
        return False
    plain = NOTE.sub("", segment.text).strip().lower()
    stands_for_one = NOT_PEOPLE.search(plain) is not None and len(plain.split()) <= 4
    return squeezed(fold(plain)) in papers or is_outlet(plain) or stands_for_one


def _is_generic(text: str) -> bool:
    return re.fullmatch(r"(?:nhom )?(?:pv|ctv|bbt|phong vien|tong hop|p\.?v\.?)", fold(text).strip(" .()")) is not None


def looks_signed(segment: Segment, body: Node) -> bool:
    """Set to the right, bold, slanted, or in an element named for the author."""
    if segment.emphasised or segment.italic >= 0.9 * len(segment.text):
        return True
    for node in ancestors(segment.node, body):
        style = (node.element.get("style") or "").replace(" ", "").lower()
        if "text-align:right" in style or "float:right" in style or node.element.get("align") == "right":
            return True
        if not node.names.isdisjoint(AUTHOR | {"right", "pauthor", "source", "nguon", "signature"}):
            return True
    return False
