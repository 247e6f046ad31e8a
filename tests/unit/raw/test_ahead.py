"""Items made ahead: in order, one at a time, errors where they belong."""

from collections.abc import Iterator
from threading import Barrier, Event

import pytest

from pipelines.raw.ahead import ahead, mapped_ahead


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


def test_what_is_mapped_comes_in_order_from_several_threads() -> None:
    both = Barrier(2)

    def made(number: int) -> int:
        both.wait(5)  # broken unless two are made at once
        return -number

    assert [*mapped_ahead(made, range(6), at_once=2, most=3)] == [0, -1, -2, -3, -4, -5]
    assert [*mapped_ahead(made, (), at_once=2, most=3)] == []


def test_as_many_wait_as_are_asked_for_and_none_is_lost() -> None:
    given = iter(range(10))
    items = mapped_ahead(str, given, at_once=1, most=3)

    assert next(items) == "0"
    assert next(given) == 4  # 1 to 3 wait, 4 is the caller's
    assert [*items] == ["1", "2", "3", *(str(number) for number in range(5, 10))]


def test_what_mapping_one_raises_is_raised_after_those_before_it() -> None:
    items = mapped_ahead(int, ["1", "two", "3"], at_once=2, most=2)

    assert next(items) == 1
    with pytest.raises(ValueError, match="two"):
        next(items)
