"""The corpus: what is handed on of an archive."""

from crawler.corpus.captures import Captures, PagesAlone, WholeFiles
from crawler.corpus.crew import Source
from crawler.corpus.export import Progress, export
from crawler.corpus.manifest import Manifest
from crawler.corpus.packages import all_of_it, chosen, export_wacz
from crawler.corpus.selection import Compression, Copies, Format, Options, Selection, Split, Tone, Writing

__all__ = [
    "Captures",
    "Compression",
    "Copies",
    "Format",
    "Manifest",
    "Options",
    "PagesAlone",
    "Progress",
    "Selection",
    "Source",
    "Split",
    "Tone",
    "WholeFiles",
    "Writing",
    "all_of_it",
    "chosen",
    "export",
    "export_wacz",
]
