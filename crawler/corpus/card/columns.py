"""The columns that a release has once it is loaded, and their types as Hugging Face `datasets` names them."""

from typing import Any

import pyarrow as pa

from crawler.corpus.records.columns import SCHEMA
from crawler.corpus.selection import Format

Feature = dict[str, Any]
"""One entry of a card's `dataset_info.features`."""

_NAMES = {"double": "float64"}
_TEXT_ALONE = pa.schema([("text", pa.string())])


def schema(form: Format) -> pa.Schema:
    """The columns of a format.

    JSON lines have those of Parquet, but for `origins`: an object whose keys differ from line to line, which
    `datasets` reads as a string.
    """
    if form is Format.TEXT:
        return _TEXT_ALONE
    if form is Format.PARQUET:
        return SCHEMA
    return SCHEMA.set(SCHEMA.get_field_index("origins"), pa.field("origins", pa.string()))


def features(form: Format) -> list[Feature]:
    """The columns of a format, as `dataset_info` has them."""
    return [_feature(field) for field in schema(form)]


def _feature(field: pa.Field) -> Feature:
    return {"name": field.name, **_type(field.type)}


def _type(of: pa.DataType) -> Feature:
    if pa.types.is_struct(of):
        return {"struct": [_feature(field) for field in of]}
    if pa.types.is_list(of):
        inner = _type(of.value_type)
        return {"list": inner.get("dtype") or inner["struct"]}
    return {"dtype": _NAMES.get(str(of), str(of))}
