"""Calibration errors, fits and arbitrage of the smiles as Dagster assets, with the checks that warn."""

from collections.abc import Mapping, Sequence

import dagster as dg
import polars as pl

from pipelines.calibration.errors import calibration_error, calibration_slice
from pipelines.calibration.quotes import chain_quotes
from pipelines.calibration.smile_arbitrage import smile_arbitrage
from pipelines.contracts.fct_calibration_error import FCT_CALIBRATION_ERROR
from pipelines.contracts.fct_calibration_slice import FCT_CALIBRATION_SLICE
from pipelines.contracts.fct_smile_arbitrage import FCT_SMILE_ARBITRAGE
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables
from pipelines.warehouse import Warehouse

_CONDOR_DAYS = (20, 60)  # expiries that the book's condors and first layers are in
_LEAST_SHARE_INSIDE = 0.5

NOTHING_TO_JUDGE = "nothing to judge: no chain has an expiry of 20 to 60 days whose level and band are known"


def _chains(tables: Mapping[str, pl.DataFrame], _settings: Settings) -> Sequence[pl.DataFrame]:
    chain = chain_quotes(tables["int_chain__otm_quotes"], tables["fct_signal_daily"], tables["fct_vx_curve_daily"])
    return [calibration_error(chain), calibration_slice(chain)]


def _arbitrage(tables: Mapping[str, pl.DataFrame], _settings: Settings) -> Sequence[pl.DataFrame]:
    return [smile_arbitrage(tables["fct_signal_daily"])]


chain_tables = stage_tables(
    "calibration",
    [FCT_CALIBRATION_ERROR, FCT_CALIBRATION_SLICE],
    ["intermediate.int_chain__otm_quotes", "signals.fct_signal_daily", "signals.fct_vx_curve_daily"],
    _chains,
)
arbitrage_tables = stage_tables("calibration", [FCT_SMILE_ARBITRAGE], ["signals.fct_signal_daily"], _arbitrage)


@dg.asset_check(
    asset=dg.AssetKey(FCT_CALIBRATION_SLICE.asset_key),
    name="model_level_stays_in_its_band",
    description="On the newest chain of each root, at least half of the levels of 20 to 60 days lie in the error band",
)
def model_level_stays_in_its_band(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn where the frozen level has left the market, or no chain can tell: claims then rest on unseen prices."""
    slices = warehouse.read(FCT_CALIBRATION_SLICE.qualified_name).filter(
        pl.col("dte_days").is_between(*_CONDOR_DAYS), pl.col("is_inside_band").is_not_null()
    )
    newest = slices.filter(pl.col("quote_date") == pl.col("quote_date").max().over("root"))
    by_root = newest.group_by("root", "quote_date").agg(pl.col("is_inside_band").mean().alias("share")).sort("root")
    outside = by_root.filter(pl.col("share") < _LEAST_SHARE_INSIDE)
    texts = [f"{root} {day}: {share:.0%} inside" for root, day, share in outside.iter_rows()]
    return dg.AssetCheckResult(
        passed=len(by_root) > 0 and not texts,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(texts) or (None if len(by_root) else NOTHING_TO_JUDGE),
        metadata={"chain days": slices["quote_date"].n_unique(), "expiries": len(slices)},
    )


@dg.asset_check(
    asset=dg.AssetKey(FCT_SMILE_ARBITRAGE.asset_key),
    name="smiles_are_free_of_arbitrage",
    description="The smiles of the newest session allow no butterfly and no calendar arbitrage",
)
def smiles_are_free_of_arbitrage(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn on the newest session; earlier days that failed are counted."""
    days = warehouse.read(FCT_SMILE_ARBITRAGE.qualified_name)
    failed = days.filter(~pl.col("is_arbitrage_free"))
    newest = days.filter(pl.col("trade_date") == pl.col("trade_date").max()).filter(~pl.col("is_arbitrage_free"))
    return dg.AssetCheckResult(
        passed=len(days) > 0 and newest.is_empty(),
        severity=dg.AssetCheckSeverity.WARN,
        description=", ".join(newest["surface"]) or (None if len(days) else "nothing to judge: no day has a smile"),
        metadata={"days": len(days), "days that failed": len(failed)},
    )


CALIBRATION = [chain_tables, arbitrage_tables]
CALIBRATION_CHECKS = [model_level_stays_in_its_band, smiles_are_free_of_arbitrage]
