"""Whatever a server sends comes back byte for byte."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.warc import read, records
from tests.warc.samples import exchange, writer

# A header as an HTTP parser hands it on: no line breaks, no blanks around the value, no colon in the name.
names = st.binary(min_size=1, max_size=30).filter(lambda name: not set(name) & set(b":\r\n"))
values = st.binary(max_size=80).map(lambda value: value.replace(b"\r", b"").replace(b"\n", b"").strip())
FRAMING = {b"content-length", b"transfer-encoding", b"content-encoding"}
headers = st.lists(st.tuples(names, values), max_size=8).map(
    lambda pairs: tuple(pair for pair in pairs if pair[0].lower() not in FRAMING)
)
bodies = st.one_of(st.binary(max_size=2000), st.just(b"HTTP/1.1 200 OK\r\n\r\n"), st.just(b"WARC/1.1\r\n\r\n\r\n\r\n"))


@settings(max_examples=150, deadline=None)
@given(received=headers, body=bodies, status=st.integers(100, 999))
def test_any_response_round_trips(received: tuple[tuple[bytes, bytes], ...], body: bytes, status: int) -> None:
    with TemporaryDirectory() as folder:
        warc = writer(Path(folder))
        ref = warc.write(exchange(body=body, status=status, headers=received))
        warc.close()
        seen = read(Path(folder), ref)
        assert (seen.status, seen.body) == (status, body)
        assert tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in seen.headers) == received
        assert [record.type for record in records(Path(folder) / ref.file)] == ["warcinfo", "response", "request"]
