"""Where the material for measuring lies: real pages and articles that are not part of the project."""

import os
import sys
from pathlib import Path


def shared(*parts: str) -> Path:
    """The path of `parts` below KHOBAO_SHARED (default `../shared`); ends the program with one line when missing."""
    path = Path(os.environ.get("KHOBAO_SHARED", "../shared"), *parts)
    if not path.exists():
        sys.exit(f"{path} is missing: set KHOBAO_SHARED to the folder with pages/ and neardup/")
    return path.resolve()
