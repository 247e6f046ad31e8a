"""A raw asset in Dagster: what shows as loaded, as a warning, and as a failure that stops what follows."""

import dagster as dg
import pytest

from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.fred_series import DATASET as FRED
from pipelines.sources.errors import SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import series

ASSET = raw_asset(FRED)
CPI = series.FRED.format(series="CPIAUCSL")


@dg.asset(deps=[ASSET])
def downstream() -> None:
    """Whatever is built on the table."""


class Unreachable(FolderTransport):
    """A provider that is down."""

    def get(self, address: str, **_: object):
        raise SourceUnreachableError(f"{address}: status 503", "run again later")


@pytest.fixture
def run(market):
    def _run(transport: FolderTransport | None = None) -> dg.ExecuteInProcessResult:
        resources = {
            "settings": dg.ResourceDefinition.hardcoded_resource(market.settings),
            "warehouse": dg.ResourceDefinition.hardcoded_resource(market.warehouse),
            "landing": dg.ResourceDefinition.hardcoded_resource(
                Landing(market.settings.landing_dir, transport or FolderTransport(market.root))
            ),
        }
        return dg.materialize([ASSET, downstream], resources=resources, raise_on_error=False)

    return _run


def _built(result: dg.ExecuteInProcessResult) -> set[str]:
    return {event.asset_key.path[-1] for event in result.get_asset_materialization_events()}


def test_good_load_materializes_with_its_counts_and_a_passed_check(run) -> None:
    result = run()

    check, add_up = result.get_asset_check_evaluations()
    assert result.success
    assert (check.check_name, check.passed) == ("series_honour_contract", True)
    assert (add_up.check_name, add_up.passed) == ("series_rows_add_up", True)
    assert add_up.metadata["rows_in"].value == 4
    assert _built(result) == {"raw_fred__series", "downstream"}
    (event,) = result.asset_materializations_for_node(ASSET.op.name)
    assert event.metadata["outcome"].value == "loaded"
    assert event.metadata["dagster/row_count"].value == 4


def test_bad_load_fails_its_check_and_stops_what_follows(run, market) -> None:
    run()
    before = market.fingerprint(FRED)
    market.put(CPI, series.WEB_PAGE)

    result = run()

    check, _add_up = result.get_asset_check_evaluations()
    assert not result.success
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.ERROR)
    assert "a web page came instead of data" in check.description
    assert _built(result) == set()
    assert market.fingerprint(FRED) == before


def test_rejected_rows_are_counted_on_the_check_and_their_file_is_named(run, market) -> None:
    market.put(CPI, series.fred("CPIAUCSL", ("2023-11-01", "308100")))

    check, _add_up = run().get_asset_check_evaluations()

    assert check.metadata["broken/value_is_plausible"].value == 1
    assert str(check.metadata["quarantine_file"].value).startswith(str(market.settings.quarantine_dir))


def test_provider_out_of_reach_is_a_warning_while_there_are_good_rows(run, market) -> None:
    run()

    result = run(Unreachable(market.root))

    check, _add_up = result.get_asset_check_evaluations()
    assert result.success
    assert (check.passed, check.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert _built(result) == {"raw_fred__series", "downstream"}


def test_provider_out_of_reach_at_the_first_run_is_a_failure(run, market) -> None:
    result = run(Unreachable(market.root))

    check, _add_up = result.get_asset_check_evaluations()
    assert not result.success
    assert check.severity == dg.AssetCheckSeverity.ERROR
    assert _built(result) == set()


def test_catalogue_shows_columns_with_units_and_the_provider_before_the_table() -> None:
    spec = next(iter(ASSET.specs))

    columns = {column.name: column for column in spec.metadata["dagster/column_schema"].columns}
    assert columns["value"].type == "DOUBLE"
    assert columns["value"].description.endswith("percent per year for rates, dollars for sums of money]")
    assert not columns["series_id"].constraints.nullable
    assert [dep.asset_key.path for dep in spec.deps] == [["sources", "fred_series"]]
    assert spec.group_name == "raw"
