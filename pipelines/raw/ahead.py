"""Items of an iterator made ahead: the next one is on its way while the caller is at work on this one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Give the items in their order, each made in a thread of its own while the caller has the one before.

    One item waits at most, so memory holds two. What making one raises is raised where it is taken.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item
