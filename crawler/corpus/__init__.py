"""The corpus: what is handed on of an archive."""

from crawler.corpus.applying import apply
from crawler.corpus.captures import Captures, PagesAlone, WholeFiles
from crawler.corpus.crew import Source
from crawler.corpus.delta import export_delta, required_full
from crawler.corpus.export import Progress, export
from crawler.corpus.manifest import Manifest
from crawler.corpus.packages import all_of_it, chosen, export_wacz
from crawler.corpus.selection import Compression, Copies, Format, Options, Selection, Split, Tone, Writing, usual
from crawler.corpus.verify import verify

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
    "apply",
    "chosen",
    "export",
    "export_delta",
    "export_wacz",
    "required_full",
    "usual",
    "verify",
]
