"""Items made ahead: the next ones are on their way while the caller is at work on this one."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
Given = TypeVar("Given")


def ahead(items: Iterator[T]) -> Iterator[T]:
    """Give the items in their order, made in a thread of their own while the caller has the one before.

    One waits at most, so memory holds one more. What making one raises is raised where it is taken.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item


def mapped_ahead(make: Callable[[Given], T], given: Iterable[Given], at_once: int, most: int) -> Iterator[T]:
    """Give what is made of each, in their order, `at_once` made at a time and `most` waiting; errors as `ahead`."""
    left = iter(given)
    with ThreadPoolExecutor(at_once) as workers:
        coming = deque(workers.submit(make, one) for one in islice(left, most))
        while coming:
            item = coming.popleft().result()
            coming.extend(workers.submit(make, one) for one in islice(left, 1))
            yield item
