"""What is on the page: the live counterparts of VNodes and components."""

from __future__ import annotations

from enum import Enum
from functools import partial
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

import msgspec
from pydantic import BaseModel

from domsync.components.tracking import Source, forget, observe
from domsync.components.vnode import Many, Slot, VNode, many, normalise
from domsync.dom.character_data import Comment, Text
from domsync.dom.element import Element

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from domsync.components.component import Component
    from domsync.components.each import Memory
    from domsync.components.scheduler import Scheduler
    from domsync.dom.events import EventTarget
    from domsync.dom.fragment import DocumentFragment
    from domsync.dom.node import Node
    from domsync.dom.ops import Listener


class Rendered:
    """What an element remembers of the VNode that it shows, where that is needed: it listens, or holds components.

    ``slots`` are its children's counterparts, None for an element whose VNode is plain or that the user's code fills.
    """

    __slots__ = ("elsewhere", "owner", "running", "slots", "vnode")

    def __init__(self, vnode: VNode, owner: Instance, slots: list[Mounted] | None) -> None:
        #: The events whose handler is running and must not run twice at a time.
        self.running: frozenset[str] = frozenset()
        #: The listeners at the window or the document: name -> target, callback, what the browser was told.
        self.elsewhere: dict[str, tuple[EventTarget, Callable[..., object], Listener]] | None = None
        self.vnode = vnode
        self.owner = owner
        self.slots = slots


class ManySlot:
    """The counterpart of a list of children."""

    __slots__ = ("items", "source")

    def __init__(self, source: Many, items: list[Mounted]) -> None:
        self.source = source
        self.items = items


class Hidden:
    """An element with ``show=False``: not in the tree, but it keeps its state.

    ``element`` is None until it is shown for the first time; ``vnode`` is what it showed last.
    """

    __slots__ = ("element", "vnode")

    def __init__(self, element: Element | None, vnode: VNode) -> None:
        self.element = element
        self.vnode = vnode


class Instance:
    """A component on a page.

    Args:
        component: The user's object.
        parent: The component in whose rendering it stands, or None for a root.
        scheduler: The scheduler of the document.
    """

    __slots__ = (
        "__weakref__",
        "child",
        "component",
        "depth",
        "errors",
        "limbo",
        "memories",
        "mounted",
        "parent",
        "placeholder",
        "props",
        "provided",
        "scheduler",
        "sources",
        "tasks",
        "turns",
    )

    def __init__(self, component: Component, parent: Instance | None, scheduler: Scheduler) -> None:
        self.component = component
        self.parent = parent
        self.scheduler = scheduler
        self.depth: int = parent.depth + 1 if parent is not None else 0
        values = component.__dict__
        #: The fields that the parent passes, as it passed them last.
        self.props: dict[str, Any] = {name: values[name] for name in component.model_fields_set}
        self.child: Slot = None
        self.mounted: Mounted = None
        #: A component that shows nothing keeps its place in the tree by an empty comment.
        self.placeholder: Comment | None = None
        #: Where the nodes of a component with ``show=False`` are kept.
        self.limbo: DocumentFragment | None = None
        #: The rows that `each` remembers, by its place in the program and its turn there.
        self.memories: dict[tuple[object, int], Memory] | None = None
        self.turns: dict[object, int] = {}
        self.sources: set[Source] = set()
        self.errors: dict[str, str] = {}
        self.provided: dict[type, tuple[Source, Any]] | None = None
        self.tasks: set[asyncio.Task[Any]] | None = None

    def invalidate(self) -> None:
        """Have the component rendered at the next flush."""
        self.scheduler.schedule(self)

    def render(self) -> Slot:
        """Call the component's ``render`` and note what it reads.

        Returns:
            What it gave as one slot; when it raised, what its ``render_error`` gave.
        """
        if self.sources:
            forget(self)
        if self.memories is not None:
            self.turns.clear()
        before = observe(self)
        try:
            return as_slot(self.component.render())
        except Exception as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
            return self._failed(error)
        finally:
            observe(before)

    def _failed(self, error: Exception) -> Slot:
        name = type(self.component).__name__
        reference = self.scheduler.report(error, f"{name}.render")
        try:
            return as_slot(self.component.render_error(error, reference))
        except Exception as second:  # noqa: BLE001 - the error view may be wrong too
            self.scheduler.report(second, f"{name}.render_error")
            return None

    def take_props(self, new: Component) -> bool:
        """Take over the fields that the parent passes now.

        Args:
            new: The description that the parent's render made.

        Returns:
            Whether any of them changed, so that the component has to be rendered.
        """
        changed = False
        component, props, values = self.component, self.props, new.__dict__
        for name in new.model_fields_set:
            value = values[name]
            if name in props and unchanged(props[name], value):
                continue
            props[name] = value
            component.__dict__[name] = value
            component.model_fields_set.add(name)
            changed = True
        return changed

    def own(self, awaitable: Any, where: str) -> None:
        """Run a task that ends with the component.

        Args:
            awaitable: What to run.
            where: What it is, for the log.
        """
        task = self.scheduler.run(awaitable, where)
        if self.tasks is None:
            self.tasks = set()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def provide(self, kind: type, value: object) -> None:
        """Offer a value to all components below.

        Args:
            kind: The type under which they ask for it.
            value: The value.
        """
        if self.provided is None:
            self.provided = {}
        before = self.provided.get(kind)
        source = before[0] if before is not None else Source()
        self.provided[kind] = (source, value)
        if before is not None and not unchanged(before[1], value):
            source.changed()

    def find(self, kind: type) -> tuple[Source, Any] | None:
        """Find what a component above offers.

        Args:
            kind: The type under which it was offered.

        Returns:
            The source to subscribe to and the value, or None.
        """
        above = self.parent
        while above is not None:
            if above.provided is not None and kind in above.provided:
                return above.provided[kind]
            above = above.parent
        return None


#: The live counterpart of a slot.
Mounted: TypeAlias = Text | Element | Instance | ManySlot | Hidden | None


def rendered_of(element: Element) -> Rendered | None:
    """What an element remembers of its VNode, or None."""
    rare = element._rare
    return rare.rendered if rare is not None else None  # type: ignore[return-value]


def as_slot(result: Any) -> Slot:
    """Make one slot of what ``render`` returned."""
    if type(result) is VNode:
        return result
    if isinstance(result, list | tuple):
        return many(result)
    return normalise((result,))[0][0]


def first_node(mounted: Mounted) -> Node | None:
    """Find the first live node of a slot, or None if it has none in the tree."""
    if isinstance(mounted, Instance):
        return mounted.placeholder or first_node(mounted.mounted)
    if isinstance(mounted, ManySlot):
        return next((node for item in mounted.items if (node := first_node(item)) is not None), None)
    return None if isinstance(mounted, Hidden) else mounted


def last_node(mounted: Mounted) -> Node | None:
    """Find the last live node of a slot, or None if it has none in the tree."""
    if isinstance(mounted, Instance):
        return mounted.placeholder or last_node(mounted.mounted)
    if isinstance(mounted, ManySlot):
        return next((node for item in reversed(mounted.items) if (node := last_node(item)) is not None), None)
    return None if isinstance(mounted, Hidden) else mounted


def nodes_of(mounted: Mounted) -> list[Node]:
    """List the live nodes of a slot, in order."""
    first, last = first_node(mounted), last_node(mounted)
    nodes: list[Node] = []
    node = first
    while node is not None:
        nodes.append(node)
        if node is last:
            break
        node = node.nextSibling
    return nodes


_IMMUTABLE: tuple[type, ...] = (
    *(str, int, float, bool, bytes, type(None), VNode, Many, Enum, type),
    *(FunctionType, BuiltinFunctionType, MethodType),
)


def unchanged(old: object, new: object) -> bool:
    """Decide whether a passed value shows the same as before.

    A value that can be changed in place, and is the same object, may have been changed: it counts as changed. So a
    child that gets a mutable object is rendered with its parent; frozen models, tuples and :class:`State` are not.

    Args:
        old: What was passed at the last render.
        new: What is passed now.
    """
    if old is new and isinstance(old, _IMMUTABLE):
        return True
    kind = type(old)
    if kind is not type(new):
        return False
    if isinstance(old, list | tuple) and isinstance(new, list | tuple):
        return len(old) == len(new) and all(map(unchanged, old, new))
    if kind is dict:
        return old.keys() == new.keys() and all(unchanged(value, new[key]) for key, value in old.items())  # type: ignore[attr-defined, index]
    if kind is partial:
        return (
            unchanged(old.func, new.func)  # type: ignore[attr-defined]
            and unchanged(old.args, new.args)  # type: ignore[attr-defined]
            and unchanged(old.keywords, new.keywords)  # type: ignore[attr-defined]
        )
    if getattr(kind, "__domsync_observable__", False):
        return old is new
    if old is new:
        return is_immutable(kind)
    return bool(old == new)


def is_immutable(kind: type[Any]) -> bool:
    """Say whether instances of a class cannot be changed in place, or tell of their changes by themselves.

    Args:
        kind: The class.
    """
    known = _immutable.get(kind)
    if known is None:
        known = _immutable[kind] = _is_immutable(kind)
    return known


_immutable: WeakKeyDictionary[type[Any], bool] = WeakKeyDictionary()


def _is_immutable(kind: type[Any]) -> bool:
    if issubclass(kind, _IMMUTABLE) or getattr(kind, "__domsync_observable__", False):
        return True
    if issubclass(kind, BaseModel):
        return bool(kind.model_config.get("frozen"))
    if issubclass(kind, msgspec.Struct):
        return bool(kind.__struct_config__.frozen)
    parameters = getattr(kind, "__dataclass_params__", None)
    if parameters is not None:
        return bool(parameters.frozen)
    return kind.__module__ in {"datetime", "decimal", "fractions", "uuid", "pathlib", "ipaddress", "zoneinfo"}
