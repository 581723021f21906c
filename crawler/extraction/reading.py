"""A page as it was understood: the order in which everything else in this room is asked."""

from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml.etree import _Element

from crawler.errors import NotAnArticle, Reason
from crawler.extraction.boxes import Fates, fates
from crawler.extraction.byline import Signed, signed
from crawler.extraction.captions import captions
from crawler.extraction.container import find_container
from crawler.extraction.decode import decode
from crawler.extraction.fallback import general_blocks, told_blocks
from crawler.extraction.lead import NO_LEAD, Lead, find_lead
from crawler.extraction.metadata import Metadata, metadata
from crawler.extraction.outline import Node, Outline, outline
from crawler.extraction.published import Times, find_times
from crawler.extraction.refusal import refuse_body, refuse_early, refuse_headlines, refuse_notice, refuse_paywall
from crawler.extraction.teaching import NOTHING_SEEN, Seen, recurrent, text_keys
from crawler.extraction.title import find_title
from crawler.extraction.tree import parse
from crawler.items import Block, Recurring

BYLINE = 70  # characters up to which a recurring line is still asked for names: an author signs every day
FALLBACK_FROM = 400  # characters of prose on a page from which the general engine is worth asking


class _Head(NamedTuple):
    """What is known before the body is: the first fields of a Reading."""

    root: _Element
    page: Outline
    meta: Metadata
    at: int
    title: str
    title_origin: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was understood; `fates` says why each dropped segment of the body went.

    `general` holds the body when it is not ours: of JSON-LD or of the general engine. `seen` is what the page
    and its site teach each other.
    """

    root: _Element
    page: Outline
    meta: Metadata
    at: int
    title: str
    title_origin: str
    body: Node
    lead: Lead
    fates: Fates
    kept: tuple[int, ...]
    signed: Signed
    times: Times
    captions: frozenset[int] = frozenset()
    general: tuple[Block, ...] = ()
    seen: Seen = NOTHING_SEEN

    @property
    def prose(self) -> str:
        """What is left of the body as one line."""
        texts = [block.text for block in self.general] or [self.page.segments[i].text for i in self.kept]
        return " ".join(texts)


def read(html: bytes, url: str, encoding: str | None = None, memory: Recurring | None = None) -> Reading:
    """Parse a page once and decide what each part of it is; `memory` is what other pages of its site taught.

    Raises NotAnArticle.
    """
    text = decode(html, encoding)
    root = parse(text)
    meta = metadata(root)
    page = outline(_body_element(root))
    told = told_blocks(meta)
    if not told:
        refuse_early(text, root, page, meta)
    title, title_origin, at = find_title(page, meta, url)
    head = _Head(root, page, meta, at, title, title_origin)
    body = find_container(page, at)
    if body is None:
        told = told or _general(root, page, meta, url, title)
    if not title:
        raise NotAnArticle(Reason.NO_TITLE, "neither h1 nor og:title nor title")
    reading = _without_body(head, url, told) if body is None else _with_body(head, body, url, memory)
    refuse_paywall(reading.prose)
    if reading.times.origin in ("", "url"):
        refuse_notice(title, reading.prose)
    return reading


def _without_body(head: _Head, url: str, blocks: tuple[Block, ...]) -> Reading:
    whole = head.page.nodes[0]
    times = find_times(head.page, head.meta, whole, head.at, url)
    return Reading(*head, whole, NO_LEAD, {}, (), Signed(), times, general=blocks)


def _with_body(head: _Head, body: Node, url: str, memory: Recurring | None) -> Reading:
    root, page, meta, at, title, _ = head
    found = find_lead(page, body, at, meta.descriptions)
    captioned = captions(page, body)
    seen = Seen(text_keys(page, body, found.segments, captioned), memory)
    foreign = recurrent(page, body, seen)
    lead = NO_LEAD if found.origin != "description" and found.segments & foreign.keys() else found
    gone = fates(page, body, title, at=at, lead=lead.segments, captions=captioned)
    kept = [i for i in range(body.first, body.last) if i not in gone and i not in lead.segments]
    host = urlsplit(url).hostname or ""
    lines = [i for i in kept if i not in captioned and (i not in foreign or len(page.segments[i].text) <= BYLINE)]
    signature = signed(page, body, lines, root=root, meta=meta, host=host, at=at)
    gone = foreign | gone | dict.fromkeys(signature.segments, "byline")
    gone = {i: reason for i, reason in gone.items() if i not in lead.segments}
    kept = [i for i in kept if i not in gone]
    times = find_times(page, meta, body, at, url)
    general = general_blocks(root) if _thin(page, body, kept, lead) else ()
    return Reading(*head, body, lead, gone, tuple(kept), signature, times, captioned, general, seen)


def _general(root: _Element, page: Outline, meta: Metadata, url: str, title: str) -> tuple[Block, ...]:
    """The body another engine finds where our rules find none. Raises NotAnArticle when it has none either."""
    refusal = refuse_body(page, meta, url)
    blocks = general_blocks(root) if refusal.reason != Reason.LISTING and page.mass[-1] >= FALLBACK_FROM else ()
    if not blocks:
        raise refusal
    refuse_headlines(page, title, blocks)
    return blocks


def _thin(page: Outline, body: Node, kept: list[int], lead: Lead) -> bool:
    """Next to nothing is left of a body with much prose: the rules misread this page."""
    left = len(lead.text) + sum(len(page.segments[i].text) for i in kept)
    return left < FALLBACK_FROM / 2 and page.mass_of(body) >= 2 * FALLBACK_FROM


def _body_element(root: _Element) -> _Element:
    body = root.find("body")
    return root if body is None else body
