"""When a run may leave everything after the raw tables alone: only when a rebuild would make the same again."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines import provenance
from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY as INDICES
from pipelines.contracts.table import Column, TableContract
from pipelines.provenance import is_as_published
from pipelines.raw import load_log
from pipelines.raw.dataset import LoadReport
from pipelines.report.published import mark_failed
from pipelines.report.publishing import GateShutError, publish
from pipelines.report.status import STATUS_PLACE
from pipelines.settings import Settings
from pipelines.warehouse import Warehouse

SIGNALS = TableContract(
    name="fct_signal_daily",
    schema="signals",
    grain="session",
    key=("trade_date",),
    columns=(
        Column("trade_date", pl.Date, "date", "Session"),
        Column("is_simulated", pl.Boolean, "flag", "Simulated"),
    ),
)
LOADED = LoadReport(INDICES.qualified_name, "loaded", files=1, rows_in=1, rows_out=1)


def write_signals(warehouse: Warehouse, *days: date) -> None:
    rows = {"trade_date": days, "is_simulated": [False] * len(days)}
    warehouse.write(SIGNALS, pl.DataFrame(rows, schema=SIGNALS.polars_schema))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "presets").mkdir()
    return Settings(warehouse_dir=tmp_path, preset_dir=tmp_path / "presets")


@pytest.fixture
def published(settings: Settings) -> Warehouse:
    """One load, one table, one page, all published."""
    warehouse = Warehouse.of(settings)
    write_signals(warehouse, date(2020, 3, 16))
    load_log.record(warehouse, LOADED, "inputs", is_simulated=False)
    settings.built_page.write_text(
        f'<head><meta name="newest-session" content="2020-03-16"></head><body>{STATUS_PLACE}</body>'
    )
    assert publish(warehouse, settings, settings.built_page, "first").outcome == "published"
    return warehouse


def test_nothing_changed_since_it_was_published(published: Warehouse, settings: Settings) -> None:
    assert is_as_published(published, settings)
    assert publish(published, settings, settings.built_page, "second").outcome == "unchanged"


def test_before_anything_is_published_all_is_to_be_made(settings: Settings) -> None:
    warehouse = Warehouse.of(settings)
    load_log.record(warehouse, LOADED, "inputs", is_simulated=False)
    assert not is_as_published(warehouse, settings)


def _another_load(warehouse: Warehouse, _settings: Settings) -> None:
    load_log.record(warehouse, LOADED, "other inputs", is_simulated=False)


def _host_gone(warehouse: Warehouse, _settings: Settings) -> None:
    load_log.record(warehouse, LoadReport(INDICES.qualified_name, "unreachable", "no answer"), None, is_simulated=False)


def _half_a_build(warehouse: Warehouse, _settings: Settings) -> None:
    write_signals(warehouse, date(2020, 3, 16), date(2020, 3, 17))


def _preset_of_ones_own(_warehouse: Warehouse, settings: Settings) -> None:
    (settings.preset_dir / "mine.toml").write_text("name = 'mine'")


def _banner(_warehouse: Warehouse, settings: Settings) -> None:
    mark_failed(settings.published_page, "a stage failed")


@pytest.mark.parametrize("change", [_another_load, _host_gone, _half_a_build, _preset_of_ones_own, _banner])
def test_anything_that_a_rebuild_would_show_makes_it_necessary(
    published: Warehouse, settings: Settings, change: Callable[[Warehouse, Settings], None]
) -> None:
    change(published, settings)
    assert not is_as_published(published, settings)


@pytest.mark.parametrize("change", [{"account_usd": 5e6}, {"preset": "none"}, {"backtest_start": date(2015, 1, 2)}])
def test_another_setting_makes_a_rebuild_necessary(published: Warehouse, settings: Settings, change: dict) -> None:
    assert not is_as_published(published, settings.model_copy(update=change))


def test_a_setting_that_makes_no_number_makes_no_rebuild(published: Warehouse, settings: Settings) -> None:
    assert is_as_published(published, settings.model_copy(update={"retries": 9, "timeout_seconds": 5.0}))


def test_settings_that_make_no_number_are_settings() -> None:
    assert set(Settings.model_fields) >= provenance._MAKES_NO_NUMBER


def test_other_code_is_published_though_its_rows_are_the_same(
    published: Warehouse, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the file would name code that no longer exists, and every later run would rebuild in vain."""
    monkeypatch.setattr(provenance, "_SOURCES", ("pipelines",))
    assert not is_as_published(published, settings)
    publication = publish(published, settings, settings.built_page, "second")
    assert (publication.outcome, publication.changed) == ("published", ())
    assert is_as_published(published, settings)


def test_a_file_of_an_earlier_version_is_made_again(published: Warehouse, settings: Settings) -> None:
    import duckdb

    with duckdb.connect(str(settings.published_database)) as connection:
        connection.execute("alter table report.dim_run drop column settings_sha256")
    assert not is_as_published(published, settings)


def test_a_rejected_load_keeps_what_was_published(published: Warehouse, settings: Settings) -> None:
    before = settings.published_database.read_bytes()
    rejected = LoadReport(INDICES.qualified_name, "rejected", "a zero settlement")
    load_log.record(published, rejected, None, is_simulated=False)
    with pytest.raises(GateShutError, match="a zero settlement"):
        publish(published, settings, settings.built_page, "second")
    assert settings.published_database.read_bytes() == before
