"""A page read without any rule for boxes and without cue phrases: every text of its body, or of the whole page."""

from dataclasses import dataclass

from crawler.extraction.captions import captions
from crawler.extraction.container import find_container
from crawler.extraction.decode import decode
from crawler.extraction.metadata import metadata
from crawler.extraction.outline import Node, Outline, outline
from crawler.extraction.teaching import Seen, observation, recurrent, text_keys
from crawler.extraction.title import find_title
from crawler.extraction.tree import parse
from crawler.items import PageObservation, Recurring


@dataclass(frozen=True, slots=True)
class RawPage:
    """The texts of a page, of which `body` is looked at."""

    page: Outline
    body: Node
    seen: Seen

    def observed(self, page_id: str) -> PageObservation:
        return observation(self.page, self.seen, page_id)

    def texts(self, memory: Recurring | None = None) -> list[str]:
        """What is left when only the memory of the site takes something out."""
        gone = recurrent(self.page, self.body, Seen(self.seen.keys, memory))
        return [self.page.segments[i].text for i in range(self.body.first, self.body.last) if i not in gone]


def raw_page(html: bytes, *, whole: bool) -> RawPage:
    """`whole` takes the page from its first menu to its last footer for the body."""
    root = parse(decode(html))
    body = root.find("body")
    page = outline(root if body is None else body)
    node = None if whole else find_container(page, find_title(page, metadata(root))[2])
    home = node or page.nodes[0]
    return RawPage(page, home, Seen(text_keys(page, home, frozenset(), captions(page, home))))
