"""The files of a folder into an archive: many a transaction, each once, whatever ended the run before."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from os.path import basename
from typing import Literal, NamedTuple

from crawler.archive import Archive
from crawler.errors import BadInput
from crawler.imports.article import article_from, cleaned_text, item_from, seed_text
from crawler.imports.folder import Folder, Source, digest_of, read
from crawler.items import Fingerprinted
from crawler.urls import seed_address

_FILES_AT_ONCE = 64
_BYTES_AT_ONCE = 4 << 20


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one file: `there` was imported before, or taken down since; `why` is the line of a refusal."""

    became: Literal["imported", "there", "refused"]
    why: str = ""


class _Read(NamedTuple):
    """A file that was read: its bytes, and the address that its article has."""

    source: Source
    content: bytes
    address: str


def import_folder(
    archive: Archive, folder: Folder, site: str, *, raw: bool, stop: Callable[[], bool]
) -> Iterator[Imported]:
    """Archive the files under `site`, `raw` ones cleaned; an outcome each, told when its transaction is done.

    It ends after a transaction when `stop` says so. Raises ArchiveUnusable; what was told before stays, and the next
    run leaves it out.
    """
    yield from (Imported("refused", line) for line in folder.refused)
    waiting: list[_Read] = []
    for source in folder.files:
        try:
            waiting.append(_read(source, site, checked=folder.ours))
        except BadInput as error:
            yield Imported("refused", str(error))
        if len(waiting) == _FILES_AT_ONCE or sum(len(one.content) for one in waiting) > _BYTES_AT_ONCE:
            yield from _store(archive, waiting, site, exact=folder.ours, raw=raw)
            waiting = []
            if stop():
                return
    yield from _store(archive, waiting, site, exact=folder.ours, raw=raw)


def _read(source: Source, site: str, *, checked: bool) -> _Read:
    content = read(source)
    digest = digest_of(content)
    if checked and digest != source.told:
        raise BadInput(
            f"{source.path}: its content has the digest {digest}, not that of its name: it was changed or damaged; "
            "name it by its digest if the change was meant"
        )
    return _Read(source, content, seed_address(site, source.number, digest))


def _store(archive: Archive, files: Sequence[_Read], site: str, *, exact: bool, raw: bool) -> Iterator[Imported]:
    """One transaction. What is known is not read as text, let alone stored again."""
    known = archive.known(one.address for one in files)
    items: dict[str, Fingerprinted] = {}
    refused = []
    for one in files:
        if one.address in known or one.address in items:
            continue
        try:
            items[one.address] = _item(one, site, exact=exact, raw=raw)
        except BadInput as error:
            refused.append(Imported("refused", str(error)))
    archive.store_many(list(items.values()))
    yield from refused
    yield from [Imported("imported")] * len(items)
    yield from [Imported("there")] * (len(files) - len(refused) - len(items))


def _item(one: _Read, site: str, *, exact: bool, raw: bool) -> Fingerprinted:
    name = one.source.path
    text, dropped = cleaned_text(one.content, name) if raw else (seed_text(one.content, name, exact=exact), ())
    article = article_from(text, name, one.address, site, dropped)
    return item_from(article, one.content, basename(name), datetime.now(UTC))
