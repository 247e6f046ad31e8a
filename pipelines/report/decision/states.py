"""Lines on what is held and why: regime, layers, condors, and what changed since the session before. Pure."""

from collections.abc import Iterator

import polars as pl

from pipelines.layers.gate import reason_text
from pipelines.report.condor_today import REASON_TEXT
from pipelines.report.decision.line import Line, Newest, Row
from pipelines.report.signals_today import missing_contracts, signals_today
from pipelines.report.wording import count_text, day_text, number_text, strike_text

_VIX_REGIMES = ((15.0, "calm"), (18.0, "below the bands"), (22.0, "in the bands of layers 1 and 2"),
                (25.0, "between the bands"), (28.0, "in the band of layer 3"), (30.0, "between the bands"))  # fmt: skip
_HIGHEST = "in the band of layer 4"


def regime_lines(newest: Newest) -> Iterator[Line]:
    """Where the market stands: VIX among the seed's bands (S04), then every signal."""
    vix_pts = newest.signal["vix_close_pts"]
    if vix_pts is not None:
        regime = next((text for below, text in _VIX_REGIMES if vix_pts < below), _HIGHEST)
        yield Line("regime", "VIX", f"VIX {number_text(vix_pts)}, {regime}", value=vix_pts, unit="pts")
    for signal in signals_today(newest.signal, missing_contracts(newest.health)):
        yield Line("regime", signal.name, f"{signal.value}: {signal.reading}")


def layer_lines(newest: Newest) -> Iterator[Line]:
    """Each lot: state, reason, holding, change."""
    before = {(row["layer"], row["lot"]): row for row in newest.layers_before.iter_rows(named=True)}
    lots = newest.layers.group_by("layer").agg(pl.len())
    several = dict(lots.iter_rows())
    for row in newest.layers.sort("layer", "lot").iter_rows(named=True):
        subject = f"layer {row['layer']}" + (f" lot {row['lot']}" if several[row["layer"]] > 1 else "")
        yield Line(
            "layer",
            subject,
            f"{_holding_text(row)}; {reason_text(row['reason'])}",
            state=row["state"],
            change=_layer_change(row, before.get((row["layer"], row["lot"]))),
            value=row["held_mark_usd"],
            unit="usd",
        )


def condor_lines(newest: Newest) -> Iterator[Line]:
    """Each rung: what it holds, its signal, change."""
    before = {row["rung"]: row for row in newest.condors_before.iter_rows(named=True)}
    for row in newest.condors.sort("rung").iter_rows(named=True):
        state = "held" if row["held_contracts"] else "flat"
        yield Line(
            "condor",
            "condor" if newest.condors.height == 1 else f"condor rung {row['rung']}",
            f"{_condor_text(row)}; {REASON_TEXT.get(row['reason'], row['reason'])}",
            state=state,
            change=_condor_change(row, before.get(row["rung"])),
            value=row["held_mark_usd"],
            unit="usd",
        )


def _holding_text(row: Row) -> str:
    if not row["held_contracts"]:
        return "nothing held"
    calls = count_text(row["held_contracts"], "VIX call")
    return f"{calls} {day_text(row['held_expiry_date'])} strike {strike_text(row['held_strike_pts'])}"


def _layer_change(row: Row, before: Row | None) -> str | None:
    changes = []
    if before is not None and before["state"] != row["state"]:
        changes.append(f"{before['state']} to {row['state']}")
    if row["settlement_contracts"]:
        changes.append(f"settled {row['settlement_contracts']} at {number_text(row['settlement_value_pts'])}")
    if row["bought_contracts"]:
        changes.append(f"bought {row['bought_contracts']}")
    if row["sold_contracts"]:
        changes.append(f"sold {row['sold_contracts']}")
    if before is not None and not changes and before["reason"] != row["reason"]:
        changes.append(f"was: {reason_text(before['reason'])}")
    return ", ".join(changes) or None


def _condor_text(row: Row) -> str:
    if not row["held_contracts"]:
        return "no condor held"
    strikes = "/".join(strike_text(row[f"held_{leg}_strike_pts"]) for leg in _LEGS)
    return f"{count_text(row['held_contracts'], 'condor')} {strikes} {day_text(row['held_expiry_date'])}"


_LEGS = ("long_put", "short_put", "short_call", "long_call")


def _condor_change(row: Row, before: Row | None) -> str | None:
    if row["settlement_source"] is not None:
        return f"settled at SPX {number_text(row['settlement_value_pts'])}"
    if row["held_fill_date"] is not None and row["held_fill_date"] == row["trade_date"]:
        return "sold today"
    if row["closed_short_put_mark_pts"] is not None:
        return "bought back today"
    if before is not None and before["reason"] != row["reason"]:
        return f"was: {REASON_TEXT.get(before['reason'], before['reason'])}"
    return None
