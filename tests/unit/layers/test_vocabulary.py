"""The words of the layer tables are complete."""

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.vocabulary import (
    LEGAL_TRANSITIONS,
    REASON_TEXT,
    Action,
    ForwardSource,
    Reason,
    SettlementSource,
    State,
)


def allowed(column: str) -> set[str]:
    return set(next(c for c in FCT_LAYER_STATE_DAILY.columns if c.name == column).allowed)


def test_every_reason_has_one_line_of_text() -> None:
    assert set(REASON_TEXT) == set(Reason)
    assert all(reason.text and "\n" not in reason.text for reason in Reason)
    assert len(set(REASON_TEXT.values())) == len(Reason)


def test_every_state_has_its_followers() -> None:
    assert set(LEGAL_TRANSITIONS) == set(State)
    assert all(LEGAL_TRANSITIONS.values())


def test_contract_allows_exactly_the_vocabulary() -> None:
    assert allowed("state") == set(State)
    assert allowed("action") == set(Action)
    assert allowed("filled_action") == set(Action) - {"settle"}
    assert allowed("forward_source") == set(ForwardSource)
    assert allowed("settlement_source") == set(SettlementSource)


def test_vix_close_is_no_settlement_source() -> None:
    assert set(SettlementSource) == {"soq", "vx_last_settle", "last_mark"}
