"""HTML in, `Article` out; pages that hold no article are refused by name."""

from crawler.extraction.extractor import extract, extract_observed
from crawler.extraction.remembered import read_with, remembered
from crawler.extraction.version import EXTRACTOR

__all__ = ["EXTRACTOR", "extract", "extract_observed", "read_with", "remembered"]
