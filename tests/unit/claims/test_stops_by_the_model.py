"""The what-if stop takes the model's marks on every day: a credit at quotes would be another measure (ADR 15)."""

from collections.abc import Mapping

import polars as pl
import pytest

from pipelines.claims import assets, repriced
from pipelines.claims.assets import policies_of
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.further import Asked
from pipelines.claims.repriced import Rerun, corner_estimates
from pipelines.settings import Settings
from tests.fixtures.engine_random import START
from tests.fixtures.quoted_book import ACCOUNT_USD, CONDOR, HEDGE, quoted_book


@pytest.fixture(scope="module")
def tables() -> Mapping[str, pl.DataFrame]:
    return quoted_book()


def model_credits(condors: pl.DataFrame) -> list[float]:
    filled = condors.filter(pl.col("held_contracts") > 0, pl.col("trade_date") == pl.col("held_fill_date"))
    return filled.sort("held_fill_date")["held_mark_pts"].to_list()


def test_a_condor_filled_on_a_chain_day_is_stopped_by_its_model_credit(tables, monkeypatch) -> None:
    monkeypatch.setattr(assets, "policy_comparison", lambda *_: pl.DataFrame())  # needs every policy's book
    _, survival, _ = policies_of(tables, Settings(preset=HEDGE.name, baseline=CONDOR.name))

    filled = tables["fct_trade"].filter(pl.col("action") == "open", pl.col("leg") == "short_put")
    assert set(filled["price_source"]) == {"quote"}, "every condor is filled at a quote"
    assert survival["credit_pts"].to_list() == model_credits(tables["fct_condor_signal_daily"])
    assert set(survival["price_source"]) == {"mixed"}, "what it made in the end was filled at quotes"


def test_so_is_one_at_the_corners_of_the_error_band(tables, monkeypatch) -> None:
    condors, found = tables["fct_condor_signal_daily"], []

    def survived(*frames: pl.DataFrame) -> pl.DataFrame:
        found.append(frames[0])
        return real(*frames)

    real = repriced.condor_survival
    monkeypatch.setattr(repriced, "condor_survival", survived)
    monkeypatch.setattr(repriced, "quote_marks", lambda *_: tables["fct_quote_mark"])
    monkeypatch.setattr(repriced, "_condors", lambda *_: condors)
    monkeypatch.setattr(repriced, "_states", lambda *_: tables["fct_layer_state_daily"])
    chains = {f"stg_cboe__{index}_option_quotes": pl.DataFrame() for index in ("spx", "vix")}
    settings = ClaimSettings(ACCOUNT_USD, seed=442, window_start=START)
    asked = Asked(HEDGE, CONDOR.name, [CONDOR], 0.08)
    corner_estimates(Rerun({**tables, **chains}, asked, [HEDGE], settings, is_quoted=True))

    assert [model_credits(rows) for rows in found] == [model_credits(condors)] * 4
