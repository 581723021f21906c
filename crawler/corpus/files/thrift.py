"""Thrift's compact protocol, in which the footers of Parquet files are written: bytes to fields by number, and back.

What was read is written as the same bytes; nothing is known of what the fields mean. pyarrow puts row groups that were
made apart into one footer (`append_row_groups`) only when each stays in a file of its own: it cannot say that they
stand one behind another. Types that no footer of ours has (double, set, map) are refused.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

_TRUE, _FALSE, _BYTE, _I16, _I32, _I64, _BINARY, _LIST, _STRUCT = 1, 2, 3, 4, 5, 6, 8, 9, 12
_LONG_LIST = 15
_VARINT_BITS = 7


class Field(NamedTuple):
    """A field's type, as the protocol numbers them, and its value.

    Integers are int, binaries bytes, structs `Struct`, lists `List`. A struct may stand as the bytes that
    it is written as.
    """

    type: int
    value: Any


class List(NamedTuple):
    """A list, whose items have one type."""

    type: int
    items: list[Any]


Struct: TypeAlias = dict[int, Field]


def decode(data: bytes) -> Struct:
    """The struct that the bytes begin with. Raises IndexError and KeyError for bytes that are none."""
    return _Reader(data).struct()


def encode(struct: Struct) -> bytes:
    """The struct as bytes."""
    out, last = bytearray(), 0
    for number, (kind, value) in struct.items():
        step = number - last
        if 0 < step <= _LONG_LIST:
            out.append(step << 4 | kind)
        else:
            out.append(kind)
            out += _varint(number << 1)
        out += _encoded(kind, value)
        last = number
    out.append(0)
    return bytes(out)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def struct(self) -> Struct:
        found: Struct = {}
        number = 0
        while head := self._byte():
            step, kind = head >> 4, head & 0xF
            number = number + step if step else self._integer()
            found[number] = Field(kind, None if kind <= _FALSE else self._value(kind))
        return found

    def _value(self, kind: int) -> Any:
        return _READ[kind](self)

    def _byte(self) -> int:
        byte = self._data[self._at]
        self._at += 1
        return byte

    def _varint(self) -> int:
        found = shift = 0
        while True:
            byte = self._byte()
            found |= (byte & 0x7F) << shift
            shift += _VARINT_BITS
            if byte < 0x80:
                return found

    def _integer(self) -> int:
        found = self._varint()
        return found >> 1 ^ -(found & 1)

    def _bytes(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def _binary(self) -> bytes:
        return self._bytes(self._varint())

    def _list(self) -> List:
        head = self._byte()
        count, kind = head >> 4, head & 0xF
        count = self._varint() if count == _LONG_LIST else count
        return List(kind, [self._value(kind) for _ in range(count)])


_READ: dict[int, Callable[[_Reader], Any]] = {
    _TRUE: _Reader._byte, _FALSE: _Reader._byte, _BYTE: _Reader._byte, _I16: _Reader._integer,
    _I32: _Reader._integer, _I64: _Reader._integer, _BINARY: _Reader._binary,
    _LIST: _Reader._list, _STRUCT: _Reader.struct,
}  # fmt: skip


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= _VARINT_BITS
    out.append(number)
    return bytes(out)


def _encoded(kind: int, value: Any) -> bytes:
    if kind == _STRUCT:
        return bytes(value) if isinstance(value, bytes) else encode(value)
    if kind in {_I16, _I32, _I64}:
        return _varint(value << 1 if value >= 0 else ~(value << 1))
    if kind == _BINARY:
        return _varint(len(value)) + bytes(value)
    if kind == _LIST:
        return _encoded_list(value)
    return b"" if value is None else bytes([value])


def _encoded_list(some: List) -> bytes:
    count = len(some.items)
    head = bytes([count << 4 | some.type]) if count < _LONG_LIST else bytes([0xF0 | some.type]) + _varint(count)
    return head + b"".join(_encoded(some.type, item) for item in some.items)
