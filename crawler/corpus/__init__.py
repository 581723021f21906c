"""The corpus: what is handed on of an archive."""

from crawler.corpus.captures import Captures, PagesAlone, WholeFiles
from crawler.corpus.copies import Copies
from crawler.corpus.export import Format, export, export_wacz

__all__ = ["Captures", "Copies", "Format", "PagesAlone", "WholeFiles", "export", "export_wacz"]
