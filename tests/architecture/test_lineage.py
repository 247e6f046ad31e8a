"""The graph of assets: what is published comes after everything that is in it, and nothing is made for nobody."""

from collections.abc import Mapping

import pytest

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


def test_publication_waits_for_every_asset(parents: Graph) -> None:
    reached, waiting = set(), [PUBLICATION]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += parents[key]

    assert reached == set(parents)


def test_an_intermediate_table_is_read_by_another_than_the_publication(parents: Graph) -> None:
    read = {parent for key, of_key in parents.items() if key != PUBLICATION for parent in of_key}
    intermediate = {key for key in parents if key[0] == "intermediate"}

    assert intermediate
    assert intermediate <= read
