"""Short ways through the machine for the layer tests, and signals that make triggers say what is wanted."""

from pipelines.layers.decide import Decision, decide_held
from pipelines.layers.ladder import lots_of, run_ladder
from pipelines.layers.machine import Step, next_step
from pipelines.layers.market import Day, Market
from pipelines.layers.position import Position, Rules, Scene

TRIGGERS = ("vix_macd", "curve_macd", "breadth")


def signals_of(fresh: dict) -> dict:
    """The columns that make each trigger say what is wanted: true, false or unknown (None)."""
    signals = {"is_ad_early_deterioration": fresh["breadth"], "edr_pct": 1.2}
    for macd in ("vix_macd", "curve_macd"):
        signals[f"{macd}_null_reason"] = "warm_up" if fresh[macd] is None else None
        signals[f"{macd}_cross_up_age_tdays"] = 0 if fresh[macd] else 99
    return signals


def walk(rules: Rules, market: Market, *days: Day) -> list[Step]:
    """Steps of one layer of one lot, day by day."""
    preset = rules.preset.model_copy(update={"layers": (rules.layer,)})
    return [day.steps[0] for day in run_ladder(days, preset, lots_of(preset, rules.account_usd), market)]


def after(last: Step, day: Day, rules: Rules, market: Market, **more) -> Step:
    """The step that follows."""
    return next_step(last, Scene(day, rules, market, **more))


def decided(position: Position, day: Day, rules: Rules, market: Market, **more) -> Decision:
    """What a held lot decides."""
    return decide_held(position, Scene(day, rules, market, **more))
