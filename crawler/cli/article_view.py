"""One article drawn for a reader: what was kept, where it came from, what was taken out and by which rule."""

from datetime import datetime

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crawler.archive import Exported
from crawler.items import Block, Dropped, Verdict
from crawler.seedformat import VIETNAM
from crawler.urls import article_id

_STYLES = {"heading": "bold", "caption": "italic dim", "quote": "italic"}
_DROPPED_CHARACTERS = 100


def article_view(exported: Exported) -> RenderableType:
    """The article with its facts, its blocks in reading order, and what was dropped."""
    article = exported.article
    parts: list[RenderableType] = [
        Text(f"\n{safe(article.title)}", style="bold"),
        Padding(_facts(exported), (0, 0, 1, 2)),
    ]
    if article.summary:
        parts.append(Padding(Text(safe(article.summary), style="bold italic"), (0, 0, 1, 2)))
    parts += [Padding(_block(block), (0, 0, 1, 2)) for block in article.blocks]
    if article.dropped:
        parts += [Text("Taken out of the page", style="bold"), dropped_table(article.dropped)]
    return Group(*parts)


def dropped_table(dropped: tuple[Dropped, ...]) -> Table:
    """A row a dropped piece: the rule, and how the piece begins."""
    table = Table(box=SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.add_column("rule", min_width=24)
    table.add_column("text", overflow="ellipsis", no_wrap=True)
    for piece in dropped:
        text = " ".join(safe(piece.text).split())
        shown = text[:_DROPPED_CHARACTERS] + "…" * (len(text) > _DROPPED_CHARACTERS)
        table.add_row(Text(safe(piece.reason)), Text(shown))
    return table


def safe(text: str) -> str:
    """Text that cannot steer a terminal: a page may carry escape sequences and directional marks."""
    return "".join(character for character in text if character.isprintable() or character == "\n")


def _facts(exported: Exported) -> Table:
    article = exported.article
    by = ", ".join(article.authors) + (f" ({article.source})" if article.source else "")
    found = f"found by {exported.found_by} {exported.found_at}".rstrip()
    facts = {
        "id": article_id(article.canonical_url),
        "address": article.canonical_url,
        "paper": article.site + (f" · {article.section}" if article.section else ""),
        "by": by.strip(),
        "published": article.published_at.isoformat(" ", "minutes") if article.published_at else "not known",
        "fetched": f"{exported.fetched_at:%Y-%m-%d %H:%M:%S} UTC, {found}",
        "revision": str(exported.revision) + (f", gone since {exported.gone_at:%Y-%m-%d}" if exported.gone_at else ""),
        "quality": " ".join([f"{article.quality.score:.2f}", *article.quality.reasons]),
        "copy": _copy(exported.verdict),
        "file": exported.file,
        "page": f"{exported.warc.file} at {exported.warc.offset:,}, {exported.warc.digest}" if exported.warc else "",
        "read by": article.extractor,
    }
    table = Table.grid(padding=(0, 2))
    for name, value in facts.items():
        if value:
            table.add_row(Text(name, style="dim"), Text(safe(value)))
    return table


def _copy(verdict: Verdict) -> str:
    if verdict.kind == "unique":
        return "of none"
    likeness = f", similarity {verdict.similarity:.2f}" if verdict.similarity is not None else ""
    return f"{verdict.kind}, of {verdict.duplicate_of}{likeness}"


def _block(block: Block) -> Text:
    text = safe(block.text)
    if block.kind == "list":
        text = "\n".join(f"• {line}" for line in text.split("\n"))
    return Text(text, style=_STYLES.get(block.kind, ""))


def when(moment: datetime) -> str:
    """A moment as people in Viet Nam write it, to the minute."""
    return f"{moment.astimezone(VIETNAM):%Y-%m-%d %H:%M}"
