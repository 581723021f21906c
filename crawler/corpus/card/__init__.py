"""What others read of a release before they read the release: a dataset card and a Croissant description.

Both follow from the manifest and the publication alone, so that they are the same bytes on every machine.
"""

from crawler.corpus.card.croissant import croissant
from crawler.corpus.card.readme import readme

__all__ = ["croissant", "readme"]
