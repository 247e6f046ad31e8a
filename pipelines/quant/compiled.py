"""Compile every loop before anybody waits for it; numba keeps the result on disk beside the code."""

from pipelines.quant.black76 import black76_greeks, black76_price
from pipelines.quant.implied_vol import implied_vol


def compile_loops() -> None:
    """Call each compiled function once, which compiles what the disk does not hold yet (10 to 20 s)."""
    price = black76_price(20.0, 25.0, 0.1, 0.9, 0.0, is_call=True)
    black76_greeks(20.0, 25.0, 0.1, 0.9, 0.0, is_call=True)
    implied_vol(price, 20.0, 25.0, 0.1, 0.0, is_call=True)
