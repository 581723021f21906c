"""Near-duplicates: which texts are copies of which, from exact comparison of sets of five-word shingles.

from crawler.neardup import fingerprint, shingles, relation

relation(shingles(one), shingles(other))     # Relation("near", 0.93) or None
fingerprint(one)                             # what an index keeps to find candidates for that comparison
"""

from crawler.neardup.fingerprint import RECIPE, fingerprint, fingerprints
from crawler.neardup.relation import Relation, Thresholds, overlap, relation
from crawler.neardup.search import Index, search
from crawler.neardup.shingles import shingle_sets, shingles

__all__ = [
    "RECIPE",
    "Index",
    "Relation",
    "Thresholds",
    "fingerprint",
    "fingerprints",
    "overlap",
    "relation",
    "search",
    "shingle_sets",
    "shingles",
]
