"""What a file holds, as the article that the archive stores. It has neither title nor web address, and no page."""

from datetime import date, datetime, time
from importlib.metadata import version

from crawler.cleaning import clean
from crawler.cleaning.raw import decode
from crawler.cleaning.shapes import is_caption
from crawler.errors import BadInput
from crawler.extraction.language import language
from crawler.items import IMPORT, Article, Block, Dropped, Fingerprinted, Page
from crawler.neardup import fingerprint
from crawler.seedformat import VIETNAM, paragraphs, parse

_EARLIEST = date(1, 1, 2)  # the midnight of the day before, in Viet Nam, has no year in UTC
_BOM = "\ufeff"


def seed_text(content: bytes, name: str, *, exact: bool) -> str:
    """The text of a file in the seed format; a byte order mark goes unless the file is to be taken `exact`ly.

    Raises BadInput, naming the byte, when it is not UTF-8.
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        byte = content[error.start]
        raise BadInput(f"{name}: not UTF-8: byte {error.start} is 0x{byte:02x}; convert it to UTF-8 first") from error
    return text if exact else text.removeprefix(_BOM)


def cleaned_text(content: bytes, name: str) -> tuple[str, tuple[Dropped, ...]]:
    """The article in a raw text, and what was taken out of it. Raises BadInput: not UTF-8, binary, or no article."""
    cleaned = clean(decode(content, name))
    if not cleaned.text:
        raise BadInput(f"{name}: no article in it, only links and labels")
    return cleaned.text, cleaned.dropped


def article_from(text: str, name: str, address: str, site: str, dropped: tuple[Dropped, ...] = ()) -> Article:
    """The article in a text of the seed format; a day of publication is told as its midnight in Viet Nam.

    Lines that name who took a photo are captions. Raises BadInput, naming the file, when the text is in no such format.
    """
    try:
        day, body = parse(text)
    except BadInput as error:
        raise BadInput(f"{name}: {error}") from error
    if day is not None and day < _EARLIEST:
        raise BadInput(f"{name}: {day} is before every calendar that computers know")
    return Article(
        url=address,
        canonical_url=address,
        site=site,
        title="",
        blocks=_blocks(paragraphs(body)),
        published_at=datetime.combine(day, time(), VIETNAM) if day else None,
        language=language(body),
        dropped=dropped,
        origins=(("published_at", "import"),) if day else (),
        extractor=f"import {version('khobao')}",
    )


def item_from(article: Article, content: bytes, name: str, at: datetime) -> Fingerprinted:
    """What the archive stores of it: for a page the bytes of the file called `name`, as read at `at`."""
    page = Page(
        url=article.url,
        requested_url=article.url,
        site=article.site,
        status=0,
        headers=(),
        body=content,
        fetched_at=at,
        found_by=IMPORT,
        found_at=name,
    )
    return Fingerprinted(page, article, fingerprint(article.text))


def _blocks(texts: list[str]) -> tuple[Block, ...]:
    """An article of captions alone would have no text, so there they are paragraphs."""
    captions = [is_caption(text) for text in texts]
    if all(captions):
        return tuple(Block("paragraph", text) for text in texts)
    return tuple(
        Block("caption" if caption else "paragraph", text) for text, caption in zip(texts, captions, strict=True)
    )
