"""The corpus: what is handed on of an archive.

Web archives stand apart, in `crawler.corpus.packages`: what writes them takes as long to load as all the rest.
"""

from crawler.corpus.against import faults
from crawler.corpus.applying import apply
from crawler.corpus.crew import Source
from crawler.corpus.delta import export_delta, required_full
from crawler.corpus.export import Progress, export
from crawler.corpus.manifest import Manifest
from crawler.corpus.selection import Compression, Copies, Format, Options, Selection, Split, Tone, Writing, usual
from crawler.corpus.verify import verify

__all__ = [
    "Compression",
    "Copies",
    "Format",
    "Manifest",
    "Options",
    "Progress",
    "Selection",
    "Source",
    "Split",
    "Tone",
    "Writing",
    "apply",
    "export",
    "export_delta",
    "faults",
    "required_full",
    "usual",
    "verify",
]
