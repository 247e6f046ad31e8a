"""Where a provider may send us: to its own hosts, and never from an encrypted line to an open one."""

from urllib.parse import urlsplit

from pipelines.sources.errors import SourceUnreachableError

_PROVIDERS = ("cboe.com", "stlouisfed.org", "unicorn.us.com")
"""Domains whose hosts belong together; any other host stands for itself."""


def next_address(asked: str, moved_to: str, address: str) -> str:
    """Return `moved_to` when the provider of `asked` may send there.

    Args:
        asked: Absolute address that answered with a redirect.
        moved_to: Absolute address it names.
        address: For the message.

    Raises:
        SourceUnreachableError: Another provider's host, an address that isn't HTTP, or an unencrypted one.
    """
    old, new = urlsplit(asked), urlsplit(moved_to)
    is_as_safe = new.scheme in ("https", old.scheme)
    if new.scheme not in ("http", "https") or not is_as_safe or _domain(new.hostname) != _domain(old.hostname):
        raise SourceUnreachableError(
            f"{address}: moved to {new.scheme}://{new.hostname}, which is not the provider's own",
            "open the address in a browser: a login or a wall stands before it, or the provider moved for good; "
            "the last good data stays",
        )
    return moved_to


def _domain(host: str | None) -> str:
    name = (host or "").lower()
    return next((domain for domain in _PROVIDERS if name == domain or name.endswith(f".{domain}")), name)
