"""Each promise of each raw contract is shown to fail when it is broken, and not before."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest

from pipelines.contracts.profile import TablePromise
from pipelines.contracts.table import Column, RowRule
from pipelines.contracts.validation import BrokenPromise, broken_promises
from tests.fixtures.contracts import all_contracts
from tests.fixtures.profile_breaks import breaking_load
from tests.fixtures.raw_rows import CASES, Case, Row

BY_NAME = {case.contract.name: case for case in CASES}


def _column_breaks(column: Column) -> Iterator[tuple[str, Row]]:
    """Each promise that a column makes, with a value that breaks it."""
    step = timedelta(days=1) if isinstance(column.minimum, date) else 0.02
    if not column.nullable:
        yield f"{column.name}_is_present", {column.name: None}
    if column.minimum is not None:
        low = column.minimum if column.is_minimum_strict else column.minimum - step
        yield f"{column.name}_in_range", {column.name: low if column.dtype != pl.Int64 else -1}
    if column.maximum is not None:
        high = column.maximum + step
        yield f"{column.name}_in_range", {column.name: high if column.dtype != pl.Int64 else int(column.maximum) + 1}
    if column.allowed:
        yield f"{column.name}_is_known", {column.name: "nonsense"}


@cache
def _breaks(name: str) -> tuple[tuple[str, Row], ...]:
    case = BY_NAME[name]
    of_columns = [pair for column in case.contract.columns for pair in _column_breaks(column)]
    return (*of_columns, *case.breaks.items(), ("key_is_unique", case.row(0)))


@cache
def _broken(name: str) -> dict[str, tuple[int, ...]]:
    """What great-expectations says of one good row followed by one row per break."""
    case = BY_NAME[name]
    rows = [case.row(0), *(case.row(number, **change) for number, (_, change) in enumerate(_breaks(name), 1))]
    frame = pl.DataFrame(rows, schema=case.contract.polars_schema)
    return {promise.promise: promise.rows for promise in broken_promises(replace(case.contract, profile=()), frame)}


PLANTED = [(name, number) for name in BY_NAME for number in range(len(_breaks(name)))]


@pytest.mark.parametrize(
    ("name", "number"), [pytest.param(n, at, id=f"{n}-{_breaks(n)[at][0]}-{at}") for n, at in PLANTED]
)
def test_broken_promise_names_the_row(name: str, number: int) -> None:
    promise, _ = _breaks(name)[number]

    assert number + 1 in _broken(name).get(promise, ())


@pytest.mark.parametrize("name", BY_NAME)
def test_only_the_rows_that_were_broken_are_named(name: str) -> None:
    good_row = 0

    odd = {rule.name for rule in BY_NAME[name].contract.rules if rule.severity == "flag"}  # compare with neighbours

    found = [promise for promise, rows in _broken(name).items() if good_row in rows and promise not in odd]
    assert found == ["key_is_unique"]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_rule_has_a_row_that_breaks_it(name: str) -> None:
    case = BY_NAME[name]

    assert {rule.name for rule in case.contract.rules} == set(case.breaks)
    assert set(_broken(name)) - {"has_enough_rows"} == {promise for promise, _ in _breaks(name)}


def test_every_raw_contract_has_a_case() -> None:
    raw = {c.name for c in all_contracts() if c.schema == "raw" and not c.name.startswith("raw_landing__")}

    assert raw == set(BY_NAME)


WHOLES = [(case.contract.name, promise) for case in CASES for promise in case.contract.profile]


@pytest.mark.parametrize(("name", "promise"), [pytest.param(n, p, id=f"{n}-{p.name}") for n, p in WHOLES])
def test_every_promise_about_a_table_as_a_whole_is_broken_once(name: str, promise: TablePromise) -> None:
    contract, rows, clock = breaking_load(BY_NAME[name], promise)

    (broken,) = [found for found in broken_promises(contract, rows, clock) if found.promise == promise.name]

    assert (broken.severity, broken.rows) == (promise.severity, ())
    assert broken.findings
    assert promise.source in broken.advice


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.contract.name)
def test_good_rows_keep_every_promise_and_none_at_all_do_not(case: Case) -> None:
    contract = replace(case.contract, minimum_rows=3, profile=())
    rows = pl.DataFrame([case.row(number) for number in range(3)], schema=contract.polars_schema)

    assert broken_promises(contract, rows) == []
    assert [promise.promise for promise in broken_promises(contract, rows.head(2))] == ["has_enough_rows"]


def _refusing(case: Case, *rows: Row) -> list[BrokenPromise]:
    """Broken promises that refuse a load of these rows; flags are none, nor are bands for long histories."""
    frame = pl.DataFrame(rows, schema=case.contract.polars_schema)
    found = broken_promises(replace(case.contract, profile=()), frame)
    return [promise for promise in found if promise.severity == "reject"]


@pytest.mark.parametrize(
    ("name", "harmless"),
    [
        pytest.param("raw_cfe__vx_futures", {"open_pts": 0.0, "high_pts": 0.0, "low_pts": 0.0, "close_pts": 0.0,
                     "volume_contracts": 0, "trade_date": date(2014, 3, 18)}, id="final settlement"),
        pytest.param("raw_cfe__vx_futures", {"open_pts": 0.0, "high_pts": 0.0, "low_pts": 0.0, "close_pts": 0.0,
                     "settle_pts": 0.0, "volume_contracts": 0, "trade_date": date(2013, 5, 1)}, id="listing day"),
        pytest.param("raw_cfe__vx_futures", {"settle_pts": 0.0, "trade_date": date(2013, 5, 1)}, id="close only, 2013"),
        pytest.param("raw_cboe__index_history", {"index_symbol": "SKEW", "open_pts": None, "high_pts": None,
                     "low_pts": None, "close_pts": 140.0}, id="close-only index"),
        pytest.param("raw_cboe__spx_option_quotes", {"bid_pts": 52.3}, id="locked quote"),
        pytest.param("raw_cboe__spx_option_quotes", {"bid_pts": 0.1, "ask_pts": 0.0}, id="no ask"),
        pytest.param("raw_cboe__spx_option_quotes", {"expiry_date": date(2024, 1, 3)}, id="expires on the day"),
        pytest.param("raw_fred__series", {"value": None}, id="nothing published"),
        pytest.param("raw_breadth__advance_decline", {"advances_issues": 0, "declines_issues": 0}, id="no count"),
    ],
)  # fmt: skip
def test_what_providers_really_write_is_no_broken_promise(name: str, harmless: Row) -> None:
    case = BY_NAME[name]

    assert _refusing(case, {**case.good, **harmless}) == []


@pytest.mark.parametrize("day", [date(2013, 7, 19), date(2013, 7, 22)])
@pytest.mark.parametrize("close_pts", [0.0, 17.2], ids=["nothing traded", "traded"])
def test_settlement_may_be_left_out_until_the_exchange_stopped_doing_so(day: date, close_pts: float) -> None:
    case = BY_NAME["raw_cfe__vx_futures"]
    zeros = dict.fromkeys(("open_pts", "high_pts", "low_pts", "settle_pts", "volume_contracts"), 0)
    row = {**case.good, **zeros, "trade_date": day, "close_pts": close_pts}

    broken = [promise.promise for promise in _refusing(case, row)]

    assert broken == ([] if day == date(2013, 7, 19) else ["settlement_is_published"])


def test_the_new_scale_of_2007_is_no_jump() -> None:
    case = BY_NAME["raw_cfe__vx_futures"]
    prices = ("open_pts", "high_pts", "low_pts", "close_pts", "settle_pts")
    april = {"expiry_date": date(2007, 4, 18), "contract_label": "J (Apr 07)"}
    before = case.row(0, **april, trade_date=date(2007, 3, 23), **dict.fromkeys(prices, 140.0))
    after = {**before, "trade_date": date(2007, 3, 26), "change_pts": 0.2, **dict.fromkeys(prices, 14.2)}
    rows = pl.DataFrame([before, after], schema=case.contract.polars_schema)

    assert broken_promises(replace(case.contract, profile=()), rows) == []


def test_rule_about_an_unknown_value_is_kept() -> None:
    case = BY_NAME["raw_fred__series"]
    rule = RowRule("value_is_positive", pl.col("value") > 0, "wrong sign")
    rows = pl.DataFrame([case.row(0, value=None), case.row(1, value=-1.0)], case.contract.polars_schema)

    (broken,) = broken_promises(replace(case.contract, rules=(rule,)), rows)

    assert (broken.promise, broken.rows, broken.advice) == ("value_is_positive", (1,), "wrong sign")


def test_advice_of_a_rule_says_what_to_do() -> None:
    case = BY_NAME["raw_cfe__vx_futures"]

    (broken,) = _refusing(case, case.row(0, settle_pts=0.0))

    assert (broken.promise, broken.rows) == ("settlement_is_published", (0,))
    assert "wait for the provider's corrected file" in broken.advice


_DOES = re.compile(r"compare|run again|correct the|list 0|take another|report this")


def test_every_rule_that_refuses_says_what_to_do() -> None:
    mute = [
        rule.name
        for case in CASES
        for rule in case.contract.rules
        if rule.severity == "reject" and "option_quotes" not in case.contract.name and not _DOES.search(rule.advice)
    ]

    assert mute == []
