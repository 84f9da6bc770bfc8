"""Steps of a test: what happens between one action and the next."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domsync.dom.ops import Op
from domsync.errors import DomsyncError


class BrowserComplaintError(DomsyncError):
    """The browser reported a problem with the page: an error on the console, or an uncaught exception in a script."""


class EventRefusedError(DomsyncError):
    """The server refused an event: its payload does not fit the handler's annotation, or nothing listens to it.

    Args:
        frame: What the browser sent.
        why: The reason that the server gave, in development.
    """

    def __init__(self, frame: str, why: str = "") -> None:
        super().__init__(frame, why)
        self.frame = frame
        self.why = why

    def __str__(self) -> str:
        shown = self.frame if len(self.frame) <= 500 else self.frame[:497] + "..."
        return f"the server refused the event {shown}: {self.why or 'the log `domsync` says why, on the level INFO'}"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a test: all that has happened on the page since the last action began.

    Attributes:
        ops: The ops that arrived, of all documents on the page.
        bytes: How many bytes arrived, including frames without ops.
        frames: How many frames with ops arrived.
        sent: The events that the browser sent, as they went over the wire.
        renders: The names of the components that were rendered, in order.
    """

    ops: list[Op]
    bytes: int
    frames: int
    sent: list[str]
    renders: list[str]

    @property
    def sent_bytes(self) -> int:
        """The size of the events that the browser sent, in bytes."""
        return sum(len(text.encode()) for text in self.sent)


class StepRecord:
    """Records what happens on a page.

    Attributes:
        errors: The exceptions that were reported, over all steps.
        running: The handlers that have not finished, each with a description.
    """

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.running: dict[asyncio.Task[object], str] = {}
        self.begin()

    def begin(self) -> None:
        """Begin a new step."""
        self._step = Step([], 0, 0, [], [])
        self._bytes = self._frames = 0

    @property
    def step(self) -> Step:
        """The step so far."""
        step = self._step
        return Step(step.ops, self._bytes, self._frames, step.sent, step.renders)

    def received(self, frame: bytes) -> None:
        """Record a frame that has arrived."""
        self._bytes += len(frame)

    def applied(self, ops: Iterable[Op]) -> None:
        """Record the ops of a frame that was applied."""
        self._frames += 1
        self._step.ops.extend(ops)

    def sent(self, text: str) -> None:
        """Record an event that was sent."""
        self._step.sent.append(text)

    def rendered(self, name: str) -> None:
        """Record that a component was rendered."""
        self._step.renders.append(name)

    def failed(self, error: BaseException) -> None:
        """Record an exception that was reported."""
        self.errors.append(error)


def shown_ops(ops: Sequence[object]) -> str:
    """Format ops for a message, one a line."""
    return "\n".join(f"  {number}. {op!r}" for number, op in enumerate(ops)) or "  none"
