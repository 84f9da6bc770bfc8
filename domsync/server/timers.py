"""Functions that are called again and again while an app is served."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from inspect import isawaitable

from domsync.server.tasks import Report


class Timer:
    """Calls a function every so many seconds.

    Args:
        function: The function, which may be async.
        seconds: From one call to the next.

    Raises:
        ValueError: The time is not positive.
    """

    __slots__ = ("_function", "_seconds", "name")

    def __init__(self, function: Callable[[], object], seconds: float) -> None:
        if seconds <= 0:
            raise ValueError(f"a timer needs a time between its calls, not {seconds!r} seconds")
        self._function = function
        self._seconds = seconds
        self.name = f"the timer {getattr(function, '__qualname__', function)}"

    async def run(self, report: Report) -> None:
        """Call it, first at once, until this is cancelled.

        Calls keep to the clock: they do not drift. One that takes longer than the time in between makes the next ones
        late or has them left out; two never run at once.

        Args:
            report: Is told of an exception; the calls go on.
        """
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            try:
                result = self._function()
                if isawaitable(result):
                    await result
            except Exception as error:  # noqa: BLE001 - whatever the user's code raises, the next call may do better
                report(error, self.name)
            due += self._seconds
            now = clock()
            if due <= now:
                due += (now - due) // self._seconds * self._seconds + self._seconds
            await asyncio.sleep(due - now)
