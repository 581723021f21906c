"""Fourth step: the fingerprint by which copies are found.

The verdict itself is given inside the archive's transaction: items interleave at every `await`, and two copies in
flight must not both become unique.
"""

from typing import Any

from crawler.items import Extracted, Fingerprinted
from crawler.neardup import fingerprint


class NearDupPipeline:
    """Extracted → Fingerprinted."""

    def process_item(self, item: Any) -> Any:
        if not isinstance(item, Extracted):
            return item
        return Fingerprinted(item.page, item.article, fingerprint(item.article.text), item.observation)
