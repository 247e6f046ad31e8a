"""`alvh quarantine` and `alvh data-docs`: what the gate kept out, who lets it in, and what it asked."""

import getpass
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.settings import Settings

if TYPE_CHECKING:
    from pipelines.raw.quarantine import QuarantinedLoad

_SHOWN = 3


@click.group(invoke_without_command=True)
@click.option("--table", help="only this raw table")
@click.option("--json", "as_json", is_flag=True, help="every row, as JSON lines")
@click.pass_context
def quarantine(context: click.Context, table: str | None, as_json: bool) -> None:
    """List what was kept out of the raw tables, newest first: loads, what became of them, reasons, file and line."""
    if context.invoked_subcommand:
        return
    from pipelines.raw.quarantine import QuarantineError, quarantined_loads  # noqa: PLC0415 (imports polars)

    loads = quarantined_loads(context.obj.quarantine_dir, table)
    try:
        state_of = _teller(context.obj)
    except QuarantineError as error:
        raise click.ClickException(str(error)) from None
    for load in loads:
        try:
            for line in (_as_json if as_json else _for_people)(load, state_of(load)):
                click.echo(line)
        except QuarantineError as error:
            click.echo(str(error), err=True)
    if not loads and not as_json:
        click.echo("nothing is in quarantine")


@quarantine.command()
@click.argument("quarantine_id")
@click.option("--why", required=True, help="reason, for whoever reads the table later")
@click.option("--promise", help="let in only the rows that broke this one; needed where the load broke several")
@click.option("--who", default=getpass.getuser, help="who decides it; you, if left out")
@click.pass_obj
def readmit(settings: Settings, quarantine_id: str, why: str, promise: str | None, who: str) -> None:
    """Let the rows of one load in: the promises they broke are waived for exactly them, from the next run on."""
    from pipelines.raw.quarantine import QuarantineError, quarantined_load  # noqa: PLC0415
    from pipelines.raw.readmissions import readmit as record  # noqa: PLC0415

    if not why.strip():
        raise click.ClickException("--why: give a reason, others will ask for it")
    try:
        load = quarantined_load(settings.quarantine_dir, quarantine_id)
        count = record(settings.quarantine_dir, load, who, why, promise)
    except QuarantineError as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{load.table}: {count} rows of {load.quarantine_id} are let in by the next run; recorded for {who}")


@click.command(name="data-docs")
@click.pass_obj
def data_docs(settings: Settings) -> None:
    """Build great-expectations' site of the last validation of every raw table, beside the published page."""
    from pipelines.contracts.data_docs import build_data_docs  # noqa: PLC0415 (imports great-expectations)
    from pipelines.raw.option_quotes import SPX, VIX  # noqa: PLC0415
    from pipelines.raw.part_whole import chain_results  # noqa: PLC0415

    results = sorted(settings.validations_dir.glob("*.json"))
    if not results:
        raise click.ClickException(f"{settings.validations_dir}: nothing was validated yet; run `make run` first")
    chains = {dataset.contract.name: chain_results(dataset, settings) for dataset in (SPX, VIX)}
    page = build_data_docs(results, settings.validations_dir.with_name("data_docs"), settings.data_docs_dir, chains)
    click.echo(f"{len(results)} tables: {page}")


def _teller(settings: Settings) -> "Callable[[QuarantinedLoad], str]":
    """Tells what became of a load; while a run holds the warehouse, only who let it in."""
    from pipelines.connections import WarehouseBusyError  # noqa: PLC0415
    from pipelines.contracts.landing_loads import RAW_LANDING__LOADS  # noqa: PLC0415 (imports polars)
    from pipelines.raw.quarantine_state import state_of  # noqa: PLC0415
    from pipelines.raw.readmissions import readmitted  # noqa: PLC0415
    from pipelines.warehouse import Warehouse  # noqa: PLC0415

    try:
        last = Warehouse.of(settings).kept(RAW_LANDING__LOADS)
    except WarehouseBusyError:
        last = RAW_LANDING__LOADS.polars_schema.to_frame()
    let_in = readmitted(settings.quarantine_dir)
    return lambda load: state_of(load, let_in, last)


def _as_json(load: "QuarantinedLoad", state: str) -> list[str]:
    own = {"quarantine_id": load.quarantine_id, "table": load.table, "state": state,
           "first_rejected_at": load.first_rejected_at.isoformat()}  # fmt: skip
    return [json.dumps({**own, **row}) for row in load.rows()]


def _for_people(load: "QuarantinedLoad", state: str) -> list[str]:
    """A line for the load, one for what became of it, then one per reason with its first rows."""
    rows = load.rows()
    reasons = Counter(row["reason"] for row in rows)
    head = f"{load.quarantine_id}  {load.first_rejected_at:%Y-%m-%d %H:%M} UTC  {load.table}"
    became = [f"    {state}"] if state else []
    if not any("row_sha256" in row for row in rows):
        return [f"{head}  a whole file", *became, f"    {rows[0]['reason']}"]
    lines = [f"{head}  {len({row['row_sha256'] for row in rows})} rows", *became]
    for reason, count in reasons.most_common():
        lines.append(f"    {count} x {reason}")
        lines += [f"        {_place(row)}" for row in rows if row["reason"] == reason][:_SHOWN]
    return lines


def _place(row: dict[str, Any]) -> str:
    address = row.get("source_address") or row.get("source_sha256", "")
    line = f" line {row['source_line']}" if "source_line" in row else ""
    return f"{row['row_key']}  {Path(address).name if address.startswith('file:') else address}{line}"
