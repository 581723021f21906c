"""What an archive does not know of itself: whom to ask about it, and what the site files say of its papers."""

from collections.abc import Collection, Iterable

import msgspec

from crawler.sites import Site

_PLACEHOLDER = "example.org"  # in the settings' default: it leads to nobody


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paper's name, and the licence of its texts: an SPDX identifier, or nothing when that is not known."""

    name: str = ""
    license: str = ""


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to ask for removals, and papers by the ids of their sites; a site that has no file is not among them."""

    contact: str = ""
    papers: dict[str, Paper] = {}

    def of(self, sites: Collection[str]) -> "Publication":
        """The same with no other papers than these."""
        return Publication(self.contact, {site: paper for site, paper in self.papers.items() if site in sites})


def publication(contact: str, sites: Iterable[Site]) -> Publication:
    """What the settings and the site files say; papers in the order of their ids."""
    papers = {site.id: Paper(site.name, site.license) for site in sorted(sites, key=lambda site: site.id)}
    return Publication("" if _PLACEHOLDER in contact else contact, papers)
