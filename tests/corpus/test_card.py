"""What a card says follows from the manifest, the site files and the settings, and from nothing else."""

import json
from datetime import date
from typing import Any

import datasets
import msgspec
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.corpus.card import croissant, readme
from crawler.corpus.card.choices import SOURCES
from crawler.corpus.card.columns import features
from crawler.corpus.card.licenses import license_of
from crawler.corpus.filters import FILTERS
from crawler.corpus.manifest import Counts, FileEntry, Manifest, SourceCount, State, StepCount
from crawler.corpus.publication import Paper, Publication
from crawler.corpus.records.columns import SCHEMA
from crawler.corpus.selection import Compression, Copies, Format, Options, Selection, Split, Tone, Writing

_CONTACT = "https://baogoc.example/lien-he"
_SITES = {"baogoc": Paper("Báo Gốc", "CC-BY-4.0"), "baochep": Paper("Báo Chép")}


def manifest(form: Format = Format.JSONL, sites: tuple[str, ...] = ("baogoc", "baochep"), **changes: Any) -> Manifest:
    """Of two splits' files and 1,234 articles, a third of them in each of two years and in none."""
    counts = Counts(
        articles=1_234,
        characters=2_000_000,
        steps=(StepCount("quarantine", 1_300, 1_234),),
        splits={"train": 1_000, "test": 234},
        sources=tuple(SourceCount(site, year, 411, 9_000, 7) for site in sites for year in (2024, 2025, None)),
        copies={"near": 42},
        extractors={"rules 1a2b3c4d; lxml 6.0.2": 1_234},
        first_day="2024-02-01",
        last_day="2025-11-20",
    )
    return Manifest(
        kind="full",
        release="ab" * 32,
        options=changes.pop("options", Options(format=form)),
        archive=State(5, None),
        counts=counts,
        versions={"khobao": "0.1.0"},
        files=(),
        **changes,
    )


def files(*names: str) -> list[FileEntry]:
    return [FileEntry(name, 500, "00" * 32, 100) for name in names]


def front(card: bytes) -> dict[str, Any]:
    """The YAML in front of a card."""
    value: dict[str, Any] = yaml.safe_load(card.decode().split("---\n")[1])
    return value


SPLITS = {"train": files("train-00000.jsonl", "train-00001.jsonl"), "test": files("test-00000.jsonl")}


def test_splits_files_and_sizes_are_named() -> None:
    head = front(readme(manifest(), SPLITS))
    assert head["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": "train", "path": ["train-00000.jsonl", "train-00001.jsonl"]},
                {"split": "test", "path": ["test-00000.jsonl"]},
            ],
        }
    ]
    assert head["dataset_info"]["splits"] == [
        {"name": "train", "num_bytes": 1_000, "num_examples": 200},
        {"name": "test", "num_bytes": 500, "num_examples": 100},
    ]
    assert (head["language"], head["size_categories"]) == (["vi"], ["1K<n<10K"])


def test_what_is_not_split_is_called_train() -> None:
    head = front(readme(manifest(), {"articles": files("articles-00000.jsonl")}))
    assert [one["split"] for one in head["configs"][0]["data_files"]] == ["train"]


def test_a_split_without_articles_is_not_named() -> None:
    splits = SPLITS | {"validation": [FileEntry("validation-00000.jsonl", 0, "00" * 32, 0)]}
    assert front(readme(manifest(), splits)) == front(readme(manifest(), SPLITS))


def test_texts_are_paragraphs_of_a_file() -> None:
    head = front(readme(manifest(Format.TEXT), {"articles": files("articles-00000.txt")}))
    assert head["configs"][0]["sample_by"] == "paragraph"
    assert head["dataset_info"]["features"] == [{"name": "text", "dtype": "string"}]


def test_columns_of_a_table_are_told_as_datasets_tells_them() -> None:
    told = datasets.Features._from_yaml_list(features(Format.PARQUET))
    assert told == datasets.Features.from_arrow_schema(SCHEMA)


@pytest.mark.parametrize(
    ("papers", "told"),
    [
        ({}, "unknown"),
        ({"baogoc": Paper("Báo Gốc")}, "unknown"),
        (_SITES, "other"),
        ({site: Paper(site, "CC-BY-4.0") for site in _SITES}, "cc-by-4.0"),
    ],
)
def test_the_licence_is_what_all_site_files_say(papers: dict[str, Paper], told: str) -> None:
    assert license_of(manifest(publication=Publication("", papers))) == told


def test_the_card_tells_sources_copies_removals_limits_and_licences() -> None:
    card = readme(manifest(publication=Publication(_CONTACT, _SITES)), SPLITS).decode()
    for said in (
        "published from 2024-02-01 to 2025-11-20",
        "| `baogoc` | Báo Gốc | 2024–2025 | 1,233 | 27,000 | 21 | `CC-BY-4.0` |",
        "| `baochep` | Báo Chép | 2024–2025 | 1,233 | 27,000 | 21 | `unknown` |",
        "| `rules 1a2b3c4d; lxml 6.0.2` | 1,234 |",
        "| `quarantine` | 1,300 | 1,234 |",
        "| `near` | 42 |",
        f"ask whoever hands on this release, at <{_CONTACT}>",
        "Articles whose day of publication is not known: 822.",
    ):
        assert said in card, said


def test_the_card_of_a_delta_says_what_it_is_to_be_applied_to() -> None:
    delta = msgspec.structs.replace(manifest(), kind="delta", parent="cd" * 32, removed=3)
    card = readme(delta, SPLITS).decode()
    assert "to be applied to `" + "cd" * 32 in card
    assert "This one takes out 3." in card


def test_articles_that_came_as_files_are_told() -> None:
    assert b"came as text files" not in readme(manifest(), SPLITS)
    counts = msgspec.structs.replace(manifest().counts, extractors={"import 0.1.0": 1_234})
    assert b"came as text files" in readme(msgspec.structs.replace(manifest(), counts=counts), SPLITS)


GIVEN = {
    "Only these papers: `baogoc`, `a'b`.": Selection(sites=("baogoc", "a`b")),
    "Only these sections: `Thời sự`.": Selection(sections=("Thời sự",)),
    "Only these kinds: `article`.": Selection(kinds=("article",)),
    "Only these languages: `vi`.": Selection(languages=("vi",)),
    "Only what was published on 2025-01-01 or later in Viet Nam": Selection(from_day=date(2025, 1, 1)),
    "published from 2025-01-01 to 2025-02-01 in": Selection(from_day=date(2025, 1, 1), to_day=date(2025, 2, 1)),
    "extraction is trusted at 0.8 of 1 or more": Selection(least_quality=0.8),
    "Only texts of 1,500 or fewer syllables.": Selection(most_syllables=1_500),
    "Only texts of 50 to 1,500 syllables.": Selection(least_syllables=50, most_syllables=1_500),
    "Also articles in quarantine": Selection(quarantined=True),
    "Every revision of an article": Selection(revisions="all"),
    "`gopher-quality` (Rae et al. 2021, A.1.1), `c4` (Raffel": Selection(filters=("gopher-quality", "c4")),
    "begins with the headline and lead of its article.": Writing(title=True, lead=True),
    "begins with the lead of its article.": Writing(lead=True),
    "Captions are in the text": Writing(captions=True),
    "Tone marks were all put as in hòa, khỏe, thủy.": Writing(tone=Tone.OLD),
    "Tone marks were all put as in hoà, khoẻ, thuỷ.": Writing(tone=Tone.NEW),
    "`[TAX_ID]` and `[ACCOUNT]`: 17 pieces.": Writing(mask_pii=True),
}


@pytest.mark.parametrize(("said", "given"), GIVEN.items())
def test_the_card_tells_how_the_data_was_made_from_the_options(said: str, given: Selection | Writing) -> None:
    def card(options: Options) -> str:
        made = manifest(options=options)
        counts = msgspec.structs.replace(made.counts, masked=17)
        text = readme(msgspec.structs.replace(made, counts=counts), SPLITS).decode()
        return text.partition("## How it was made")[2].partition("## Copies")[0]

    usual = Options(format=Format.JSONL)
    changed = {"selection" if isinstance(given, Selection) else "writing": given}
    assert said in card(msgspec.structs.replace(usual, **changed))
    assert said not in card(usual)


def test_the_card_says_what_was_not_done_either() -> None:
    card = readme(manifest(), SPLITS).decode()
    assert "No quality filter of pretraining corpora was used." in card
    assert "No personal data was masked." in card
    assert "Tone marks stand where the papers put them." in card


def test_the_card_knows_every_filter_and_every_option() -> None:
    """An option that is added must be told: the fields are those that the sentences were written for."""
    assert set(SOURCES) == set(FILTERS)
    told = {"sites", "from_day", "to_day", "sections", "kinds", "languages", "least_quality", "least_syllables",
            "most_syllables", "copies", "quarantined", "revisions", "filters"}  # fmt: skip
    assert set(Selection.__struct_fields__) == told
    assert set(Writing.__struct_fields__) == {"captions", "title", "lead", "tone", "mask_pii"}


def test_a_card_can_be_read_for_every_choice() -> None:
    for copies in Copies:
        for split in (None, Split(by="time", days=(date(2025, 1, 1), date(2025, 2, 1))), Split(by="cluster")):
            options = Options(format=Format.PARQUET, selection=Selection(copies=copies), split=split)
            assert b"## Known limits" in readme(manifest(options=options), SPLITS)


@given(st.text(), st.text(), st.text())
@settings(max_examples=40, deadline=None)
def test_nothing_that_a_paper_is_called_reaches_the_front_or_ends_a_table(site: str, name: str, contact: str) -> None:
    told = manifest(sites=("baogoc", site), publication=Publication(contact, {site: Paper(name)}))
    card = readme(told, SPLITS)
    assert front(card) == front(readme(manifest(sites=("baogoc",)), SPLITS))
    sources = card.decode().split("## Sources\n\n")[1].split("\n\n")[0].split("\n")
    assert len(sources) == 2 + len({"baogoc", site})


@pytest.mark.parametrize(
    ("options", "described"),
    [
        (Options(format=Format.PARQUET), True),
        (Options(format=Format.JSONL, compression=Compression.GZIP), True),
        (Options(format=Format.JSONL, compression=Compression.ZSTD), False),
        (Options(format=Format.TEXT), False),
    ],
)
def test_croissant_describes_the_records_that_its_tools_can_read(options: Options, described: bool) -> None:
    value = json.loads(croissant(manifest(options=options, publication=Publication(_CONTACT)), SPLITS))
    assert [one["@id"] for one in value["recordSet"]] == (["train", "test"] if described else [])
    assert {one["sha256"] for one in value["distribution"] if one["@type"] == "cr:FileObject"} == {"00" * 32}
    assert value["url"] == _CONTACT
