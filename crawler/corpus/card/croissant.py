"""A release as Croissant describes data sets: https://docs.mlcommons.org/croissant/docs/croissant-spec-1.0.html."""

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from crawler.corpus.card.front import Splits
from crawler.corpus.card.licenses import UNKNOWN, license_of
from crawler.corpus.manifest import FileEntry, Manifest
from crawler.corpus.records.columns import SCHEMA
from crawler.corpus.selection import Compression, Format

Node = dict[str, Any]

_MEDIA_TYPES = {
    Format.PARQUET: "application/x-parquet",
    Format.JSONL: "application/jsonlines",
    Format.TEXT: "text/plain",
}
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""As the specification has it."""


def croissant(manifest: Manifest, splits: Splits) -> bytes:
    """`croissant.json`; `splits` are the files of each split.

    Records are described when Croissant knows how files are packed: not behind zstd, nor as texts one behind another.
    """
    counts = manifest.counts
    value: Node = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "khobao",
        "description": f"{counts.articles:,} articles of Vietnamese papers, collected and cleaned by Kho Báo.",
        "inLanguage": "vi",
        "keywords": ["news", "Vietnamese"],
        "version": f"1.0.0+{manifest.release[:16]}",
        "license": _license(manifest),
        "citeAs": f"@misc{{khobao, title={{Kho Báo: Vietnamese news}}, note={{release {manifest.release}}}}}",
        "creator": {"@type": "sc:Organization", "name": "Kho Báo"},
        "isLiveDataset": False,
        "distribution": list(_files(manifest, splits)),
        "recordSet": [_records(manifest, name) for name in splits] if _is_readable(manifest) else [],
    }
    if manifest.publication.contact:
        value["url"] = manifest.publication.contact
    if counts.first_day:
        value["temporalCoverage"] = f"{counts.first_day}/{counts.last_day}"
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


def _license(manifest: Manifest) -> str:
    said = license_of(manifest)
    return "The rights stay with the papers; no licence is known" if said == UNKNOWN else said


def _is_readable(manifest: Manifest) -> bool:
    options = manifest.options
    return options.format in {Format.PARQUET, Format.JSONL} and options.compression is not Compression.ZSTD


def _files(manifest: Manifest, splits: Splits) -> Iterator[Node]:
    media_type = _MEDIA_TYPES[manifest.options.format]
    for name, files in splits.items():
        for file in files:
            yield _file(file, media_type)
        yield {
            "@type": "cr:FileSet",
            "@id": f"{name}-files",
            "name": f"{name}-files",
            "encodingFormat": media_type,
            "includes": [file.path for file in files],
        }


def _file(file: FileEntry, media_type: str) -> Node:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": f"{file.bytes} B",
        "encodingFormat": media_type,
        "sha256": file.sha256,
    }


def _records(manifest: Manifest, split: str) -> Node:
    return {
        "@type": "cr:RecordSet",
        "@id": split,
        "name": split,
        "description": f"The articles of {split}, in their order."
        if split != "articles"
        else "The articles, in order.",
        "key": {"@id": f"{split}/id"},
        "field": [_field(field, split) for field in SCHEMA if _is_plain(field.type)],
    }


def _field(field: pa.Field, split: str) -> Node:
    of = field.type.value_type if pa.types.is_list(field.type) else field.type
    node: Node = {
        "@type": "cr:Field",
        "@id": f"{split}/{field.name}",
        "name": f"{split}/{field.name}",
        "dataType": _data_type(of),
        "source": {"fileSet": {"@id": f"{split}-files"}, "extract": {"column": field.name}},
    }
    return node | {"repeated": True} if pa.types.is_list(field.type) else node


def _is_plain(of: pa.DataType) -> bool:
    """Structures are left out: Croissant would have each of their fields as a column."""
    return not pa.types.is_nested(of) or (pa.types.is_list(of) and not pa.types.is_nested(of.value_type))


def _data_type(of: pa.DataType) -> str:
    if pa.types.is_timestamp(of):
        return "sc:DateTime"
    if pa.types.is_integer(of):
        return "sc:Integer"
    return "sc:Float" if pa.types.is_floating(of) else "sc:Text"
