"""HTML in, `Article` out; pages that hold no article are refused by name."""

from crawler.extraction.extractor import EXTRACTOR, extract

__all__ = ["EXTRACTOR", "extract"]
