"""Files of NYSE breadth: two files of `YYYYMMDD, count` without a header (methodology §5.5)."""

import numpy as np
from numpy.typing import NDArray

_FOLDER = "unicorn.us.com/advdec"


def breadth_files(
    dates: NDArray[np.datetime64], advances: NDArray[np.int64], declines: NDArray[np.int64]
) -> dict[str, bytes]:
    """Return the content of both breadth files by its path in the archive."""
    days = [day.strftime("%Y%m%d") for day in dates.tolist()]
    return {
        f"{_FOLDER}/NYSE_{name}.csv": "".join(
            f"{day}, {count}\n" for day, count in zip(days, counts.tolist(), strict=True)
        ).encode()
        for name, counts in (("advn", advances), ("decln", declines))
    }
