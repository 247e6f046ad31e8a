"""No setting of the person who runs the tests reaches them."""

import os

import pytest


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("ALVH_")]:
        monkeypatch.delenv(name)
