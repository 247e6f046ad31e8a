"""Conventions of the dbt project, and that its sources are the tables the contracts declare."""

import csv
import json
import re
from itertools import accumulate
from pathlib import Path

import pytest
import yaml

from pipelines.contracts.fred_series import SERIES
from pipelines.report.assets import fct_daily_decision, fct_data_health, report_page
from tests.fixtures.contracts import all_contracts

PROJECT = Path(__file__).parents[2] / "dbt_project"
MODELS = sorted(PROJECT.glob("models/**/*.sql"))
SQL = [*MODELS, *PROJECT.glob("macros/*.sql")]
MANIFEST = PROJECT / "target" / "manifest.json"
MAY_READ = {
    "stg": {"raw", "seed"},
    "int": {"stg", "int", "seed"},
    "dim": {"stg", "int"},
    "fct": {"int", "fct", "dim"},
}
_ADDING = r"(?<!\w)(?:avg|mean|sum|product|corr|covar_\w+|stddev\w*|var_\w+|variance|skewness|kurtosis\w*|regr_\w+)\("
FOLDERS = {"stg": "staging", "int": "intermediate", "dim": "marts", "fct": "marts"}


def _kind(name: str) -> str:
    return name.split("_", maxsplit=1)[0]


def test_model_lies_in_the_folder_of_its_layer_with_its_description_beside_it() -> None:
    misplaced = [m.stem for m in MODELS if FOLDERS.get(_kind(m.stem)) != m.relative_to(PROJECT / "models").parts[0]]
    undescribed = [model.stem for model in MODELS if not model.with_suffix(".yml").exists()]

    assert len(MODELS) > 20
    assert not misplaced
    assert not undescribed


def test_description_is_of_the_model_beside_it_and_states_the_grain() -> None:
    wrong = []
    for path in PROJECT.glob("models/**/*.yml"):
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            if model["name"] != path.stem or not path.with_suffix(".sql").exists():
                wrong.append(f"{path.name}: describes {model['name']}")
            if not re.search(r"\bgrain\b", model["description"], re.IGNORECASE):
                wrong.append(f"{path.name}: states no grain")

    assert not wrong


def test_every_mart_has_a_unit_test_of_its_own() -> None:
    marts = [model for model in MODELS if FOLDERS[_kind(model.stem)] == "marts"]
    untested = [
        mart.stem
        for mart in marts
        if all(
            test["model"] != mart.stem
            for test in yaml.safe_load(mart.with_suffix(".yml").read_text(encoding="utf-8")).get("unit_tests", [])
        )
    ]

    assert len(marts) >= 20
    assert not untested


def test_models_read_only_the_layers_before_them() -> None:
    if not MANIFEST.exists():
        pytest.skip("no manifest yet: run `alvh prepare`")
    manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    edges = [
        (child.split(".")[-1], parent.split(".")[-1])
        for child, parents in manifest["parent_map"].items()
        if child.startswith("model.")
        for parent in parents
    ]
    wrong = [(child, parent) for child, parent in edges if _kind(parent) not in MAY_READ[_kind(child)]]

    assert len(edges) > 20
    assert not wrong


def test_every_raw_table_is_a_source_that_joins_its_asset() -> None:
    sources = [
        (source["schema"], table["name"], table["config"]["meta"]["dagster"]["asset_key"])
        for path in PROJECT.glob("models/staging/*/_*__sources.yml")
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
        for table in source["tables"]
    ]
    declared = {c.name for c in all_contracts() if c.schema == "raw" and not c.name.startswith("raw_landing__")}

    assert {name for _, name, _ in sources} == declared | {"raw_landing__revisions"}
    assert all([schema, name] == key for schema, name, key in sources)


def _unordered(sql: str) -> list[str]:
    """Calls that add up rows of a group, in whatever order; not of a window in order, nor of whole numbers."""
    sql = re.sub(r"--.*", "", sql)
    ordered = set(re.findall(r"(\w+) as \(\s*(?:partition by [^()]*)?order by", sql))
    found = []
    for call in re.finditer(_ADDING, sql):
        depth = accumulate((sign == "(") - (sign == ")") for sign in sql[call.end() :])
        end = call.end() + next(place for place, open_ in enumerate(depth) if open_ < 0) + 1
        window = re.match(r"(?:\s+filter \(.*?\))?\s+over (\w+)", sql[end:])
        is_whole = re.match(r"\s+as (?:bigint|integer)\)", sql[end:])
        if not is_whole and not (window and window[1] in ordered):
            found.append(sql[call.start() : end])
    return found


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("select avg(value / (1 + x)) filter (is_foreign) as mean from t group by day", ["avg(value / (1 + x))"]),
        ("select sum(x) over (partition by day) from t", ["sum(x)"]),
        ("select stddev_samp(x) over whole from t window whole as (partition by day)", ["stddev_samp(x)"]),
        ("select exp(sum(ln(1 + x)) over so_far) from t window so_far as (order by day)", []),
        ("select avg(x) over w from t window w as (partition by a, b order by c rows between 1 preceding", []),
        ("select cast(sum(contracts) as bigint) as contracts from t group by day", []),
        ("select list_avg(list(x order by day)) from t -- not avg(x)", []),
    ],
)
def test_a_sum_in_any_order_is_told_from_one_in_order(sql: str, found: list[str]) -> None:
    assert _unordered(sql) == found


def test_nothing_is_added_in_any_order() -> None:
    """Threads add in the order in which they come, so a last digit would change from run to run.

    Over a window with an order, or as `list_sum(list(x order by day))`, every run has the same bits.
    """
    found = {path.stem: _unordered(path.read_text(encoding="utf-8")) for path in SQL}

    assert len(found) > len(MODELS)
    assert {name: calls for name, calls in found.items() if calls} == {}


def test_weeklies_end_at_the_one_model_that_keeps_monthlies() -> None:
    """Curves and signals are made of monthlies: whatever else read the futures would have to leave weeklies out too.

    Comparisons of two sources are no signals, and weeklies have two sources as well.
    """
    readers = {
        model.stem
        for model in MODELS
        if not model.stem.endswith("__paired")
        and re.search(r"ref\('stg_cfe__(vx_futures|daily_settlements)'\)", model.read_text(encoding="utf-8"))
    }

    assert readers == {"int_vx_monthly__settled"}


def test_the_exposure_names_the_models_that_the_report_reads() -> None:
    reads = {
        key.path[-1]
        for asset in (fct_data_health, fct_daily_decision, report_page)
        for keys in asset.asset_deps.values()
        for key in keys
        if key.path[0] in ("signals", "staging", "intermediate")
    }
    (exposure,) = yaml.safe_load((PROJECT / "models" / "exposures.yml").read_text(encoding="utf-8"))["exposures"]

    assert sorted(exposure["depends_on"]) == sorted(f"ref('{name}')" for name in reads)


def test_every_fred_series_has_a_release_clock() -> None:
    """Without one an observation is public at no instant, and every signal of it stays null."""
    with (PROJECT / "seeds" / "seed_fred_release_clock.csv").open(encoding="utf-8", newline="") as file:
        dated = [row["series_id"] for row in csv.DictReader(file)]

    assert sorted(dated) == sorted(SERIES)
