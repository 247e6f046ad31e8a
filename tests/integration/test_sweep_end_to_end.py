"""A sweep from its file to the rows of `fct_sweep`, stopped and gone on with: the same bytes."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.contracts.table import Column, TableContract
from pipelines.layers.preset_file import load_preset
from pipelines.quant.costs import SCENARIOS
from pipelines.settings import Settings
from pipelines.sweep import pieces, run
from pipelines.sweep.pieces import PieceStore
from pipelines.sweep.spec import load_spec
from pipelines.warehouse import Warehouse, read_published
from tests.fixtures.engine_case import Case, reference
from tests.fixtures.engine_random import random_case

SPEC = """
name = "mine"
preset = "seed_always_on"
baseline = "cndr"
[grid]
"preset.layers.1.weight_ratio" = [0.02, 0.04, 0.06]
"scenario" = ["mid", "bid_ask"]
"""


@pytest.fixture(scope="module")
def case() -> Case:
    return random_case(7, days=250)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (pieces, run):
        monkeypatch.setattr(module, "PIECE", 2)


@pytest.fixture
def desk(case: Case, tmp_path: Path) -> Callable[[str], Settings]:
    """Make a warehouse that has published a small random market."""

    def make(name: str) -> Settings:
        settings = Settings(warehouse_dir=tmp_path / name, backtest_start=case.start, sweep_threads=1)
        warehouse = Warehouse.of(settings)
        warehouse.write_together([(contract_of(table, rows), rows) for table, rows in tables_of(case).items()])
        warehouse.publish()
        return settings

    return make


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(SPEC)
    return path


def tables_of(case: Case) -> dict[str, pl.DataFrame]:
    is_expiry = pl.col("trade_date") == pl.col("expiry_date")
    quotes = {"quote_date": pl.Date, "expiry_date": pl.Date, "strike_pts": pl.Float64, "option_type": pl.String,
              "is_off_close": pl.Boolean}  # fmt: skip
    return {
        "signals.fct_signal_daily": case.signals,
        "intermediate.int_vx_monthly__settled": case.curve.with_columns(
            is_expiry_day=is_expiry, settle_source=pl.lit("final_settlement")
        ),
        "raw.raw_calendar__vx_expiries": pl.DataFrame({"expiry_date": case.expiries}),
        "raw.raw_calendar__sessions": pl.DataFrame({"session_date": case.sessions}),
        "staging.stg_cboe__vix_option_quotes": pl.DataFrame(schema=quotes),
        "report.dim_run": pl.DataFrame({"run_id": ["one"], "market": ["random"], "is_simulated": [True]}),
    }


def contract_of(table: str, rows: pl.DataFrame) -> TableContract:
    """Any table as it is, all columns nullable."""
    schema, name = table.split(".")
    columns = tuple(Column(column, kind, "any", "any", nullable=True) for column, kind in rows.schema.items())
    return TableContract(
        name=name, schema=schema, grain="any", key=tuple(rows.columns), columns=columns, minimum_rows=0
    )


def swept(settings: Settings) -> pl.DataFrame:
    return read_published(settings.published_database, "select * from sweep.fct_sweep order by all")


def test_a_spec_becomes_rows_of_the_published_warehouse(
    case: Case, spec: Path, desk: Callable[[str], Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = desk("whole")

    assert run.run_sweep(settings, spec) == 0

    rows = swept(settings)
    assert "6 configurations of 'mine' in sweep.fct_sweep" in capsys.readouterr().out
    assert rows["configuration"].to_list() == [0, 1, 2, 3, 4, 5]
    assert rows["parameters"][3] == '{"preset.layers.1.weight_ratio": 0.04, "scenario": "bid_ask"}'
    assert set(rows["spec_sha256"]) == {load_spec(spec).sha256}
    assert (rows["first_date"][0], rows["last_date"][0]) == (case.start, case.signals["trade_date"].max())


def test_its_numbers_are_those_of_the_readable_modules(case: Case, spec: Path, desk: Callable[[str], Settings]) -> None:
    settings = desk("whole")
    run.run_sweep(settings, spec)
    base = load_preset("seed_always_on")
    layers = (base.layers[0].model_copy(update={"weight_ratio": 0.06}), *base.layers[1:])
    terms = Terms(settings.account_usd, SCENARIOS["mid"])

    expected = reference(case, base.model_copy(update={"layers": layers}), load_policy("cndr"), terms).summary

    row = swept(settings).filter(pl.col("configuration") == 4).row(0, named=True)
    for name in ("hedged_cagr_ratio", "hedged_max_drawdown_ratio", "drag_net_ratio", "premium_max_ratio"):
        assert row[name] == pytest.approx(expected[name], rel=1e-9), name
    assert row["price_source"] == "model"
    assert (row["hedge_entries"], row["condor_entries"]) == (expected["hedge_entries"], expected["condor_entries"])


def test_a_stopped_sweep_goes_on_and_writes_the_same_bytes(
    spec: Path, desk: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, stopped = desk("whole"), desk("stopped")
    run.run_sweep(whole, spec)
    keep, kept = PieceStore.keep, []

    def counted(store: PieceStore, place: int, rows: pl.DataFrame) -> None:
        if kept == [0]:
            kept.append("stopped")
            raise KeyboardInterrupt
        kept.append(place)
        keep(store, place, rows)

    monkeypatch.setattr(PieceStore, "keep", counted)
    with pytest.raises(KeyboardInterrupt):
        run.run_sweep(stopped, spec)
    assert not Warehouse(stopped.published_database, stopped.published_database).has("sweep.fct_sweep")
    for _ in range(2):  # the second time nothing is left to work out
        assert run.run_sweep(stopped, spec) == 0
        assert kept == [0, "stopped", 1, 2]
        assert swept(stopped).write_csv() == swept(whole).write_csv()


def test_a_spec_that_names_nothing_known_writes_nothing(
    spec: Path, desk: Callable[[str], Settings], capsys: pytest.CaptureFixture[str]
) -> None:
    settings = desk("whole")
    spec.write_text(SPEC.replace("weight_ratio", "weigth_ratio"))

    assert run.run_sweep(settings, spec) == 1

    assert "nearest valid: 'preset.layers.1.weight_ratio'" in capsys.readouterr().err
    assert not Warehouse(settings.published_database, settings.published_database).has("sweep.fct_sweep")
