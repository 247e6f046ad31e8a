"""How often and how many at once one host is asked."""

import threading
import time

from pipelines.sources.manners import Manners


def test_host_is_asked_in_turn_and_not_by_a_crowd() -> None:
    manners, at_once, most, starts = Manners(at_once=2, per_second=50), [0], [0], []
    lock = threading.Lock()

    def ask() -> None:
        with manners.slot("host"):
            manners.wait_turn("host", time.monotonic() + 60)
            with lock:
                starts.append(time.monotonic())
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            time.sleep(0.03)
            with lock:
                at_once[0] -= 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert most[0] <= 2
    assert max(starts) - min(starts) >= 7 * 0.02 * 0.9


def test_hosts_do_not_wait_for_each_other() -> None:
    manners = Manners(at_once=1, per_second=0.1)
    began = time.monotonic()

    with manners.slot("a"), manners.slot("b"):
        manners.wait_turn("a", time.monotonic() + 60)
        manners.wait_turn("b", time.monotonic() + 60)

    assert time.monotonic() - began < 1


def test_turn_that_comes_too_late_is_not_waited_for() -> None:
    manners = Manners(at_once=1, per_second=0.1)
    manners.wait_turn("host", time.monotonic() + 60)
    began = time.monotonic()

    manners.wait_turn("host", began + 0.05)

    assert 0.04 <= time.monotonic() - began < 1
