"""What a table promises, declared once: schema, key, units, rules and catalogue text all come from here."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from pipelines.contracts.profile import Severity, TablePromise

_DUCKDB_TYPES: dict[object, str] = {
    pl.Date: "DATE",
    pl.Float64: "DOUBLE",
    pl.Int64: "BIGINT",
    pl.Int32: "INTEGER",
    pl.String: "VARCHAR",
    pl.Boolean: "BOOLEAN",
    pl.Datetime("us", "UTC"): "TIMESTAMP WITH TIME ZONE",
}


@dataclass(frozen=True)
class Column:
    """One column: polars type, unit, meaning and the range that every non-null value must lie in.

    The warehouse keeps the few allowed values of a coded column as codes: text again to whoever asks, and a fifth of
    the time to write.
    """

    name: str
    dtype: pl.DataType | type[pl.DataType]
    unit: str
    description: str
    nullable: bool = False
    minimum: float | date | None = None
    maximum: float | date | None = None
    is_minimum_strict: bool = False
    allowed: tuple[str, ...] = ()
    is_coded: bool = False

    @property
    def duckdb_type(self) -> str:
        """SQL type of the column in the warehouse, as DuckDB prints it."""
        if self.is_coded:
            values = ", ".join(f"'{value}'" for value in self.allowed)
            return f"ENUM({values})"
        return _DUCKDB_TYPES[self.dtype]


@dataclass(frozen=True)
class RowRule:
    """A promise about one row; `expression` is true where it is kept, null counts as kept.

    A row that breaks a rule of severity `flag` is loaded and listed, with its value of `shows`, in
    `raw.raw_landing__flags`.
    """

    name: str
    expression: pl.Expr = field(compare=False)
    advice: str
    severity: Severity = "reject"
    shows: str | None = None


@dataclass(frozen=True)
class Consent:
    """Rows that may be quarantined without rejecting the load: a known defect, bounded and explained.

    `rule` names the broken promise, `where` limits it to the defect's own rows, `max_rows` bounds it, and `max_ratio`
    the share of the load that they may be; one row or two always may.
    """

    rule: str
    where: pl.Expr = field(compare=False)
    max_rows: int
    reason: str
    max_ratio: float = 1.0

    def covers(self, broken: int, rows: int) -> bool:
        """Whether so many broken rows of a load of so many are within its bounds."""
        return 0 < broken <= self.max_rows and broken <= max(2, self.max_ratio * rows)


@dataclass(frozen=True)
class TableContract:
    """A table that crosses a stage: its grain, key, columns, rules and the defects it lives with."""

    name: str
    schema: str
    grain: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    rules: tuple[RowRule, ...] = ()
    profile: tuple[TablePromise, ...] = ()
    consents: tuple[Consent, ...] = ()
    minimum_rows: int = 1
    observed: str | None = None  # column with the day a row is about; a file can't tell of days after its download
    is_history_kept: bool = False  # a row that was published once may change, but not vanish
    withdrawn_by: tuple[str, ...] | None = None  # a user takes back whole subjects, told by these; () = the table
    heading: tuple[str, ...] = ()  # columns alike in many rows: kept once, in a table of their own (`headed_table`)

    def __post_init__(self) -> None:
        """Refuse a key or a heading that names no column."""
        unknown = {*self.key, *self.heading} - set(self.column_names)
        if unknown:
            raise ValueError(f"{self.name}: key or heading names unknown columns {sorted(unknown)}")

    @property
    def column_names(self) -> list[str]:
        """Column names in table order."""
        return [column.name for column in self.columns]

    @property
    def polars_schema(self) -> pl.Schema:
        """Schema every frame of this table must have, in order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @property
    def asset_key(self) -> list[str]:
        """Key of the Dagster asset that owns the table."""
        return [self.schema, self.name]

    @property
    def qualified_name(self) -> str:
        """`schema.table`, as SQL names it."""
        return f"{self.schema}.{self.name}"

    @property
    def entity(self) -> str:
        """Noun of the dataset, as checks name it."""
        return self.name.split("__")[-1]

    def conform(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Return `rows` with exactly this contract's columns, order and types.

        Raises:
            ValueError: A column is missing or unknown.
            polars.exceptions.PolarsError: A value can't be read as its column's type.
        """
        missing = set(self.column_names) - set(rows.columns)
        unknown = set(rows.columns) - set(self.column_names)
        if missing or unknown:
            raise ValueError(f"{self.name}: missing columns {sorted(missing)}, unknown {sorted(unknown)}")
        ordered = rows.select(self.column_names)
        return ordered if ordered.schema == self.polars_schema else ordered.cast(self.polars_schema)


PROVENANCE = (
    Column("source_sha256", pl.String, "hash", "SHA-256 of the landed file that the row was read from"),
    Column("source_line", pl.Int64, "line", "Line of that file, 1 = first; index of the item in JSON", minimum=0),
    Column("is_simulated", pl.Boolean, "flag", "True when the row comes from the embedded simulated market"),
)
"""Columns every raw table ends with."""

PLAIN_TEXT = r"^\w[\w ()/.'-]*$"
"""What a name may look like: a cell that begins with =, +, - or @ is run by a spreadsheet."""


def on_weekdays(column: str) -> RowRule:
    """Promise that no day is a Saturday or Sunday: most swaps of day and month end on one, or on a taken day."""
    return RowRule(
        f"{column}_is_a_weekday",
        pl.col(column).dt.weekday() <= 5,
        "no session is on a weekend: day and month were swapped; run again, or correct the file if it is your own",
    )
