"""A replicated SharedText: its edits go into a log, and every process applies them in the log's order.

This is the part without I/O. As a browser does with the server, a process makes its own edits at once and sends
them with the log position that it knew. Every process transforms them to follow earlier entries of the log, and the
process transforms entries that it reads to follow its own edits that have not come back. So its browsers need not know
that there are other processes. Edits made while an entry is in transit become one edit in the next entry.

After a log was lost, each process that has read further than its new beginning writes the missing edits again. Several
may do so, and each edit counts only once.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable

import msgspec

from domsync.components.shared_text import SharedText, merge, record
from domsync.dom.controls.operational_transform import Edit, apply, between, compose, from_units
from domsync.server.replication.nodes import noop
from domsync.server.replication.text_order import Confirmed, Entry, Item, Snapshot, begin, pass_over, written

logger: logging.Logger = logging.getLogger("domsync")

#: The numbers that order edits of other processes: before or after those of all browsers here.
_FIRST, _LAST = 0, 2**53 - 1

_decode_entry = msgspec.json.Decoder(Entry).decode
_decode_snapshot = msgspec.json.Decoder(Snapshot).decode
_encode = msgspec.json.Encoder().encode


class TextReplica:
    """One process' copy of a SharedText; it is driven like a :class:`~domsync.server.replication.replica.Replica`.

    Args:
        text: The text, whose edits are recorded from now on.
        name: Its name in all processes.

    Raises:
        ValueError: The text has a replica already, or is shown.
    """

    def __init__(self, text: SharedText, name: str) -> None:
        self.text = text
        #: The name of this process.
        self.origin: str = ""
        #: Called when there is something to commit; from any thread.
        self.on_change: Callable[[], None] = noop
        #: The entries to write to the log, in order.
        self.outbox: deque[bytes] = deque()
        #: The edits shown here that have not come back in the log.
        self._own: list[Item] = []
        #: Whether the last of them is not in an entry yet, so that it can still be extended.
        self._is_open = False
        #: The number of the last entry, and whether it has yet to come back.
        self._serial = 0
        self._is_sent = False
        self._n = 0
        self._is_active = False
        self._log, self._lock = record(text, self, name)
        self._confirmed = Confirmed(begin(""))

    def start(self, origin: str) -> None:
        """Start: the current text counts as confirmed until :meth:`restore` replaces it.

        Args:
            origin: The name of this process.
        """
        with self._lock:
            self.origin = origin
            self._own, self._is_open, self._is_sent = [], False, False
            self.outbox.clear()
            self._confirm(Confirmed(begin(from_units(self._log.units))))
            self._is_active = True

    def stop(self) -> None:
        """Stop recording edits of the text."""
        with self._lock:
            self._is_active = False

    def wrote(self, edit: Edit, clients: dict[str, int]) -> None:
        """Record an edit of this process."""
        if not self._is_active:
            return
        if self._is_open:
            last = self._own[-1]
            self._own[-1] = Item(last.origin, last.n, compose(last.edit, edit), last.clients | clients)
            return
        self._n += 1
        self._own.append(Item(self.origin, self._n, edit, clients))
        self._is_open = True
        if not self._is_sent:
            self.on_change()

    def commit(self) -> None:
        """Make an entry of the edits that have not come back, unless one is in transit."""
        with self._lock:
            if self._own and not self._is_sent:
                self._is_open, self._is_sent = False, True
                self._serial += 1
                here = self._confirmed.revision, self._confirmed.mark(self._confirmed.revision) or ""
                self.outbox.append(_encode(Entry(self.origin, self._serial, *here, written(self._own))))

    @property
    def waiting(self) -> int:
        """The number of edits that have not come back in the log."""
        return len(self._own)

    def requeue(self) -> None:
        """Write all edits again that have not come back; any that are already in the log count only once."""
        with self._lock:
            self.outbox.clear()
            self._is_sent = False
            self.commit()

    def apply(self, entries: Iterable[bytes]) -> int:
        """Apply the next entries of the log.

        Args:
            entries: Entries, in the log's order.

        Returns:
            The number of this process's edits that were confirmed.
        """
        confirmed = 0
        with self._lock:
            for data in entries:
                try:
                    entry = _decode_entry(data)
                    items = self._confirmed.take(entry)
                except ValueError:  # the same in every process
                    logger.exception("an entry of the log of %r was passed over", self.text)
                    continue
                if (entry.sender, entry.serial) == (self.origin, self._serial):
                    self._is_sent = False
                for item in items:
                    confirmed += item.origin == self.origin
                    self._show(item)
            if self._own and not self._is_sent:
                self.on_change()
        return confirmed

    def _show(self, item: Item) -> None:
        """Show an edit from the log, unless it is this process's own and shown already."""
        edit, own = pass_over(item, self._own)
        if own is None:
            if edit:
                merge(self.text, edit, _FIRST if item.origin < self.origin else _LAST)
        elif own.edit != edit:
            # Only after a log was lost: the edit now follows edits that it preceded before.
            units = self._confirmed.units
            for own in self._own:
                units = apply(units, own.edit)
            merge(self.text, between(self._log.units, units), _FIRST)

    def snapshot(self) -> bytes:
        """Encode the confirmed state."""
        with self._lock:
            return _encode(self._confirmed.snapshot())

    def restore(self, snapshot: bytes) -> None:
        """Begin anew with a snapshot; remembered edits that are missing from it wait again.

        Args:
            snapshot: The result of :meth:`snapshot` in this process or another one.

        Raises:
            ValueError: It is not a snapshot.
        """
        read = Confirmed(_decode_snapshot(snapshot))
        with self._lock:
            before = self._confirmed
            self._confirm(read)
            self._is_sent = False
            common = min(before.revision, read.revision)
            while (mark := read.mark(common)) is not None and mark != before.mark(common):
                common -= 1
            if mark is None:
                self._leap(before, read)
                return
            # Including the edits of others: perhaps no other process has seen them.
            self._own[:0] = before.since(common)
            for item in read.since(common):
                self._show(item)

    def _confirm(self, confirmed: Confirmed) -> None:
        self._confirmed = confirmed
        self._log.elsewhere = confirmed.clients

    def _leap(self, before: Confirmed, read: Confirmed) -> None:
        """Continue from a state too far from the known one: only the texts can be compared."""
        own, last = self._own, read.last
        # Edits before one that is in the log have to count as in the log too.
        there = max((i for i, item in enumerate(own, 1) if item.n <= last.get(item.origin, 0)), default=0)
        units = before.units
        for item in own[:there]:
            units = apply(units, item.edit)
        known = [before.last.get(self.origin, 0), *(item.n for item in own[:there] if item.origin == self.origin)]
        if max(known) > last.get(self.origin, 0):
            lost = max(known) - last.get(self.origin, 0)
            logger.error("%d changes of %r were lost with the log", lost, self.text)
        self._own = own[there:]
        self._show(Item("", 0, between(units, read.units), {}))
