"""C7: "only 1.1 % a year of return sacrificed" (S44), and the fair control of §3.5. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.growth import years_between
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import stationary_draws
from pipelines.quant.drawdown import max_drawdown_of_returns

Floats = NDArray[np.float64]

NO_DRAWDOWN = "a book without a drawdown can't be scaled to another's"
_LARGEST_SCALE = 10.0  # of the unhedged book, where hedging made the drawdown larger

_SACRIFICE = "The layering sacrificed only 1.1 % of annualised return"
_STATED = {
    "headline": StatedRange(0.0105, 0.0115),  # 1.1 % to its last printed digit
    "at_most": StatedRange(hi=0.0115),
}


def return_sacrificed(daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows: 1.1 % as printed (headline), at most 1.1 %, and the de-levered control.

    CAGR runs from the first close to the last, on actual days / 365.25. Both books are drawn
    together. The control holds so much of the unhedged condor (λ) that its maximum drawdown equals the
    hedged one's: a hedge is worth it only if it beats that. λ is above 1 where hedging made the
    drawdown larger. It is an estimate too, so it is sought anew in every draw.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order, inside the window.
        settings: Shared parameters.
    """
    returns = daily.select("unhedged_return_ratio", "hedged_return_ratio").to_numpy()[1:]
    if not len(returns):
        obstacle = [unmeasured("one day has no growth")] * 3
        return _rows(obstacle, daily, settings)
    years = years_between(daily)
    draws = stationary_draws(
        returns, lambda drawn: _gaps(drawn, years), settings.mean_block_tdays, settings.series_draws, settings.seed
    )
    sacrificed, gained = _gaps(returns, years)
    pieces = len(returns) // settings.mean_block_tdays
    given_up = Measurement(float(sacrificed), draws[:, 0], pieces)
    control = Measurement(float(gained), draws[:, 1], pieces, "" if np.isfinite(gained) else NO_DRAWDOWN)
    return _rows([given_up, given_up, control], daily, settings)


def _gaps(returns: Floats, years: float) -> Floats:
    """CAGR given up by hedging, and CAGR gained over the de-levered book; the second NaN without a λ."""
    unhedged, hedged = returns.T
    delevered = delevering_ratio(unhedged, hedged) * unhedged
    grown = [float(np.prod(1 + book)) ** (1 / years) for book in (unhedged, hedged, delevered)]
    return np.array([grown[0] - grown[1], grown[1] - grown[2]])


def delevering_ratio(unhedged_returns: Floats, hedged_returns: Floats) -> float:
    """Return the multiple λ of the unhedged book that has the hedged book's maximum drawdown.

    NaN when one of the books has no drawdown, or no λ up to 10 matches it.
    """
    from scipy.optimize import brentq  # noqa: PLC0415 (a third of a second)

    wanted = max_drawdown_of_returns(hedged_returns)
    worst_day = -float(unhedged_returns.min())
    largest = min(_LARGEST_SCALE, 0.999 / worst_day if worst_day > 0 else 0.0)  # no book loses more than all
    if wanted <= 0 or max_drawdown_of_returns(unhedged_returns, largest) < wanted:
        return np.nan
    return float(
        brentq(lambda share: max_drawdown_of_returns(unhedged_returns, share) - wanted, 0.0, largest, xtol=1e-12)
    )


def _rows(measured: list[Measurement], daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    method, blocks = (
        "CAGR on actual days / 365.25",
        f"{day_blocks(settings, settings.series_draws)}, both books together",
    )
    claims = [
        Claim("C7", variant, _SACRIFICE, "CAGR unhedged - CAGR hedged", "ratio_per_year", stated, method, blocks)
        for variant, stated in _STATED.items()
    ]
    control = Claim(
        claim_id="C7",
        variant="delevered_control",
        text_paraphrase="Control: the hedged book does no worse than the condor alone at the same maximum drawdown",
        metric="CAGR hedged - CAGR of the unhedged book scaled to the hedged maximum drawdown",
        unit="ratio_per_year",
        stated=StatedRange(lo=0.0),
        method=method,
        interval=f"{blocks}, the scale sought anew in each",
    )
    return [
        verdict_row(claim, found, daily, settings) for claim, found in zip([*claims, control], measured, strict=True)
    ]
