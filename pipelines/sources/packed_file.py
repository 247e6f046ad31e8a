"""What is inside a file that may be packed: plain, gzip or zip. The content is bounded before it is held."""

import zipfile
from io import BytesIO

from pipelines.sources.compression import (
    GZIP_MARK,
    MOST_DECODED_BYTES,
    DamagedGzipError,
    TooLargeError,
    gunzipped,
    joined,
)
from pipelines.sources.errors import SourceFormatError

_ZIP_MARK = b"PK\x03\x04"
_7Z_MARK = b"7z\xbc\xaf\x27\x1c"
_STEP_BYTES = 2**18
_ADVICE = "the file is damaged or its download was cut: fetch it again"
_SPLIT = "unpack it and split it, by day or by month, so that one file fits in memory"


def unzipped(payload: bytes, file_name: str, most_bytes: int = MOST_DECODED_BYTES) -> bytes:
    """Content of a gzip payload, or the payload itself.

    Raises:
        SourceFormatError: The gzip stream is damaged, cut, or a bomb.
    """
    if payload[:2] != GZIP_MARK:
        return payload
    try:
        return joined(gunzipped([payload]), most_bytes)
    except DamagedGzipError as error:
        raise SourceFormatError(f"{file_name}: damaged gzip: {error}", _ADVICE) from None
    except TooLargeError as error:
        raise SourceFormatError(f"{file_name}: decompressed it has {error}", _SPLIT) from None


def unpacked(payload: bytes, file_name: str, most_bytes: int = MOST_DECODED_BYTES) -> bytes:
    """Content of a plain, gzip or zip file; a zip may hold one file only, so that a line number has one meaning.

    Raises:
        SourceFormatError: It is damaged, too large, packed with 7z, or holds several files.
    """
    if payload.startswith(_7Z_MARK):
        raise SourceFormatError(f"{file_name}: packed with 7z", "unpack it (`7z x`) into the same folder and remove it")
    if payload.startswith(_ZIP_MARK):
        return _only_member(payload, file_name, most_bytes)
    text = unzipped(payload, file_name, most_bytes)
    if len(text) > most_bytes:
        raise SourceFormatError(f"{file_name}: more than {most_bytes / 2**20:g} MB", _SPLIT)
    return text


def _only_member(payload: bytes, file_name: str, most_bytes: int) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(payload)) as pack:
            names = [item.filename for item in pack.infolist() if not item.is_dir()]
            if len(names) != 1:
                raise SourceFormatError(f"{file_name}: {len(names)} files inside", "unpack it into the same folder")
            with pack.open(names[0]) as member:
                return joined(iter(lambda: member.read(_STEP_BYTES), b""), most_bytes)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise SourceFormatError(f"{file_name}: damaged zip: {error}", _ADVICE) from None
    except TooLargeError as error:
        raise SourceFormatError(f"{file_name}: decompressed it has {error}", _SPLIT) from None
