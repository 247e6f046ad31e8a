"""The report: one self-contained page made from tables alone. Same tables, same bytes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from plotly.offline import get_plotlyjs

from pipelines.claims.answer import answer_lines
from pipelines.layers.preset import Preset
from pipelines.layers.preset_file import load_preset, preset_names
from pipelines.report.benchmark_rows import engine_section
from pipelines.report.book_summary import book_summary
from pipelines.report.charts import charts_of
from pipelines.report.condor_position import CondorPosition, condor_position, first_rung
from pipelines.report.condor_today import condor_today
from pipelines.report.decision.cards import decision_cards
from pipelines.report.health_rows import health_rows
from pipelines.report.late_entry_rows import late_entry_rows
from pipelines.report.layer_history import reason_rows
from pipelines.report.layers_today import hedge_text, layers_today
from pipelines.report.signals_today import missing_contracts, signals_today
from pipelines.report.status import STATUS_PLACE
from pipelines.report.verdict_rows import verdict_rows
from pipelines.report.wording import day_text, number_text, percent_text, sentence_text, typeset_text, usd_text

Tables = Mapping[str, pl.DataFrame]

SIMULATED = "SIMULATED MARKET"
_ORDER = {
    "fct_signal_daily": ("trade_date",),
    "fct_vx_term_structure": ("trade_date",),
    "fct_vx_curve_daily": ("trade_date", "tenor"),
    "fct_layer_state_daily": ("layer", "lot", "trade_date"),
    "fct_condor_signal_daily": ("rung", "trade_date"),
    "fct_backtest_daily": ("trade_date",),
    "fct_trade": ("trade_id",),
    "fct_drawdown_episode": ("start_date",),
    "fct_claim_verdict": ("claim_id", "variant"),
    "fct_late_entry": ("layer",),
    "fct_late_entry_penalty": ("reference",),
    "fct_data_health": ("subject", "topic"),
    "fct_daily_decision": ("line",),
    "fct_benchmark_daily": ("index_symbol", "trade_date"),
    "fct_benchmark_residual": ("index_symbol", "period_kind", "period"),
    "fct_benchmark_goal": ("index_symbol", "measure"),
}
_BY_PRESET = (
    "fct_layer_state_daily",
    "fct_backtest_daily",
    "fct_trade",
    "fct_drawdown_episode",
    "fct_claim_verdict",
    "fct_late_entry",
    "fct_late_entry_penalty",
    "fct_daily_decision",
)
_BY_BASELINE = (
    "fct_condor_signal_daily",
    "fct_backtest_daily",
    "fct_trade",
    "fct_drawdown_episode",
    "fct_claim_verdict",
)


@dataclass(frozen=True)
class Book:
    """The tables of the one book the page is about, and what its newest session says."""

    preset: str
    baseline: str
    tables: Tables
    signal: Mapping[str, Any]
    condor_signal: Mapping[str, Any]
    position: CondorPosition | None
    is_simulated: bool


def render_page(tables: Tables, preset: Preset | None = None, baseline: str | None = None) -> str:
    """Return the page as HTML.

    Args:
        tables: By bare name: `fct_signal_daily`, `fct_vx_term_structure`, `fct_vx_curve_daily`,
            `fct_layer_state_daily`, `fct_condor_signal_daily`, `fct_backtest_daily`, `fct_trade`,
            `fct_drawdown_episode`, `fct_claim_verdict`, `fct_late_entry`, `fct_late_entry_penalty`,
            `fct_data_health`, `fct_daily_decision`, `fct_benchmark_daily`, `fct_benchmark_residual`,
            `fct_benchmark_goal`.
        preset: Hedge that the page is about, with its rules; None = the first one by name.
        baseline: Condor that it is about; None = the first one by name.

    Returns:
        Text that needs no network and no other file. Nothing in it depends on when it was made.

    Raises:
        KeyError: A table is missing.
        ValueError: The backtest or the signals are empty, or a verdict the answer needs is missing.
    """
    book = _book(tables, preset.name if preset else None, baseline)
    environment = Environment(
        loader=PackageLoader("pipelines.report"),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        day=day_text, number=number_text, percent=percent_text, usd=usd_text, sentence=sentence_text
    )
    return environment.get_template("report.html.j2").render(_context(book, preset or _shipped(book.preset)))


def _context(book: Book, preset: Preset | None) -> dict[str, object]:
    """Everything the template prints."""
    rows = book.tables
    headlines, variants = verdict_rows(rows["fct_claim_verdict"])
    layers, reasons = reason_rows(rows["fct_layer_state_daily"])
    problems, in_order = health_rows(rows["fct_data_health"])
    first, newest = rows["fct_backtest_daily"]["trade_date"][0], rows["fct_backtest_daily"]["trade_date"][-1]
    return {
        "simulated": SIMULATED if book.is_simulated else "",
        "status_place": STATUS_PLACE,
        "plotly": get_plotlyjs(),
        "book": book,
        "first_session": first,
        "newest_session": newest,
        "answer": [typeset_text(line) for line in answer_lines(rows["fct_claim_verdict"], rows["fct_backtest_daily"])],
        "hedge_today": hedge_text(rows["fct_layer_state_daily"], rows["fct_backtest_daily"].row(-1, named=True)),
        "decision": decision_cards(rows["fct_daily_decision"]),
        "headlines": headlines,
        "variants": variants,
        "late_entry": late_entry_rows(rows["fct_late_entry"], rows["fct_late_entry_penalty"]),
        "layers_today": layers_today(rows["fct_layer_state_daily"], preset),
        "signals_today": signals_today(book.signal, missing_contracts(rows["fct_data_health"])),
        "condor": condor_today(book.condor_signal, book.position),
        "summary": book_summary(rows["fct_backtest_daily"]),
        "charts": charts_of(rows, book.position, SIMULATED if book.is_simulated else ""),
        **engine_section(rows),
        "layers": layers,
        "reasons": reasons,
        "episodes": rows["fct_drawdown_episode"].to_dicts(),
        "problems": problems,
        "in_order": in_order,
    }


def _book(tables: Tables, preset: str | None, baseline: str | None) -> Book:
    books = tables["fct_backtest_daily"].select("preset", "baseline").sort("preset", "baseline")
    books = books.filter(
        pl.col("preset") == (preset or pl.col("preset")), pl.col("baseline") == (baseline or pl.col("baseline"))
    )
    if books.is_empty() or tables["fct_signal_daily"].is_empty():
        raise ValueError("the page needs at least one session with signals and a backtest day")
    preset, baseline = books.row(0)
    rows = {name: _only(tables[name], name, preset, baseline).sort(order) for name, order in _ORDER.items()}
    newest = rows["fct_backtest_daily"]["trade_date"][-1]
    signal = rows["fct_signal_daily"].filter(pl.col("trade_date") <= newest).row(-1, named=True)
    condor_signal = first_rung(rows["fct_condor_signal_daily"])
    position = condor_position(condor_signal, rows["fct_trade"], signal["spx_close_pts"])
    is_simulated = any(bool(rows[name]["is_simulated"].any()) for name in ("fct_backtest_daily", "fct_signal_daily"))
    return Book(preset, baseline, rows, signal, condor_signal, position, is_simulated)


def _only(rows: pl.DataFrame, name: str, preset: str, baseline: str) -> pl.DataFrame:
    """Keep the rows of one book."""
    if name in _BY_PRESET:  # a condor's trades are of no preset, a hedge's of no baseline
        rows = rows.filter((pl.col("preset") == preset) | pl.col("preset").is_null())
    if name in _BY_BASELINE:
        rows = rows.filter((pl.col("baseline") == baseline) | pl.col("baseline").is_null())
    return rows


def _shipped(name: str) -> Preset | None:
    return load_preset(name) if name in preset_names() else None
