"""Writes the simulated market into a folder laid out like an archive of the providers' hosts."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.sources.sample_market.breadth_files import breadth_files
from pipelines.sources.sample_market.chain_files import delayed_quotes_file, quote_table_file
from pipelines.sources.sample_market.chain_model import spx_options, vix_options
from pipelines.sources.sample_market.chain_quotes import quoted
from pipelines.sources.sample_market.fred_files import fred_file
from pipelines.sources.sample_market.index_files import index_files
from pipelines.sources.sample_market.market import SampleMarket, simulate_market
from pipelines.sources.sample_market.settlement_files import settlement_files
from pipelines.sources.sample_market.streams import stream
from pipelines.sources.sample_market.vx_files import vx_files

SAMPLE_END = date(2026, 6, 30)

_SNAPSHOT_SESSIONS = 3
_SETTLEMENT_DAYS = 5
_SPX_TICKS, _VIX_TICKS = (0.05, 0.10), (0.01, 0.05)


def write_sample_market(folder: Path, seed: int = 442, end: date = SAMPLE_END) -> None:
    """Write every file of the simulated market; the same arguments write the same bytes.

    Args:
        folder: Root of the archive to write; made if it isn't there. Paths below it are
            `<host>/<path>`, a query string follows `@`, a folder answers with `index.json`, and
            `as_of=<date>/` holds what a live-only address answered that day.
        seed: Seed of the market. 442 is the one whose moments are tested against history.
        end: Last day. An earlier end gives a prefix: the same rows, cut.

    Raises:
        ValueError: `end` leaves fewer than two sessions.
    """
    for path, content in market_files(simulate_market(seed, end)).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def market_files(market: SampleMarket) -> dict[str, bytes]:
    """Return the content of every file by its path below the archive's root."""
    files = {
        **vx_files(market.contracts, market.weeklies, market.seed),
        **settlement_files(market.contracts, market.weeklies, market.path.dates[-_SETTLEMENT_DAYS:]),
        **index_files(market.path, market.indices),
        **breadth_files(market.path.dates, market.advances, market.declines),
        **_chain_files(market),
    }
    for series, (days, values) in market.macro.items():
        files |= fred_file(series, days, values)
    return files


def _chain_files(market: SampleMarket) -> dict[str, bytes]:
    """Snapshots of the last three sessions, and a quote table of the session before them."""
    count = min(_SNAPSHOT_SESSIONS, len(market.path.dates) - 1)
    files: dict[str, bytes] = {}
    for place in range(-count, 0):
        day = market.chain_day(place)
        number = int(day.quote_date.astype(int))
        vix = quoted(vix_options(day, market.seed), _VIX_TICKS, stream(market.seed, "vix_quotes", number))
        files |= delayed_quotes_file("SPX", day, _spx_quotes(market, place))
        files |= delayed_quotes_file("VIX", day, vix)
    table_place = -count - 1
    before = float(market.path.spx_close_pts[max(table_place - 1, -len(market.path.dates))])
    return files | quote_table_file(market.chain_day(table_place), before, _spx_quotes(market, table_place))


def _spx_quotes(market: SampleMarket, place: int) -> pl.DataFrame:
    day = market.chain_day(place)
    options = spx_options(day, market.spx_listings(day.quote_date), market.seed)
    return quoted(options, _SPX_TICKS, stream(market.seed, "spx_quotes", int(day.quote_date.astype(int))))
