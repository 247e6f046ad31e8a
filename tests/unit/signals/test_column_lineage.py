"""Which columns a model's columns are made of, and that it is read again only when something changed."""

from dataclasses import replace
from pathlib import Path

from pipelines.signals import column_lineage
from pipelines.signals.column_lineage import kept_column_lineage, model_lineage
from pipelines.signals.dbt_run import CompiledModel

SQL = """
with spine as (select * from "alvh"."staging"."days"),
prices as (select * from "alvh"."staging"."prices" where close_pts > 0),
final as (
    select
        spine.trade_date,
        prices.close_pts - lag(prices.close_pts) over (order by spine.trade_date) as change_pts,
        list_reduce(prices.closes_pts, lambda acc, y: acc + y) as sum_pts,
        prices.* exclude (trade_date, close_pts, closes_pts),
        'made up' as remark
    from spine
    left join prices on spine.trade_date = prices.trade_date
)
select * from final
"""
MODEL = CompiledModel("signals", "fct_change", SQL, frozenset())
COLUMNS = {
    "staging": {
        "days": {"trade_date": "DATE"},
        "prices": {"trade_date": "DATE", "close_pts": "DOUBLE", "closes_pts": "DOUBLE[]", "volume": "BIGINT"},
    },
    "signals": {
        "fct_change": {
            "trade_date": "DATE",
            "change_pts": "DOUBLE",
            "sum_pts": "DOUBLE",
            "volume": "BIGINT",
            "remark": "VARCHAR",
        }
    },
}


def test_column_is_made_of_what_its_expression_reads() -> None:
    lineage = model_lineage(MODEL, COLUMNS)

    assert lineage["trade_date"] == [["staging", "days", "trade_date"]]
    assert ["staging", "prices", "close_pts"] in lineage["change_pts"]
    assert lineage["sum_pts"] == [["staging", "prices", "closes_pts"]]
    assert lineage["volume"] == [["staging", "prices", "volume"]]
    assert lineage["remark"] == []


def test_sql_that_cannot_be_read_has_no_lineage_and_stops_nothing() -> None:
    assert model_lineage(replace(MODEL, sql="select from where ("), COLUMNS) == {}


def test_lineage_is_read_again_only_when_sql_or_columns_change(tmp_path: Path, monkeypatch) -> None:
    read = []
    monkeypatch.setattr(
        column_lineage, "model_lineage", lambda model, columns: read.append(model.name) or model_lineage(model, columns)
    )
    file = tmp_path / "lineage.json"
    first = kept_column_lineage([MODEL], COLUMNS, file)

    assert kept_column_lineage([MODEL], COLUMNS, file) == first
    assert len(read) == 1
    kept_column_lineage([replace(MODEL, sql=SQL.replace("acc + y", "acc - y"))], COLUMNS, file)
    assert len(read) == 2


def test_a_damaged_file_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "lineage.json"
    file.write_text("{", encoding="utf-8")

    assert "signals.fct_change" in kept_column_lineage([MODEL], COLUMNS, file)
