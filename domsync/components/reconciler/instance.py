"""Instances: the live counterparts of VNodes and components."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from domsync.components.component import host_of, made_at
from domsync.components.locales import Locale
from domsync.components.page_words import FAILED_REFERENCE, page_word
from domsync.components.reconciler.assignments import Assignment, note_assignment, was_repeated
from domsync.components.reconciler.equality import COMMON, CONTAINERS, is_immutable, snapshot, unchanged
from domsync.components.source_location import line_of
from domsync.components.state.fields import passed_fields
from domsync.components.state.tracking import Source, forget, observe, render_ids
from domsync.components.unique_ids import UsedIds
from domsync.components.vnode import (
    ChildError,
    DuplicateKeyError,
    Fragment,
    NormalizedChild,
    RowMemory,
    VNode,
    make_fragment,
    normalise,
)
from domsync.dom.element.element import Element
from domsync.dom.events import slow
from domsync.dom.nodes.character_data import Comment, Text
from domsync.dom.rare import need_rare_data

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Iterable, Sequence

    from domsync.components.component import Component
    from domsync.components.reconciler.scheduler import Scheduler
    from domsync.dom.document.document import Document
    from domsync.dom.events import EventTarget
    from domsync.dom.nodes.fragment import DocumentFragment
    from domsync.dom.nodes.node import Node
    from domsync.dom.ops import Listener

T = TypeVar("T")

#: A running handler: its event, the number of user inputs before it, and the document of the page that it happened on.
Running: TypeAlias = "tuple[str, int, Document]"


class ElementState:
    """The memory that an element has of its VNode, if it listens or holds components.

    ``slots`` are its children's counterparts, None for an element whose VNode is plain or that user code fills.
    """

    __slots__ = ("effects", "owner", "slots", "vnode")

    def __init__(self, vnode: VNode, owner: Instance, slots: list[LiveChild] | None) -> None:
        self.vnode: VNode = vnode
        self.owner: Instance = owner
        self.slots: list[LiveChild] | None = slots
        self.effects: ElementEffects | None = None

    def need_effects(self) -> ElementEffects:
        """Return the element's effects, creating them on the first call."""
        if self.effects is None:
            self.effects = ElementEffects()
        return self.effects


class ElementEffects:
    """Effects that few elements have: a ref, listeners at the window or document, a running handler."""

    __slots__ = ("global_listeners", "opened_by", "ref", "running", "settled", "suspended")

    def __init__(self) -> None:
        #: The listeners at the window or the document, by name: target, callback, and what the browser knows of it.
        self.global_listeners: dict[str, tuple[EventTarget, Callable[..., object], Listener]] | None = None
        #: The ref that holds the element now, and has to be cleared when it leaves.
        self.ref: Callable[[Element | None], object] | None = None
        #: The running handlers, which must not run again for the same event.
        self.running: frozenset[Running] = frozenset()
        #: Whether it is off the page by ``show=False``, its own or that of something around it.
        self.suspended: bool = False
        #: The fields that had changed when its ``open=`` last changed.
        self.opened_by: frozenset[object] = frozenset()
        #: Whether a handler has responded to the user's opening or closing the element.
        self.settled: bool = False


class LiveFragment:
    """The counterpart of a list of children."""

    __slots__ = ("items", "source")

    def __init__(self, source: Fragment, items: list[LiveChild]) -> None:
        self.source: Fragment = source
        self.items: list[LiveChild] = items


class Hidden:
    """An element with ``show=False``: not in the tree, but it keeps its state.

    ``element`` is None until it is shown for the first time; ``vnode`` is what it last showed.
    """

    __slots__ = ("element", "vnode")

    def __init__(self, element: Element | None, vnode: VNode) -> None:
        self.element: Element | None = element
        self.vnode: VNode = vnode


#: Stands for the value of a field that the parent has not passed; it equals no other value.
_NOT_PASSED: object = object()

#: The values of :attr:`Instance.suspended`.
ACTIVE, SUSPENDED, STALE = 0, 1, 2


class Instance:
    """A component on a page.

    Args:
        component: The user's object.
        parent: The component whose render contains it, or None for a root.
        scheduler: The document's scheduler.
    """

    __slots__ = (
        "__weakref__",
        "assignments",
        "child",
        "component",
        "depth",
        "ids",
        "is_mounted",
        "memories",
        "mounted",
        "parent",
        "parked",
        "placeholder",
        "previous_render_id",
        "props",
        "provided",
        "recent_assignments",
        "render_id",
        "scheduler",
        "sources",
        "suspended",
        "tasks",
        "turns",
    )

    def __init__(self, component: Component, parent: Instance | None, scheduler: Scheduler) -> None:
        self.component: Component = component
        self.parent: Instance | None = parent
        self.scheduler: Scheduler = scheduler
        self.depth: int = parent.depth + 1 if parent is not None else 0
        values = component.__dict__
        #: The fields that the parent passes, as it last passed them: `snapshot`, inlined to save a call for each.
        self.props: dict[str, Any] = {
            name: value.copy() if type(value := values[name]) in CONTAINERS else value
            for name in passed_fields(component)
        }
        self.child: NormalizedChild = None
        self.mounted: LiveChild = None
        #: The empty comment that keeps the place of a component that shows nothing.
        self.placeholder: Comment | None = None
        #: The fragment that keeps the nodes of a component with ``show=False``.
        self.parked: DocumentFragment | None = None
        #: Whether its ``mounted`` was called.
        self.is_mounted: bool = False
        #: Whether something around it is off the page by ``show=False``; STALE if it has to be rendered when that ends.
        self.suspended: int = ACTIVE
        #: The numbers of its last render and of the one before: see :func:`describes`.
        self.render_id: int = 0
        self.previous_render_id: int = 0
        #: The rows that `each` remembers, by the place of the call in the program and its number there.
        self.memories: dict[tuple[object, int], RowMemory] | None = None
        self.turns: dict[object, int] | None = None
        #: The ids that `unique_id` has returned in the current render.
        self.ids: UsedIds | None = None
        self.sources: set[Source] | None = None
        #: The assignments since its last render: see :mod:`domsync.components.reconciler.assignments`.
        self.assignments: dict[object, Assignment] | None = None
        self.recent_assignments: dict[object, Assignment] | None = None
        self.provided: dict[type, tuple[Source, Any]] | None = None
        self.tasks: set[asyncio.Task[Any]] | None = None

    @property
    def development(self) -> bool:
        """True if errors show their text on the page."""
        return self.scheduler.development

    @property
    def addresses(self) -> Any:
        """Provides addresses for images in memory; None if nothing does."""
        return self.scheduler.services.get("Visit")

    def invalidate(self) -> None:
        """Render the component at the next flush."""
        self.scheduler.schedule(self)

    def assigned(self, field: object, before: object, now: object) -> None:
        """Note that a field was assigned, and render the component at the next flush."""
        note_assignment(self, field, before, now)
        self.scheduler.schedule(self)

    async def flush(self) -> None:
        """Render what is dirty, including this component, and wait until the browser's connection has accepted it."""
        self.invalidate()
        await self.scheduler.flush_and_send()

    def render(self) -> NormalizedChild:
        """Call the component's ``render`` and track what it reads.

        Returns:
            The result as one slot; if it raised an exception, the result of its ``render_error``.
        """
        scheduler = self.scheduler
        if scheduler.is_observed:
            scheduler.tell_of_render(self)
        if self.sources is not None:
            forget(self)
        self.turns = None
        self.previous_render_id, self.render_id = self.render_id, next(render_ids)
        before = observe(self)
        begun = slow.clock()
        try:
            result = self.component.render()
            return result if type(result) is VNode else self._as_slot(result)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever the user's code raises, the page goes on
            return self.failed(error)
        finally:
            # `end` would do the same; this saves a call for each row of a table.
            if slow.clock() - begun >= slow.SLOW_SECONDS:
                slow.end(begun, "the render of", type(self.component))
            observe(before)

    def _as_slot(self, result: Any) -> NormalizedChild:
        """Turn the result of ``render`` into a slot. The call has ended, so messages name the line of the method."""
        render = self.component.render
        try:
            if isinstance(result, list | tuple):
                return make_fragment(result, partial(line_of, render))
            return normalise((result,))[0][0]
        except (ChildError, DuplicateKeyError) as error:
            error.add_note(f"It was returned by {type(self.component).__name__}.render, {line_of(render)}")
            raise

    def failed(self, error: BaseException, where: str = "render") -> NormalizedChild:
        """Report an exception, and return what to show instead of the component.

        Args:
            error: The exception.
            where: The method that raised it.
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
        except KeyboardInterrupt:
            raise
        except BaseException as second:  # noqa: BLE001 - the error view may be wrong too
            self.scheduler.report(second, f"{name}.render_error")
            text = page_word(FAILED_REFERENCE, self.use(Locale, Locale()), reference=reference)
            return VNode("div", (text,), {"role": "alert"})

    def attach_listeners(self, element: Element, data: VNode) -> None:
        """Attach the listeners of an element that was deferred when the component was rendered
        (:mod:`domsync.dom.tree.lazy`).

        Args:
            element: The element, just created.
            data: Its description, which has listeners.
        """
        element.listener_list = self.scheduler.entries_for(data.listeners or {})
        need_rare_data(element).rendered = ElementState(data, self, None)

    def take_props(self, new: Component) -> bool:
        """Update the fields that the parent passes.

        A field that is no longer passed returns to its default.

        Args:
            new: The description made by the parent's render.

        Returns:
            Whether any of them changed, so that the component has to be rendered.
        """
        changed = False
        component, props, values, passed = self.component, self.props, new.__dict__, new.model_fields_set
        # Whether the parent may have assigned a value again that it has passed before.
        above = self.parent
        parent = above if above is not None and above.recent_assignments else None
        for name in passed:
            value, before = values[name], props.get(name, _NOT_PASSED)
            if value is before and parent is None and type(value) in COMMON:
                continue  # as nearly all are
            if not unchanged(before, value):
                changed = True
                note_assignment(self, name, None if before is _NOT_PASSED else before, value)
            elif parent is not None and type(value) is bool and was_repeated(parent, frozenset(), value):
                note_assignment(self, name, value, value)
                changed = True
            elif value is before or is_immutable(type(value)) or component.__dict__[name] is not before:
                continue
            # Take an equal but mutable object, too: it is the parent's current one, which handlers have to change.
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
            where: A description of it, for the log.
        """
        task = self.scheduler.run(awaitable, where)
        if self.tasks is None:
            self.tasks = set()
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def provide(self, kind: type, value: object) -> None:
        """Provide a value to all components below.

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
            self.scheduler.provided_types(kind).changed()

    def use(self, kind: type[T], default: T) -> T:
        """Return the nearest value of a type that is provided above or by the page, and subscribe the component to it.

        Args:
            kind: The type under which it is provided.
            default: The value to return if there is none.
        """
        self.scheduler.provided_types(kind).read()
        above = self.parent
        while above is not None:
            if above.provided is not None and kind in above.provided:
                source, value = above.provided[kind]
                source.read()
                return value  # type: ignore[no-any-return]
            above = above.parent
        service = self.scheduler.services.get(kind.__name__)
        return service if isinstance(service, kind) else default


#: The live counterpart of a slot.
LiveChild: TypeAlias = Text | Element | Instance | LiveFragment | Hidden | None


#: The place of a component on its page, or None.
instance_of: Callable[[Component], Instance | None] = cast("Callable[[Component], Instance | None]", host_of)


def state_of(element: Element) -> ElementState | None:
    """Return the state of an element, or None."""
    rare = element.rare_data
    return rare.rendered if rare is not None else None  # type: ignore[return-value]


def component_around(node: Node | None, roots: Iterable[Instance]) -> Component | None:
    """Find the component that shows a node, as far as the live nodes around it know.

    Args:
        node: The node.
        roots: The outermost components of its document.
    """
    climbed: set[Node] = set()
    while isinstance(node, Element):
        state = state_of(node)
        if state is not None:
            return _innermost(state.slots or (), climbed, state.owner.component)
        if node.lazy_children is not None and isinstance(node.lazy_children.listener_factory, Instance):
            return node.lazy_children.listener_factory.component
        climbed.add(node)
        node = node.parentNode
    outermost = list(roots)
    return _innermost(outermost, climbed, outermost[0].component if len(outermost) == 1 else None)


def _innermost(items: Sequence[LiveChild], climbed: set[Node], around: Component | None) -> Component | None:
    """Find the innermost component below `around` that shows one of the nodes."""
    for item in items:
        if not isinstance(item, Instance | LiveFragment) or climbed.isdisjoint(nodes_of(item)):
            continue
        if isinstance(item, Instance):
            return _innermost((item.mounted,), climbed, item.component)
        return _innermost(item.items, climbed, around)
    return around


def first_node(mounted: LiveChild) -> Node | None:
    """Return the first live node of a slot, or None if it has none in the tree."""
    if isinstance(mounted, Instance):
        return mounted.placeholder or first_node(mounted.mounted)
    if isinstance(mounted, LiveFragment):
        return next((node for item in mounted.items if (node := first_node(item)) is not None), None)
    return None if isinstance(mounted, Hidden) else mounted


def last_node(mounted: LiveChild) -> Node | None:
    """Return the last live node of a slot, or None if it has none in the tree."""
    if isinstance(mounted, Instance):
        return mounted.placeholder or last_node(mounted.mounted)
    if isinstance(mounted, LiveFragment):
        return next((node for item in reversed(mounted.items) if (node := last_node(item)) is not None), None)
    return None if isinstance(mounted, Hidden) else mounted


def nodes_of(mounted: LiveChild) -> list[Node]:
    """Return the live nodes of a slot, in order."""
    node, last = first_node(mounted), last_node(mounted)
    nodes: list[Node] = []
    while node is not None:
        nodes.append(node)
        if node is last:
            break
        node = node.next_sibling
    return nodes


def describes(component: Component, owner: Instance) -> bool:
    """Return whether a component is just a description, made by its parent's render, for the component on the page.

    A component that was created by a handler or a task, or for an earlier render, is an object of its own: when it
    replaces another one, it is shown itself, with its own state. (One that was copied or validated can be either, and
    counts as a description.)

    Args:
        component: A component that the owner's last render returned.
        owner: The component that rendered it.
    """
    made = made_at(component)
    return made is None or made > owner.previous_render_id
