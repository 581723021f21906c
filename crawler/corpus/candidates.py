"""An article on its way through the steps of an export: what is known of it, made when a step asks for it."""

from functools import cached_property

import orjson

from crawler.archive import Outgoing
from crawler.articlejson import from_json
from crawler.corpus.body import Body, RawBody, decode, decode_raw
from crawler.corpus.escaped import Escaped, escaped
from crawler.corpus.filters import condemned
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
        self._condemned: dict[str, str | None] = {}

    @cached_property
    def body(self) -> Body:
        """What its row holds, personal numbers masked when that was asked for."""
        if self._writer.verbatim:
            return decode_raw(self.row.body, self.row.facts.id)
        return self._masked[0]

    @cached_property
    def _masked(self) -> tuple[Body, int]:
        return self._writer.masked(decode(self.row.body, self.row.facts.id))

    @cached_property
    def written(self) -> Written | Escaped:
        """Its words as they will be exported."""
        body = self.body
        if isinstance(body, RawBody):
            return escaped(body, self._writer)
        return self._writer.written(body)._replace(masked=self._masked[1])

    @property
    def text(self) -> str:
        """Its running text, where texts are not verbatim."""
        return str(self.written.text)

    def condemned(self, name: str) -> str | None:
        """The code of the rule for which a filter leaves the article out."""
        if name not in self._condemned:
            finding = condemned(name, self._writer.plain(self.body))
            self._condemned[name] = finding.reason if finding else None
        return self._condemned[name]

    @cached_property
    def article(self) -> Article:
        """The article as it was archived."""
        return from_json(orjson.loads(self.row.body))
