"""What is on the page: the live counterparts of VNodes and components."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from domsync.components.component import made_at
from domsync.components.equality import is_immutable, snapshot, unchanged
from domsync.components.lines import line_of
from domsync.components.tracking import Source, forget, moments, observe
from domsync.components.vnode import ChildError, DuplicateKeyError, Many, Slot, VNode, many, normalise
from domsync.dom.character_data import Comment, Text
from domsync.dom.element import Element

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

    from domsync.components.component import Component
    from domsync.components.each import Memory
    from domsync.components.scheduler import Scheduler
    from domsync.dom.document import Document
    from domsync.dom.events import EventTarget
    from domsync.dom.fragment import DocumentFragment
    from domsync.dom.node import Node
    from domsync.dom.ops import Listener

#: A handler that is running: its event, how often something had been entered before, and on whose page it happened.
Running: TypeAlias = "tuple[str, int, Document]"


class Rendered:
    """What an element remembers of the VNode that it shows, where that is needed: it listens, or holds components.

    ``slots`` are its children's counterparts, None for an element whose VNode is plain or that the user's code fills.
    """

    __slots__ = ("attached", "owner", "slots", "vnode")

    def __init__(self, vnode: VNode, owner: Instance, slots: list[Mounted] | None) -> None:
        self.vnode = vnode
        self.owner = owner
        self.slots = slots
        self.attached: Attached | None = None

    def need_attached(self) -> Attached:
        """Get what is attached to the element; the first call makes it."""
        if self.attached is None:
            self.attached = Attached()
        return self.attached


class Attached:
    """What few elements have: a reference to them, a listener elsewhere, a handler that is running."""

    __slots__ = ("asleep", "elsewhere", "entered", "ref", "running")

    def __init__(self) -> None:
        #: The listeners at the window or the document: name -> target, callback, what the browser was told.
        self.elsewhere: dict[str, tuple[EventTarget, Callable[..., object], Listener]] | None = None
        #: What holds the element now and has to be told when it leaves.
        self.ref: Callable[[Element | None], object] | None = None
        #: The events whose handler is running and must not run twice with the same.
        self.running: frozenset[Running] = frozenset()
        #: A bound field has taken over what the user entered, so that the control has to show the field again.
        self.entered = False
        #: It is off the page by ``show=False``, its own or that of something around it.
        self.asleep = False


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


#: What :attr:`Instance.asleep` says.
AWAKE, ASLEEP, STALE = 0, 1, 2


class Instance:
    """A component on a page.

    Args:
        component: The user's object.
        parent: The component in whose rendering it stands, or None for a root.
        scheduler: The scheduler of the document.
    """

    __slots__ = (
        "__weakref__",
        "arrived",
        "asleep",
        "before",
        "child",
        "component",
        "depth",
        "limbo",
        "memories",
        "moment",
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
        self.props: dict[str, Any] = {name: snapshot(values[name]) for name in component.model_fields_set}
        self.child: Slot = None
        self.mounted: Mounted = None
        #: A component that shows nothing keeps its place in the tree by an empty comment.
        self.placeholder: Comment | None = None
        #: Where the nodes of a component with ``show=False`` are kept.
        self.limbo: DocumentFragment | None = None
        #: Whether it was told that it is on the page.
        self.arrived = False
        #: Whether something around it is off the page by ``show=False``; STALE if it has to be rendered when that ends.
        self.asleep = AWAKE
        #: The numbers of its last render and of the one before: see :func:`describes`.
        self.moment = self.before = 0
        #: The rows that `each` remembers, by its place in the program and its turn there.
        self.memories: dict[tuple[object, int], Memory] | None = None
        self.turns: dict[object, int] | None = None
        self.sources: set[Source] | None = None
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
        forget(self)
        self.turns = None
        self.before, self.moment = self.moment, next(moments)
        before = observe(self)
        try:
            result = self.component.render()
            return result if type(result) is VNode else self._as_slot(result)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
            return self.failed(error)
        finally:
            observe(before)

    def _as_slot(self, result: Any) -> Slot:
        """Make one slot of what ``render`` returned. Its line has passed, so that messages name the method's."""
        render = self.component.render
        try:
            if isinstance(result, list | tuple):
                return many(result, partial(line_of, render))
            return normalise((result,))[0][0]
        except (ChildError, DuplicateKeyError) as error:
            error.add_note(f"It was returned by {type(self.component).__name__}.render, {line_of(render)}")
            raise

    def failed(self, error: BaseException, where: str = "render") -> Slot:
        """Report an exception, and make what is shown in place of the component.

        Args:
            error: What was raised.
            where: The method that has raised it.
        """
        component = self.component
        name = type(component).__name__
        reference = self.scheduler.report(error, f"{name}.{where}")
        if not isinstance(error, Exception):
            # CancelledError and its like: `render_error` is promised an Exception.
            wrapped = RuntimeError(f"{type(error).__name__} in {where}")
            wrapped.__cause__ = error
            error = wrapped
        try:
            return normalise((component.render_error(error, reference),))[0][0]
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as second:  # noqa: BLE001 - the error view may be wrong too
            self.scheduler.report(second, f"{name}.render_error")
            return VNode("div", (f"Something went wrong (reference {reference}).",), {"role": "alert"})

    def dress(self, element: Element, data: VNode) -> None:
        """Let an element listen that was deferred when the component was rendered (:mod:`domsync.dom.deferred`).

        Args:
            element: The element, just made.
            data: What it shows, which has listeners.
        """
        # Listeners know instances.
        from domsync.components.listening import entries_for

        element._listeners = entries_for(data.listeners or {})
        element._need_rare().rendered = Rendered(data, self, None)

    def take_props(self, new: Component) -> bool:
        """Take over the fields that the parent passes now.

        A field that it does not pass any more goes back to its default.

        Args:
            new: The description that the parent's render made.

        Returns:
            Whether any of them changed, so that the component has to be rendered.
        """
        changed = False
        component, props, values, passed = self.component, self.props, new.__dict__, new.model_fields_set
        for name in passed:
            value = values[name]
            if name not in props or not unchanged(props[name], value):
                changed = True
            elif value is props[name] or is_immutable(type(value)) or component.__dict__[name] is not props[name]:
                continue
            # An equal object that can be changed in place is the parent's present one: handlers have to change it.
            props[name] = snapshot(value)
            component.__dict__[name] = value
            component.model_fields_set.add(name)
        if len(props) > len(passed):
            for name in props.keys() - passed:
                del props[name]
                component.__dict__[name] = values[name]
                component.model_fields_set.discard(name)
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
        if before is not None:
            if not unchanged(before[1], value):
                source.changed()
        elif self.mounted is not None:
            # Components below may have found another value further up, or none.
            self.scheduler.offers(kind).changed()

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
    node, last = first_node(mounted), last_node(mounted)
    nodes: list[Node] = []
    while node is not None:
        nodes.append(node)
        if node is last:
            break
        node = node._next
    return nodes


def describes(component: Component, owner: Instance) -> bool:
    """Say whether a component is a description that its parent's render made, to be taken up by the one on the page.

    What was made by a handler or a task, or for an earlier render, is a thing of its own: when it takes the place of
    another one, it is the one that is shown, with its own state. (One that was copied or validated can be either, and
    counts as a description.)

    Args:
        component: What the owner's last render returned somewhere.
        owner: The component that rendered it.
    """
    made = made_at(component)
    return made is None or made > owner.before
