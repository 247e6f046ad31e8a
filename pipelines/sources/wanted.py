"""One address to bring, and what is known of it before."""

from datetime import date
from typing import NamedTuple


class Wanted(NamedTuple):
    """A final file is not asked for again, one that may be absent is left out where it is."""

    address: str
    is_final: bool = False
    may_be_absent: bool = False
    as_of: date | None = None
