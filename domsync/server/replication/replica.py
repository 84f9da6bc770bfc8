"""A replicated State: its changes go into a log, and every process applies them in the log's order.

This is the part without I/O. A change is shown at once in the process that makes it, and waits there until it comes
back in the log. The shown values are always the confirmed ones with the waiting changes on top; when changes of others
come first in the log, the waiting ones are repeated on top of those.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable
from itertools import count
from typing import Any

import msgspec

from domsync.components.state import State, recorder_of
from domsync.server.replication.nodes import FIRST, ModelNode, Node, Tree, noop, renumber
from domsync.server.replication.ops import AnyOp, Entry, Path
from domsync.server.replication.recorders import LiveTree
from domsync.server.replication.snapshot import dump, load_field
from domsync.server.replication.state_types import kind_of_state

logger: logging.Logger = logging.getLogger("domsync")

#: How long, in seconds, to remember which entries of an ended process are in the log.
_REMEMBERED_SECONDS = 7 * 24 * 3600.0


class _Snapshot(msgspec.Struct):
    """The start of a process that joins late: the number and time of each process's last entry, and the values."""

    last: dict[str, tuple[int, float]]
    values: tuple[str, str, list[str], dict[str, msgspec.Raw]]


_decode_entry = msgspec.json.Decoder(Entry).decode
_decode_snapshot = msgspec.json.Decoder(_Snapshot).decode
_encode = msgspec.json.Encoder().encode


class _Own:
    """An entry of this process, with its values encoded."""

    __slots__ = ("confirmed", "data", "n", "ops")

    def __init__(self, n: int, ops: list[tuple[AnyOp, Any]], data: bytes) -> None:
        self.n = n
        self.ops = ops
        self.data = data
        self.confirmed = 0.0


class Replica:
    """One process' copy of a State.

    Args:
        state: The State, whose changes go through this replica from now on.

    Raises:
        FieldTypeError: The State has a field that cannot be sent to other processes.
        NotJsonError: A field holds a value that cannot be sent.
        ValueError: The State has a replica already.

    Between :meth:`start` and :meth:`stop` its changes are recorded. The caller sets ``on_change``, calls
    :meth:`commit` in the turn of the event loop after that was called, writes the ``outbox`` to the log, and
    passes entries read from the log to :meth:`apply`. To begin the log anew, it uses :meth:`snapshot` and
    :meth:`restore`.
    """

    def __init__(self, state: State) -> None:
        kind = kind_of_state(type(state))
        if recorder_of(state) is not None:
            raise ValueError(f"this {type(state).__name__} is already replicated between processes")
        self.state = state
        #: The name of this process.
        self.origin: str = ""
        #: Held during changes; States may be changed by any thread.
        self.lock: threading.RLock = threading.RLock()
        #: Called when there is something to commit; from any thread.
        self.on_change: Callable[[], None] = noop
        #: The entries to write to the log, in order.
        self.outbox: deque[bytes] = deque()
        self._kept = 0.0
        self._n = 0
        self._open: list[tuple[AnyOp, Any]] = []
        #: The unconfirmed entries, and those confirmed recently.
        self._waiting: deque[_Own] = deque()
        self._done: deque[_Own] = deque()
        #: The number of unconfirmed changes, by field.
        self._unconfirmed: Counter[str] = Counter()
        self._last: dict[str, tuple[int, float]] = {}
        # No two processes use the same numbers for items: each begins at a random one of 62 bits.
        self._next = (1 << 32) + secrets.randbits(62)
        self._is_active = False
        plain = kind.apart(state)
        for name, value in plain.items():
            kind.fields[name].write(state.__dict__[name], value)
        self._confirmed = ModelNode(kind, Tree(), None, None, noop)
        self._shown = ModelNode(kind, LiveTree(self), None, None, noop)
        self._shown.fill(plain, count(FIRST))

    def start(self, origin: str, *, kept: float = 60.0) -> None:
        """Start: the State's current values count as confirmed until :meth:`restore` replaces them.

        Args:
            origin: The name of this process, a new one for each start.
            kept: How long, in seconds, confirmed entries are kept in case the log is lost.
        """
        with self.lock:
            self.origin, self._kept = origin, kept
            self._n = 0
            self._last = {}
            self._open = []
            for entries in (self.outbox, self._waiting, self._done, self._unconfirmed):
                entries.clear()
            # As in every process that begins with the same values, so that the numbers are the same too.
            renumber(self._shown, count(FIRST))
            self._confirmed = self._shown.copy(Tree(), None, noop)
            self._is_active = True

    def stop(self) -> None:
        """Stop recording changes of the State."""
        with self.lock:
            self._is_active = False

    # Changes by the program

    def has(self, node: Node) -> bool:
        """Return whether a node is in the shown tree."""
        return node.path(self._shown) is not None

    def edit(self, node: Node, make: Callable[[Path, int], AnyOp], plain: Any) -> None:
        """Perform a change and record it.

        Args:
            node: The node to change. If it has left the tree, nothing is recorded.
            make: Makes the operation from the path and the first number for items.
            plain: The operation's value, encoded.
        """
        with self.lock:
            path = node.path(self._shown) if self._is_active else None
            numbers = count(self._next)
            op = make(path or [], self._next)
            op.perform(node, plain, numbers)
            self._next = next(numbers)
            if path is None:
                return
            self._open.append((op, plain))
            self._unconfirmed[op.field] += 1
            if len(self._open) == 1:
                self.on_change()

    def commit(self) -> None:
        """Make an entry of the changes since the last commit, if there are any."""
        with self.lock:
            if self._open:
                ops, self._open = self._open, []
                self._n += 1
                data = _encode(Entry(self.origin, self._n, [op for op, _ in ops]))
                self._waiting.append(_Own(self._n, ops, data))
                self.outbox.append(data)

    # Entries of the log

    @property
    def waiting(self) -> int:
        """The number of entries that have not come back in the log."""
        return len(self._waiting) + bool(self._open)

    def requeue(self) -> None:
        """Write all entries again that have not come back; any that are already in the log count only once."""
        with self.lock:
            self.outbox = deque(own.data for own in self._waiting)

    def apply(self, entries: Iterable[bytes]) -> int:
        """Apply the next entries of the log.

        Args:
            entries: Entries, in the log's order.

        Returns:
            The number of this process's entries that were confirmed.
        """
        confirmed = 0
        with self.lock:
            now = time.time()
            stale: dict[str, None] = {}
            for data in entries:
                try:
                    entry = _decode_entry(data)
                except ValueError:
                    logger.exception("an entry of the log of %s cannot be read", type(self.state).__name__)
                    continue
                if entry.n <= self._last.get(entry.origin, (0, 0))[0]:
                    continue
                self._last[entry.origin] = (entry.n, now)
                if entry.origin == self.origin:
                    confirmed += 1
                    self._confirm(entry.n)
                else:
                    for op in entry.ops:
                        self._take(op, stale)
            for field in stale:
                self._show(field)
            return confirmed

    def _confirm(self, n: int) -> None:
        now = time.monotonic()
        while self._waiting and self._waiting[0].n <= n:
            own = self._waiting.popleft()
            own.confirmed = now
            self._done.append(own)
            for op, plain in own.ops:
                self._unconfirmed[op.field] -= 1
                node = op.find(self._confirmed)
                if node is not None:
                    op.perform(node, plain, count(op.first))
        while self._done and self._done[0].confirmed <= now - self._kept:
            self._done.popleft()

    def _take(self, op: AnyOp, stale: dict[str, None]) -> None:
        """Perform an operation of another process."""
        try:
            node = op.find(self._confirmed)
            if node is None:
                return
            plain = op.read(node)
            op.perform(node, plain, count(op.first))
            if self._unconfirmed[op.field]:
                stale[op.field] = None
            elif op.field not in stale:
                shown = op.find(self._shown)
                if shown is not None:
                    op.perform(shown, plain, count(op.first))
        except Exception:  # the same in every process that runs this version of the program
            logger.exception("a change of %s by another process was passed over", type(self.state).__name__)
            if op.path:
                stale[op.field] = None

    def _show(self, field: str) -> None:
        """Show the confirmed value of a field, with the waiting changes on top."""
        confirmed = self._confirmed
        if field not in confirmed.value:
            return
        target = ModelNode(confirmed.kind, Tree(), None, None, noop)
        target.value = {field: confirmed.value[field]}
        if field in confirmed.children:
            child = target.children[field] = confirmed.children[field].copy(target.tree, target, noop)
            target.value[field] = child.value
        if self._unconfirmed[field]:
            for op, plain in [*(change for own in self._waiting for change in own.ops), *self._open]:
                node = op.find(target) if op.field == field else None
                if node is not None:
                    op.perform(node, plain, count(op.first))
        self._shown.follow_field(field, target)

    def snapshot(self) -> bytes:
        """Encode the confirmed values."""
        with self.lock:
            since = time.time() - _REMEMBERED_SECONDS
            last = {origin: seen for origin, seen in self._last.items() if seen[1] > since}
            return _encode({"last": last, "values": dump(self._confirmed)})

    def restore(self, snapshot: bytes) -> None:
        """Begin anew with a snapshot; changes of this process that are missing from it wait again.

        Args:
            snapshot: The result of :meth:`snapshot` in this process or another one.

        Raises:
            ValueError: It is not a snapshot.
        """
        read = _decode_snapshot(snapshot)
        with self.lock:
            before = self._confirmed
            root = self._confirmed = ModelNode(before.kind, Tree(), None, None, noop)
            root.value = {}
            _, _, nodes, values = read.values
            for name in root.kind.fields:
                try:
                    if name in values:
                        load_field(root, name, values[name], name in nodes)
                except ValueError:
                    logger.exception("the field %s.%s cannot be read", type(self.state).__name__, name)
                if name not in root.value and name in before.value:
                    self._keep(name, before)
            self._last = dict(read.last)
            self._wait_again(self._last.get(self.origin, (0, 0))[0])
            for name in root.kind.fields:
                self._show(name)
            self.requeue()

    def _keep(self, name: str, before: ModelNode) -> None:
        """Keep the value of a field missing from the snapshot, which another version of the program wrote."""
        root = self._confirmed
        root.value[name] = before.value[name]
        if name in before.children:
            child = root.children[name] = before.children[name].copy(root.tree, root, noop)
            root.value[name] = child.value

    def _wait_again(self, n: int) -> None:
        own = [*self._done, *self._waiting]
        self._done = deque(entry for entry in own if entry.n <= n)
        self._waiting = deque(entry for entry in own if entry.n > n)
        if self._waiting and self._waiting[0].n > n + 1:
            lost = self._waiting[0].n - n - 1
            logger.error("%d changes of %s were lost with the log", lost, type(self.state).__name__)
        changes = [*(change for entry in self._waiting for change in entry.ops), *self._open]
        self._unconfirmed = Counter(op.field for op, _ in changes)
