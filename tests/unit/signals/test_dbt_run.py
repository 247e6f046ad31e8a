"""What a run tells of dbt's build."""

from typing import Any

import pytest

from pipelines.signals.dbt_run import Build


def _event(kind: str, of: str, status: str, name: str) -> dict[str, Any]:
    node = {"resource_type": of, "node_status": status, "node_name": name}
    return {"info": {"name": kind}, "data": {"node_info": node}}


BUILT = [
    _event("LogSeedResult", "seed", "success", "a_seed"),
    _event("LogModelResult", "model", "success", "a_model"),
    _event("LogTestResult", "test", "pass", "is_unique"),
    {"info": {"name": "MainReportVersion"}, "data": {}},
]


@pytest.mark.parametrize(
    ("warning", "told"),
    [
        ([], "2 models and seeds built, 1 data tests passed"),
        (
            [_event("LogTestResult", "test", "warn", "sources_agree")],
            "2 models and seeds built, 1 data tests passed, 1 warned: sources_agree",
        ),
    ],
    ids=["all passed", "one warned"],
)
def test_a_data_test_that_only_warns_is_named(warning: list[dict[str, Any]], told: str) -> None:
    assert Build([*BUILT, *warning], "", {}).tally == told
