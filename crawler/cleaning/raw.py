"""Raw texts from files: one a file, or one a line of JSON."""

from pathlib import Path

from crawler.errors import BadInput

MAX_BYTES = 16 << 20
"""The longest text that is cleaned, in bytes; as long as the longest page that is fetched."""


def read_raw(path: Path) -> str:
    """The text of a file. Raises BadInput when it is missing, empty, binary, too long or not UTF-8."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise BadInput(f"{path}: longer than {MAX_BYTES >> 20} MB; is it one article?")
        content = path.read_bytes()
    except OSError as error:
        raise BadInput(
            f"{path}: {error.strerror}; give a text file, a folder of .txt files or a .jsonl file"
        ) from error
    return decode(content, str(path))


def decode(content: bytes, name: str) -> str:
    """Bytes in UTF-8, with or without a byte order mark, as text. Raises BadInput, naming the byte that is wrong."""
    if b"\0" in content:
        raise BadInput(f"{name}: binary (a NUL at byte {content.index(0)}); give text in UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at, byte = error.start, error.object[error.start]
        raise BadInput(f"{name}: not UTF-8: byte {at} is 0x{byte:02x}; convert it to UTF-8 first") from error
    if not text.strip():
        raise BadInput(f"{name}: empty")
    return text
