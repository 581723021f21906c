"""What the pages of one site teach: which texts recur on it and so belong to no article."""

from crawler.learning.memory import SiteMemory, observe
from crawler.learning.packing import pack, unpack
from crawler.learning.recurrence import recurring

__all__ = ["SiteMemory", "observe", "pack", "recurring", "unpack"]
