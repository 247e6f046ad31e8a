"""Numbers and clocks that no reader expects never escape the gate as a crash."""

import json
import re
from datetime import datetime

import pytest

from tests.fixtures import option_quotes
from tests.fixtures.hostile import CHAIN, DATASETS, VIX, HostileDesk


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"volume": 1e308}, "chain|conversion|volume"),
        ({"bid": "NaN"}, "Error|NaN"),
        ({"option": None}, r"Expected `str`, got `null` - at .*option"),
    ],
)
def test_bad_number_of_a_chain_never_escapes_the_gate(loaded_desk: HostileDesk, changes: dict, reason: str) -> None:
    before = loaded_desk.fingerprint(DATASETS[CHAIN])
    text = json.loads(option_quotes.delayed_quotes())
    text["data"]["options"][0] |= changes
    loaded_desk.publish(CHAIN, json.dumps(text).replace('"NaN"', "NaN").encode())

    report = loaded_desk.load(DATASETS[CHAIN])

    assert report.outcome == "rejected"
    assert re.search(reason, report.message)
    assert loaded_desk.fingerprint(DATASETS[CHAIN]) == before


def test_clock_that_is_behind_is_named(loaded_desk: HostileDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    class Behind(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(2023, 6, 1, tzinfo=tz)

    monkeypatch.setattr("pipelines.sources.landing.datetime", Behind)
    loaded_desk.publish(VIX, b"DATE,OPEN,HIGH,LOW,CLOSE\n01/02/2024,13,14,13,13.9\n01/03/2024,13,14,13,13.9\n")

    report = loaded_desk.load(DATASETS[VIX])

    assert report.outcome == "rejected"
    assert "dated after the download of 2023-06-01" in report.message
    assert "set the clock, then run again" in report.message
