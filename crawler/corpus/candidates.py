"""An article on its way through the steps of an export: what is known of it, made when a step asks for it."""

from functools import cached_property

import orjson

from crawler.archive import Outgoing
from crawler.articlejson import from_json
from crawler.corpus.body import Body, decode
from crawler.corpus.written import Writer, Written
from crawler.items import Article


class Candidate:
    """One revision of an article. `first` says whether it is the one of its cluster that is kept when copies are
    dropped; `split` is the number of its split, None when copies of it stand in an earlier one."""

    def __init__(self, row: Outgoing, writer: Writer, *, first: bool = True, split: int | None = 0) -> None:
        self.row = row
        self.first = first
        self.split = split
        self._writer = writer

    @cached_property
    def body(self) -> Body:
        """What its row holds."""
        return decode(self.row.body, self.row.facts.id)

    @cached_property
    def written(self) -> Written:
        """Its words as they will be exported."""
        return self._writer.written(self.body)

    @cached_property
    def article(self) -> Article:
        """The article as it was archived."""
        return from_json(orjson.loads(self.row.body))
