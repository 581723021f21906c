"""The versions of what the bytes of a release depend on."""

import zlib
from importlib.metadata import version

import zstandard

from crawler.corpus.selection import Compression, Format, Options
from crawler.neardup import RECIPE

LAYOUT = "2"
"""Of what the files are made of articles by, where row groups end, and what the index holds digests of: counts up with
every change after which the same articles are other bytes."""


def versions(options: Options) -> dict[str, str]:
    """Of khobao, of the rules for copies, and of the libraries that write the files; by whom articles were extracted is
    counted in the manifest."""
    found = {"khobao": version("khobao"), "layout": LAYOUT, "near-duplicates": RECIPE}
    if options.format is Format.PARQUET:
        found["pyarrow"] = version("pyarrow")
    if options.compression is Compression.ZSTD:
        found["zstandard"] = version("zstandard")
        found["libzstd"] = ".".join(map(str, zstandard.ZSTD_VERSION))
    if options.compression is Compression.GZIP:
        found["zlib"] = zlib.ZLIB_RUNTIME_VERSION
    return found
