"""One set of pricing parameters for all indices, its error band, and when the morning's events happen.

Nothing here is fitted to any index. The smiles are those of the book; the band is that of §6.1 and §6.3.
"""

from dataclasses import dataclass, replace

from pipelines.quant.costs import DEFAULT_COSTS, CostModel
from pipelines.quant.smile_band import ATM_RATIO_BAND, vix_band_smiles
from pipelines.quant.spx_smile import DEFAULT_SMILE as SPX_DEFAULT
from pipelines.quant.spx_smile import SpxSmile
from pipelines.quant.vix_smile import DEFAULT_SMILE as VIX_DEFAULT
from pipelines.quant.vix_smile import VixSmile


@dataclass(frozen=True)
class Pricing:
    """What a replay prices with. Shares of a day's variance are those of index returns, [U].

    The opening quotation and the 11:00 roll lie between two closes and no free history has them: the index
    there is the expectation given both closes. About a quarter of close-to-close variance passes before the
    opening quotation, about half before 11:00.
    """

    name: str = "central"
    vix_smile: VixSmile = VIX_DEFAULT
    spx_smile: SpxSmile = SPX_DEFAULT
    costs: CostModel = DEFAULT_COSTS
    opening_variance_share: float = 0.25
    roll_variance_share: float = 0.5
    close_to_opening_days: float = 17.5 / 24  # 16:00 to 09:30
    roll_to_opening_days: float = 22.5 / 24  # 11:00 to 09:30
    sessions_decided_before: int = 0  # the close that chooses strikes and sizes; 0 = chosen at the roll itself
    constant_dividend_yield_ratio: float = 0.018  # where nothing is known of dividends


CENTRAL = Pricing()


def vix_band() -> tuple[Pricing, ...]:
    """Variants of §6.1: level a and slope b of the VIX smile; the central one is not repeated."""
    return tuple(
        replace(CENTRAL, name=f"a{smile.a:g}_b{smile.b:g}", vix_smile=smile)
        for smile in vix_band_smiles()
        if smile != VIX_DEFAULT
    )


def spx_band() -> tuple[Pricing, ...]:
    """Variants of §6.3: the at-the-money level 0.05 of the variance swap lower and higher."""
    return tuple(
        replace(CENTRAL, name=f"atm{shift:+g}", spx_smile=_shifted(shift))
        for shift in (-ATM_RATIO_BAND, ATM_RATIO_BAND)
    )


def band_corners() -> tuple[Pricing, ...]:
    """Both bands at their ends: the cheapest and the dearest VIX calls, each with cheaper and dearer SPX options."""
    vix = vix_band()
    ends = (vix[0], vix[-1])
    return tuple(
        replace(spx, name=f"{call.name}_{spx.name}", vix_smile=call.vix_smile) for spx in spx_band() for call in ends
    )


def _shifted(ratio: float) -> SpxSmile:
    smile = SPX_DEFAULT
    return replace(
        smile,
        atm_ratio_at_centre=smile.atm_ratio_at_centre + ratio,
        atm_ratio_min=smile.atm_ratio_min + ratio,
        atm_ratio_max=smile.atm_ratio_max + ratio,
    )
