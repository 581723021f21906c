"""What the options of an export mean: which articles, written how, and how to split."""

from datetime import date
from pathlib import Path

import msgspec
import typer

from crawler.cli.export_options import Asked
from crawler.corpus import Compression, Format, Options, Selection, Split, Writing, usual
from crawler.corpus.filters import FILTERS
from crawler.errors import BadInput
from crawler.seedformat import day_from

_SHARES = (90, 5, 5)


def chosen(asked: Asked, base: Options | None) -> Options:
    """The options of the export that is asked for; those of the release `base` when nothing else is asked of a delta.

    Raises BadInput for what says nothing together, or something else than `base`; typer's BadParameter: no format.
    """
    if asked.form is None and base is None:
        raise typer.BadParameter("--format is missing: seed, text, jsonl, parquet or wacz")
    start = usual(asked.form or (base or usual(Format.JSONL)).format)
    wanted = Options(
        format=start.format,
        compression=asked.compress,
        selection=_selection(asked, start.selection),
        writing=_writing(asked, start.writing),
        split=_split(asked.split),
    )
    _require_sense(wanted)
    if base is not None and asked.since_release is not None:
        _require_same(wanted, base, asked.since_release)
    return base or wanted


def _selection(asked: Asked, start: Selection) -> Selection:
    return Selection(
        sites=_names(asked.site, "--site"),
        from_day=_day(asked.from_, "--from"),
        to_day=_day(asked.to, "--to"),
        sections=_names(asked.section, "--section"),
        kinds=_names(asked.kind, "--kind"),
        languages=_names(asked.language, "--language"),
        least_quality=asked.min_quality,
        least_syllables=asked.min_length,
        most_syllables=asked.max_length,
        copies=asked.copies or start.copies,
        quarantined=asked.quarantined,
        revisions=asked.revisions,
        filters=chosen_filters(asked.filter_),
    )


def _writing(asked: Asked, start: Writing) -> Writing:
    captions = start.captions if asked.captions is None else asked.captions == "in"
    return Writing(
        captions=captions, title=asked.with_title, lead=asked.with_lead, tone=asked.tone, mask_pii=asked.mask_pii
    )


def _require_same(options: Options, base: Options, since_release: Path) -> None:
    """Raises BadInput when something else is asked for than the release holds; nothing is as good as the same."""
    if options not in (base, usual(base.format)):
        told = msgspec.json.encode(base).decode()
        raise BadInput(f"{since_release}: a delta has the options of its release, give no others: they are {told}")


def _require_sense(options: Options) -> None:
    """Raises BadInput for options that say nothing together."""
    first, last = options.selection.from_day, options.selection.to_day
    if options.compression is not Compression.NONE and options.format not in {Format.TEXT, Format.JSONL}:
        raise BadInput(f"--compress {options.compression}: {options.format} has no lines to compress: leave it out")
    if options.format is Format.WACZ and (options.split or options.writing != Writing()):
        raise BadInput("--format wacz: pages are packaged as they were served: no splits and no other texts")
    if first and last and first > last:
        raise BadInput(f"--from {first} --to {last}: no day is in between")
    least, most = options.selection.least_syllables, options.selection.most_syllables
    if least is not None and most is not None and least > most:
        raise BadInput(f"--min-length {least} --max-length {most}: no length is in between")


def _day(value: str, option: str) -> date | None:
    try:
        return day_from(value) if value else None
    except BadInput as error:
        raise BadInput(f"{option}: {error}") from error


def _names(value: str, option: str) -> tuple[str, ...] | None:
    """The names in a list by commas, sorted, each once; None when the option was not given. Raises BadInput."""
    if not value:
        return None
    names = tuple(sorted({name.strip() for name in value.split(",") if name.strip()}))
    if not names:
        raise BadInput(f"{option} {value!r}: it names nothing")
    return names


def chosen_filters(value: str) -> tuple[str, ...]:
    """The filters in a list by commas, in the order in which they are asked. Raises BadInput for an unknown one."""
    names = _names(value, "--filter") or ()
    for name in names:
        if name not in FILTERS:
            raise BadInput(f"--filter {name}: there is no such filter: choose of {', '.join(FILTERS)}")
    return tuple(name for name in FILTERS if name in names)


def _split(value: str) -> Split | None:
    """`cluster`, `cluster:90,5,5` or `time:DAY,DAY`; None when it was not given. Raises BadInput."""
    by, colon, rest = value.partition(":")
    parts = rest.split(",") if rest else []
    if not value:
        return None
    if by == "cluster" and (len(parts) == 3 or not colon):
        return Split(by="cluster", shares=_shares(parts, value) if parts else _SHARES)
    if by == "time" and len(parts) == 2:
        return Split(by="time", days=_days(parts[0], parts[1], value))
    raise BadInput(f"--split {value}: write cluster, cluster:90,5,5 or time:2025-10-01,2025-11-01")


def _shares(parts: list[str], value: str) -> tuple[int, int, int]:
    shares = [int(part) if part.isascii() and part.isdigit() else -1 for part in parts]
    if min(shares) < 0 or sum(shares) != 100:
        raise BadInput(f"--split {value}: three shares in percent, which make 100")
    return shares[0], shares[1], shares[2]


def _days(validation: str, test: str, value: str) -> tuple[date, date]:
    days = day_from(validation), day_from(test)
    if days[0] > days[1]:
        raise BadInput(f"--split {value}: validation begins after test")
    return days
