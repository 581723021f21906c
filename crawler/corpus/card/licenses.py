"""Under which licence the texts of a release stand: what the site files say, and nothing beyond it."""

from crawler.corpus.manifest import Manifest
from crawler.corpus.publication import Paper

UNKNOWN = "unknown"
_DIFFERENT = "other"
_NO_PAPER = Paper()


def papers_of(manifest: Manifest) -> dict[str, Paper]:
    """The papers of a release by the ids of their sites, in order; one that has no site file has no name."""
    sites = sorted({source.site for source in manifest.counts.sources})
    return {site: manifest.publication.papers.get(site, _NO_PAPER) for site in sites}


def license_of(manifest: Manifest) -> str:
    """The identifier for the whole, in small letters as Hugging Face has them: that of all papers, `unknown` when none
    has one, else `other`."""
    said = {paper.license.lower() for paper in papers_of(manifest).values()} or {""}
    if said == {""}:
        return UNKNOWN
    return said.pop() if len(said) == 1 else _DIFFERENT
