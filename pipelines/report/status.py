"""The place in the page where a failed run leaves its banner. Constants and text only; pure."""

import re
from html import escape

_START, _END = "<!--run-status-->", "<!--/run-status-->"
_PLACE = re.compile(f"{re.escape(_START)}.*?{re.escape(_END)}", re.DOTALL)
_NEWEST = re.compile(r'<meta name="newest-session" content="([^"]*)">')

STATUS_PLACE = _START + _END
"""What a published page has at the fixed place: nothing yet."""


def with_status(html: str, message: str) -> str:
    """Return the page with a banner that says the last run did not publish, in place of any earlier one.

    Args:
        html: Page made by `render_page`; one without the fixed place is returned as it is.
        message: Why, as text; it is escaped. Empty removes the banner.
    """
    found = _NEWEST.search(html)
    newest = found.group(1) if found else "an earlier run"
    text = f"Last run did not publish: {' '.join(message.split())}; what you see is from {newest}"
    banner = f'<div class="run-status" role="alert">{escape(text)}</div>' if message else ""
    return _PLACE.sub(lambda _: f"{_START}{banner}{_END}", html, count=1)
