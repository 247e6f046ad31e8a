"""A compiled loop over slices of its arrays, several at a time; the loops release Python's lock."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_LEAST_ROWS = 50_000  # below this starting a thread costs more than it saves


def in_slices(fill: Callable[..., None], arrays: Sequence[NDArray[np.float64]], threads: int = 1) -> None:
    """Call `fill` on consecutive slices of all arrays, each of shape (n,); the result does not depend on `threads`."""
    rows = arrays[0].size
    parts = max(1, min(threads, rows // _LEAST_ROWS))
    if parts == 1:
        fill(*arrays)
        return
    edges = np.linspace(0, rows, parts + 1).astype(int)
    with ThreadPoolExecutor(parts) as pool:
        pending = [pool.submit(fill, *(array[start:end] for array in arrays)) for start, end in pairwise(edges)]
        for done in pending:
            done.result()
