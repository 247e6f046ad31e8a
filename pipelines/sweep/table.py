"""Rows of a table beside those of other sweeps, in the build and in the published database."""

import shutil

import polars as pl

from pipelines.atomic import replace_file
from pipelines.contracts.table import TableContract
from pipelines.warehouse import Warehouse


def write_beside(warehouse: Warehouse, contract: TableContract, rows: pl.DataFrame, replacing: str) -> None:
    """Replace the rows of a table whose column `replacing` has a value that `rows` have; keep the others."""
    if warehouse.has(contract.qualified_name):
        kept = warehouse.read(contract.qualified_name)
        if kept.columns == rows.columns:  # a table of an older contract is not carried on
            rows = pl.concat([kept.filter(~pl.col(replacing).is_in(rows[replacing].unique().to_list())), rows])
    warehouse.write(contract, rows)


def add_to_published(warehouse: Warehouse, contract: TableContract, rows: pl.DataFrame, replacing: str) -> None:
    """Write rows, as `write_beside` does, into a copy of the published database that then takes its place.

    The caller holds `warehouse.single_run()`: the copy lies beside its build, always at the same place, where the next
    sweep removes what a killed one left.
    """
    folder = warehouse.build.with_name("copy_for_sweep")
    copy = Warehouse(folder / warehouse.published.name, warehouse.published)  # its views name the file
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        replace_file(copy.build, warehouse.published)
        write_beside(copy, contract, rows, replacing)
        copy.publish()
    finally:
        shutil.rmtree(folder)
