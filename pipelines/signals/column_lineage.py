"""Which columns each column of a model is made of, read out of the compiled SQL with sqlglot.

It changes with the SQL alone, so it is kept beside dbt's manifest under the SQL's hash and read back on later days.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipelines.signals.dbt_run import CompiledModel

if TYPE_CHECKING:
    from sqlglot.lineage import Node

Columns = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Types of columns by schema, table and column."""

Lineage = dict[str, dict[str, list[list[str]]]]
"""By `schema.table` and column: `[schema, table, column]` of every column that goes in."""

_CATALOG = "alvh"


def kept_column_lineage(models: Sequence[CompiledModel], columns: Columns, file: Path) -> Lineage:
    """Lineage of the models as kept in `file`, or made anew and kept when SQL or columns changed."""
    names = {schema: {table: sorted(found) for table, found in tables.items()} for schema, tables in columns.items()}
    made_of = json.dumps([sorted((model.name, model.sql) for model in models), names], sort_keys=True)
    digest = hashlib.sha256(made_of.encode()).hexdigest()
    kept = _kept(file)
    if kept.get("digest") == digest:
        return dict(kept["lineage"])
    lineage = {f"{model.schema}.{model.name}": model_lineage(model, columns) for model in models}
    file.write_text(json.dumps({"digest": digest, "lineage": lineage}), encoding="utf-8")
    return lineage


def _kept(file: Path) -> dict[str, Any]:
    """What was kept; nothing when the file is absent or was cut off while it was written."""
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (FileNotFoundError, json.JSONDecodeError):
        return {}


def model_lineage(model: CompiledModel, columns: Columns) -> dict[str, list[list[str]]]:
    """Columns of other tables that each column of one model is made of, sorted.

    Args:
        model: Compiled SQL, in DuckDB's dialect.
        columns: Columns of every table the model reads, and of the model itself.

    Returns:
        Nothing for a model whose SQL sqlglot can't read: the catalogue lacks it, the daily job goes on.
    """
    import sqlglot  # noqa: PLC0415 (half a second, and only on days when the SQL changed)
    from sqlglot.errors import SqlglotError  # noqa: PLC0415
    from sqlglot.lineage import lineage  # noqa: PLC0415
    from sqlglot.optimizer.qualify import qualify  # noqa: PLC0415
    from sqlglot.optimizer.scope import build_scope  # noqa: PLC0415
    from sqlglot.schema import MappingSchema  # noqa: PLC0415

    # Once per model: `lineage` would normalise a plain dictionary again for every column, nine tenths of its time
    tables = MappingSchema({_CATALOG: columns}, dialect="duckdb")
    try:
        parsed = sqlglot.parse_one(model.sql, dialect="duckdb")
        query = qualify(parsed, schema=tables, dialect="duckdb", identify=False)
    except SqlglotError:
        return {}
    # Once per model: dagster-dbt's own reading copies and resolves the whole query for each column
    known: dict[str, Any] = {
        "schema": tables,
        "scope": build_scope(query),
        "dialect": "duckdb",
        "copy": False,
        "trim_selects": False,
    }
    return {column: sorted(_leaves(lineage(column, query, **known))) for column in columns[model.schema][model.name]}


def _leaves(node: "Node") -> list[list[str]]:
    from sqlglot.expressions import Table  # noqa: PLC0415

    found = {
        (leaf.expression.db, leaf.expression.name, leaf.name.rsplit(".", 1)[-1])
        for leaf in node.walk()
        if isinstance(leaf.expression, Table)
    }
    return [list(column) for column in found]
