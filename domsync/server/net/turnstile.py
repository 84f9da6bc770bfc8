"""A turnstile, so that a crowd that comes at once keeps nobody else waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

#: So many go through in one turn of the event loop. One would do, but each turn costs as well.
AT_ONCE = 4


class Turnstile:
    """Lets a few through in each turn of the event loop; whoever comes when these have gone waits, in order.

    After a break all browsers come back at once. Their requests arrive between two turns of the event loop, which calls
    whoever has got something before it looks again: a second would pass in which no click is answered.
    """

    __slots__ = ("_free", "_is_turning", "_waiting")

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], object]] = deque()
        self._free = AT_ONCE
        self._is_turning = False

    def enter(self) -> bool:
        """Go through at once, if that can be; whoever cannot is to `wait`."""
        if not self._free:
            return False
        self._free -= 1
        if not self._is_turning:
            self._is_turning = True
            asyncio.get_running_loop().call_soon(self._turn)
        return True

    def wait(self, go: Callable[[], object]) -> None:
        """Have a function called when it is its turn.

        Args:
            go: The function; nobody can enter before it.
        """
        self._waiting.append(go)

    async def passed(self) -> None:
        """Go through, at once or when it is one's turn."""
        if not self.enter():
            turn = asyncio.get_running_loop().create_future()
            self.wait(lambda: None if turn.done() else turn.set_result(None))
            await turn

    def _turn(self) -> None:
        """Let the next ones through. As long as somebody waits, these are as many as can be, and `_free` stays zero."""
        loop = asyncio.get_running_loop()
        going = min(AT_ONCE, len(self._waiting))
        for _ in range(going):
            loop.call_soon(self._waiting.popleft())
        self._free = AT_ONCE - going
        self._is_turning = bool(going)
        if going:
            loop.call_soon(self._turn)
