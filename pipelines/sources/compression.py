"""Gzip streams, decompressed step by step: a small file that would fill the memory is refused in time."""

import zlib
from collections.abc import Iterable, Iterator
from io import BytesIO

MOST_DECODED_BYTES = 200 * 2**20  # the largest real answer, a whole SPX chain as JSON, has about 10 MB
GZIP_MARK = b"\x1f\x8b"
_STEP_BYTES = 256 * 1024
_GZIP = 16 + zlib.MAX_WBITS


class TooLargeError(Exception):
    """More bytes than allowed."""


class DamagedGzipError(Exception):
    """Not a whole gzip stream."""


def gunzipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Content of a gzip stream, in steps of bounded size.

    Raises:
        DamagedGzipError: The stream is damaged, or ends before its end.
    """
    stream = zlib.decompressobj(_GZIP)
    for piece in pieces:
        left = piece
        while left:
            if stream.eof:
                stream = zlib.decompressobj(_GZIP)  # a gzip file may have several members
            yield from _steps(stream, left)
            left = stream.unused_data.lstrip(b"\0")  # some writers pad with zeros
    if not stream.eof:
        raise DamagedGzipError("it stops before its end")


def joined(pieces: Iterable[bytes], most_bytes: int) -> bytes:
    """All pieces as one.

    Raises:
        TooLargeError: They have more than `most_bytes`; no more than that was ever held.
    """
    whole = BytesIO()
    for piece in pieces:
        if whole.tell() + len(piece) > most_bytes:
            raise TooLargeError(f"more than {most_bytes / 2**20:g} MB")
        whole.write(piece)
    return whole.getvalue()


def _steps(stream: "zlib._Decompress", piece: bytes) -> Iterator[bytes]:
    """Decompress one piece, never more than a step at a time."""
    left, is_full = piece, True
    while (left or is_full) and not stream.eof:
        try:
            step = stream.decompress(left, _STEP_BYTES)
        except zlib.error as error:
            raise DamagedGzipError(str(error)) from None
        left, is_full = stream.unconsumed_tail, len(step) == _STEP_BYTES
        yield step
