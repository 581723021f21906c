"""Articles that come as files instead of from the web: folders in the seed format, or of raw text, into an archive."""

from crawler.imports.folder import Folder, find_files
from crawler.imports.run import Imported, import_folder

__all__ = ["Folder", "Imported", "find_files", "import_folder"]
