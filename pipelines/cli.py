"""The `alvh` command. Heavy libraries are imported by the commands that need them, not here."""

import sys
from datetime import datetime
from pathlib import Path

import click

from pipelines.gate_commands import data_docs, quarantine
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.sweep.help import SWEEP_HELP


class _Commands(click.Group):
    """Commands that refuse a setting in one line."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.ClickException(str(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="alvh")
@click.pass_context
def main(context: click.Context) -> None:
    """Evidence on a layered VIX-call hedge for SPX iron condors.

    Settings are environment variables, ALVH_<NAME>; `alvh settings` lists them. Not investment advice.
    """
    if not (context.resilient_parsing or {"-h", "--help"} & set(sys.argv)):  # help is there whatever they are
        context.obj = load_settings()


@main.command()
@click.option("--rebuild", is_flag=True, help="make every table again, also where nothing changed")
@click.pass_obj
def run(settings: Settings, *, rebuild: bool) -> None:
    """Run the daily job: ingest, validate, model, decide, backtest, test the claims, report, publish."""
    from pipelines.run import run_and_tell  # noqa: PLC0415

    sys.exit(run_and_tell(settings, is_rebuild=rebuild))


@main.command()
@click.pass_obj
def ingest(settings: Settings) -> None:
    """Land and load only: for a backfill, which may be stopped (Ctrl-C) and run again at any time."""
    from pipelines.run import ingest_and_tell  # noqa: PLC0415

    sys.exit(ingest_and_tell(settings))


@main.command()
@click.option("--preset", help="hedge preset  [default: the setting ALVH_PRESET]")
@click.option("--json", "as_json", is_flag=True, help="one JSON object instead of text")
@click.pass_obj
def today(settings: Settings, preset: str | None, as_json: bool) -> None:
    """Tell what to hold and to trade: regime, layers, orders, condor, greeks, break-evens, capital, warnings."""
    from pipelines.report.today import tell_today  # noqa: PLC0415

    sys.exit(tell_today(settings.published_database, preset or settings.preset, as_json=as_json))


@main.command()
@click.option("--port", default=3000, show_default=True, help="port on 127.0.0.1")
@click.pass_obj
def ui(settings: Settings, port: int) -> None:
    """Open the Dagster UI: lineage, checks, schedule, run history. Stop it with Ctrl-C."""
    from pipelines.run import serve_ui  # noqa: PLC0415

    sys.exit(serve_ui(settings, port))


@main.command()
@click.argument("statement", required=False)
@click.option("--file", "file", type=click.Path(exists=True, dir_okay=False), help="run the SQL of a file")
@click.pass_obj
def sql(settings: Settings, statement: str | None, file: str | None) -> None:
    """Run SQL on the published warehouse, read-only: one STATEMENT, a file, or a prompt."""
    from pipelines.sql_prompt import run_sql  # noqa: PLC0415

    sys.exit(run_sql(settings.published_database, statement, file))


@main.command()
@click.option("--write", "target", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="file to update")
@click.pass_obj
def dictionary(settings: Settings, target: Path | None) -> None:
    """Print the data dictionary of the published warehouse, or write it into a Markdown file."""
    from pipelines.report import dictionary as maker  # noqa: PLC0415

    try:
        if target:
            maker.write_dictionary(settings.published_database, target)
        else:
            click.echo(maker.dictionary(settings.published_database))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None


@main.command(name="export-optopsy")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--index", type=click.Choice(["SPX", "VIX"]), default="SPX", show_default=True)
@click.option("--first", type=click.DateTime(["%Y-%m-%d"]), default="2004-01-01", help="first session")
@click.option("--last", type=click.DateTime(["%Y-%m-%d"]), default="2099-12-31", help="last session")
@click.pass_obj
def export_optopsy(settings: Settings, target: Path, index: str, first: datetime, last: datetime) -> None:
    """Write published option quotes to TARGET, a CSV that optopsy reads."""
    from pipelines import optopsy_export as maker  # noqa: PLC0415

    try:
        rows = maker.export_optopsy(settings.published_database, index, target, first.date(), last.date())
    except (FileNotFoundError, maker.NoQuotesError) as error:
        raise click.ClickException(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{target}: can't be written: {error.strerror}; name another file") from None
    click.echo(f"{target}: {rows} quotes")


@main.command()
@click.pass_obj
def prepare(settings: Settings) -> None:
    """Compile the pricing loops and parse the dbt project, so that Dagster can load; set-up does this once."""
    from pipelines.engine.run import compile_walk  # noqa: PLC0415
    from pipelines.quant.compiled import compile_loops  # noqa: PLC0415
    from pipelines.signals.dbt_run import parse  # noqa: PLC0415

    compile_loops()
    compile_walk()
    click.echo(f"dbt manifest: {parse(settings)}")


@main.command()
@click.pass_obj
def presets(settings: Settings) -> None:
    """List the hedge presets, shipped ones and those of ALVH_PRESET_DIR: name, meaning, origin."""
    from pipelines.layers.preset_file import load_presets  # noqa: PLC0415
    from pipelines.strategy.file import StrategyFileError  # noqa: PLC0415

    try:
        found = load_presets(settings.preset_dir)
    except StrategyFileError as error:
        raise click.ClickException(str(error)) from None
    for preset in found:
        click.echo(f"{'*' if preset.name == settings.preset else ' '} {preset.name:24} {preset.meaning}")
        click.echo(f"{'':27}origin: {preset.origin}")


@main.command()
@click.pass_obj
def baselines(settings: Settings) -> None:
    """List the condor baselines, shipped ones and those of ALVH_BASELINE_DIR: name and meaning."""
    from pipelines.condor.policy import load_policies  # noqa: PLC0415
    from pipelines.strategy.file import StrategyFileError  # noqa: PLC0415

    try:
        found = load_policies(settings.baseline_dir)
    except StrategyFileError as error:
        raise click.ClickException(str(error)) from None
    for policy in found:
        click.echo(f"{'*' if policy.name == settings.baseline else ' '} {policy.name:24} {policy.meaning}")


@main.command()
@click.pass_obj
def docs(settings: Settings) -> None:
    """Write dbt's pages on every model, column and test into one file that needs no network."""
    from pipelines.connections import WarehouseBusyError  # noqa: PLC0415
    from pipelines.signals.dbt_run import DbtBuildError, document  # noqa: PLC0415

    try:
        click.echo(f"docs: {document(settings)}")
    except (FileNotFoundError, WarehouseBusyError, DbtBuildError) as error:
        raise click.ClickException(str(error)) from None


@main.command(name="settings")
@click.pass_obj
def show_settings(settings: Settings) -> None:
    """List every setting, its value and its meaning."""
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        click.echo(f"ALVH_{name.upper():18} {value!s:40} {field.description}")


@main.command(help=SWEEP_HELP)
@click.argument("spec", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_obj
def sweep(settings: Settings, spec: Path) -> None:
    """Run a sweep."""
    from pipelines.sweep.run import run_sweep  # noqa: PLC0415

    sys.exit(run_sweep(settings, spec))


main.add_command(quarantine)
main.add_command(data_docs)
