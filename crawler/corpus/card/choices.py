"""What was chosen and how texts were written, as sentences of a card: one for every option that was given."""

from collections.abc import Iterator
from datetime import date

from crawler.corpus.card.markdown import code
from crawler.corpus.selection import Copies, Options, Selection, Tone, Writing

SOURCES = {
    "gopher-quality": "Rae et al. 2021, A.1.1",
    "gopher-repetition": "Rae et al. 2021, table A1",
    "c4": "Raffel et al. 2020, 2.2",
    "fineweb-lines": "Penedo et al. 2024, 3.6",
    "fineweb2": "huggingface/fineweb-2, vie_Latn",
}
"""Where the limits of each quality filter come from."""

TONES = {
    Tone.KEEP: "stand where the papers put them",
    Tone.OLD: "were all put as in hòa, khỏe, thủy",
    Tone.NEW: "were all put as in hoà, khoẻ, thuỷ",
}


def choices(options: Options, masked: int) -> list[str]:
    """The sentences, in Markdown; `masked` is how many pieces were masked."""
    return [*_chosen(options.selection), *_filtered(options.selection), *_written(options.writing, masked)]


def _chosen(chosen: Selection) -> Iterator[str]:
    named = {"papers": chosen.sites, "sections": chosen.sections, "kinds": chosen.kinds, "languages": chosen.languages}
    for what, names in named.items():
        if names is not None:
            yield f"Only these {what}: {', '.join(map(code, names))}."
    if chosen.from_day or chosen.to_day:
        yield f"Only what was published {_span(chosen.from_day, chosen.to_day)} in Viet Nam; no article without a day."
    if chosen.least_quality > 0:
        yield f"Only articles whose extraction is trusted at {chosen.least_quality:g} of 1 or more."
    if chosen.least_syllables is not None or chosen.most_syllables is not None:
        yield f"Only texts of {_length(chosen.least_syllables, chosen.most_syllables)} syllables."
    if chosen.quarantined:
        yield "Also articles in quarantine, whose paper could not be read well when they were fetched."
    if chosen.revisions == "all":
        yield "Every revision of an article that was seen, the oldest first."


def _filtered(chosen: Selection) -> Iterator[str]:
    if not chosen.filters:
        yield "No quality filter of pretraining corpora was used."
        return
    named = ", ".join(f"{code(name)} ({SOURCES[name]})" for name in chosen.filters)
    before = "; of copies the first that passed them was kept" if chosen.copies is Copies.DROP else ""
    yield f"Quality filters, one after another: {named}{before}. The steps below count what each rule left out."


def _written(writing: Writing, masked: int) -> Iterator[str]:
    if writing.title or writing.lead:
        parts = " and ".join(name for name, given in (("headline", writing.title), ("lead", writing.lead)) if given)
        yield f"A text begins with the {parts} of its article."
    yield f"Captions are {'in the text, where they stand on the page' if writing.captions else 'not in the text'}."
    yield f"Tone marks {TONES[writing.tone]}."
    if writing.mask_pii:
        yield (
            "Phone numbers, mail addresses, identity, tax and account numbers were replaced by `[PHONE]`, `[EMAIL]`, "
            f"`[ID]`, `[TAX_ID]` and `[ACCOUNT]`: {masked:,} pieces."
        )
    else:
        yield "No personal data was masked."


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return f"from {first} to {last}"
    return f"on {first} or later" if first else f"on {last} or earlier"


def _length(least: int | None, most: int | None) -> str:
    if least is not None and most is not None:
        return f"{least:,} to {most:,}"
    return f"{least:,} or more" if most is None else f"{most:,} or fewer"
