"""What the process may use of its machine, and lines of the log that strangers cause."""

import asyncio
import logging
import resource

import pytest

from domsync.server.limits import ServerLimits
from domsync.server.resources import (
    RESERVED_DESCRIPTORS,
    MemoryWatch,
    descriptors,
    fitted,
    memory_allowed,
    memory_used,
    watch_descriptors,
)
from domsync.session.log_limit import LogLimit


class Clock:
    """Time that passes when a test says so."""

    now = 50.0

    def __call__(self) -> float:
        return self.now


def test_so_many_sessions_as_there_are_descriptors_for(caplog: pytest.LogCaptureFixture) -> None:
    limits = ServerLimits()
    assert fitted(limits, 10_000 + RESERVED_DESCRIPTORS) is limits
    assert not caplog.records
    assert fitted(limits, 1024).sessions == 1024 - RESERVED_DESCRIPTORS
    assert "at most 960 sessions, not 10000: the process may have 1024 files open" in caplog.text
    assert fitted(limits, 10).sessions == 1
    assert descriptors() == resource.getrlimit(resource.RLIMIT_NOFILE)[0]


async def test_no_descriptor_is_one_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    loop = asyncio.get_running_loop()
    others: list[object] = []
    loop.set_exception_handler(lambda loop, context: others.append(context["message"]))
    end = watch_descriptors(loop)
    for _ in range(10_000):
        loop.call_exception_handler(
            {"message": "socket.accept() out of system resource", "exception": OSError(24, "Too many open files")}
        )
    loop.call_exception_handler({"message": "something else"})
    assert [record.getMessage() for record in caplog.records] == [
        "new connections wait: [Errno 24] Too many open files"
    ]
    assert others == ["something else"]
    end()
    loop.call_exception_handler({"message": "socket.accept() out of system resource"})
    assert others[1:] == ["socket.accept() out of system resource"]


def test_lines_of_the_log_are_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    limit = LogLimit(3, 60, clock=clock)
    assert [limit.log(logging.ERROR, "line %d", n) for n in range(1000)] == [True] * 3 + [False] * 997
    clock.now += 60
    assert limit.log(logging.ERROR, "line %d", 1000)
    assert limit.log(logging.ERROR, "line %d", 1001)
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["line 0", "line 1", "line 2", "line 1000 (997 like it were left out)", "line 1001"]


def test_memory_is_looked_at_once_a_second_and_not_asked_for_twice() -> None:
    clock, used = Clock(), [50]
    watch = MemoryWatch(100, used=lambda: used[0], clock=clock)
    assert not watch.is_short()
    used[0] = 101
    assert not watch.is_short(), "not again within the second"
    clock.now += 1
    assert watch.is_short()
    clock.now += 1
    assert not watch.is_short(), "what was freed may still be counted by the system"
    used[0] = 102
    assert watch.is_short(), "more was taken since"
    clock.now += 10
    assert watch.is_short(), "and it stays too much"
    used[0] = 99
    clock.now += 1
    assert not watch.is_short()


def test_the_machine_tells() -> None:
    allowed = memory_allowed()
    assert allowed is not None
    assert 2**20 < memory_used() < allowed
    assert MemoryWatch().allowed == allowed
