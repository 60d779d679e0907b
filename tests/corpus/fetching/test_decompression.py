"""Unpacking piece by piece: whatever the pieces, the same body comes out, whole or not at all."""

import gzip
import zlib
from collections.abc import Callable
from contextlib import suppress

import brotli  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.fetching.decompression import DamagedError, TooLargeError, Unpacker

PACKERS = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "identity": bytes}
packings = pytest.mark.parametrize(("encoding", "pack"), PACKERS.items(), ids=PACKERS)


def feed(unpacker: Unpacker, data: bytes, *, step: int) -> None:
    """Give data in pieces."""
    for start in range(0, len(data), step):
        unpacker.feed(data[start : start + step])


def fed(encoding: str, data: bytes, *, step: int, limit: int) -> bytes:
    """Unpack data that comes in pieces."""
    unpacker = Unpacker(encoding, limit=limit)
    feed(unpacker, data, step=step)
    return unpacker.body()


@packings
@given(body=st.binary(min_size=1, max_size=500), step=st.integers(1, 50))
def test_pieces_of_any_size_give_the_whole(
    encoding: str, pack: Callable[[bytes], bytes], body: bytes, step: int
) -> None:
    """A body of just the limit comes out as it went in, and of a byte more not at all."""
    assert fed(encoding, pack(body), step=step, limit=len(body)) == body
    with pytest.raises(TooLargeError):
        fed(encoding, pack(body), step=step, limit=len(body) - 1)


@packings
@given(body=st.binary(min_size=2, max_size=500), step=st.integers(1, 50), data=st.data())
def test_of_what_is_too_large_the_beginning_is_there(
    encoding: str, pack: Callable[[bytes], bytes], body: bytes, step: int, data: st.DataObject
) -> None:
    """As much as the limit, and one byte more."""
    limit = data.draw(st.integers(1, len(body) - 1))
    unpacker = Unpacker(encoding, limit=limit)
    with pytest.raises(TooLargeError):
        feed(unpacker, pack(body), step=step)
    assert unpacker.beginning(limit + 1) == body[: limit + 1]


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
@given(body=st.binary(max_size=100), cut=st.integers(1, 30), step=st.integers(1, 50))
def test_a_missing_end_is_noticed(encoding: str, body: bytes, cut: int, step: int) -> None:
    """However little is missing."""
    data = PACKERS[encoding](body)
    with pytest.raises(DamagedError):
        fed(encoding, data[: max(0, len(data) - cut)], step=step, limit=1_000)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "identity"])
@given(data=st.binary(max_size=100))
def test_any_bytes_are_unpacked_or_refused(encoding: str, data: bytes) -> None:
    """Nothing but a refusal comes of nonsense."""
    with suppress(DamagedError, TooLargeError):
        assert len(fed(encoding, data, step=7, limit=1_000)) <= 1_000


@given(bodies=st.lists(st.binary(max_size=50), min_size=1, max_size=5), step=st.integers(1, 50))
def test_gzip_streams_one_after_the_other_are_one_body(bodies: list[bytes], step: int) -> None:
    """As large servers and log files have them."""
    data = b"".join(map(gzip.compress, bodies))
    assert fed("gzip", data, step=step, limit=1_000) == b"".join(bodies)
