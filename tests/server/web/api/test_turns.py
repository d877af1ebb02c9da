"""Turns go round in the order in which they were asked for, whatever becomes of each."""

import threading
import time

import pytest

from server.web.api.turns import Turns


def test_turns_go_in_the_order_in_which_they_were_asked_for() -> None:
    turns, order, inside = Turns(), list[int](), list[int]()

    def work(number: int) -> None:
        with turns.take():
            inside.append(number)
            assert inside == [number]
            order.append(number)
            time.sleep(0.002)
            inside.remove(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(20)]
    with turns.take():
        for waiting, thread in enumerate(threads, 1):
            thread.start()
            while turns.count_waiting() < waiting:
                time.sleep(0.0005)
    for thread in threads:
        thread.join(10)
    assert order == list(range(20))


def test_who_fails_hands_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.take():
        1 // 0  # noqa: B018 - it is to raise
    with turns.take():
        assert turns.count_waiting() == 0
