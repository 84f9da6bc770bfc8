"""The edits of a SharedText in the order of the log, the same in all processes.

A process writes its edits with the log position that it knew; every process transforms them to follow earlier entries.
A position has a number and a mark, which depends on everything before it: so an edit is never applied to another text
than the one that it was made for, even after a log was lost.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Iterable
from itertools import islice

import msgspec

from domsync.components.shared_text.log import CLIENTS
from domsync.dom.controls.operational_transform import Edit, apply, from_units, to_units, transform

#: The number of edits remembered for processes that have not read them.
HISTORY = 2000
#: The number of processes of which the last edit in the log is remembered.
_ORIGINS = 10_000


class Item(msgspec.Struct, array_like=True, frozen=True):
    """An edit, possibly by several people.

    Args:
        origin: The process in which it was made.
        n: Its number among the edits of that process, from 1.
        edit: The edit.
        clients: The number of the last edit of each browser in it, by the browsers' names.
    """

    origin: str
    n: int
    edit: Edit
    clients: dict[str, int]


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the log.

    Args:
        sender: The process that wrote it.
        serial: Its number among the sender's entries.
        revision: The number of the last edit that the sender knew.
        mark: The mark of that edit.
        items: The edits, each made after the one before it.
    """

    sender: str
    serial: int
    revision: int
    mark: str
    items: list[Item]


class Snapshot(msgspec.Struct):
    """The result of the log: the text after all items, and the mark before them."""

    text: str
    revision: int
    mark: str
    items: list[Item]
    last: dict[str, int]
    clients: dict[str, int]


class Confirmed:
    """The confirmed state, which is the same in all processes that have read as much of the log.

    Args:
        snapshot: The state to begin with.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        #: The text, as code units.
        self.units: str = to_units(snapshot.text)
        #: The number of the last edit.
        self.revision: int = snapshot.revision
        #: The last edit of each process.
        self.last: OrderedDict[str, int] = OrderedDict(snapshot.last)
        #: The last edit of each browser.
        self.clients: OrderedDict[str, int] = OrderedDict(snapshot.clients)
        self._items: deque[Item] = deque(maxlen=HISTORY)
        self._marks: deque[str] = deque([snapshot.mark], maxlen=HISTORY + 1)
        for item in _read(snapshot.items):
            self._remember(item)

    def snapshot(self) -> Snapshot:
        """Return the state as a snapshot."""
        text, items = from_units(self.units), written(self._items)
        return Snapshot(text, self.revision, self._marks[0], items, self.last, self.clients)

    def mark(self, revision: int) -> str | None:
        """Return the mark of an edit; None if it is not remembered or does not exist."""
        count = self.revision - revision
        return self._marks[-1 - count] if 0 <= count < len(self._marks) else None

    def since(self, revision: int) -> list[Item]:
        """Return the edits after a remembered one."""
        return list(islice(self._items, len(self._items) - (self.revision - revision), None))

    def take(self, entry: Entry) -> list[Item]:
        """Apply an entry.

        Args:
            entry: The next entry of the log.

        Returns:
            Its edits, transformed to follow all earlier ones; empty if the position that it was made for is not
            remembered.

        Raises:
            ValueError: An edit does not fit the text.
        """
        if self.mark(entry.revision) != entry.mark:
            return []
        items = _read(entry.items)
        for item in self.since(entry.revision):
            pass_over(item, items)
        units = self.units
        for item in items:
            units = apply(units, item.edit)
        self.units = units
        for item in items:
            self._remember(item)
            self.revision += 1
            _note(self.last, {item.origin: item.n}, _ORIGINS)
            _note(self.clients, item.clients, CLIENTS)
        return items

    def _remember(self, item: Item) -> None:
        self._items.append(item)
        self._marks.append(_digest(f"{self._marks[-1]} {item.origin} {item.n}"))


def pass_over(item: Item, mine: list[Item]) -> tuple[Edit, Item | None]:
    """Transform an edit of the log to follow edits that are not in it yet, and transform those to follow it.

    Args:
        item: The edit.
        mine: The others, each made after the one before it. If the edit is one of them, it is removed.

    Returns:
        The edit after them, and None; or, if it is one of them, the edit after those before that one, and that one as
        it was.
    """
    edit = item.edit
    for i, own in enumerate(mine):
        if (own.origin, own.n) == (item.origin, item.n):
            del mine[i]
            return edit, own
        if item.origin < own.origin:
            edit, changed = transform(edit, own.edit)
        else:
            changed, edit = transform(own.edit, edit)
        mine[i] = Item(own.origin, own.n, changed, own.clients)
    return edit, None


def begin(text: str) -> Snapshot:
    """Make the state of an empty log, the same in every process that begins with the same text."""
    return Snapshot(text, 0, _digest(text), [], {}, {})


def written(items: Iterable[Item]) -> list[Item]:
    """Convert edits for JSON, which has no halves of surrogate pairs."""
    return [Item(item.origin, item.n, [_shown(part) for part in item.edit], item.clients) for item in items]


def _shown(part: int | str) -> int | str:
    return from_units(part) if isinstance(part, str) else part


def _read(items: Iterable[Item]) -> list[Item]:
    return [Item(item.origin, item.n, [_units(part) for part in item.edit], item.clients) for item in items]


def _units(part: int | str) -> int | str:
    return to_units(part) if isinstance(part, str) else part


def _note(known: OrderedDict[str, int], new: dict[str, int], most: int) -> None:
    for name, n in new.items():
        known[name] = max(n, known.pop(name, 0))
    while len(known) > most:
        known.popitem(last=False)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=9).hexdigest()
