"""One page to one article: the order in which everything else in this room is asked."""

from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urljoin, urlsplit

from lxml.etree import _Element

from crawler.errors import NotAnArticle, Reason
from crawler.extraction.blocks import make_blocks
from crawler.extraction.boxes import Fates, fates
from crawler.extraction.byline import Signed, signed
from crawler.extraction.captions import is_caption
from crawler.extraction.container import MARKS, find_container, marks_of
from crawler.extraction.cues import same_words
from crawler.extraction.dateline import dateline
from crawler.extraction.decode import decode
from crawler.extraction.fallback import general_blocks, told_blocks
from crawler.extraction.kind import find_kind
from crawler.extraction.language import language
from crawler.extraction.lead import NO_LEAD, Lead, find_lead
from crawler.extraction.metadata import Metadata, metadata
from crawler.extraction.outline import Node, Outline, outline
from crawler.extraction.published import Times, find_times
from crawler.extraction.refusal import refuse_body, refuse_cipher, refuse_early
from crawler.extraction.title import find_title
from crawler.extraction.topic import section_of, tags_of
from crawler.extraction.tree import parse
from crawler.items import Article, Block, Dropped, Quality
from crawler.urls import canonicalize

EXTRACTOR = f"rules 1; lxml {version('lxml')}; trafilatura {version('trafilatura')}"
FALLBACK_FROM = 400  # characters of prose on a page from which the general engine is worth asking
SHORTEST = 80  # characters of lead and body together below which a page says nothing


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was understood; `fates` says why each dropped segment of the body went.

    `general` holds the body when it is not ours: of JSON-LD or of the general engine.
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
    general: tuple[Block, ...] = ()


def extract(html: bytes, url: str, *, encoding: str | None = None, site: str = "") -> Article:
    """The article of a page.

    `html` is the entity body as served, `url` where it answered, `encoding` the charset of the Content-Type header if
    any, `site` the id of its site file. Raises NotAnArticle with a reason for a page that holds no article; a page in
    another language is an article with that language.
    """
    return assemble(read(html, url, encoding), url, site)


def read(html: bytes, url: str, encoding: str | None = None) -> Reading:
    """Parse a page once and decide what each part of it is. Raises NotAnArticle."""
    text = decode(html, encoding)
    root = parse(text)
    meta = metadata(root)
    page = outline(_body_element(root))
    told = told_blocks(meta)
    if not told:
        refuse_early(text, root, page, meta)
    title, title_origin, at = find_title(page, meta)
    body = find_container(page, at)
    if body is None:
        told = told or _general(root, page, meta, url)
    if not title:
        raise NotAnArticle(Reason.NO_TITLE, "neither h1 nor og:title nor title")
    if body is None:
        root_node = page.nodes[0]
        times = find_times(page, meta, root_node, at, url)
        return Reading(root, page, meta, at, title, title_origin, root_node, NO_LEAD, {}, (), Signed(), times, told)
    lead = find_lead(page, body, at, meta.descriptions)
    gone = fates(page, body, title, at, lead.segments)
    kept = [i for i in range(body.first, body.last) if i not in gone and i not in lead.segments]
    host = urlsplit(url).hostname or ""
    signature = signed(page, body, _uncaptioned(page, body, kept), root=root, meta=meta, host=host)
    gone.update(dict.fromkeys(signature.segments, "byline"))
    kept = [i for i in kept if i not in gone]
    times = find_times(page, meta, body, at, url)
    general = general_blocks(root) if _thin(page, body, kept, lead) else ()
    return Reading(root, page, meta, at, title, title_origin, body, lead, gone, tuple(kept), signature, times, general)


def _general(root: _Element, page: Outline, meta: Metadata, url: str) -> tuple[Block, ...]:
    """The body another engine finds where our rules find none. Raises NotAnArticle when it has none either."""
    refusal = refuse_body(page, meta, url)
    blocks = general_blocks(root) if refusal.reason != Reason.LISTING and page.mass[-1] >= FALLBACK_FROM else ()
    if not blocks:
        raise refusal
    return blocks


def _thin(page: Outline, body: Node, kept: list[int], lead: Lead) -> bool:
    """Next to nothing is left of a body with much prose: the rules misread this page."""
    left = len(lead.text) + sum(len(page.segments[i].text) for i in kept)
    return left < FALLBACK_FROM / 2 and page.mass_of(body) >= 2 * FALLBACK_FROM


def assemble(reading: Reading, url: str, site: str) -> Article:
    """The article a reading amounts to. Raises NotAnArticle when too little is left or it is ciphertext."""
    blocks = reading.general or make_blocks(reading.page, reading.body, list(reading.kept))
    blocks = _without_title(blocks, reading.title)
    text = "\n".join([reading.lead.text, *(b.text for b in blocks)]).strip()
    if len(text) < SHORTEST:
        raise NotAnArticle(Reason.TOO_SHORT, f"{len(text)} characters of text; at least {SHORTEST} are asked for")
    refuse_cipher(text)
    meta, times, who = reading.meta, reading.times, reading.signed
    section, section_origin = section_of(meta, reading.page, reading.at)
    tags, tags_origin = tags_of(meta, reading.root)
    stamp = dateline(reading.lead.text or text)
    origins = {
        "title": reading.title_origin, "summary": reading.lead.origin, "published_at": times.origin,
        "modified_at": times.modified_origin, "authors": who.origin, "source": who.source_origin,
        "section": section_origin, "tags": tags_origin, "dateline": "text" if stamp else "",
    }  # fmt: skip
    return Article(
        url=url,
        canonical_url=_canonical(meta.canonical, url),
        site=site,
        title=reading.title,
        blocks=blocks,
        summary=reading.lead.text,
        authors=who.authors,
        source=who.source,
        dateline=stamp,
        published_at=times.published,
        modified_at=times.modified,
        section=section,
        tags=tags,
        language=language(text),
        kind=find_kind(meta, blocks, url),
        quality=_quality(reading, blocks),
        dropped=_dropped(reading),
        origins=tuple((field, origin) for field, origin in origins.items() if origin),
        extractor=EXTRACTOR,
    )


def _body_element(root: _Element) -> _Element:
    body = root.find("body")
    return root if body is None else body


def _uncaptioned(page: Outline, body: Node, kept: list[int]) -> list[int]:
    return [i for i in kept if not is_caption(page, i, body)]


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    return tuple(b for b in blocks if not (b.kind == "heading" and same_words(b.text, title)))


def _canonical(told: str, url: str) -> str:
    """The page's own canonical address when it is of the same host and no front page, else its own."""
    full = urljoin(url, told) if told else url
    here, there = urlsplit(url), urlsplit(full)
    same = there.hostname == here.hostname and there.scheme in {"http", "https"} and len(there.path) > 1
    return canonicalize(full if same else url)


def _dropped(reading: Reading) -> tuple[Dropped, ...]:
    """Neighbouring segments that went for one reason are one piece."""
    pieces: list[tuple[str, list[str], int]] = []
    for i in sorted(reading.fates):
        reason = reading.fates[i]
        if pieces and pieces[-1][0] == reason and pieces[-1][2] == i - 1:
            pieces[-1] = (reason, [*pieces[-1][1], reading.page.segments[i].text], i)
        else:
            pieces.append((reason, [reading.page.segments[i].text], i))
    return tuple(Dropped("\n".join(lines), reason) for reason, lines, _ in pieces)


def _quality(reading: Reading, blocks: tuple[Block, ...]) -> Quality:
    doubts = [(0.2, doubt) for doubt in reading.times.doubts]
    if reading.times.published is None:
        doubts.append((0.2, "no date"))
    if reading.title_origin not in {"h1", "visible"}:
        doubts.append((0.1, "the headline is not among the visible text"))
    if reading.general:
        doubts.append((0.4, "our rules found no body; this is what a general engine or the metadata say"))
    elif not MARKS & marks_of(reading.body):
        doubts.append((0.1, "the body was found by its prose, no mark confirms it"))
    if not reading.lead.text and reading.meta.descriptions:
        doubts.append((0.1, "no lead found that says what the description says"))
    if sum(len(b.text) for b in blocks) < 300:
        doubts.append((0.2, "little text"))
    return Quality(round(max(0.0, 1 - sum(cost for cost, _ in doubts)), 2), tuple(reason for _, reason in doubts))
