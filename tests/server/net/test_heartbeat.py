"""When a silent browser is given up."""

import asyncio
from collections.abc import Iterator

import pytest

from domsync.server.limits import ServerLimits
from domsync.server.net.heartbeat import Heartbeat, Pulse, heartbeat


@pytest.mark.parametrize(("ping", "close"), [(20, 5), (20, 10), (0.2, 0.05)])
def test_a_silent_browser_is_gone_after_twice_the_interval(ping: float, close: float) -> None:
    pings = heartbeat(ServerLimits(ping_seconds=ping, close_seconds=close))
    assert pings.interval == ping
    # It is asked, does not answer, and is given the time to say goodbye.
    assert pings.interval + pings.timeout + close == pytest.approx(2 * ping)


def test_an_answer_has_half_the_interval_at_least() -> None:
    pings = heartbeat(ServerLimits(ping_seconds=0.2, close_seconds=10))
    assert pings.timeout == pytest.approx(0.1)


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time is what the test says."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def pass_to(self, time: float) -> None:
        """Let time pass, and do what is due, in steps of a tenth of a second."""
        while self.now < time:
            self.now = round(self.now + 0.1, 6)
            self.call_soon(self.stop)
            self.run_forever()


class Connection:
    """A connection that notes when it is asked and given up.

    Args:
        clock: Tells the time.
        is_open: Whether it can be asked.
    """

    def __init__(self, clock: Clock, *, is_open: bool = True) -> None:
        self._clock = clock
        self._is_open = is_open
        self.asked: list[float] = []
        self.given_up: list[float] = []

    def ask(self) -> bool:
        self.asked.append(self._clock.now)
        return self._is_open

    def give_up(self) -> None:
        self.given_up.append(self._clock.now)


def pulse_of(clock: Clock) -> Pulse:
    async def make() -> Pulse:
        return Pulse(Heartbeat(20, 15))

    return clock.run_until_complete(make())


@pytest.fixture
def clock() -> Iterator[Clock]:
    loop = Clock()
    yield loop
    loop.close()


def test_each_is_asked_in_its_time_and_given_up_without_an_answer(clock: Clock) -> None:
    pulse = pulse_of(clock)
    silent, alive, closing = Connection(clock), Connection(clock), Connection(clock, is_open=False)
    pulse.add(silent)
    clock.pass_to(5)
    pulse.add(alive)
    pulse.add(closing)
    clock.pass_to(26)
    assert (silent.asked, alive.asked, closing.asked) == ([20], [25], [25])
    pulse.answered(alive)
    pulse.answered(alive)  # one that nobody has asked for
    clock.pass_to(50)
    assert silent.given_up == [35]
    assert alive.asked == [25, 46]
    clock.pass_to(100)
    assert (silent.asked, silent.given_up, closing.asked, closing.given_up) == ([20], [35], [25], [])
    assert alive.given_up == [61]


def test_nothing_is_left_of_those_that_have_ended(clock: Clock) -> None:
    pulse = pulse_of(clock)
    asked, resting, never = (Connection(clock) for _ in range(3))
    pulse.add(asked)
    clock.pass_to(21)
    pulse.add(resting)
    for connection in (asked, resting, never):
        pulse.forget(connection)
    assert not clock._scheduled or all(timer.cancelled() for timer in clock._scheduled)  # type: ignore[attr-defined]
    clock.pass_to(100)
    assert (asked.given_up, resting.asked) == ([], [])
    pulse.add(resting)
    clock.pass_to(121)
    assert resting.asked == [120], "it goes on with the next one"
