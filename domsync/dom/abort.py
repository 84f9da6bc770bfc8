"""AbortController and AbortSignal: one call that removes many listeners."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from domsync.dom.event import Event
from domsync.dom.event_target import EventTarget
from domsync.errors import DOMException


class AbortSignal(EventTarget):
    """Tells whoever holds it that something is given up; made by an AbortController.

    From https://dom.spec.whatwg.org/#interface-AbortSignal.
    """

    __slots__ = ("__weakref__", "_aborted", "_algorithms", "_reason")

    def __init__(self) -> None:
        super().__init__()
        self._aborted = False
        self._reason: Any = None
        self._algorithms: dict[object, Callable[[], None]] = {}

    @property
    def aborted(self) -> bool:
        """Whether it has been given up."""
        return self._aborted

    @property
    def reason(self) -> Any:
        """Why; a DOMException AbortError when `abort()` was given nothing, None before."""
        return self._reason

    def throwIfAborted(self) -> None:
        """Raise the reason if it has been given up; one that is no exception comes in a DOMException."""
        if not self._aborted:
            return
        if isinstance(self._reason, BaseException):
            raise self._reason
        raise DOMException(f"aborted: {self._reason!r}", "AbortError")

    @staticmethod
    def abort(reason: Any = None) -> "AbortSignal":
        """Return a signal that has been given up already."""
        signal = AbortSignal()
        signal._abort(reason)
        return signal

    @staticmethod
    def any(signals: "Iterable[AbortSignal]") -> "AbortSignal":
        """Return a signal that is given up as soon as one of `signals` is."""
        combined = AbortSignal()
        signals = list(signals)
        for signal in signals:
            if signal.aborted:
                combined._abort(signal.reason)
                return combined
        for signal in signals:
            signal._on_abort(combined, partial(combined._follow, signal))
        return combined

    def _follow(self, signal: "AbortSignal") -> None:
        self._abort(signal.reason)

    def _on_abort(self, key: object, algorithm: Callable[[], None]) -> None:
        self._algorithms[key] = algorithm

    def _forget(self, key: object) -> None:
        self._algorithms.pop(key, None)

    def _abort(self, reason: Any) -> None:
        if self._aborted:
            return
        self._aborted = True
        self._reason = DOMException("the operation was aborted", "AbortError") if reason is None else reason
        algorithms, self._algorithms = self._algorithms, {}
        for algorithm in algorithms.values():
            algorithm()
        self.dispatchEvent(Event("abort"))


class AbortController:
    """Has a signal, and gives it up.

    From https://dom.spec.whatwg.org/#interface-abortcontroller.
    """

    __slots__ = ("signal",)

    def __init__(self) -> None:
        self.signal = AbortSignal()

    def abort(self, reason: Any = None) -> None:
        """Give the signal up: its listeners are removed, then its `abort` event is dispatched."""
        self.signal._abort(reason)
