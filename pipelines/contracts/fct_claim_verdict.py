"""Contract of `fct_claim_verdict`: each claim of the seed, what the data say, and the verdict (§1.8)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_NO_BAND = "null where the figure rests on no option price, or was not measured at every corner of the band"
VERDICTS = ("supported", "consistent", "inconclusive", "contradicted", "not_testable")


def _number(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "see unit", description, nullable=True)


FCT_CLAIM_VERDICT = TableContract(
    name="fct_claim_verdict",
    schema="claims",
    grain="hedge preset x condor baseline x claim x variant",
    key=("preset", "baseline", "claim_id", "variant"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("claim_id", pl.String, "text", "Claim of the register (methodology §1.8)"),
        Column("variant", pl.String, "text", "Reading of the claim; `headline` is the one to quote"),
        Column("text_paraphrase", pl.String, "text", "What the seed says, in our words"),
        Column("metric", pl.String, "text", "What is measured"),
        Column("window_start", pl.Date, "date", "First day measured"),
        Column("window_end", pl.Date, "date", "Last day measured"),
        _number("stated_lo", "Lower end of what is stated; null = open"),
        _number("stated_hi", "Upper end of what is stated; null = open"),
        Column("unit", pl.String, "text", "Of the numbers", allowed=("ratio", "ratio_per_year", "vol")),
        _number("estimate", "Measured; null when it can't be"),
        _number("ci_lo", "Lower end of the interval; null when there is none"),
        _number("ci_hi", "Upper end of the interval; null when there is none"),
        _number("estimate_band_lo", f"Lowest estimate over the error band of the option prices; {_NO_BAND}"),
        _number("estimate_band_hi", f"Highest estimate over it; {_NO_BAND}"),
        _number(
            "ci_band_lo", "ci_lo moved down by what the lowest estimate lies below the central one; null without either"
        ),
        _number("ci_band_hi", "ci_hi moved up likewise: the verdict is on these two, which may lie where no draw can"),
        Column("confidence_ratio", pl.Float64, "ratio", "Of the interval", minimum=0, maximum=1),
        Column("n_effective", pl.Int64, "pieces", "Independent pieces behind the estimate", minimum=0),
        Column("draws", pl.Int64, "number", "Resamples behind the interval; 0 = by a formula, or nothing measured"),
        Column("lost_draws", pl.Int64, "number", "Of those, without a value; beyond one tail's share no interval"),
        Column("method", pl.String, "text", "How the estimate was made, and what its interval is"),
        Column(
            "pricing_source",
            pl.String,
            "text",
            "Where the option prices of this figure come from, or what else it rests on",
        ),
        Column("verdict", pl.String, "text", "Vocabulary of §1.8", allowed=VERDICTS),
        Column("verdict_reason", pl.String, "text", "Why, in one sentence"),
        Column(
            "engine_check",
            pl.String,
            "text",
            "Whether the engine replays published indices within their goals (fct_benchmark_goal)",
            allowed=("passed", "missed", "not_available"),
        ),
        Column("engine_check_text", pl.String, "text", "With which index, and by how much where it misses"),
        Column("seed", pl.Int64, "number", "Of the random draws"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "lost_draws_are_draws",
            pl.col("lost_draws").is_between(0, pl.col("draws")),
            "more draws are lost than were made",
        ),
        RowRule(
            "interval_is_ordered",
            pl.col("ci_lo") <= pl.col("ci_hi"),
            "the ends of an interval are swapped",
        ),
        RowRule(
            "band_only_widens",
            (pl.col("ci_band_lo") <= pl.col("ci_lo")) & (pl.col("ci_hi") <= pl.col("ci_band_hi")),
            "an interval with the band of the prices folded in holds the interval without",
        ),
        RowRule(
            "verdict_needs_an_interval",
            (pl.col("verdict") == "not_testable") | (pl.col("ci_lo").is_not_null() & pl.col("ci_hi").is_not_null()),
            "a verdict without an interval is an opinion",
        ),
    ),
)
