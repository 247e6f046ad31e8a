"""Items made ahead: in order, one at a time, errors where they belong."""

from collections.abc import Iterator
from threading import Event

import pytest

from pipelines.raw.ahead import ahead


def test_items_come_in_order_and_the_next_is_made_while_one_is_held() -> None:
    begun = [Event(), Event(), Event()]

    def made() -> Iterator[int]:
        for number, event in enumerate(begun, 1):
            event.set()
            yield number

    items = ahead(made())

    assert next(items) == 1
    assert begun[1].wait(5)  # while the caller still has the first
    assert [*items] == [2, 3]
    assert list(ahead(iter(()))) == []


def test_no_more_than_one_item_waits() -> None:
    made = []
    items = ahead(made.append(number) or number for number in range(1, 10))

    next(items)
    items.close()

    assert made == [1, 2]


def test_what_making_an_item_raises_is_raised_after_those_before_it() -> None:
    def made() -> Iterator[int]:
        yield 1
        raise ValueError("damaged")

    items = ahead(made())

    assert next(items) == 1
    with pytest.raises(ValueError, match="damaged"):
        next(items)


def test_as_many_wait_as_are_asked_for() -> None:
    made = []
    items = ahead((made.append(number) or number for number in range(1, 10)), most=3)

    assert next(items) == 1
    items.close()

    assert made == [1, 2, 3, 4]
