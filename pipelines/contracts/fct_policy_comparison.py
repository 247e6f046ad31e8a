"""Contract of `fct_policy_comparison`: Loyal, Exit and Graduated, and the gates, on one risk and return table (S41)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_NONE = "null with null_reason"


def _ratio(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "ratio", f"{description}; {_NONE}", nullable=True)


FCT_POLICY_COMPARISON = TableContract(
    name="fct_policy_comparison",
    schema="claims",
    grain="policy: a hedge preset over a condor baseline, in its role",
    key=("policy", "preset", "baseline"),
    columns=(
        Column(
            "policy",
            pl.String,
            "text",
            "loyal = condor alone, exit = flat while VIX is high, graduated = hedged; gated, promoter = alone",
            allowed=("loyal", "exit", "graduated", "gated", "promoter"),
        ),
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("first_date", pl.Date, "date", "First day compared"),
        Column("last_date", pl.Date, "date", "Last day compared"),
        _ratio("cagr_ratio", "Growth a year; null for one day"),
        Column(
            "volatility_vol",
            pl.Float64,
            "vol",
            f"Standard deviation of daily returns x sqrt(252); null for one day; {_NONE}",
            nullable=True,
        ),
        _ratio("max_drawdown_ratio", "Deepest drawdown"),
        _ratio("worst_day_ratio", "Worst daily return"),
        _ratio("cagr_to_drawdown_ratio", "Growth over deepest drawdown; null without a drawdown"),
        _ratio("spike_return_ratio", "Sum of daily returns on days after a VIX close above 25"),
        Column("trading_cost_usd", pl.Float64, "usd", f"Slippage and fees; {_NONE}", nullable=True),
        Column(
            "null_reason",
            pl.String,
            "text",
            "Why the policy can't be compared: what it acts on was known on no day; null where it can",
            nullable=True,
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "numbers_or_a_reason",
            pl.col("max_drawdown_ratio").is_null() == pl.col("null_reason").is_not_null(),
            "a policy without numbers needs a reason, and one with a reason has none",
        ),
    ),
)
