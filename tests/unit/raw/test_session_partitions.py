"""Chains in Dagster by session: what the table holds shows as materialized, and nothing else ever does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._core.definitions.partitions.context import partition_loading_context

from pipelines.raw.option_quotes import raw_cboe__spx_option_quotes, raw_cboe__spx_option_quotes__rows
from pipelines.raw.session_clock import all_sessions
from pipelines.raw.session_partitions import session_partitions
from pipelines.sources.errors import SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures.chains import Chains

TABLE = raw_cboe__spx_option_quotes.key
NEW_YORK = ZoneInfo("America/New_York")


class Unreachable(FolderTransport):
    """A provider that is down."""

    def get(self, address: str, **_: object):
        raise SourceUnreachableError(f"{address}: status 503", "run again later")


@dataclass
class History:
    """A folder of option files, the assets of their table, and what Dagster knows of them."""

    chains: Chains
    instance: dg.DagsterInstance

    def run(self, asset: dg.AssetsDefinition, transport=FolderTransport, **sessions) -> dg.ExecuteInProcessResult:
        market = self.chains.market
        resources = {
            "settings": market.settings,
            "warehouse": market.warehouse,
            "landing": Landing(market.settings.landing_dir, transport(market.root)),
        }
        held = {name: dg.ResourceDefinition.hardcoded_resource(value) for name, value in resources.items()}
        return dg.materialize([asset], instance=self.instance, resources=held, raise_on_error=False, **sessions)

    def load(self) -> None:
        assert self.run(raw_cboe__spx_option_quotes__rows).success

    def ask(self, first: str, last: str, **options) -> dg.ExecuteInProcessResult:
        tags = {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
        return self.run(raw_cboe__spx_option_quotes, tags=tags, **options)

    def told(self) -> list[tuple[str | None, int]]:
        """Every materialization that counts, oldest first: session and rows."""
        records = self.instance.fetch_materializations(TABLE, limit=100, ascending=True).records
        found = [record.asset_materialization for record in records]
        return [(event.partition, event.metadata["dagster/partition_row_count"].value) for event in found]

    def green(self) -> set[str]:
        return self.instance.get_materialized_partitions(TABLE)


@pytest.fixture
def history(chains: Chains) -> Iterator[History]:
    chains.put("a.csv", "03 4700 50", "03 4800 20", "05 4700 50")
    with dg.instance_for_test() as instance:
        yield History(chains, instance)


def why(result: dg.ExecuteInProcessResult) -> str:
    (failure,) = (event for event in result.all_events if event.is_step_failure)
    return failure.step_failure_data.error.message


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2024-01-05 16:29", "2024-01-04"),
        ("2024-01-05 16:31", "2024-01-05"),
        ("2024-01-07 12:00", "2024-01-05"),
        ("2024-01-15 12:00", "2024-01-12"),  # Martin Luther King's day
    ],
)
def test_there_is_a_partition_of_each_session_whose_close_has_passed_and_of_no_other_day(now: str, last: str) -> None:
    with partition_loading_context(datetime.fromisoformat(now).replace(tzinfo=NEW_YORK)):
        partitions = session_partitions().get_partition_keys()

    assert partitions == [str(day) for day in all_sessions() if str(day) <= last]


def test_a_load_makes_the_sessions_of_the_table_green_with_their_rows_and_files(history: History) -> None:
    history.load()

    assert history.told() == [("2024-01-03", 2), ("2024-01-05", 1)]
    newest = history.instance.get_latest_materialization_event(TABLE).asset_materialization
    assert newest.metadata["files"].value == "file:a.csv"


def test_an_unchanged_load_tells_nothing_and_a_changed_one_only_of_what_changed(history: History) -> None:
    history.load()
    history.load()
    assert len(history.told()) == 2

    history.chains.put("b.csv", "04 4700 50", "05 4900 50")
    history.load()

    assert history.told()[2:] == [("2024-01-04", 1), ("2024-01-05", 2)]


def test_a_lost_history_comes_back_with_the_next_load(history: History) -> None:
    history.load()
    with dg.instance_for_test() as fresh:
        history = replace(history, instance=fresh)
        history.load()

        assert history.green() == {"2024-01-03", "2024-01-05"}


def test_a_session_that_left_the_table_is_green_no_more(history: History) -> None:
    history.load()
    history.chains.put("a.csv", "05 4700 50", "05 4800 50")
    history.chains.put("b.csv", "03 4700 50")
    history.load()
    (history.chains.folder / "b.csv").unlink()

    history.load()

    assert history.green() == {"2024-01-05"}


def test_sessions_that_are_asked_for_are_loaded_and_told_of(history: History) -> None:
    result = history.ask("2024-01-03", "2024-01-03")

    assert result.success
    assert sorted(history.told()) == [("2024-01-03", 2), ("2024-01-05", 1)]
    assert history.ask("2024-01-03", "2024-01-03").success
    assert len(history.told()) == 3  # again, for it was asked for


def test_a_session_asked_for_without_a_chain_fails_by_name_and_never_turns_green(history: History) -> None:
    result = history.ask("2024-01-03", "2024-01-09")

    assert not result.success
    assert "no chain of 3 of 5 sessions asked for: 2024-01-04, 2024-01-08, 2024-01-09." in why(result)
    assert str(history.chains.folder) in why(result)
    assert f"as_of=<session> of {history.chains.market.root}" in why(result)
    assert history.green() == {"2024-01-03", "2024-01-05"}
    assert history.ask("2024-01-03", "2024-01-05").success is False
    assert history.told() == [("2024-01-03", 2), ("2024-01-05", 1)] * 2  # newer than the second run's plan of them


def test_what_a_person_then_puts_into_the_folder_makes_good(history: History) -> None:
    assert not history.ask("2024-01-04", "2024-01-04").success
    history.chains.put("b.csv", "04 4700 50")

    assert history.ask("2024-01-04", "2024-01-04").success
    assert "2024-01-04" in history.green()


def test_a_load_that_failed_says_so_beside_the_session_that_is_missing(history: History) -> None:
    history.load()
    root = history.chains.market.root
    (root / "not_kept").rename(root / "as_of=2024-01-04")

    assert history.ask("2024-01-03", "2024-01-03", transport=Unreachable).success  # it is in the table
    assert "status 503" in why(history.ask("2024-01-04", "2024-01-04", transport=Unreachable))


def test_a_run_without_sessions_loads_and_asks_for_none(history: History) -> None:
    assert history.run(raw_cboe__spx_option_quotes).success
    assert history.green() == {"2024-01-03", "2024-01-05"}
