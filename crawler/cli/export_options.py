"""What `khobao export` is asked: its options, by name."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from crawler.corpus import Compression, Copies, Format, Tone
from crawler.corpus.filters import FILTERS

_FORM = typer.Option("--format", help="seed: a file an article; text; lines; table; web archive")
_OUT = typer.Option(help="the folder to make, or a file NAME.wacz; it must not be there")
_COMPRESS = typer.Option(help="of text and jsonl")
_SINCE = typer.Option(help="only what is new, changed or gone against this release: a delta to apply to it")
_SITE = typer.Option(metavar="ID,ID", help="only these papers")
_FROM = typer.Option("--from", metavar="YYYY-MM-DD", help="published on this day or later")
_TO = typer.Option(metavar="YYYY-MM-DD", help="published on this day or earlier")
_SECTION = typer.Option(metavar="NAME,NAME", help="as the papers write them, in any case")
_KIND = typer.Option(metavar="KIND,KIND", help="article, gallery, video, live …")
_LANGUAGE = typer.Option(metavar="CODE,CODE", help="vi, en …")
_QUALITY = typer.Option(min=0, max=1, help="of the extraction")
_LENGTH = typer.Option(min=0, help="syllables of the text, as it is written")
_COPIES = typer.Option(help="default: drop for seed and text, else flag")
_QUARANTINED = typer.Option("--quarantined", help="also what is in quarantine")
_FILTER = typer.Option("--filter", metavar="NAME,NAME", help=f"quality filters: {', '.join(FILTERS)}")
_MASK = typer.Option("--mask-pii", help="placeholders for phone numbers, mail addresses, numbers of identity")
_TONE = typer.Option(help="tone marks as in hòa (old) or hoà (new)")
_CAPTIONS = typer.Option(help="of the text; default: in for seed, else out")
_TITLE = typer.Option("--with-title", help="the text begins with the headline")
_LEAD = typer.Option("--with-lead", help="the lead stands before the text")
_SPLIT = typer.Option(metavar="HOW", help="cluster, cluster:90,5,5 (shares), or time:DAY,DAY (validation, test)")
_REVISIONS = typer.Option(help="of each article")
_WORKERS = typer.Option(min=1, help="processes; they change nothing but the time")
_DATABASE = typer.Option(help="default: the project's DATABASE_URL")
_ARCHIVE = typer.Option(help="default: the project's ARCHIVE_DIR")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The options of the command, as they were typed: its parameters are these fields, in this order."""

    form: Annotated[Format | None, _FORM] = None
    out: Annotated[Path, _OUT]
    compress: Annotated[Compression, _COMPRESS] = Compression.NONE
    since_release: Annotated[Path | None, _SINCE] = None
    site: Annotated[str, _SITE] = ""
    from_: Annotated[str, _FROM] = ""
    to: Annotated[str, _TO] = ""
    section: Annotated[str, _SECTION] = ""
    kind: Annotated[str, _KIND] = ""
    language: Annotated[str, _LANGUAGE] = ""
    min_quality: Annotated[float, _QUALITY] = 0.0
    min_length: Annotated[int | None, _LENGTH] = None
    max_length: Annotated[int | None, _LENGTH] = None
    copies: Annotated[Copies | None, _COPIES] = None
    quarantined: Annotated[bool, _QUARANTINED] = False
    filter_: Annotated[str, _FILTER] = ""
    mask_pii: Annotated[bool, _MASK] = False
    tone: Annotated[Tone, _TONE] = Tone.KEEP
    captions: Annotated[Literal["in", "out"] | None, _CAPTIONS] = None
    with_title: Annotated[bool, _TITLE] = False
    with_lead: Annotated[bool, _LEAD] = False
    split: Annotated[str, _SPLIT] = ""
    revisions: Annotated[Literal["latest", "all"], _REVISIONS] = "latest"
    workers: Annotated[int, _WORKERS] = os.cpu_count() or 1
    database: Annotated[str | None, _DATABASE] = None
    archive: Annotated[Path | None, _ARCHIVE] = None
