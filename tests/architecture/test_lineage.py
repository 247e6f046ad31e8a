"""The graph of assets: what is published comes after everything that is in it, and nothing is made for nobody."""

from collections.abc import Mapping

import pytest

from pipelines.raw.option_quotes import LOADS

PUBLICATION = ("publish", "published_warehouse")
Graph = Mapping[tuple[str, ...], set[tuple[str, ...]]]


@pytest.fixture(scope="module")
def parents() -> Graph:
    from pipelines.definitions import defs  # needs dbt's manifest, and seconds

    graph = defs.resolve_asset_graph()
    return {
        tuple(key.path): {tuple(parent.path) for parent in graph.get(key).parent_keys}
        for key in graph.get_all_asset_keys()
    }


def _before(parents: Graph, asset: tuple[str, ...]) -> set[tuple[str, ...]]:
    """Everything that an asset comes after."""
    reached: set[tuple[str, ...]] = set()
    waiting = [*parents[asset]]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += parents[key]
    return reached


def test_publication_waits_for_every_asset(parents: Graph) -> None:
    assert _before(parents, PUBLICATION) | {PUBLICATION} == set(parents)


def test_an_intermediate_table_is_read_by_another_than_the_publication(parents: Graph) -> None:
    read = {parent for key, of_key in parents.items() if key != PUBLICATION for parent in of_key}
    intermediate = {key for key in parents if key[0] == "intermediate"}

    assert intermediate
    assert intermediate <= read


@pytest.mark.parametrize("name", ["daily", "ingest"])
def test_no_job_asks_for_sessions(name: str) -> None:
    from pipelines.definitions import defs

    job = defs.resolve_job_def(name)

    assert job.partitions_def is None
    assert set(LOADS.values()) <= job.asset_layer.asset_graph.materializable_asset_keys


def test_only_tables_of_chains_have_sessions_and_one_run_fills_many() -> None:
    from pipelines.definitions import defs

    graph = defs.resolve_asset_graph()

    assert {key for key in graph.get_all_asset_keys() if graph.get(key).is_partitioned} == set(LOADS)
    assert {graph.get(key).backfill_policy.max_partitions_per_run for key in LOADS} == {None}
    assert not [key for key in LOADS if graph.get(key).parent_keys & set(LOADS.values())]  # else never in sync


def test_what_reads_chains_comes_after_their_load_in_a_job_too(parents: Graph) -> None:
    """A job's graph has only what it runs: what comes after a table of sessions there comes after nothing."""
    tables = {tuple(table.path): tuple(load.path) for table, load in LOADS.items()}
    of_job = {key: of_key - set(tables) for key, of_key in parents.items()}
    readers = {(key, table) for key, of_key in parents.items() for table in of_key & set(tables)}

    assert {key for key, _ in readers if key[0] == "staging"}
    assert not [(key, table) for key, table in readers if tables[table] not in _before(of_job, key)]
