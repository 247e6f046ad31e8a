"""A whole ladder day by day: its lots share one hedge budget. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipelines.layers.machine import Step, next_step
from pipelines.layers.market import Day, Market
from pipelines.layers.position import Rules, Scene
from pipelines.layers.preset import Preset
from pipelines.layers.purse import Purse
from pipelines.layers.vocabulary import LEGAL_TRANSITIONS, Reason
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile


class IllegalTransitionError(RuntimeError):
    """The machine took a step that its own table forbids."""


@dataclass(frozen=True, slots=True)
class Lot:
    """One slot of a layer, with the rules of the layer."""

    rules: Rules
    lot: int  # 1 = first


@dataclass(frozen=True, slots=True)
class LadderDay:
    """All lots at one close, in the order of `lots_of`, and the hedge budget after them."""

    steps: tuple[Step, ...]
    budget_usd: float | None  # None where the preset keeps none


def lots_of(preset: Preset, account_usd: float, smile: VixSmile = DEFAULT_SMILE) -> tuple[Lot, ...]:
    """Return every lot of a ladder, by layer and lot."""
    return tuple(
        Lot(Rules(preset, layer, account_usd, smile), lot)
        for layer in sorted(preset.layers, key=lambda layer: layer.layer)
        for lot in range(1, layer.lots + 1)
    )


def run_ladder(days: Iterable[Day], preset: Preset, lots: tuple[Lot, ...], market: Market) -> Iterator[LadderDay]:
    """Yield the ladder at each session, in date order, starting flat.

    Lots act in order, so that inner layers have the first claim on the budget; a lot decides before
    today's fills of later lots are counted, for which only their estimate is set aside.

    Raises:
        IllegalTransitionError: A step is not in `LEGAL_TRANSITIONS`.
    """
    steps = tuple(Step() for _ in lots)
    purse = Purse.of(preset, lots[0].rules.account_usd if lots else 0.0)
    for day in days:
        if preset.keeps_budget:
            purse = purse.on(day.trade_date)
        following: list[Step] = []
        for lot, last in zip(lots, steps, strict=True):
            barred = _bar(lot, following[-1], day) if lot.lot > 1 else None
            step = next_step(last, Scene(day, lot.rules, market, max(purse.available_usd, 0.0), barred))
            if step.state not in LEGAL_TRANSITIONS[last.state]:
                raise IllegalTransitionError(f"{day.trade_date}: {last.state} to {step.state}")
            if preset.keeps_budget:
                purse = purse.after(step.cash_usd, _reserved(step), _reserved(last))
            following.append(step)
        steps = tuple(following)
        yield LadderDay(steps, purse.balance_usd if preset.keeps_budget else None)


def _reserved(step: Step) -> float:
    return step.order.reserved_usd if step.order else 0.0


def _bar(lot: Lot, before: Step, day: Day) -> Reason | None:
    """Return why a further lot waits: the one before it is not open, or was bought too lately."""
    if before.position is None or before.entered_on is None:
        return Reason.LOT_BEFORE_NOT_OPEN
    age_days = (day.trade_date - before.entered_on).days
    return Reason.LOT_TOO_SOON if age_days < lot.rules.layer.lot_spacing_days else None
