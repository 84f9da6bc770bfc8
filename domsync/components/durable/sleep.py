"""Put an idle page to sleep: keep only what is needed to build it again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Set
from typing import TYPE_CHECKING, Any, NamedTuple
from weakref import ref

from msgspec import structs

from domsync.components.component import attach, bring_back, errors_of
from domsync.components.durable.fields import ComponentRecord, own_fields, written
from domsync.components.durable.places import placed
from domsync.components.durable.restoring import Restoring, Staying
from domsync.components.durable.sharing import Sharing, states_in
from domsync.components.durable.sleeping_fields import are_held, put_away, reads_back
from domsync.components.reconciler.equality import COMMON
from domsync.components.reconciler.instance import Instance, instance_of
from domsync.components.reconciler.mount import mount_again
from domsync.components.reconciler.timers import wall_time
from domsync.components.reconciler.unmount import unmount
from domsync.dom.document.dispose import clear_document

if TYPE_CHECKING:
    from domsync.components.component import Component
    from domsync.components.reconciler.scheduler import Scheduler
    from domsync.components.state.tracking import Source


class Sleep:
    """The components of a document while it sleeps.

    The outermost components stay, and observe everything that any component in them has read. Inner components that
    the caller names stay, too. Their fields are put away if nobody can notice. Of the others only records are kept,
    and no nodes at all. Made by :func:`fall_asleep`.

    Args:
        scheduler: The document's scheduler.
        records: The records of the components, by place.
        roots: The outermost components, with their places.
        staying: Inner ones that stay, by place; None if there are none.
        objects: Values of fields of the other inner ones, by place, that have to be the same objects when it wakes;
            None if there are none.
        next_id: The number of the document's next node.
        due: When the next method of a component is due, by `timers.wall_time`; None if none is.
    """

    __slots__ = ("_alarm", "_next_id", "_objects", "_records", "_roots", "_scheduler", "_staying", "due")

    def __init__(
        self,
        scheduler: Scheduler,
        records: dict[str, ComponentRecord],
        roots: list[tuple[Instance, str]],
        staying: dict[str, Staying] | None,
        objects: dict[str, dict[str, Any]] | None,
        next_id: int,
        due: float | None,
    ) -> None:
        self._scheduler = scheduler
        self._records = records
        self._roots = roots
        self._staying = staying
        self._objects = objects
        self._next_id = next_id
        self.due: float | None = due
        self._alarm: asyncio.TimerHandle | None = None

    def call_when_due(self, wake: Callable[[], object]) -> None:
        """Arrange that a function is called when a component's method is due.

        Args:
            wake: Wakes the page.
        """
        if self.due is not None:
            seconds = max(0.0, self.due - wall_time())
            self._alarm = asyncio.get_running_loop().call_later(seconds, wake)

    def close(self) -> None:
        """End the sleep for good: nothing is due any longer."""
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def wake(self, numbered: Callable[[], object] = lambda: None, held: Mapping[str, Component] | None = None) -> None:
        """Make everything again, without entries in the op log.

        Args:
            numbered: Called when the nodes have their numbers.
            held: Inner components, by place, to which other code refers.
        """
        self.close()
        scheduler = self._scheduler
        document = scheduler.document
        for root, _ in self._roots:
            bring_back(root.component)
        for stays in (self._staying or {}).values():
            bring_back(stays.component)
            if instance_of(stays.component) is not None:
                attach(stays.component, None)
        restoring = Restoring(self._records, self._next_id, numbered, held, self._staying, self._objects)
        scheduler.restoring = restoring
        dirty, scheduler.dirty = scheduler.dirty, {}
        for root, place in self._roots:
            restoring.goes_on(root, place, self._records.pop(place))
            mount_again(root, document.documentElement)
        is_left = restoring.mounted(document)
        scheduler.flush()
        scheduler.restoring = restoring if is_left else None
        document.take_ops()
        scheduler.dirty.update(dirty)


def fall_asleep(
    scheduler: Scheduler, numbered: Callable[[], object] = lambda: None, staying: Iterable[Component] = ()
) -> Sleep | None:
    """Drop the nodes and the inner components of a document, if they can be made again exactly as they are.

    They cannot if tasks are running, if inner components have life-cycle methods, private attributes, excluded fields
    or States of their own or are held by somebody, if raw DOM code has added nodes, or if shared parts are shown.

    Args:
        scheduler: The document's scheduler.
        numbered: Called if everything is made again at once because somebody holds an inner component; see
            :meth:`Sleep.wake`.
        staying: Inner components that stay as the outermost ones do: pages in their layouts.

    Returns:
        The `Sleep` that wakes it; None if it cannot sleep.
    """
    document = scheduler.document
    if scheduler.is_busy or scheduler.places or scheduler.ahead or document.has_ops:
        return None
    taken = _take_down(scheduler, {id(component) for component in staying})
    if taken is None:
        return None
    records, roots, sources, inside, inner_staying, own = taken
    kept = {place: Staying(instance.component, dict(instance.props)) for instance, place in inner_staying}
    next_id = document.registry.next_id
    due = None if scheduler.timers is None else scheduler.timers.stop()
    for instance, _ in inner_staying:
        # Its `unmounted` is not called.
        instance.is_mounted = False
    for root, _ in roots:
        _empty(root)
    for instance, _ in inner_staying:
        # An assignment to it wakes the page.
        attach(instance.component, _outermost(instance))
    clear_document(document)
    objects: dict[str, dict[str, Any]] = {}
    for place in tuple(own):
        fields = own.pop(place)
        # What nothing else refers to is made again from the record.
        if not fields.is_recorded or are_held(fields.values):
            objects[place] = fields.values
            records[place] = structs.replace(records[place], fields=b"")
    # Most have neither, and even an empty dict takes memory in each page that sleeps.
    sleep = Sleep(scheduler, records, roots, kept or None, objects or None, next_id, due)
    held = {place: component for place, inner in inside if (component := inner()) is not None}
    if held:
        # Code that refers to an inner component may change it at any time, which has to be shown.
        sleep.wake(numbered, held)
        return None
    for instance, place in (*roots, *inner_staying):
        put_away(instance.component, records[place])
    for source in sources:
        for root, _ in roots:
            source.observers[root] = None
            root.sources = {*(root.sources or ()), source}
    return sleep


def _outermost(instance: Instance) -> Instance:
    while instance.parent is not None:
        instance = instance.parent
    return instance


class _Taken(NamedTuple):
    """A record of a document's components, taken before they sleep.

    Args:
        records: The records by place.
        roots: The outermost components with their places.
        sources: Everything that any of them has read.
        inside: The inner components.
        staying: The inner components that stay.
        own: The own fields of the other inner components, by place.
    """

    records: dict[str, ComponentRecord]
    roots: list[tuple[Instance, str]]
    sources: set[Source]
    inside: list[tuple[str, ref[Component]]]
    staying: list[tuple[Instance, str]]
    own: dict[str, _Own]


class _Own(NamedTuple):
    """The own fields of a component.

    Args:
        values: Their values, which only this refers to when the component is gone.
        is_recorded: Whether they are in its record exactly as they are.
    """

    values: dict[str, Any]
    is_recorded: bool


def _take_down(scheduler: Scheduler, staying: Set[int]) -> _Taken | None:
    """Make the records of a document's components; afterwards, only those that stay are referred to here.

    Args:
        scheduler: The document's scheduler.
        staying: The inner components that stay, by identity.

    Returns:
        The records; None if something could not be made again.
    """
    stay: list[tuple[Instance, str]] = []
    records: dict[str, ComponentRecord] = {}
    sources: set[Source] = set()
    inside: list[tuple[str, ref[Component]]] = []
    roots: list[tuple[Instance, str]] = []
    own: dict[str, _Own] = {}
    sharing = Sharing()
    nodes = 0
    for instance, place, survey in placed(scheduler):
        is_root = instance.parent is None
        stays = id(instance.component) in staying
        if instance.tasks:
            return None
        if not is_root and not (_can_stay(instance) if stays else _can_be_made_again(instance, sharing)):
            return None
        nodes += survey.size
        record = records[place] = written(instance, survey.runs(), sharing, is_told=False)
        if is_root:
            roots.append((instance, place))
        elif stays:
            stay.append((instance, place))
        else:
            inside.append((place, ref(instance.component)))
            values = instance.component.__dict__
            names = list(own_fields(instance, sharing))
            is_recorded = reads_back(instance.component, names, record)
            if names and not (is_recorded and COMMON.issuperset([type(values[name]) for name in names])):
                own[place] = _Own({name: values[name] for name in names}, is_recorded)
        sources |= instance.sources or set()
    # Nodes added by raw DOM code could not be made again.
    is_whole = nodes == scheduler.document.registry.count - 1
    return _Taken(records, roots, sources, inside, stay, own) if roots and is_whole else None


def _can_stay(instance: Instance) -> bool:
    return not instance.provided and "updated" not in instance.component.__domsync_hooks__


def _can_be_made_again(instance: Instance, sharing: Sharing) -> bool:
    component: Component = instance.component
    kind, values = type(component), component.__dict__
    if component.__domsync_hooks__ or component.__pydantic_private__ or instance.provided or errors_of(component):
        return False
    if states_in(component, own_fields(instance, sharing)):
        return False
    for name, field in kind.model_fields.items():
        is_left_out = field.exclude and name not in ("key", "show") and name not in instance.props and name in values
        if is_left_out and (field.default_factory is not None or values[name] != field.default):
            return False
    return True


def _empty(root: Instance) -> None:
    unmount(root.mounted)
    for memory in (root.memories or {}).values():
        memory.clear()
    root.mounted = root.child = root.placeholder = root.parked = root.memories = None
