"""`alvh today`: the published decision as text or JSON. Reads one table of the published file and nothing else."""

import json
import sys
from pathlib import Path

from pipelines.warehouse import SqlError, read_published

_HEADINGS = {
    "regime": "Regime",
    "layer": "Layers",
    "condor": "Condor",
    "order": "Orders for the next session",
    "greeks": "Greeks of the book",
    "break_even": "Break-evens at the condor's expiry",
    "capital": "Capital committed",
    "warning": "Warnings",
}
_SQL = "select * from report.fct_daily_decision where preset = '{preset}' order by line"


def tell_today(database: Path, preset: str, *, as_json: bool) -> int:
    """Print the decision of one preset; returns the exit code."""
    try:
        rows = read_published(database, _SQL.format(preset=preset.replace("'", "''"))).to_dicts()
        known = (
            []
            if rows
            else read_published(database, "select distinct preset from report.fct_daily_decision")["preset"].to_list()
        )
    except (FileNotFoundError, SqlError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not rows:
        sys.stderr.write(f"no decision of preset {preset!r}; published: {', '.join(sorted(known))}\n")
        return 1
    sys.stdout.write((_json_text(rows) if as_json else _plain_text(rows)) + "\n")
    return 0


def _json_text(rows: list[dict[str, object]]) -> str:
    """One object: what all lines share, and the lines with their empty cells left out."""
    shared = ("preset", "baseline", "trade_date", "is_simulated")
    lines = [{name: cell for name, cell in row.items() if name not in shared and cell is not None} for row in rows]
    return json.dumps({**{name: rows[0][name] for name in shared}, "lines": lines}, default=str, indent=1)


def _plain_text(rows: list[dict[str, object]]) -> str:
    first = rows[0]
    simulated = " (SIMULATED MARKET)" if first["is_simulated"] else ""
    told = [f"{first['preset']} over {first['baseline']}, close of {first['trade_date']}{simulated}"]
    for section, heading in _HEADINGS.items():
        lines = [row for row in rows if row["section"] == section]
        if lines or section == "order":
            told += ["", heading]
            told += [_line_text(row) for row in lines] or ["  none"]
    return "\n".join(told)


def _line_text(row: dict[str, object]) -> str:
    state = f" [{row['state']}]" if row["state"] else ""
    change = f"  << {row['change']}" if row["change"] else ""
    return f"  {row['subject']}{state}: {row['text']}{change}"
