"""Items of an iterator made ahead: the next ones are on their way while the caller is at work on this one."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], most: int = 1) -> Iterator[T]:
    """Give the items in their order, made in a thread of their own while the caller has the one before.

    So many wait at most, so memory holds one more. What making one raises is raised where it is taken.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = deque(worker.submit(next, items, None) for _ in range(most))
        while (item := coming.popleft().result()) is not None:
            coming.append(worker.submit(next, items, None))
            yield item
