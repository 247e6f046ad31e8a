"""The data dictionary: every table people query, from the comments that the published file carries."""

from pathlib import Path

from pipelines.warehouse import read_published

STAGES = ("signals", "layers", "condor", "backtest", "benchmarks", "calibration", "claims", "report", "raw")
START_MARK = "<!-- dictionary: made by `alvh dictionary`, checked by the tests -->"

_SQL = """
select c.schema_name, c.table_name, t.comment as table_comment, c.column_name, c.data_type, c.comment
from duckdb_columns() as c
inner join (
    select schema_name, table_name, comment from duckdb_tables()
    union all
    select schema_name, view_name, comment from duckdb_views()
) as t on c.schema_name = t.schema_name and c.table_name = t.table_name
order by c.schema_name, c.table_name, c.column_index
"""


def dictionary(database: Path) -> str:
    """Markdown with one section per stage and one table of columns per table.

    Raises:
        FileNotFoundError: Nothing has been published yet.
    """
    columns = read_published(database, _SQL)
    lines = [START_MARK, ""]
    for stage in STAGES:
        lines += [f"## {stage}", ""]
        tables = columns.filter(columns["schema_name"] == stage).group_by("table_name", maintain_order=True)
        for (table,), rows in tables:
            lines += [f"### {stage}.{table}", "", _text(rows["table_comment"][0]), ""]
            lines += ["| column | type | meaning |", "|---|---|---|"]
            lines += [
                f"| {name} | {kind.lower()} | {_text(comment)} |"
                for name, kind, comment in rows.select("column_name", "data_type", "comment").iter_rows()
            ]
            lines.append("")
    return "\n".join(lines)


def write_dictionary(database: Path, target: Path) -> None:
    """Replace what follows the mark in a Markdown file by the dictionary of a database."""
    introduction = target.read_text(encoding="utf-8").split(START_MARK)[0]
    target.write_text(introduction + dictionary(database), encoding="utf-8")


def _text(comment: str | None) -> str:
    return " ".join((comment or "").split()).replace("|", "\\|")
