"""The corpus: what is handed on of an archive."""

from crawler.corpus.copies import Copies
from crawler.corpus.export import Format, export

__all__ = ["Copies", "Format", "export"]
