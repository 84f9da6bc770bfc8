"""AbortController and AbortSignal: remove many listeners with one call."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from domsync.dom.events.event import Event
from domsync.dom.events.listeners import ListenerEntry
from domsync.dom.events.target import EventTarget, dispatch
from domsync.errors import DOMException


class AbortSignal(EventTarget):
    """Signals that an operation was aborted. An AbortController creates one.

    From https://dom.spec.whatwg.org/#interface-AbortSignal.
    """

    __slots__ = ("__weakref__", "_aborted", "_algorithms", "_dependents", "_heard", "_reason", "_sources")

    def __init__(self) -> None:
        super().__init__()
        self._aborted = False
        self._reason: Any = None
        self._algorithms: dict[object, Callable[[], None]] = {}
        #: The signals that this one follows, which do not follow others.
        self._sources: list[AbortSignal] = []
        #: The signals that follow this one, in order. Weakly, so that a signal of the whole application does not keep
        #: all those that were combined with it.
        self._dependents: WeakKeyDictionary[AbortSignal, None] | None = None
        #: Those of them that somebody listens to: these are kept alive.
        self._heard: set[AbortSignal] = set()

    @property
    def aborted(self) -> bool:
        """True if the signal was aborted."""
        return self._aborted

    @property
    def reason(self) -> Any:
        """The reason. A DOMException AbortError if `abort()` was called without one; None before."""
        return self._reason

    def throwIfAborted(self) -> None:
        """Raise the reason if the signal was aborted. A reason that is not an exception is wrapped in a
        DOMException.
        """
        if not self._aborted:
            return
        if isinstance(self._reason, BaseException):
            raise self._reason
        raise DOMException(f"aborted: {self._reason!r}", "AbortError")

    @staticmethod
    def abort(reason: Any = None) -> "AbortSignal":
        """Return a signal that is already aborted."""
        signal = AbortSignal()
        signal._set_reason(reason)
        return signal

    @staticmethod
    def timeout(milliseconds: float) -> "AbortSignal":
        """Return a signal that is aborted after some time, with a DOMException TimeoutError as its reason.

        Args:
            milliseconds: The time, at least 0.

        Raises:
            ValueError: The time is negative.
            RuntimeError: No asyncio loop is running.

        From https://dom.spec.whatwg.org/#dom-abortsignal-timeout.
        """
        if not milliseconds >= 0:
            raise ValueError(f"the time must be at least 0 milliseconds, not {milliseconds!r}")
        signal = AbortSignal()
        reason = DOMException("the time is over", "TimeoutError")
        asyncio.get_running_loop().call_later(milliseconds / 1000, signal._abort, reason)
        return signal

    @staticmethod
    def any(signals: "Iterable[AbortSignal]") -> "AbortSignal":
        """Return a signal that is aborted as soon as one of `signals` is.

        From https://dom.spec.whatwg.org/#create-a-dependent-abort-signal.
        """
        combined = AbortSignal()
        signals = list(signals)
        for signal in signals:
            if signal.aborted:
                combined._set_reason(signal.reason)
                return combined
        for signal in signals:
            for source in signal._sources or [signal]:
                if source not in combined._sources:
                    combined._sources.append(source)
                    if source._dependents is None:
                        source._dependents = WeakKeyDictionary()
                    source._dependents[combined] = None
        return combined

    def _on_abort(self, key: object, algorithm: Callable[[], None]) -> None:
        self._algorithms[key] = algorithm
        self._hold()

    def _forget(self, key: object) -> None:
        self._algorithms.pop(key, None)
        self._hold()

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        self._hold()

    def _hold(self) -> None:
        """Make the signals that this one follows keep it alive as long as somebody listens to it."""
        is_heard = bool(self._algorithms) or self.listener_list is not None
        for source in self._sources:
            if is_heard:
                source._heard.add(self)
            else:
                source._heard.discard(self)

    def _set_reason(self, reason: Any) -> None:
        self._aborted = True
        self._reason = DOMException("the operation was aborted", "AbortError") if reason is None else reason

    def _abort(self, reason: Any) -> None:
        # https://dom.spec.whatwg.org/#abortsignal-signal-abort
        if self._aborted:
            return
        self._set_reason(reason)
        following = [signal for signal in self._dependents or () if not signal.aborted]
        # All are marked as aborted before the first listener is called.
        for signal in following:
            signal._set_reason(self._reason)
        for signal in (self, *following):
            signal._run_abort_steps()

    def _run_abort_steps(self) -> None:
        algorithms, self._algorithms = self._algorithms, {}
        for algorithm in algorithms.values():
            algorithm()
        for source in self._sources:
            source._heard.discard(self)
        self._sources, self._dependents = [], None
        event = Event("abort")
        event.isTrusted = True
        host = self._event_host()
        for awaitable in dispatch(self, event, host.report):
            host.run(awaitable)


class AbortController:
    """Owns a signal and aborts it.

    From https://dom.spec.whatwg.org/#interface-abortcontroller.
    """

    __slots__ = ("signal",)

    def __init__(self) -> None:
        self.signal: AbortSignal = AbortSignal()

    def abort(self, reason: Any = None) -> None:
        """Abort the signal: its listeners are removed, then its `abort` event is dispatched."""
        self.signal._abort(reason)
