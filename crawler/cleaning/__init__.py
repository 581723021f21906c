"""Cleaning of text that other tools scraped."""

from crawler.cleaning.clean import Cleaned, clean

__all__ = ["Cleaned", "clean"]
