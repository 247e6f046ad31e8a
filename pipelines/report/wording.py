"""How numbers, dates and codes read on the page. Pure; a missing value reads as a dash."""

import re
from datetime import date

MISSING = "–"
NO_BREAK = "\u00a0"
_MILLION = 1e6
_HYPHEN_MINUS = re.compile(r"(?<![\w–-])-(?=\d)")


def day_text(value: date | None) -> str:
    """Return a date as people say it.

    >>> day_text(date(2026, 4, 7))
    '7 Apr 2026'
    """
    return MISSING if value is None else f"{value.day} {value:%b %Y}"


def number_text(value: float | None, digits: int = 2) -> str:
    """Return a number with thousands separators and a true minus sign.

    >>> number_text(-1234.5, 1)
    '−1,234.5'
    """
    if value is None or value != value:  # noqa: PLR0124 (NaN differs from itself)
        return MISSING
    text = f"{value:,.{digits}f}"
    is_zero = not text.strip("-0.,")
    return text.removeprefix("-") if is_zero else text.replace("-", "−")


def percent_text(ratio: float | None, digits: int = 1) -> str:
    """Return a ratio in percent.

    >>> percent_text(0.1234).replace(NO_BREAK, " ")
    '12.3 %'
    """
    return MISSING if ratio is None or ratio != ratio else f"{number_text(ratio * 100, digits)}{NO_BREAK}%"  # noqa: PLR0124


def usd_text(value: float | None) -> str:
    """Return dollars, in millions from one million on.

    >>> usd_text(-5254.58), usd_text(12_345_678).replace(NO_BREAK, " ")
    ('−$5,255', '$12.35 m')
    """
    if value is None or value != value:  # noqa: PLR0124
        return MISSING
    amount = f"${abs(value) / _MILLION:,.2f}{NO_BREAK}m" if abs(value) >= _MILLION else f"${abs(value):,.0f}"
    return f"−{amount}" if value < 0 and amount != "$0" else amount


def sentence_text(text: str) -> str:
    """Return a text as a sentence: first letter raised, the rest as it is, one full stop.

    >>> sentence_text("flat: VIX is low")
    'Flat: VIX is low.'
    """
    return f"{text[:1].upper()}{text[1:].removesuffix('.')}."


def typeset_text(text: str) -> str:
    """Return a text of another stage with true minus signs, and no line break before a percent sign.

    >>> typeset_text("since 2012-01-03: -0.40 % to 1 %").replace(NO_BREAK, "~")
    'since 2012-01-03: −0.40~% to 1~%'
    """
    return _HYPHEN_MINUS.sub("−", text).replace(" %", f"{NO_BREAK}%")


def count_text(count: int, noun: str, plural: str = "") -> str:
    """Return a count with its noun.

    >>> count_text(1, "entry", "entries"), count_text(1200, "session")
    ('1 entry', '1,200 sessions')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {plural or noun + 's'}"


def strike_text(value: float | None) -> str:
    """Return a strike without superfluous digits.

    >>> strike_text(33.0), strike_text(27.5)
    ('33', '27.5')
    """
    return MISSING if value is None else f"{value:,.10g}"


def range_text(low: float | None, high: float | None) -> str:
    """Return a VIX band; without an upper end it is open.

    >>> range_text(18.0, 22.0), range_text(30.0, None)
    ('18–22', 'above 30')
    """
    if low is None:
        return MISSING
    return f"above {strike_text(low)}" if high is None else f"{strike_text(low)}–{strike_text(high)}"
