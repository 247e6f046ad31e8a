"""Each kind of promise about a table as a whole: kept, broken, and silent where there is too little to judge."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.contracts.completeness import CollectedDaily, Freshness, SessionsComplete
from pipelines.contracts.profile import Clock, QuantileBands, RowsPer, ShareBand, is_kept

SYMBOL, CLOSE = pl.col("symbol"), pl.col("close_pts")
WEEKDAYS = [day for at in range(60) if (day := date(2024, 1, 1) + timedelta(days=at)).weekday() < 5]
CLOCK = Clock(pl.Series("session_date", WEEKDAYS), date(2024, 2, 1))


def _rows(days: list[date], close: float = 15.0, symbol: str = "VIX") -> pl.DataFrame:
    return pl.DataFrame({"symbol": symbol, "day": days, "close_pts": close}, schema_overrides={"day": pl.Date})


def _broken(promise, rows: pl.DataFrame, clock: Clock | None = CLOCK) -> list[str]:
    return promise.measured(rows, clock).filter(~is_kept())["detail"].to_list()


def test_quantile_outside_its_band_is_named_with_the_band() -> None:
    bands = QuantileBands(
        "close", CLOSE, SYMBOL, {"VIX": {0.5: (14.0, 22.0), 0.99: (40, 60)}}, "history", minimum_rows=5
    )

    assert _broken(bands, _rows(WEEKDAYS[:5])) == ["VIX: quantile 0.99 is 15.0, published history gives 40.0 to 60.0"]
    assert len(_broken(bands, _rows(WEEKDAYS[:5], 140.0))) == 2
    assert _broken(bands, _rows(WEEKDAYS[:4])) == []
    assert _broken(bands, _rows(WEEKDAYS[:5], symbol="OTHER")) == []


@pytest.mark.parametrize(("zeros", "is_fine"), [(1, True), (2, False)])
def test_share_of_rows_is_held_to_its_band(zeros: int, is_fine: bool) -> None:
    share = ShareBand("zeros", CLOSE == 0, 0.1, "history", minimum_rows=10)
    rows = pl.concat([_rows(WEEKDAYS[:zeros], 0.0), _rows(WEEKDAYS[zeros:10])])

    assert (_broken(share, rows) == []) == is_fine
    assert _broken(share, rows[:9]) == []


def test_rows_per_session_names_the_sessions_that_differ() -> None:
    per_day = RowsPer("growth", pl.col("day"), 2, 2, "history", minimum_rows=5)
    rows = pl.concat([_rows(WEEKDAYS[:3]), _rows(WEEKDAYS[:2], symbol="SPX")])

    assert _broken(per_day, rows) == [f"{WEEKDAYS[2]}: 1 rows, expected 2 to 2"]
    assert _broken(per_day, rows[1:]) == []


def test_missing_session_is_named_per_subject_and_days_beyond_the_calendar_are_no_fault() -> None:
    complete = SessionsComplete("complete", "day", SYMBOL, "the exchange's calendar")
    holed = _rows([day for day in WEEKDAYS[:10] if day != WEEKDAYS[4]])
    with_sunday = _rows([*WEEKDAYS[:10], date(2024, 1, 7)], symbol="VX")

    assert _broken(complete, pl.concat([holed, with_sunday])) == [f"VIX: 1 missing ({WEEKDAYS[4]})"]
    assert _broken(complete, holed, None) == []
    assert _broken(complete, holed.clear()) == []


def test_many_missing_sessions_are_counted_and_the_first_are_named() -> None:
    complete = SessionsComplete("complete", "day", SYMBOL, "the exchange's calendar")

    (detail,) = _broken(complete, _rows([WEEKDAYS[0], WEEKDAYS[-1]]))

    assert detail.startswith(f"VIX: {len(WEEKDAYS) - 2} missing ({WEEKDAYS[1]}, ")
    assert detail.endswith(", ...)")


COLLECTED = CollectedDaily("none_missed", "day", "SPX", SYMBOL == "page", "the exchange's calendar")
MONTH = WEEKDAYS[:24]  # to the newest session, 2024-02-01


def _without(*at: int) -> pl.DataFrame:
    return _rows([day for number, day in enumerate(MONTH) if number not in at], symbol="page")


def test_a_missed_session_is_named_from_the_first_week_of_daily_collection_to_the_newest_session() -> None:
    assert _broken(COLLECTED, _without()) == []
    assert _broken(COLLECTED, _without(9)) == [f"SPX: 1 missing ({MONTH[9]})"]
    assert _broken(COLLECTED, _without(2)) == [f"SPX: 1 missing ({MONTH[2]})"]
    assert _broken(COLLECTED, _without(23)) == [f"SPX: 1 missing ({MONTH[23]})"]
    assert _broken(COLLECTED, _without(9), None) == []


def test_an_outage_of_weeks_is_no_new_beginning() -> None:
    (detail,) = _broken(COLLECTED, _without(*range(6, 20)))

    assert detail.startswith(f"SPX: 14 missing ({MONTH[6]}, {MONTH[7]}, ")


def test_answers_of_scattered_days_are_no_collection_and_what_lies_before_it_is_not_missed() -> None:
    scattered = _rows([MONTH[0], MONTH[4], MONTH[8]], symbol="page")
    from_then_on = _rows(MONTH[14:], symbol="page")

    assert _broken(COLLECTED, scattered) == []
    assert _broken(COLLECTED, _rows(MONTH[:3], symbol="page")) == []
    assert _broken(COLLECTED, pl.concat([scattered, from_then_on])) == []


def test_a_bought_day_fills_a_hole_and_a_bought_history_begins_nothing() -> None:
    bought = _rows(MONTH[9:10], symbol="vendor")

    assert _broken(COLLECTED, pl.concat([_without(9), bought])) == []
    assert _broken(COLLECTED, _without(9).with_columns(symbol=pl.lit("vendor"))) == []


def test_month_without_a_value_is_missing() -> None:
    months = SessionsComplete("months", "day", SYMBOL, "the agency", CLOSE.is_not_null(), calendar="months")
    rows = _rows([date(2025, month, 1) for month in (8, 9, 10, 11)]).with_columns(
        close_pts=pl.when(pl.col("day") != date(2025, 10, 1)).then("close_pts")
    )

    assert _broken(months, rows, None) == ["VIX: 1 missing (2025-10-01)"]


@pytest.mark.parametrize(("last", "is_fine"), [(date(2024, 1, 29), True), (date(2024, 1, 26), False)])
def test_subject_may_end_only_so_many_days_before_the_newest_session(last: date, is_fine: bool) -> None:
    fresh = Freshness("fresh", "day", SYMBOL, 3, "the provider publishes daily", {"ENDED": 400})

    assert (_broken(fresh, _rows([last])) == []) == is_fine
    assert _broken(fresh, _rows([last], symbol="ENDED")) == []
    assert _broken(fresh, _rows([last]), None) == []
