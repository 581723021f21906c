"""Masking what names or reaches a person: phone numbers, mail addresses, numbers of identity, tax and accounts."""

from crawler.corpus.filters.pii.article import masked
from crawler.corpus.filters.pii.masking import Masked, mask

__all__ = ["Masked", "mask", "masked"]
