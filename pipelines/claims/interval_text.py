"""What an interval is, in words: what is drawn, how, how often. Pure."""

from pipelines.claims.claim import ClaimSettings


def day_blocks(settings: ClaimSettings, draws: int) -> str:
    """Name the percentile interval of days drawn in blocks, columns together."""
    mean = settings.mean_block_tdays
    return f"percentiles of {draws} stationary-bootstrap draws of days, in blocks of {mean} on average"


def month_blocks(settings: ClaimSettings, draws: int) -> str:
    """Name the percentile interval of calendar months drawn in blocks, columns together."""
    mean = settings.mean_block_months
    return f"percentiles of {draws} stationary-bootstrap draws of calendar months, in blocks of {mean} on average"


def independent(pieces: str, draws: int) -> str:
    """Name the percentile interval of pieces that are drawn one by one."""
    return f"percentiles of {draws} bootstrap draws of {pieces}, each drawn on its own"
