"""Where in a site file a fault lies: messages of parsers as one line with file, line and key."""

import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path


def syntax_fault(text: str, path: str | Path, message: str) -> str:
    """One line for what tomllib says: `file:line: key: not TOML: …`."""
    what, _, place = message.partition(" (at ")
    number = re.search(r"line (\d+)", place)
    line = int(number.group(1)) if number else text.count("\n") + 1
    content = text.split("\n")[line - 1 : line]
    key = content[0].partition("=")[0].strip() if content else ""
    return f"{path}:{line}: {key + ': ' if key else ''}not TOML: {what}"


def explain(message: str, keys: Collection[str]) -> tuple[str, int, str]:
    """Key, index and reason of a msgspec message such as "Expected `str`, got `int` - at `$.feeds[1]`"."""
    unknown = re.search(r"unknown field `([^`]*)`", message)
    if unknown:
        near = get_close_matches(unknown.group(1), keys, n=1)
        return unknown.group(1), 0, "unknown key" + (f"; did you mean {near[0]}?" if near else "")
    missing = re.search(r"missing required field `([^`]*)`", message)
    if missing:
        return missing.group(1), 0, "this key is missing"
    what, _, place = message.partition(" - at `$.")
    key, _, index = place.rstrip("`").partition("[")
    return key, int("0" + index.rstrip("]").replace("...", "")), what.replace("`", "")


def located(text: str, path: str | Path, key: str, index: int, what: str) -> str:
    """`file:line: key: what`; for an element of a list the line of the element."""
    start = re.search(rf"^[ \t]*\[*[ \t]*[\"']?{re.escape(key)}\b", text, re.MULTILINE) if key else None
    if start is None:
        return f"{path}:1: {key}: {what}"
    elements = list(
        re.finditer(r"\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|\btrue\b|\bfalse\b|[-+]?\d[\w.:+-]*", text[start.end() :])
    )
    offset = elements[index].start() if index and index < len(elements) else 0
    line = text.count("\n", 0, start.end() + offset) + 1
    return f"{path}:{line}: {key}: {what}"
