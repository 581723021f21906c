"""The YAML in front of a dataset card: https://huggingface.co/docs/hub/datasets-cards."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from crawler.corpus.card.columns import features
from crawler.corpus.card.licenses import license_of
from crawler.corpus.manifest import FileEntry, Manifest
from crawler.corpus.selection import Format

Splits = Mapping[str, Sequence[FileEntry]]
"""The files of each split of a release, in order."""

UNSPLIT = "train"
"""What `datasets` calls what is not split."""

_SIZES = (10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M")
_LARGEST = "10M<n<100M"


def front_matter(manifest: Manifest, splits: Splits) -> str:
    """The block between `---`, with its newline. Every string in it is quoted as JSON does, which YAML reads alike.

    Splits without an article are not named: `datasets` refuses all of a data set for one of them.
    """
    form = manifest.options.format
    named = [(_called(name), files) for name, files in splits.items() if any(file.articles for file in files)]
    config: dict[str, Any] = {"config_name": "default"}
    if form is Format.TEXT:
        config["sample_by"] = "paragraph"
    config["data_files"] = [{"split": name, "path": [file.path for file in files]} for name, files in named]
    value = {
        "pretty_name": "Kho Báo: Vietnamese news",
        "language": ["vi"],
        "license": license_of(manifest),
        "multilinguality": ["monolingual"],
        "source_datasets": ["original"],
        "task_categories": ["text-generation"],
        "tags": ["news", "vietnamese"],
        "size_categories": [_size(manifest.counts.articles)],
        "configs": [config],
        "dataset_info": _info(manifest, named),
    }
    return "---\n" + "".join(f"{line}\n" for line in _lines(value)) + "---\n"


def _info(manifest: Manifest, named: Sequence[tuple[str, Sequence[FileEntry]]]) -> dict[str, Any]:
    sizes = [sum(file.bytes for file in files) for _, files in named]
    return {
        "config_name": "default",
        "features": features(manifest.options.format),
        "splits": [
            {"name": name, "num_bytes": size, "num_examples": sum(file.articles for file in files)}
            for (name, files), size in zip(named, sizes, strict=True)
        ],
        "download_size": sum(sizes),
        "dataset_size": sum(sizes),
    }


def _called(split: str) -> str:
    return UNSPLIT if split == "articles" else split


def _size(articles: int) -> str:
    return next((name for most, name in _SIZES if articles < most), _LARGEST)


def _lines(value: Any, indent: str = "") -> Iterator[str]:
    """A value as YAML: mappings and sequences as blocks, all else as JSON."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _entry(f"{indent}{key}:", one, f"{indent}  ")
    elif isinstance(value, list) and value:
        for one in value:
            first, *rest = _lines(one, f"{indent}  ")
            yield f"{indent}- {first.lstrip()}"
            yield from rest
    else:
        yield indent + json.dumps(value, ensure_ascii=False)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield head
        yield from _lines(value, indent)
    else:
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"
