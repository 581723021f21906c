import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard

from crawler.warc.coding import Undecodable, decode

TEXT = "Giá cà phê hôm nay tăng nhẹ. ".encode() * 400


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


CODINGS = [
    (b"gzip", gzip.compress),
    (b"X-GZIP", gzip.compress),
    (b"deflate", zlib.compress),
    (b"deflate", raw_deflate),
    (b"br", brotli.compress),
    (b"zstd", zstandard.compress),
]


@pytest.mark.parametrize(("name", "pack"), CODINGS)
def test_every_coding_that_is_asked_for_is_undone(name: bytes, pack: Callable[[bytes], bytes]) -> None:
    assert decode(pack(TEXT), [name], len(TEXT)) == TEXT


@pytest.mark.parametrize(("name", "pack"), CODINGS)
def test_nothing_unpacks_into_more_than_allowed(name: bytes, pack: Callable[[bytes], bytes]) -> None:
    with pytest.raises(Undecodable, match="more than 100000 bytes"):
        decode(pack(bytes(50_000_000)), [name], 100_000)


@pytest.mark.parametrize(("name", "pack"), CODINGS)
def test_a_body_cut_short_gives_what_it_holds(name: bytes, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(TEXT)
    assert TEXT.startswith(decode(packed[:-3], [name], len(TEXT)))


@pytest.mark.parametrize("name", [b"gzip", b"br", b"zstd"])
def test_a_body_that_is_not_what_it_says_is_refused(name: bytes) -> None:
    with pytest.raises(Undecodable, match=f"not {name.decode()}"):
        decode(b"<html>khong nen</html>", [name], 1000)


def test_codings_are_undone_from_the_last_to_the_first() -> None:
    assert decode(brotli.compress(gzip.compress(TEXT)), [b"gzip, br"], len(TEXT)) == TEXT
    assert decode(brotli.compress(gzip.compress(TEXT)), [b"gzip", b"br"], len(TEXT)) == TEXT


def test_an_unknown_coding_and_those_before_it_stay() -> None:
    assert decode(gzip.compress(TEXT), [b"aes128gcm, gzip"], len(TEXT)) == TEXT
    assert decode(b"abc", [b"gzip, aes128gcm"], 10) == b"abc"


def test_gzip_members_after_the_first_count_and_junk_does_not() -> None:
    assert decode(gzip.compress(b"mot ") + gzip.compress(b"hai") + b"\0\0junk", [b"gzip"], 100) == b"mot hai"


@pytest.mark.parametrize("name", [b"gzip", b"deflate", b"br", b"zstd"])
def test_an_empty_body_needs_no_unpacking(name: bytes) -> None:
    assert decode(b"", [name], 10) == b""
