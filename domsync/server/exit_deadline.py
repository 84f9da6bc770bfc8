"""Bound the end of a process: whatever hangs, it exits. `end` in `pages/registry.py` is the graceful part."""

from __future__ import annotations

import asyncio
import logging
import os
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

logger: logging.Logger = logging.getLogger("domsync")

T = TypeVar("T")

#: Seconds that a server needs after its handlers have ended, to close connections, cancel tasks and call hooks.
CLOSING_SECONDS = 5.0
#: Seconds that a task may take to end after it was cancelled, when everything else is done.
LEFTOVER_SECONDS = 1.0


class Deadline:
    """Kills the process if its end takes too long, because of swallowed cancellations, threads or hanging hooks.

    Args:
        seconds: Seconds that the end may take.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._timer: threading.Timer | None = None

    def start(self) -> None:
        """Start the countdown; further calls change nothing."""
        if self._timer is None:
            self._timer = threading.Timer(self._seconds, self._exit)
            self._timer.daemon = True
            self._timer.start()

    def cancel(self) -> None:
        """Stop the countdown: the process goes on."""
        if self._timer is not None:
            self._timer.cancel()

    def _exit(self) -> None:
        logger.error("the process did not stop within %.1f s and is terminated", self._seconds)
        logging.shutdown()
        os._exit(1)


def refuse_running_loop(instead: str) -> None:
    """Raise an error if an event loop is running already.

    Args:
        instead: The code to write instead, for the error.

    Raises:
        RuntimeError: An event loop is running.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return
    raise RuntimeError(
        f"run() starts its own event loop, but one is already running here, as in a notebook or an async "
        f"function; write `{instead}`"
    )


def run_to_end(main: Coroutine[Any, Any, T], seconds: float = LEFTOVER_SECONDS) -> T:
    """Run a coroutine on an event loop of its own, as `asyncio.run` does, but wait for no task forever.

    Args:
        main: The coroutine.
        seconds: Seconds that remaining tasks may take to end after they were cancelled; those that take longer are
            named in the log and abandoned.

    Returns:
        The result of the coroutine.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        return loop.run_until_complete(main)
    finally:
        try:
            left = asyncio.all_tasks(loop)
            for task in left:
                task.cancel()
            if left:
                _, still = loop.run_until_complete(asyncio.wait(left, timeout=seconds))
                for task in still:
                    logger.error("%s does not stop when it is cancelled, and is abandoned", _name(task))
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()


def _name(task: asyncio.Task[Any]) -> str:
    return str(getattr(task.get_coro(), "__qualname__", task.get_name()))
