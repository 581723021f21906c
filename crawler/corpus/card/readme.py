"""The dataset card of a release, `README.md`: what is counted and configured, in the words of `readme.md.jinja`."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from crawler.corpus.card.choices import choices
from crawler.corpus.card.front import Splits, front_matter
from crawler.corpus.card.licenses import UNKNOWN, papers_of
from crawler.corpus.card.markdown import address, code, literal
from crawler.corpus.manifest import Manifest


class _Source(NamedTuple):
    """A row of the table of sources."""

    site: str
    name: str
    years: str
    articles: int
    characters: int
    copies: int
    license: str


class _Split(NamedTuple):
    """A row of the table of splits."""

    name: str
    articles: int
    files: int
    bytes: int


def readme(manifest: Manifest, splits: Splits) -> bytes:
    """The card; `splits` are the files of each split."""
    body = _template().render(
        manifest=manifest,
        counts=manifest.counts,
        options=manifest.options,
        form=manifest.options.format,
        sources=list(_sources(manifest)),
        splits=[
            _Split(name, sum(one.articles for one in files), len(files), sum(one.bytes for one in files))
            for name, files in splits.items()
        ],
        copies={kind: number for kind, number in manifest.counts.copies.items() if kind != "unique"},
        imported=any(name.startswith("import ") for name in manifest.counts.extractors),
        undated=sum(one.articles for one in manifest.counts.sources if one.year is None),
        contact=manifest.publication.contact,
        choices=choices(manifest.options, manifest.counts.masked),
    )
    return f"{front_matter(manifest, splits)}\n{body}".encode()


def _sources(manifest: Manifest) -> Iterator[_Source]:
    for site, paper in papers_of(manifest).items():
        years = [one for one in manifest.counts.sources if one.site == site]
        yield _Source(
            site,
            paper.name,
            _span(sorted(one.year for one in years if one.year is not None)),
            sum(one.articles for one in years),
            sum(one.characters for one in years),
            sum(one.copies for one in years),
            paper.license or UNKNOWN,
        )


def _span(years: list[int]) -> str:
    if not years:
        return "not known"
    return f"{years[0]}" if years[0] == years[-1] else f"{years[0]}–{years[-1]}"


@cache
def _template() -> Template:
    # Nothing is HTML here: what others wrote passes `literal`, `code` or `address`.
    made = Environment(  # noqa: S701
        loader=PackageLoader("crawler.corpus.card", ""), undefined=StrictUndefined, keep_trailing_newline=True
    )
    made.filters |= {"n": lambda number: f"{number:,}", "literal": literal, "code": code, "address": address}
    return made.get_template("readme.md.jinja")
