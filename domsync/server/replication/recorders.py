"""Recorders between a program's State and the log: each change of a container or field becomes an operation."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Raw
from pydantic import BaseModel

from domsync.components.state import State, record, recorder_of, source_of
from domsync.components.state.observed import observe_value
from domsync.components.state.recorded import RecordedDict, RecordedList, RecordedSet
from domsync.components.state.recorded_models import model_recorder, record_model
from domsync.server.replication.kinds import Fields, SumKind
from domsync.server.replication.nodes import END, START, DictNode, ListNode, ModelNode, Notify, SetNode, Tree, fields
from domsync.server.replication.ops import Add, Assign, Discard, Drop, Order, Put, Splice, Sum, Update, to_runs

if TYPE_CHECKING:
    from domsync.server.replication.replica import Replica


class Changed:
    """Notifies the observers of a field of a State."""

    __slots__ = ("name", "state")

    def __init__(self, state: State, name: str) -> None:
        self.state: State = state
        self.name: str = name

    def __call__(self) -> None:
        source_of(self.state, self.name).changed()


class LiveTree(Tree):
    """The shown tree: its containers and States are those of the program.

    Args:
        replica: The replica that the tree belongs to.
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

    def hold_model(self, node: ModelNode, make: Callable[[], Fields]) -> BaseModel:
        """Record a model. If it is already elsewhere in a tree, it stays there, and this place gets a copy."""
        plain = make()
        instance = plain.instance
        recorder = recorder_of(instance) if isinstance(instance, State) else model_recorder(instance)
        if isinstance(recorder, ModelChanges) and recorder.is_current:
            instance = fields(plain.kind, dict(plain)).instance
        changes = node.recorder = ModelChanges(self._replica, node)
        if isinstance(instance, State):
            record(instance, changes)
        else:
            record_model(instance, changes)
        return instance

    def values(self, node: ModelNode) -> dict[str, Any]:
        """The values of a model's fields."""
        return node.value.__dict__  # type: ignore[no-any-return]

    def notify(self, node: ModelNode, name: str) -> Notify:
        """Make the function that notifies the observers of a field, or of the field around a model that is no State."""
        return Changed(node.value, name) if isinstance(node.value, State) else node.notify


class ListChanges:
    """Changes a list.

    Args:
        replica: The replica that records the changes.
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
            if _is_there(value, node.value[index]):
                return
            plain, written = self._take((value,))
            self._replica.edit(node, lambda path, first: Put(path, first, node.ids[index], index, written), plain)

    def reorder(self, order: Sequence[int]) -> None:
        """Reorder the items to the order of their current indices in ``order``."""
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
        replica: The replica that records the changes.
        node: The dict.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: DictNode) -> None:
        self._replica = replica
        self._node = node

    def put(self, pairs: Mapping[Any, Any]) -> None:
        """Set the values of some keys."""
        with self._replica.lock:
            held, kind = self._node.value, self._node.kind
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
        replica: The replica that records the changes.
        node: The set.
    """

    __slots__ = ("_node", "_replica")

    def __init__(self, replica: Replica, node: SetNode) -> None:
        self._replica = replica
        self._node = node

    def add(self, values: Collection[Any]) -> None:
        """Add values."""
        if values:
            with self._replica.lock:
                plain, written = self._take(values)
                self._replica.edit(self._node, lambda path, first: Add(path, first, written), plain)

    def discard(self, values: Collection[Any]) -> None:
        """Remove values, as far as they exist."""
        if values:
            with self._replica.lock:
                plain, written = self._take(values)
                self._replica.edit(self._node, lambda path, first: Discard(path, first, written), plain)

    def _take(self, values: Collection[Any]) -> tuple[Any, Raw]:
        kind = self._node.kind
        valid = kind.validated(set(values))
        plain = kind.apart(valid)
        return plain, Raw(kind.write(valid, plain))


class ModelChanges:
    """Changes the fields of a State or another model.

    Args:
        replica: The replica that records the changes.
        node: The model.
    """

    __slots__ = ("__weakref__", "_node", "_replica")

    def __init__(self, replica: Replica, node: ModelNode) -> None:
        self._replica = replica
        self._node = node

    @property
    def is_current(self) -> bool:
        """True if the model is in the tree."""
        return self._replica.has(self._node)

    def assign(self, model: BaseModel, name: str, value: Any) -> None:
        """Assign a field."""
        with self._replica.lock:
            before = dict(model.__dict__)
            if _is_there(value, before.get(name)):
                return
            cls = self._node.kind.cls
            # pydantic validates the value; validators of the class may assign further fields.
            (BaseModel if isinstance(model, State) else cls).__setattr__(model, name, value)
            after = model.__dict__
            names = [name, *(other for other in cls.model_fields if after.get(other) is not before.get(other))]
            assigned = {changed: after[changed] for changed in names}
            for changed in assigned:
                _set_back(model, changed, before)
            for changed, to in assigned.items():
                self._assign(model, changed, before.get(changed), to)

    def _assign(self, model: BaseModel, name: str, before: Any, value: Any) -> None:
        kind = self._node.kind.fields.get(name)
        if kind is None:  # a field that each process keeps for itself
            changed = self._node.tree.notify(self._node, name)
            model.__dict__[name] = observe_value(value, changed)
            changed()
            return
        if not isinstance(model, State):
            value = kind.validated(value)
        plain = kind.apart(value)
        if isinstance(kind, SumKind):
            difference = value - before
            self._replica.edit(self._node, lambda path, first: Sum([*path, name], first, difference), plain)
            return
        written = Raw(kind.write(value, plain))
        self._replica.edit(self._node, lambda path, first: Assign([*path, name], first, written), plain)


def _set_back(model: BaseModel, name: str, before: dict[str, Any]) -> None:
    if name in before:
        model.__dict__[name] = before[name]
    else:
        del model.__dict__[name]


def _is_there(value: Any, before: Any) -> bool:
    """Return whether a container is assigned to its own place, as after `board.messages += [...]`."""
    return value is before and isinstance(value, RecordedList | RecordedDict | RecordedSet | BaseModel)
