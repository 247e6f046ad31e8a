"""Keys in addresses: sent to the provider, and shown or written nowhere."""

import re

_NAMES = r"api[_-]?key|apikey|access[_-]?token|token|key|secret|password|signature|sig"
_PARAMETER = re.compile(rf"(?i)([?&@])({_NAMES})=[^&#\s'\")>]*")
_USER = re.compile(r"://[^/\s@]+@")


def redacted(text: str) -> str:
    """Text for people: the value of each secret parameter, and a user's name and password, as `***`."""
    return _USER.sub("://***@", _PARAMETER.sub(r"\1\2=***", text))


def repeats_secret(payload: bytes, address: str) -> bool:
    """Whether an answer holds the value of a secret parameter of the address that was asked."""
    values = [found[0].rpartition("=")[2].encode() for found in _PARAMETER.finditer(address)]
    return any(value in payload for value in values if value)


def without_secrets(address: str) -> str:
    """Address under which an answer is kept: without its secret parameters, the others in their order."""
    bare, mark, query = address.partition("?")
    parts = query.split("&")
    kept = [part for part in parts if not _PARAMETER.match(f"&{part}")]
    return _USER.sub("://", bare) + ("" if parts and not kept else mark + "&".join(kept))
