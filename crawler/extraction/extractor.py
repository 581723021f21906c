"""One page to one article."""

from dataclasses import replace

from crawler.errors import NotAnArticle, Reason
from crawler.extraction.blocks import make_blocks
from crawler.extraction.canonical import canonical_address
from crawler.extraction.container import is_marked
from crawler.extraction.cues import same_words
from crawler.extraction.dateline import dateline
from crawler.extraction.kind import find_kind
from crawler.extraction.language import language
from crawler.extraction.reading import Reading, read
from crawler.extraction.refusal import refuse_cipher
from crawler.extraction.shape import shape
from crawler.extraction.teaching import observation
from crawler.extraction.topic import section_of, tags_of
from crawler.extraction.version import EXTRACTOR
from crawler.items import Article, Block, Dropped, PageObservation, Quality, Recurring
from crawler.urls import article_id

SHORTEST = 80  # characters of lead and body together below which a page says nothing


def extract(
    html: bytes, url: str, *, encoding: str | None = None, site: str = "", memory: Recurring | None = None
) -> Article:
    """The article of a page.

    `html` is the entity body as served, `url` where it answered, `encoding` the charset of the Content-Type header if
    any, `site` the id of its site file, `memory` what other pages of the site taught. Raises NotAnArticle with a reason
    for a page that holds no article; a page in another language is an article with that language.
    """
    return assemble(read(html, url, encoding, memory), url, site)


def extract_observed(
    html: bytes,
    url: str,
    *,
    encoding: str | None = None,
    site: str = "",
    domains: tuple[str, ...] = (),
    memory: Recurring | None = None,
) -> tuple[Article, PageObservation]:
    """Like `extract`, with what the page teaches of its site; that does not depend on `memory`.

    `domains` are those of the paper, old names and mobile hosts too: each may be the canonical one of a page.
    """
    reading = read(html, url, encoding, memory)
    article = assemble(reading, url, site, domains)
    seen = observation(reading.page, reading.seen, article_id(article.canonical_url))
    return article, replace(seen, shape=shape(reading.page, reading.body, reading.at))


def assemble(reading: Reading, url: str, site: str, domains: tuple[str, ...] = ()) -> Article:
    """The article a reading amounts to. Raises NotAnArticle when too little is left or it is ciphertext."""
    blocks = reading.general or make_blocks(reading.page, reading.body, list(reading.kept), reading.captions)
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
        "dropped": reading.seen.origin,
    }  # fmt: skip
    return Article(
        url=url,
        canonical_url=canonical_address(meta.canonicals, url, reading.title, domains),
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


def _without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    return tuple(b for b in blocks if not (b.kind == "heading" and same_words(b.text, title)))


def _dropped(reading: Reading) -> tuple[Dropped, ...]:
    """Neighbouring segments that went for one reason are one piece."""
    pieces: list[tuple[str, list[str]]] = []
    before = -2
    for i in sorted(reading.fates):
        reason = reading.fates[i]
        if not (pieces and pieces[-1][0] == reason and before == i - 1):
            pieces.append((reason, []))
        pieces[-1][1].append(reading.page.segments[i].text)
        before = i
    return tuple(Dropped("\n".join(lines), reason) for reason, lines in pieces)


def _quality(reading: Reading, blocks: tuple[Block, ...]) -> Quality:
    doubts = [(0.2, doubt) for doubt in reading.times.doubts]
    if reading.times.published is None:
        doubts.append((0.2, "no date"))
    if reading.title_origin not in {"h1", "visible"}:
        doubts.append((0.1, "the headline is not among the visible text"))
    if reading.general:
        doubts.append((0.4, "our rules found no body; this is what a general engine or the metadata say"))
    elif not is_marked(reading.body):
        doubts.append((0.1, "the body was found by its prose, no mark confirms it"))
    if not reading.lead.text and reading.meta.descriptions:
        doubts.append((0.1, "no lead found that says what the description says"))
    if sum(len(b.text) for b in blocks) < 300:
        doubts.append((0.2, "little text"))
    return Quality(round(max(0.0, 1 - sum(cost for cost, _ in doubts)), 2), tuple(reason for _, reason in doubts))
