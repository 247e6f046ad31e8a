"""What people read after a run: the answer from the published tables, and the banner of a failed run."""

from pathlib import Path

from pipelines.atomic import whole_file
from pipelines.claims.answer import answer_lines
from pipelines.report.status import with_status
from pipelines.report.wording import day_text
from pipelines.warehouse import read_published

_OWN_BOOK = "semi join report.dim_run using (preset, baseline)"  # the one that page and claims are about


def headline(database: Path) -> list[str]:
    """Return the newest session, whether the market is simulated, and the answer in three lines.

    Raises:
        FileNotFoundError: Nothing has been published yet.
        SqlError: The published database lacks a table that the answer needs.
        ValueError: A verdict that the answer needs is missing.
    """
    verdicts = read_published(
        database,
        f"select * from claims.fct_claim_verdict {_OWN_BOOK} order by claim_id, variant",  # noqa: S608 (own text)
    )
    daily = read_published(
        database,
        f"select * from backtest.fct_backtest_daily {_OWN_BOOK} order by trade_date",  # noqa: S608 (own text)
    )
    if daily.is_empty():
        raise ValueError("the published backtest has no day")
    market = ", simulated market" if daily["is_simulated"].any() else ""
    return [f"newest session {day_text(daily['trade_date'][-1])}{market}", *answer_lines(verdicts, daily)]


def mark_failed(page: Path, message: str) -> None:
    """Say on the published page that the last run did not publish, and how old is what it shows.

    The page is replaced atomically. A second failure replaces the first one's banner; the same message
    twice gives the same bytes. Without a published page there is nothing to mark.

    Args:
        page: Published page.
        message: Why the run did not publish, one line, as text.
    """
    if not page.exists():
        return
    html = page.read_bytes().decode()
    marked = with_status(html, message)
    if marked != html:
        with whole_file(page) as partial:
            partial.write_bytes(marked.encode())


def with_status_removed(payload: bytes) -> bytes:
    """Return a page without its banner, so that pages can be compared by what they report."""
    return with_status(payload.decode(), "").encode()
