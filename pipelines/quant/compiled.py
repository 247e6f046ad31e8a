"""Compile every loop before anybody waits for it; numba keeps the result on disk beside the code."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipelines.quant.black76 import black76_greeks, black76_price
from pipelines.quant.drawdown import max_drawdown_of_returns
from pipelines.quant.implied_vol import implied_vol


def compile_loops() -> None:
    """Call each compiled function once, which compiles what the disk does not hold yet (10 to 20 s)."""
    price = black76_price(20.0, 25.0, 0.1, 0.9, 0.0, is_call=True)
    black76_greeks(20.0, 25.0, 0.1, 0.9, 0.0, is_call=True)
    implied_vol(price, 20.0, 25.0, 0.1, 0.0, is_call=True)
    max_drawdown_of_returns(np.zeros(1))


def drop_stale_cache(entry: Path, sources: Iterable[Path]) -> None:
    """Delete what numba kept of a compiled file that is older than a file it was compiled from.

    Numba itself looks at the entry's own file only, and would run yesterday's code after an edit of another.

    Args:
        entry: Python file whose functions are kept on disk.
        sources: Files whose functions it calls.
    """
    newest = max(source.stat().st_mtime for source in sources)
    for kept in entry.parent.glob(f"__pycache__/{entry.stem}.*.nb[ic]"):
        if kept.stat().st_mtime <= newest:
            kept.unlink(missing_ok=True)
