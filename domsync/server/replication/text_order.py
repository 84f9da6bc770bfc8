"""The edits of a SharedText in the order of the log, the same in all processes.

A process writes its edits with the place in the log that it knew; everybody makes them fit after what came before them.
A place has a number and a mark, which depends on all that stands before: so nothing is ever applied to another text
than the one it was made for, also not after a log was lost.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict, deque
from collections.abc import Iterable
from itertools import islice

import msgspec

from domsync.components.shared_text.log import CLIENTS
from domsync.dom.controls.operational_transform import Edit, apply, from_units, to_units, transform

#: How many edits are remembered for processes that have not read them.
HISTORY = 2000
#: Of so many processes it is remembered which edits are in the log.
_ORIGINS = 10_000


class Item(msgspec.Struct, array_like=True, frozen=True):
    """An edit, maybe of several people.

    Args:
        origin: The process in which it was made.
        n: The edits of a process are numbered from 1.
        edit: The edit.
        clients: The browsers' edits that are in it and the last that has been before, by the browsers' names.
    """

    origin: str
    n: int
    edit: Edit
    clients: dict[str, int]


class Entry(msgspec.Struct, array_like=True, frozen=True):
    """An entry of the log.

    Args:
        sender: Who wrote it.
        serial: Its number among the sender's.
        revision: The number of the last edit that the sender knew.
        mark: The mark of that edit.
        items: Edits, each made after the one before it.
    """

    sender: str
    serial: int
    revision: int
    mark: str
    items: list[Item]


class Snapshot(msgspec.Struct):
    """The outcome of the log: the text after all items, and the mark before them."""

    text: str
    revision: int
    mark: str
    items: list[Item]
    last: dict[str, int]
    clients: dict[str, int]


class Confirmed:
    """The confirmed state, which is the same in all processes that have read as much of the log.

    Args:
        snapshot: What it was.
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
        """Write it down."""
        text, items = from_units(self.units), written(self._items)
        return Snapshot(text, self.revision, self._marks[0], items, self.last, self.clients)

    def mark(self, revision: int) -> str | None:
        """The mark of an edit; None if it is not remembered, or there is none."""
        count = self.revision - revision
        return self._marks[-1 - count] if 0 <= count < len(self._marks) else None

    def since(self, revision: int) -> list[Item]:
        """The edits after one, which is remembered."""
        return list(islice(self._items, len(self._items) - (self.revision - revision), None))

    def take(self, entry: Entry) -> list[Item]:
        """Apply an entry.

        Args:
            entry: What comes next in the log.

        Returns:
            What was new in it, as it is after all that came before; nothing if what it was made for is not remembered.

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
    """Make an edit of the log fit after edits that are not in it yet, and those after it.

    Args:
        item: The edit.
        mine: The others, each made after the one before it. If the edit is one of them, it leaves.

    Returns:
        The edit after them; or, if it is one of them, after those before that one, and that one as it was.
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
    """Make the state before anything is in the log, in every process that begins with the same text."""
    return Snapshot(text, 0, _digest(text), [], {}, {})


def written(items: Iterable[Item]) -> list[Item]:
    """Edits as they are in JSON, which has no halves of characters."""
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
