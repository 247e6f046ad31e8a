"""Files of the FRED series: `observation_date,<ID>`, one per series (methodology §5.4).

Where nothing was published a series has either an empty value or a dot; both occur at the provider.
"""

import numpy as np
from numpy.typing import NDArray

_FOLDER = "fred.stlouisfed.org/graph/fredgraph.csv@id="
_DECIMALS = {
    "CPIAUCSL": 3, "CPIAUCNS": 3, "PPIACO": 3, "PPIFIS": 3, "DTWEXBGS": 4, "RTWEXBGS": 4, "NCBEILQ027S": 0,
    "CNCF": 3,
}  # fmt: skip
_OTHER_DECIMALS = 2
_MISSING = {"DGS2": ".", "DGS10": "."}


def fred_file(series: str, days: NDArray[np.datetime64], values: NDArray[np.float64]) -> dict[str, bytes]:
    """Return the content of one series by its path in the archive; NaN is written as missing.

    Nothing of a series that has not begun, as the provider has none.
    """
    if not days.size:
        return {}
    missing, decimals = _MISSING.get(series, ""), _DECIMALS.get(series, _OTHER_DECIMALS)
    rows = [
        f"{day},{missing if value != value else f'{value:.{decimals}f}'}"  # noqa: PLR0124 - NaN
        for day, value in zip(days.astype(str).tolist(), values.tolist(), strict=True)
    ]
    return {f"{_FOLDER}{series}": "\n".join([f"observation_date,{series}", *rows, ""]).encode()}
