"""What stands between a program's State and the log: every change of a container or a field becomes an operation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Raw
from pydantic import BaseModel

from domsync.components.observed import observe_value
from domsync.components.recorded import RecordedDict, RecordedList, RecordedSet
from domsync.components.state import State, record, recorder_of, source_of
from domsync.server.field_types import Fields, SumKind
from domsync.server.replica_nodes import END, START, DictNode, ListNode, SetNode, StateNode, fields
from domsync.server.replica_ops import Add, Assign, Discard, Drop, Order, Path, Put, Splice, Sum, Update, to_runs
from domsync.server.replica_tree import Notify, Tree

if TYPE_CHECKING:
    from domsync.server.replication import Replica


class Changed:
    """Tells those who show a field of a State."""

    __slots__ = ("name", "state")

    def __init__(self, state: State, name: str) -> None:
        self.state = state
        self.name = name

    def __call__(self) -> None:
        source_of(self.state, self.name).changed()


class LiveTree(Tree):
    """The tree of what is shown: its containers and States are those of the program.

    Args:
        replica: Whose tree it is.
    """

    def __init__(self, replica: Replica) -> None:
        self._replica = replica

    def hold_list(self, node: ListNode, items: list[Any]) -> list[Any]:
        """Make a list that is recorded."""
        return RecordedList(items, node.notify, ListChanges(self._replica, node))

    def hold_dict(self, node: DictNode, items: dict[Any, Any]) -> dict[Any, Any]:
        """Make a dict that is recorded."""
        return RecordedDict(items, node.notify, DictChanges(self._replica, node))

    def hold_set(self, node: SetNode, items: set[Any]) -> set[Any]:
        """Make a set that is recorded."""
        return RecordedSet(items, node.notify, SetChanges(self._replica, node))

    def hold_state(self, node: StateNode, make: Callable[[], Fields]) -> State:
        """Have a State recorded. One that is elsewhere in a tree already stays there, and a copy comes here."""
        plain = make()
        instance = plain.instance
        recorder = recorder_of(instance)
        if isinstance(recorder, StateChanges) and recorder.is_current:
            instance = fields(plain.kind, dict(plain)).instance
        record(instance, StateChanges(self._replica, node))
        return instance

    def values(self, node: StateNode) -> dict[str, Any]:
        """The values of a State's fields."""
        return node.held.__dict__  # type: ignore[no-any-return]

    def notify(self, node: StateNode, name: str) -> Notify:
        """Tells those who show a field."""
        return Changed(node.held, name)


class ListChanges:
    """Changes a list.

    Args:
        replica: Who writes it down.
        node: The list.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: ListNode) -> None:
        self._replica = replica
        self._node = node

    def splice(self, start: int, stop: int, values: Sequence[Any]) -> None:
        """Replace the items from ``start`` to before ``stop``."""
        with self._replica.lock:
            node = self._node
            if start == stop and not values:
                return
            plain, written = self._take(values)
            anchor = END if stop >= len(node.ids) else START if start == 0 else node.ids[stop]
            gone = to_runs(node.ids[start:stop])
            self._replica.edit(node, lambda path, first: Splice(path, first, anchor, start, gone, written), plain)

    def put(self, index: int, value: Any) -> None:
        """Replace one item."""
        with self._replica.lock:
            node = self._node
            if _is_there(value, node.held[index]):
                return
            plain, written = self._take((value,))
            self._replica.edit(node, lambda path, first: Put(path, first, node.ids[index], index, written), plain)

    def reorder(self, order: Sequence[int]) -> None:
        """Bring the items into the order in which their present indices stand in ``order``."""
        with self._replica.lock:
            node = self._node
            numbers = to_runs(node.ids[index] for index in order)
            self._replica.edit(node, lambda path, first: Order(path, first, numbers), None)

    def _take(self, values: Sequence[Any]) -> tuple[Any, Raw]:
        if not values:
            return [], Raw(b"[]")
        kind = self._node.kind
        valid = kind.validated(list(values))
        plain = kind.apart(valid)
        return plain, Raw(kind.write(valid, plain))


class DictChanges:
    """Changes a dict.

    Args:
        replica: Who writes it down.
        node: The dict.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: DictNode) -> None:
        self._replica = replica
        self._node = node

    def put(self, pairs: Mapping[Any, Any]) -> None:
        """Set the values of some keys."""
        with self._replica.lock:
            held, kind = self._node.held, self._node.kind
            new = {key: value for key, value in pairs.items() if not _is_there(value, held.get(key))}
            if not new:
                return
            valid = kind.validated(new)
            plain = kind.apart(valid)
            written = Raw(kind.write(valid, plain))
            self._replica.edit(self._node, lambda path, first: Update(path, first, written), plain)

    def drop(self, keys: Collection[Any]) -> None:
        """Remove some keys, which exist."""
        if not keys:
            return
        with self._replica.lock:
            written = Raw(self._node.kind.keys.write(list(keys), list(keys)))
            self._replica.edit(self._node, lambda path, first: Drop(path, first, written), list(keys))


class SetChanges:
    """Changes a set.

    Args:
        replica: Who writes it down.
        node: The set.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: SetNode) -> None:
        self._replica = replica
        self._node = node

    def add(self, values: Collection[Any]) -> None:
        """Put values in."""
        if values:
            with self._replica.lock:
                plain, written = self._take(values)
                self._replica.edit(self._node, lambda path, first: Add(path, first, written), plain)

    def discard(self, values: Collection[Any]) -> None:
        """Take values out, as far as they are in."""
        if values:
            with self._replica.lock:
                plain, written = self._take(values)
                self._replica.edit(self._node, lambda path, first: Discard(path, first, written), plain)

    def _take(self, values: Collection[Any]) -> tuple[Any, Raw]:
        kind = self._node.kind
        valid = kind.validated(set(values))
        plain = kind.apart(valid)
        return plain, Raw(kind.write(valid, plain))


class StateChanges:
    """Changes the fields of a State.

    Args:
        replica: Who writes it down.
        node: The State.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: StateNode) -> None:
        self._replica = replica
        self._node = node

    @property
    def is_current(self) -> bool:
        """Whether the State is in the tree."""
        return self._replica.has(self._node)

    def assign(self, state: State, name: str, value: Any) -> None:
        """Assign a field."""
        with self._replica.lock:
            before = state.__dict__.get(name)
            if _is_there(value, before):
                return
            # pydantic validates the value, and replaces the dict of values by a new one.
            BaseModel.__setattr__(state, name, value)
            valid = state.__dict__[name]
            kind = self._node.kind.fields.get(name)
            if kind is None:  # a field that each process has for itself
                changed = Changed(state, name)
                state.__dict__[name] = observe_value(valid, changed)
                changed()
                return
            state.__dict__[name] = before
            plain = kind.apart(valid)
            if isinstance(kind, SumKind):
                difference = valid - before
                self._replica.edit(self._node, lambda path, first: Sum([*path, name], first, difference), plain)
                return
            written = Raw(kind.write(valid, plain))

            def make(path: Path, first: int) -> Assign:
                return Assign([*path, name], first, written)

            self._replica.edit(self._node, make, plain)


def _is_there(value: Any, before: Any) -> bool:
    """Whether a container is where it is put: `board.messages += [...]` has changed it in place before."""
    return value is before and isinstance(value, RecordedList | RecordedDict | RecordedSet | State)
