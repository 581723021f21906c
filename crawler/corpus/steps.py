"""The steps of an export, in order. Each is given the articles that the ones before it passed on.

What a site, a day and a revision are chosen by, the database is asked for; the first step is given what it brings.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.archive import Facts, Reach
from crawler.corpus.candidates import Candidate
from crawler.corpus.days import midnight, next_midnight
from crawler.corpus.filters import reasons
from crawler.corpus.selection import Copies, Format, Options, Selection


@dataclass(frozen=True, slots=True)
class Step:
    """A reason to leave an article out, by the name that the manifest counts it under."""

    name: str
    passes: Callable[[Candidate], bool]


@dataclass(frozen=True, slots=True)
class Choice:
    """A step that needs nothing but facts: of these the copies of an article can be asked too."""

    name: str
    passes: Callable[[Facts], bool]


def reach(selection: Selection) -> Reach:
    """What the database is asked for."""
    return Reach(selection.sites, midnight(selection.from_day), next_midnight(selection.to_day))


def choices(selection: Selection) -> Iterator[Choice]:
    """By facts; a choice that was not made is no step."""
    if not selection.quarantined:
        yield Choice("quarantine", lambda facts: not facts.quarantined)
    if selection.sections is not None:
        sections = frozenset(name.casefold() for name in selection.sections)
        yield Choice("section", lambda facts: (facts.section or "").casefold() in sections)
    if selection.kinds is not None:
        kinds = frozenset(name.casefold() for name in selection.kinds)
        yield Choice("kind", lambda facts: facts.kind.casefold() in kinds)
    if selection.languages is not None:
        languages = frozenset(name.casefold() for name in selection.languages)
        yield Choice("language", lambda facts: (facts.language or "").casefold() in languages)
    if selection.least_quality > 0:
        yield Choice("quality", lambda facts: facts.quality >= selection.least_quality)


def text_steps(options: Options) -> Iterator[Step]:
    """By what the text of an article says. Of copies too these are asked; that there is a text, a copy shows itself."""
    selection = options.selection
    if selection.least_syllables is not None or selection.most_syllables is not None:
        yield Step("length", lambda one: _of_length(one, selection))
    for name in selection.filters:
        yield from (_by_rule(name, reason) for reason in reasons(name))


def steps(options: Options) -> list[Step]:
    """All steps of an export: by facts, by text, by copies of those that are left, by split."""
    bare = [Step("no-text", lambda one: bool(one.text))]  # a page of a headline and a lead
    plain = options.format in {Format.SEED, Format.TEXT}
    by_text = [*(bare if plain else ()), *text_steps(options)]
    return [*map(_by_facts, choices(options.selection)), *by_text, *_by_relatives(options)]


def _by_facts(choice: Choice) -> Step:
    return Step(choice.name, lambda one: choice.passes(one.row.facts))


def _by_relatives(options: Options) -> Iterator[Step]:
    if options.selection.copies is Copies.DROP:
        yield Step("copies", lambda one: one.first)
    if options.split is not None:
        yield Step("split", lambda one: one.split is not None)


def _by_rule(name: str, reason: str) -> Step:
    return Step(f"{name}/{reason}", lambda one: one.condemned(name) != reason)


def _of_length(one: Candidate, selection: Selection) -> bool:
    syllables = len(one.text.split())
    most = selection.most_syllables
    return (selection.least_syllables or 0) <= syllables and (most is None or syllables <= most)
