"""Calibration errors, fits and arbitrage of the smiles as Dagster assets, with the checks that warn."""

from collections.abc import Mapping, Sequence

import dagster as dg
import polars as pl

from pipelines.calibration.bands import BAND_DAYS
from pipelines.calibration.errors import calibration_error, calibration_slice
from pipelines.calibration.quotes import chain_quotes
from pipelines.calibration.smile_arbitrage import smile_arbitrage
from pipelines.contracts.fct_calibration_error import FCT_CALIBRATION_ERROR
from pipelines.contracts.fct_calibration_slice import FCT_CALIBRATION_SLICE
from pipelines.contracts.fct_smile_arbitrage import FCT_SMILE_ARBITRAGE
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables
from pipelines.warehouse import Warehouse

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
    return _judged(warehouse.read(FCT_CALIBRATION_SLICE.qualified_name), "root")


@dg.asset_check(
    asset=dg.AssetKey(FCT_CALIBRATION_ERROR.asset_key),
    name="model_errors_stay_in_their_bands",
    description="On the newest chain of each root, in at least half of the expiries of 20 to 60 days the mean error of "
    "each delta bucket lies in its band",
)
def model_errors_stay_in_their_bands(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn where the frozen shape, a wing say, has left the market though its level may not have."""
    return _judged(warehouse.read(FCT_CALIBRATION_ERROR.qualified_name), "root", "delta_bucket", "level_source")


def _judged(rows: pl.DataFrame, *keys: str) -> dg.AssetCheckResult:
    """Pass where at least half of the newest day's expiries are inside, by keys; the first key is the root."""
    known = rows.filter(pl.col("dte_days").is_between(*BAND_DAYS), pl.col("is_inside_band").is_not_null())
    newest = known.filter(pl.col("quote_date") == pl.col("quote_date").max().over("root"))
    shares = newest.group_by("quote_date", *keys).agg(pl.col("is_inside_band").mean().alias("share")).sort(keys)
    outside = shares.filter(pl.col("share") < _LEAST_SHARE_INSIDE).select("share", "quote_date", *keys)
    texts = [
        f"{root} {day}: {' '.join([*place, f'{share:.0%}'])} inside" for share, day, root, *place in outside.iter_rows()
    ]
    return dg.AssetCheckResult(
        passed=len(shares) > 0 and not texts,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(texts) or (None if len(shares) else NOTHING_TO_JUDGE),
        metadata={"chain days": known["quote_date"].n_unique(), "rows": len(known)},
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
CALIBRATION_CHECKS = [model_level_stays_in_its_band, model_errors_stay_in_their_bands, smiles_are_free_of_arbitrage]
