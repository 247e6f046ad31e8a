"""Contenders of the pricing benchmark: one function per job, from columns to results. Run by each one's interpreter.

Columns are float64 arrays `forward, strike, years, vol, rate, is_call, price`; a package that wants undiscounted
prices or another flag gets them ready-made, outside the clock. Results are prices, implied volatilities, or
(delta, gamma, vega) and what else a package gives in one call.
"""

from collections.abc import Callable

import numpy as np

Columns = dict[str, np.ndarray]
Job = Callable[[Columns], object]
ORDER = ("forward", "strike", "years", "vol", "rate", "is_call")


def ours(threads: int) -> dict[str, Job]:
    """The compiled loops of `pipelines/quant`, argument checks and broadcasting included."""
    from pipelines.quant.black76 import black76_greeks, black76_price
    from pipelines.quant.implied_vol import implied_vol

    def arguments(c: Columns) -> list[np.ndarray]:
        return [c[name] for name in ORDER]

    return {
        "price": lambda c: black76_price(*arguments(c), threads=threads),
        "greeks": lambda c: black76_greeks(*arguments(c), threads=threads)[1:4],
        "iv": lambda c: implied_vol(
            c["price"], c["forward"], c["strike"], c["years"], c["rate"], c["is_call"], threads=threads
        ),
    }


def scipy(_threads: int) -> dict[str, Job]:
    """Plain numpy with scipy's normal distribution; implied volatility by ten Newton steps from Brenner's guess."""
    from scipy.special import ndtr

    def parts(c: Columns, vol: np.ndarray) -> tuple[np.ndarray, ...]:
        spread = vol * np.sqrt(c["years"])
        d1 = np.log(c["forward"] / c["strike"]) / spread + spread / 2
        return d1, d1 - spread, np.exp(-c["rate"] * c["years"]), np.where(c["is_call"], 1.0, -1.0)

    def price(c: Columns, vol: np.ndarray | None = None) -> np.ndarray:
        d1, d2, discount, side = parts(c, c["vol"] if vol is None else vol)
        return discount * side * (c["forward"] * ndtr(side * d1) - c["strike"] * ndtr(side * d2))

    def vega(c: Columns, vol: np.ndarray) -> np.ndarray:
        d1, _, discount, _ = parts(c, vol)
        return discount * c["forward"] * np.exp(-d1 * d1 / 2) / np.sqrt(2 * np.pi) * np.sqrt(c["years"])

    def greeks(c: Columns) -> tuple[np.ndarray, ...]:
        d1, _, discount, side = parts(c, c["vol"])
        density = np.exp(-d1 * d1 / 2) / np.sqrt(2 * np.pi)
        gamma = discount * density / (c["forward"] * c["vol"] * np.sqrt(c["years"]))
        return discount * side * ndtr(side * d1), gamma, vega(c, c["vol"])

    def iv(c: Columns) -> np.ndarray:
        vol = np.sqrt(2 * np.abs(np.log(c["forward"] / c["strike"])) / c["years"]) + 0.1
        for _ in range(10):
            vol = np.clip(vol - (price(c, vol) - c["price"]) / np.maximum(vega(c, vol), 1e-10), 1e-4, 5.0)
        return vol

    return {"price": price, "greeks": greeks, "iv": iv}


def lbriv(_threads: int) -> dict[str, Job]:
    """Cython port of Jäckel's algorithm, in total volatility; implied volatility and greeks in one call."""
    import lbriv as package

    def greeks(c: Columns) -> tuple[np.ndarray, ...]:
        results = [np.empty_like(c["forward"]) for _ in range(4)]
        side = c["is_call"].astype(np.int8)
        package.compute_trades_greeks(c["undiscounted"], c["forward"], c["strike"], side, c["discount"], *results)
        return tuple(results)

    return {"iv": lambda c: greeks(c)[0] / np.sqrt(c["years"])}


def iv_engine(threads: int) -> dict[str, Job]:
    """Rust; prices and implied volatilities undiscounted, one kind of option at a time, greeks one at a time."""
    import iv_engine as package

    def sides(c: Columns, job: Callable[..., object], value: str) -> np.ndarray:
        result = np.empty_like(c["forward"])
        for is_call in (True, False):
            at = c["is_call"] == is_call
            own = [c[name][at] for name in ("forward", "strike", "years")]
            arguments = [c[value][at], *own] if value == "undiscounted" else [*own, c[value][at]]
            result[at] = job(*arguments, is_call=is_call, parallel=threads > 1)
        return result

    return {
        "price": lambda c: sides(c, package.black_prices, "vol") * c["discount"],
        "iv": lambda c: sides(c, package.implied_volatilities, "undiscounted"),
    }


def pyvolr(_threads: int) -> dict[str, Job]:
    """Rust; its own pool of threads, set by RAYON_NUM_THREADS."""
    from pyvolr import black76 as package

    def arguments(c: Columns) -> list[np.ndarray]:
        return [c[name] for name in ("forward", "strike", "years", "rate", "vol")]

    def greeks(c: Columns) -> tuple[np.ndarray, ...]:
        found = package.greeks(c["flag"], *arguments(c))
        return found["delta"], found["gamma"], found["vega"]

    return {
        "price": lambda c: package.price(c["flag"], *arguments(c)),
        "greeks": greeks,
        "iv": lambda c: package.implied_vol(
            c["price"], c["flag"], c["forward"], c["strike"], c["years"], c["rate"], on_error="ignore"
        ),
    }


def fast_vollib(_threads: int) -> dict[str, Job]:
    """The package's numba backend where it has one, else numpy."""
    import fast_vollib as package

    def price(c: Columns) -> object:
        return package.fast_black(
            c["flag"], c["forward"], c["strike"], c["years"], c["rate"], c["vol"], return_as="numpy"
        )

    def iv(c: Columns) -> object:
        return package.fast_implied_volatility_black(
            c["price"],
            c["forward"],
            c["strike"],
            c["rate"],
            c["years"],
            c["flag"],
            return_as="numpy",
            on_error="ignore",
        )

    return {"price": price, "iv": iv}


CONTENDERS: dict[str, Callable[[int], dict[str, Job]]] = {
    "ours": ours,
    "scipy": scipy,
    "lbriv": lbriv,
    "iv_engine": iv_engine,
    "pyvolr": pyvolr,
    "fast_vollib": fast_vollib,
}
