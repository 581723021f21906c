"""Keys as bytes: 64-bit little-endian, in order."""

import struct


def pack(blocks: tuple[int, ...]) -> bytes:
    """Eight bytes a key."""
    return struct.pack(f"<{len(blocks)}Q", *blocks)


def unpack(packed: bytes) -> tuple[int, ...]:
    """The keys that `pack` wrote. Raises struct.error for bytes of another length."""
    return struct.unpack(f"<{len(packed) // 8}Q", packed)
