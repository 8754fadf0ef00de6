"""The body of an answer: read piece by piece, unpacked piece by piece, never larger than it may be."""

import http.client
import zlib

from controls.outbound.errors import Malformed, TooLarge, Unreachable

PIECE = 65_536
GZIP = b"\x1f\x8b"


def read_body(response: http.client.HTTPResponse, *, limit: int) -> bytes:
    """The whole body, unpacked. `limit` counts bytes after unpacking.

    Raises TooLarge, Malformed for a packing that was not asked for or was done twice, and Unreachable when the body
    ends before its announced length.
    """
    packing = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise Malformed(f"The answer is packed as {packing[:40]!r}, which was not asked for.")
    if response.length is not None and response.length > limit:
        raise TooLarge(f"The source announces {response.length} bytes; {limit} are read.")
    unpacker = _Unpacker(limit) if packing.endswith("gzip") else _Plain(limit)
    try:
        while piece := response.read(PIECE):
            unpacker.take(piece)
    except http.client.IncompleteRead as error:
        raise Unreachable("The answer was cut off.") from error
    except ValueError as error:
        raise Malformed("The answer comes in pieces of an impossible size.") from error
    if response.length:
        raise Unreachable(f"The answer was cut off {response.length} bytes before its end.")
    return unpacker.body()


class _Plain:
    """A body that is not packed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._body = bytearray()

    def _add(self, piece: bytes) -> None:
        self._body += piece
        if len(self._body) > self._limit:
            raise TooLarge(f"The answer has more than {self._limit} bytes.")

    def take(self, piece: bytes) -> None:
        self._add(piece)

    def body(self) -> bytes:
        return bytes(self._body)


class _Unpacker(_Plain):
    """A body in gzip (RFC 1952), with one member or several."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def take(self, piece: bytes) -> None:
        while piece:
            if self._member.eof:
                self._member = zlib.decompressobj(zlib.MAX_WBITS | 16)
            try:
                # One byte more than may be: what does not fit is not unpacked at all.
                self._add(self._member.decompress(piece, self._limit - len(self._body) + 1))
            except zlib.error as error:
                raise Malformed(f"The answer is announced as gzip and is none: {error}") from error
            piece = self._member.unused_data or self._member.unconsumed_tail

    def body(self) -> bytes:
        if not self._member.eof:
            raise Unreachable("The packed answer was cut off.")
        if self._body.startswith(GZIP):
            raise Malformed("The answer is packed twice.")
        return super().body()
