"""What `khobao export` is asked: its options, by name."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from crawler.corpus import Compression, Copies, Format, Tone
from crawler.corpus.filters import FILTERS

Form = Annotated[
    Format | None, typer.Option("--format", help="seed: a file an article; text; lines; table; web archive")
]
Out = Annotated[Path, typer.Option(help="the folder to make, or a file NAME.wacz; it must not be there")]
Compress = Annotated[Compression, typer.Option(help="of text and jsonl")]
SinceRelease = Annotated[
    Path | None, typer.Option(help="only what is new, changed or gone against this release: a delta to apply to it")
]
Sites = Annotated[str, typer.Option(metavar="ID,ID", help="only these papers")]
FromDay = Annotated[str, typer.Option("--from", metavar="YYYY-MM-DD", help="published on this day or later")]
ToDay = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="published on this day or earlier")]
Sections = Annotated[str, typer.Option(metavar="NAME,NAME", help="as the papers write them, in any case")]
Kinds = Annotated[str, typer.Option(metavar="KIND,KIND", help="article, gallery, video, live …")]
Languages = Annotated[str, typer.Option(metavar="CODE,CODE", help="vi, en …")]
MinQuality = Annotated[float, typer.Option(min=0, max=1, help="of the extraction")]
MinLength = Annotated[int | None, typer.Option(min=0, help="syllables of the text, as it is written")]
MaxLength = Annotated[int | None, typer.Option(min=0, help="syllables of the text, as it is written")]
CopiesHow = Annotated[Copies | None, typer.Option(help="default: drop for seed and text, else flag")]
Quarantined = Annotated[bool, typer.Option("--quarantined", help="also what is in quarantine")]
Filters = Annotated[str, typer.Option("--filter", metavar="NAME,NAME", help=f"quality filters: {', '.join(FILTERS)}")]
MaskPii = Annotated[
    bool, typer.Option("--mask-pii", help="placeholders for phone numbers, mail addresses, numbers of identity")
]
ToneMarks = Annotated[Tone, typer.Option(help="tone marks as in hòa (old) or hoà (new)")]
Captions = Annotated[Literal["in", "out"] | None, typer.Option(help="of the text; default: in for seed, else out")]
WithTitle = Annotated[bool, typer.Option("--with-title", help="the text begins with the headline")]
WithLead = Annotated[bool, typer.Option("--with-lead", help="the lead stands before the text")]
SplitHow = Annotated[
    str, typer.Option(metavar="HOW", help="cluster, cluster:90,5,5 (shares), or time:DAY,DAY (validation, test)")
]
Revisions = Annotated[Literal["latest", "all"], typer.Option(help="of each article")]
Workers = Annotated[int, typer.Option(min=1, help="processes; they change nothing but the time")]
Database = Annotated[str | None, typer.Option(help="default: the project's DATABASE_URL")]
ArchiveDir = Annotated[Path | None, typer.Option(help="default: the project's ARCHIVE_DIR")]
