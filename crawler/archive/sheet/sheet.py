"""Everything that a data sheet tells, from one snapshot of an archive, in bounded memory."""

from sqlalchemy import Connection

from crawler.archive.sheet.contents import contents
from crawler.archive.sheet.copies import copied
from crawler.archive.sheet.counts import RowCounts
from crawler.archive.sheet.values import Sheet
from crawler.archive.values import Figures


def sheet(connection: Connection, figures: Figures) -> Sheet:
    """The sheet of an archive with these figures. Raises ArchiveUnusable for a damaged body."""
    counts = RowCounts(connection)
    pairs, examples = copied(connection)
    return Sheet(
        figures=figures,
        papers=counts.papers(),
        lengths=counts.lengths,
        quality=counts.quality,
        kinds=counts.kinds,
        languages=counts.languages,
        pairs=pairs,
        examples=examples,
        contents=contents(connection),
        fetched_until=figures.last_fetched_at,
    )
