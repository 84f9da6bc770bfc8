"""The counters that notice who asks for too much."""

from dataclasses import replace

import pytest

from domsync.session.limits import DEFAULT_LIMITS, Limits
from domsync.session.rate_limiter import SlidingWindow, TokenBucket


def test_the_former_limit_of_a_field_is_taken_and_said_to_do_nothing() -> None:
    with pytest.warns(DeprecationWarning, match=r"a text may be as long as a message \(message_bytes=\)") as caught:
        limits = Limits(message_bytes=2**22, field_characters=2_000_000)
    assert caught[0].filename == __file__
    assert limits == Limits(message_bytes=2**22)
    assert replace(limits, message_bytes=2**20) == DEFAULT_LIMITS


def test_a_burst_is_let_through_at_once() -> None:
    bucket = TokenBucket(rate=100, burst=200, patience=2)
    assert all(bucket.take(0.0) for _ in range(200))
    assert bucket.delay == 0


def test_a_sender_without_tokens_is_heard_and_slowed_down() -> None:
    bucket = TokenBucket(rate=100, burst=2, patience=2)
    assert [bucket.take(0.0) for _ in range(4)] == [True] * 4
    assert bucket.delay == pytest.approx(0.02)
    bucket.take(0.1)
    assert bucket.delay == 0


def test_tokens_are_saved_up_to_the_burst() -> None:
    bucket = TokenBucket(rate=100, burst=5, patience=1)
    bucket.take(0.0)
    bucket.take(1000.0)
    assert bucket.delay == 0
    for _ in range(5):
        bucket.take(1000.0)
    assert bucket.delay == pytest.approx(0.01)


def test_a_sender_that_is_slowed_down_for_too_long_is_given_up() -> None:
    bucket = TokenBucket(rate=100, burst=200, patience=2)
    now = 0.0
    while bucket.take(now):
        now += bucket.delay
    assert 2 < now < 2.2


def test_a_sender_that_is_not_slowed_down_is_given_up_at_once() -> None:
    bucket = TokenBucket(rate=100, burst=200, patience=2)
    assert sum(bucket.take(0.0) for _ in range(10_000)) == 400


def test_events_that_are_sent_again_after_a_break_are_no_flood() -> None:
    bucket = TokenBucket(rate=100, burst=200, patience=2)
    now = 0.0
    for _ in range(256):
        assert bucket.take(now)
        now += bucket.delay
    now += 0.2
    # The flood is forgotten: the next burst begins anew.
    for _ in range(100):
        assert bucket.take(now)
        now += 0.02


def test_exactly_the_rate_is_fine_for_ever() -> None:
    bucket = TokenBucket(rate=100, burst=200, patience=2)
    assert all(bucket.take(n / 99) for n in range(100_000))


def test_a_long_message_costs_more() -> None:
    bucket = TokenBucket(rate=100, burst=20, patience=0.1)
    assert bucket.take(0.0, 17), "a mebibyte"
    assert bucket.delay == 0
    assert bucket.take(0.0, 4)
    assert bucket.delay == pytest.approx(0.01)
    assert not bucket.take(0.0, 17)


def test_allowance_is_a_sliding_window() -> None:
    window = SlidingWindow(2, 60)
    assert window.use(0)
    assert window.use(30)
    assert not window.use(59)
    assert not window.use(60)
    assert window.use(119)
