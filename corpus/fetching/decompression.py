"""Unpacking what comes from the web piece by piece, never beyond a limit, and never half.

aiohttp can unpack too, and takes a gzip stream that breaks off for a whole one.
"""

import zlib
from collections.abc import Callable
from typing import Protocol

import brotli  # type: ignore[import-untyped]

_GZIP_MAGIC = b"\x1f\x8b"
ENCODINGS = ("gzip", "deflate", "br")
_MAX_STREAMS = 100
_GZIP_WINDOW = 31
_RAW_WINDOW = -15
_ZLIB_METHOD = 8


class TooLargeError(ValueError):
    """There is more than the limit."""


class DamagedError(ValueError):
    """It breaks off before its end, or is not what it says it is."""


class _Codec(Protocol):
    @property
    def is_complete(self) -> bool:
        """Whether the end has come."""

    def unpack(self, data: bytes, room: int) -> bytes:
        """Return what the data unpacks to, or about so many bytes of it."""


class Unpacker:
    """Collects a body as it comes in.

    ``encoding`` is a content coding of HTTP (RFC 9110, section 8.4.1); ``limit`` is in bytes, of the body unpacked.

    Raises:
        DamagedError: the encoding is none of `ENCODINGS`, nor ``identity``.
    """

    def __init__(self, encoding: str, *, limit: int) -> None:
        if encoding not in _CODECS:
            raise DamagedError(f"it is encoded as {encoding[:20]!r}, which was not asked for")
        self._codec = _CODECS[encoding]()
        self._limit = limit
        self._body = bytearray()

    def feed(self, data: bytes) -> None:
        """Take the next piece.

        Raises:
            TooLargeError: the body is larger than the limit.
            DamagedError: the piece cannot be unpacked.
        """
        try:
            self._body += self._codec.unpack(data, self._limit - len(self._body) + 1)
        except (zlib.error, brotli.error) as error:
            raise DamagedError("it cannot be unpacked") from error
        if len(self._body) > self._limit:
            raise TooLargeError

    def beginning(self, size: int) -> bytes:
        """Return so many bytes of what was unpacked, whether or not more follows."""
        return bytes(self._body[:size])

    def body(self) -> bytes:
        """Return the whole body, after the last piece.

        Raises:
            DamagedError: the end is missing.
        """
        if not self._codec.is_complete:
            raise DamagedError("it breaks off before its end")
        return bytes(self._body)


class _Identity:
    is_complete = True

    def unpack(self, data: bytes, _room: int) -> bytes:
        return data


class _Gzip:
    """One gzip stream, or several one after the other (RFC 1952, section 2.2)."""

    def __init__(self) -> None:
        self._stream = zlib.decompressobj(_GZIP_WINDOW)
        self._streams = 1

    @property
    def is_complete(self) -> bool:
        return self._stream.eof

    def unpack(self, data: bytes, room: int) -> bytes:
        unpacked = b""
        while data and len(unpacked) < room:
            if self._stream.eof:
                if not _GZIP_MAGIC.startswith(data[:2]):
                    break  # some servers fill up what they send with zeros or a line break
                self._streams += 1
                if self._streams > _MAX_STREAMS:
                    raise DamagedError("it consists of too many pieces")
                self._stream = zlib.decompressobj(_GZIP_WINDOW)
            unpacked += self._stream.decompress(data, room - len(unpacked))
            data = self._stream.unused_data
        return unpacked


class _Deflate:
    """What HTTP calls deflate is zlib's format, and what some servers send is the bare one."""

    def __init__(self) -> None:
        self._stream: zlib._Decompress | None = None

    @property
    def is_complete(self) -> bool:
        return self._stream is not None and self._stream.eof

    def unpack(self, data: bytes, room: int) -> bytes:
        if self._stream is None:
            self._stream = zlib.decompressobj(zlib.MAX_WBITS if data[0] & 0xF == _ZLIB_METHOD else _RAW_WINDOW)
        return self._stream.decompress(data, room)


class _Brotli:
    def __init__(self) -> None:
        self._stream = brotli.Decompressor()

    @property
    def is_complete(self) -> bool:
        return bool(self._stream.is_finished())

    def unpack(self, data: bytes, room: int) -> bytes:
        return bytes(self._stream.process(data, output_buffer_limit=room))


_CODECS: dict[str, Callable[[], _Codec]] = {
    "": _Identity,
    "identity": _Identity,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "deflate": _Deflate,
    "br": _Brotli,
}
