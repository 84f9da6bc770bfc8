"""A turnstile: many clients that arrive at once do not keep others waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

#: The number that may pass in one turn of the event loop. One would do, but each turn has a cost, too.
AT_ONCE = 4


class Turnstile:
    """Lets a few callers pass in each turn of the event loop; the others wait in order.

    After an outage, all browsers reconnect at once. The event loop would process all their requests in one turn, and no
    click would be answered for a second.
    """

    __slots__ = ("_free", "_is_turning", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], object]] = deque()
        self._free = AT_ONCE
        self._is_turning = False

    def enter(self) -> bool:
        """Return whether the caller may pass at once; otherwise it has to `wait`."""
        if not self._free:
            return False
        self._free -= 1
        if not self._is_turning:
            self._is_turning = True
            asyncio.get_running_loop().call_soon(self._turn)
        return True

    def wait(self, go: Callable[[], object]) -> None:
        """Have a function called in its turn.

        Args:
            go: The function; nobody can `enter` before it.
        """
        self._waiting.append(go)

    async def passed(self) -> None:
        """Wait until the caller may pass."""
        if not self.enter():
            turn = asyncio.get_running_loop().create_future()
            self.wait(lambda: None if turn.done() else turn.set_result(None))
            await turn

    def _turn(self) -> None:
        """Let the next callers pass. While others still wait, `_free` stays zero, so that nobody can overtake them."""
        loop = asyncio.get_running_loop()
        going = min(AT_ONCE, len(self._waiting))
        for _ in range(going):
            loop.call_soon(self._waiting.popleft())
        self._free = AT_ONCE - going
        self._is_turning = bool(going)
        if going:
            loop.call_soon(self._turn)
