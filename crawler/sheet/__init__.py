"""The data sheet: one self-contained HTML page that shows what an archive holds."""

from crawler.sheet.page import render, write

__all__ = ["render", "write"]
