"""Where a provider may send us: to its own hosts, and never from an encrypted line to an open one."""

from urllib.parse import urljoin, urlsplit

from pipelines.sources.errors import SourceUnreachableError

_PROVIDERS = ("cboe.com", "stlouisfed.org", "federalreserve.gov", "unicorn.us.com")
"""Domains whose hosts belong together; any other host stands for itself."""

_LOOK = (
    "open the address in a browser: a login or a wall stands before it, or the provider moved for good; "
    "the last good data stays"
)


def next_address(asked: str, location: str, address: str) -> str:
    """Return the absolute address of `location` when the provider of `asked` may send there.

    Args:
        asked: Absolute address that answered with a redirect.
        location: Where it sends to, absolute or not.
        address: For the message.

    Raises:
        SourceUnreachableError: Another provider's host, an address that isn't HTTP, or an unencrypted one.
    """
    moved_to = urljoin(asked, location)
    old, new = urlsplit(asked), urlsplit(moved_to)
    is_as_safe = new.scheme in ("https", old.scheme)
    if new.scheme not in ("http", "https") or not is_as_safe or _domain(new.hostname) != _domain(old.hostname):
        place = f"{new.scheme}://{new.hostname}"
        raise SourceUnreachableError(f"{address}: moved to {place}, which is not the provider's own", _LOOK)
    return moved_to


def _domain(host: str | None) -> str:
    name = (host or "").lower()
    return next((domain for domain in _PROVIDERS if name == domain or name.endswith(f".{domain}")), name)
