"""The op log: changes that a document's browser has not been sent yet."""

from __future__ import annotations

from collections.abc import Callable

from domsync.dom.ops import Op


class OpLog:
    """The changes since the last `take()`, in order.

    Attributes:
        ops: The changes.
        on_ops: Called when the log is no longer empty.
    """

    __slots__ = ("_texts", "on_ops", "ops")

    def __init__(self) -> None:
        self.ops: list[Op] = []
        self.on_ops: Callable[[], None] | None = None
        self._texts: list[tuple[int, str, str]] | None = None

    def append(self, op: Op) -> None:
        """Log a change."""
        log = self.ops
        log.append(op)
        if len(log) == 1 and self.on_ops is not None:
            self.on_ops()

    def note_text(self, node: int, before: str, after: str) -> None:
        """Take note that a text was put into a control: who types into it meanwhile keeps what was not meant.

        Args:
            node: The control's number.
            before: The text that it held.
            after: The text that it holds now.
        """
        texts = self._texts
        if texts is None:
            texts = self._texts = []
        # Who takes the ops takes these; of a document that nobody sends, the newest are enough.
        del texts[:-15]
        texts.append((node, before, after))

    def take_texts(self) -> list[tuple[int, str, str]]:
        """Return the texts that were set in controls since the last call, and forget them."""
        taken, self._texts = self._texts, None
        return taken or []

    def take(self) -> list[Op]:
        """Return the changes and forget them."""
        taken, self.ops = self.ops, []
        return taken
