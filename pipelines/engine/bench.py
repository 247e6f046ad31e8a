"""One market on the bench: what configurations name is worked out once, numbered, and laid out for the walk."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from pipelines.claims.episodes import SEED_SPIKES, spikes
from pipelines.condor.market import SpxMarket
from pipelines.condor.plan import Plan, plan_of
from pipelines.condor.policy import CondorPolicy
from pipelines.engine.call_surface import call_surface, day_columns
from pipelines.engine.condor_plans import close_columns, plan_columns
from pipelines.engine.market import Market, market_of
from pipelines.layers.daily import BACKTEST_START, LayerMarket
from pipelines.layers.gate import is_triggered
from pipelines.layers.preset import Trigger
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

Dates = np.ndarray


@dataclass
class Bench:
    """A market, and the gates, plans and vegas that configurations have asked for so far."""

    shared: LayerMarket
    signals: pl.DataFrame
    sessions: Dates
    gates: dict[tuple[Any, ...], int] = field(default_factory=dict)
    plans: dict[tuple[str, float], int] = field(default_factory=dict)
    _gate_rows: list[np.ndarray] = field(default_factory=list)
    _plans: list[Plan] = field(default_factory=list)
    _columns: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, shared: LayerMarket, signals: pl.DataFrame, sessions: Dates, start: date = BACKTEST_START) -> "Bench":
        """Put a market on the bench.

        Args:
            shared: Days and VX contracts, as the layers read them.
            signals: `signals.fct_signal_daily`.
            sessions: Exchange sessions, past and future, datetime64[D].
            start: First day, the one of `shared`.

        Raises:
            ValueError: The days of `shared` and of `signals` differ.
        """
        days = signals.filter(pl.col("trade_date") >= start).sort("trade_date")
        if days["trade_date"].to_list() != [day.trade_date for day in shared.days]:
            raise ValueError("the layers and the signals cover different days")
        return cls(shared, days, np.asarray(sessions))

    def gate(self, triggers: tuple[Trigger, ...], valid_days: int) -> int:
        """Number of the row that says on which days all triggers are on."""
        key = (triggers, valid_days)
        if key not in self.gates:
            is_open = np.ones(len(self.shared.days), dtype=bool)
            for trigger in triggers:
                is_open &= self._trigger(trigger, valid_days)
            self.gates[key] = len(self._gate_rows)
            self._gate_rows.append(is_open)
        return self.gates[key]

    def _trigger(self, trigger: Trigger, valid_days: int) -> np.ndarray:
        return np.array([bool(is_triggered(trigger, day, valid_days)) for day in self.shared.days])

    def plan(self, policy: CondorPolicy, account_usd: float) -> int:
        """Number of the plan: which condor every close would choose, how many, and when none."""
        key = (policy.model_dump_json(exclude={"name", "meaning", "sources", "rungs"}), account_usd)
        if key not in self.plans:
            self.plans[key] = len(self._plans)
            self._plans.append(plan_of(self.signals, self.sessions, policy, account_usd))
        return self.plans[key]

    def market(self) -> Market:
        """Everything asked for so far, laid out; days and VX surfaces are made once."""
        if not self._columns:
            columns = day_columns(self.shared)
            self._columns = {**columns, **call_surface(self.shared, columns)}
        spx = SpxMarket.from_signals(self.signals, 0.0)
        rows = self._gate_rows or [np.zeros(len(self.signals), dtype=bool)]
        return market_of(
            {
                **self._columns,
                **close_columns(spx),
                **plan_columns(spx, self._plans),
                "gates": np.stack(rows),
                "vegas": np.stack([_vega_usd(plan) for plan in self._plans]),
                "spikes": _spikes(self.signals),
                "spike_drawdown": SEED_SPIKES.min_drawdown_ratio,
            }
        )


def _vega_usd(plan: Plan) -> np.ndarray:
    """Vega of the condor book that each close would choose, USD per volatility point."""
    return np.asarray(plan.condors.vega_pts * OPTION_MULTIPLIER_USD * plan.contracts)


def _spikes(signals: pl.DataFrame) -> np.ndarray:
    """First and last day of each complete VIX spike with its margins (S43). Shape (n_spikes, 2)."""
    found = [(spike.start, spike.end) for spike in spikes(signals["vix_close_pts"]) if spike.is_complete]
    return np.array(found, dtype=np.int64).reshape(-1, 2)
