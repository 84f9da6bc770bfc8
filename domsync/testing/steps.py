"""What happened in one step of a test: between one thing that the user did and the next."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domsync.dom.ops import Op


class EventRefusedError(Exception):
    """The server has refused an event: its payload does not fit the handler's annotation, or nobody listens.

    Args:
        frame: What the browser sent.
    """

    def __init__(self, frame: str) -> None:
        super().__init__(frame)
        self.frame = frame

    def __str__(self) -> str:
        shown = self.frame if len(self.frame) <= 500 else self.frame[:497] + "..."
        return f"the server refused the event {shown}; the log `domsync` says why on the level DEBUG"


@dataclass(frozen=True, slots=True)
class Step:
    """What happened in one step.

    Attributes:
        ops: The ops that arrived, of all documents of the page.
        bytes: How many bytes arrived, frames without ops included.
        frames: How many frames with ops there were.
        sent: The events that the browser told the server, as they went over the wire.
        renders: The names of the components that were rendered, in order.
    """

    ops: list[Op]
    bytes: int
    frames: int
    sent: list[str]
    renders: list[str]

    @property
    def sent_bytes(self) -> int:
        """How many bytes the events took."""
        return sum(len(text.encode()) for text in self.sent)


class StepRecord:
    """Takes note of what happens on a page.

    Attributes:
        errors: Exceptions that were reported, over all steps.
        running: The handlers that have not ended, and what they are.
    """

    def __init__(self) -> None:
        self.errors: list[BaseException] = []
        self.running: dict[asyncio.Task[object], str] = {}
        self.begin()

    def begin(self) -> None:
        """A new step begins."""
        self._step = Step([], 0, 0, [], [])
        self._bytes = self._frames = 0

    @property
    def step(self) -> Step:
        """The step so far."""
        step = self._step
        return Step(step.ops, self._bytes, self._frames, step.sent, step.renders)

    def received(self, frame: bytes) -> None:
        """A frame has arrived."""
        self._bytes += len(frame)

    def applied(self, ops: Iterable[Op]) -> None:
        """A frame's ops were applied."""
        self._frames += 1
        self._step.ops.extend(ops)

    def sent(self, text: str) -> None:
        """An event was sent."""
        self._step.sent.append(text)

    def rendered(self, name: str) -> None:
        """A component was rendered."""
        self._step.renders.append(name)

    def failed(self, error: BaseException) -> None:
        """An exception was reported."""
        self.errors.append(error)


def shown_ops(ops: Sequence[object]) -> str:
    """Ops for a message, one a line."""
    return "\n".join(f"  {number}. {op!r}" for number, op in enumerate(ops)) or "  none"
