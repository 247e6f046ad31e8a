"""Where a provider may send us: to its own hosts, and never from an encrypted line to an open one."""

from urllib.parse import urljoin

from urllib3.exceptions import LocationParseError
from urllib3.util import Url, parse_url

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
    try:
        old, new = parse_url(asked), parse_url(urljoin(asked, location))
    except (ValueError, LocationParseError):
        raise SourceUnreachableError(f"{address}: moved to what is no address", _LOOK) from None
    is_as_safe = new.scheme in ("https", old.scheme)
    if new.scheme not in ("http", "https") or not is_as_safe or _domain(new) != _domain(old):
        place = f"{new.scheme}://{new.host}"
        raise SourceUnreachableError(f"{address}: moved to {place}, which is not the provider's own", _LOOK)
    return new.url


def _domain(url: Url) -> str:
    """Domain that would be asked, read as the library that connects reads it: others see another host in odd signs."""
    name = (url.host or "").lower()
    return next((domain for domain in _PROVIDERS if name == domain or name.endswith(f".{domain}")), name)
