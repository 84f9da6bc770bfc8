"""The counters that notice who asks for too much."""

import pytest

from domsync.session.limits import Allowance, Throttle


def test_a_burst_is_let_through_at_once() -> None:
    throttle = Throttle(rate=100, burst=200, patience=2)
    assert all(throttle.take(0.0) for _ in range(200))
    assert throttle.delay == 0


def test_a_sender_without_tokens_is_heard_and_slowed_down() -> None:
    throttle = Throttle(rate=100, burst=2, patience=2)
    assert [throttle.take(0.0) for _ in range(4)] == [True] * 4
    assert throttle.delay == pytest.approx(0.02)
    throttle.take(0.1)
    assert throttle.delay == 0


def test_tokens_are_saved_up_to_the_burst() -> None:
    throttle = Throttle(rate=100, burst=5, patience=1)
    throttle.take(0.0)
    throttle.take(1000.0)
    assert throttle.delay == 0
    for _ in range(5):
        throttle.take(1000.0)
    assert throttle.delay == pytest.approx(0.01)


def test_a_sender_that_is_slowed_down_for_too_long_is_given_up() -> None:
    throttle = Throttle(rate=100, burst=200, patience=2)
    now = 0.0
    while throttle.take(now):
        now += throttle.delay
    assert 2 < now < 2.2


def test_a_sender_that_is_not_slowed_down_is_given_up_at_once() -> None:
    throttle = Throttle(rate=100, burst=200, patience=2)
    assert sum(throttle.take(0.0) for _ in range(10_000)) == 400


def test_events_that_are_sent_again_after_a_break_are_no_flood() -> None:
    throttle = Throttle(rate=100, burst=200, patience=2)
    now = 0.0
    for _ in range(256):
        assert throttle.take(now)
        now += throttle.delay
    now += 0.2
    # The flood is forgotten: the next burst begins anew.
    for _ in range(100):
        assert throttle.take(now)
        now += 0.02


def test_exactly_the_rate_is_fine_for_ever() -> None:
    throttle = Throttle(rate=100, burst=200, patience=2)
    assert all(throttle.take(n / 99) for n in range(100_000))


def test_allowance_is_a_sliding_window() -> None:
    allowance = Allowance(2, 60)
    assert allowance.use(0)
    assert allowance.use(30)
    assert not allowance.use(59)
    assert not allowance.use(60)
    assert allowance.use(119)
