"""HTML in, `Article` out; pages that hold no article are refused by name."""

from crawler.extraction.extractor import EXTRACTOR, extract, extract_observed

__all__ = ["EXTRACTOR", "extract", "extract_observed"]
