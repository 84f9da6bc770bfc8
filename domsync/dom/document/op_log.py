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
        """Note that a text was put into a control, so that what the user types meanwhile can be merged with it.

        Args:
            node: The control's number.
            before: Its text before.
            after: Its text now.
        """
        texts = self._texts
        if texts is None:
            texts = self._texts = []
        # Taken together with the ops. If a document is not sent, the newest ones are enough.
        del texts[:-15]
        texts.append((node, before, after))

    def take_texts(self) -> list[tuple[int, str, str]]:
        """Return the texts that were set in controls since the last call, and clear them."""
        taken, self._texts = self._texts, None
        return taken or []

    def take(self) -> list[Op]:
        """Return the changes and clear them."""
        taken, self.ops = self.ops, []
        return taken
