"""Handlers that are still running after their event was acknowledged, which the browser shows as pending."""

from __future__ import annotations

from domsync.session import outbound


class Working:
    """The events in progress, and those that the browser knows about."""

    __slots__ = ("_handlers", "_told", "is_quiet")

    def __init__(self) -> None:
        #: The number of running handlers, by event. Most pages never have any.
        self._handlers: dict[int, int] | None = None
        self._told: tuple[int, ...] = ()
        #: Whether there is nothing to report.
        self.is_quiet: bool = True

    def begin(self, n: int) -> None:
        """Note that a handler of event `n` is still running. Call `end` afterwards."""
        if self._handlers is None:
            self._handlers = {}
        self._handlers[n] = self._handlers.get(n, 0) + 1
        self.is_quiet = False

    def end(self, n: int) -> None:
        """Note that a handler of event `n` has finished."""
        if self._handlers is not None and n in self._handlers:
            self._handlers[n] -= 1
            if not self._handlers[n]:
                del self._handlers[n]

    def forget_told(self) -> None:
        """Note that the connection is gone; the next one starts without reports."""
        self._told = ()

    def tell_begun(self, frames: list[bytes]) -> None:
        """Report handlers that were started, before their event is acknowledged.

        Args:
            frames: The list to append the frame to, if there is news.
        """
        if self._handlers:
            self._tell(frames, tuple(sorted({*self._told, *self._handlers})))

    def tell(self, frames: list[bytes]) -> None:
        """Report handlers that were started or have finished, after the frames with their changes.

        Args:
            frames: The list to append the frame to, if there is news.
        """
        self._tell(frames, tuple(sorted(self._handlers or ())))

    def _tell(self, frames: list[bytes], now: tuple[int, ...]) -> None:
        if now != self._told:
            self._told = now
            frames.append(outbound.working(now))
        self.is_quiet = not now
