"""Track which components of a page have changed since it was last saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from domsync.components.durable.fields import ComponentRecord, own_fields, written
from domsync.components.durable.places import Survey, below, placed, root_place
from domsync.components.durable.sharing import Sharing, states_in
from domsync.components.reconciler.equality import is_immutable
from domsync.components.reconciler.instance import Instance
from domsync.components.reconciler.scheduler import Scheduler
from domsync.components.state import State, source_of
from domsync.components.state.tracking import Source

_encode = msgspec.msgpack.Encoder().encode
_decoder = msgspec.msgpack.Decoder(ComponentRecord)


def decode(part: bytes) -> ComponentRecord:
    """Decode the record of one component from `ComponentKeeper.take`.

    Args:
        part: The bytes.

    Raises:
        ValueError: They are not such a record.
    """
    return _decoder.decode(part)


def written_now(scheduler: Scheduler) -> dict[str, bytes]:
    """Return the records of all components of a document, by place.

    Args:
        scheduler: The document's scheduler.
    """
    sharing = Sharing()
    return {place: _encode(written(instance, survey.runs(), sharing)) for instance, place, survey in placed(scheduler)}


class _Holder:
    """Observes the States in a component's fields: the component holds them, whichever component shows them."""

    __slots__ = ("_tell", "development", "held", "render_id", "sources")

    def __init__(self, held: tuple[State, ...], tell: Callable[[], None]) -> None:
        self.held = held
        self.sources: set[Source] | None = set()
        self.render_id = 0
        self.development = False
        self._tell = tell
        for state in held:
            for name in type(state).model_fields:
                source = source_of(state, name)
                source.observers[self] = None
                self.sources.add(source)

    def invalidate(self) -> None:
        """Note that a field has changed."""
        self._tell()

    def assigned(self, field: object, before: object, now: object) -> None:
        """Note the same for a field that was assigned."""
        self._tell()

    def leave(self) -> None:
        """Stop observing."""
        for source in self.sources or ():
            source.observers.pop(self, None)
        self.sources = None


class _Kept:
    """The keeper's knowledge of one component."""

    __slots__ = ("digest", "holder", "ids", "place")

    def __init__(self, place: str) -> None:
        self.place = place
        self.ids: tuple[int, ...] | None = None
        #: The digest of the record that was last written.
        self.digest = 0
        self.holder: _Holder | None = None


class ComponentKeeper:
    """Keeps track of which components of a document have changed, and makes their records on request.

    Args:
        scheduler: The document's.
        is_written: Whether the present state is saved already, because it was restored from there.
        on_change: Called when a State that a component holds has changed; the component may not be rendered for that.

    It becomes the scheduler's `keeper`.
    """

    __slots__ = ("_changed", "_gone", "_kept", "_on_change", "_scheduler", "_tree_version")

    def __init__(
        self, scheduler: Scheduler, *, is_written: bool = False, on_change: Callable[[], object] = lambda: None
    ) -> None:
        self._scheduler = scheduler
        self._on_change = on_change
        self._kept: dict[Instance, _Kept] = {}
        #: A dict keeps the order.
        self._changed: dict[Instance, None] = {}
        self._gone: set[str] = set()
        self._tree_version = -1
        scheduler.keeper = self
        self._changed.update(dict.fromkeys(scheduler.roots))
        if is_written:
            self.take()

    @property
    def has_changes(self) -> bool:
        """True if there is something to save."""
        return bool(self._changed or self._gone)

    def changed(self, instance: Instance) -> None:
        """Note that a component is new, or that its state, or the places of what it shows, may have changed."""
        self._changed[instance] = None

    def ended(self, instance: Instance) -> None:
        """Note that a component has left."""
        self._changed.pop(instance, None)
        kept = self._kept.pop(instance, None)
        if kept is not None:
            self._gone.add(kept.place)
            if kept.holder is not None:
                kept.holder.leave()

    def take(self) -> dict[str, bytes | None]:
        """Return the records that have changed.

        Returns:
            The changed parts of the page's record, by place; None for a part that is gone.
        """
        parts: dict[str, bytes | None] = {}
        version = self._scheduler.document.tree_version
        is_moved, self._tree_version = version != self._tree_version, version
        gone, self._gone = self._gone, set()
        sharing, done = Sharing(), set[Instance]()
        waiting, self._changed = self._changed, {}
        while waiting:
            # Parents first, because they know the places of their children.
            for instance in sorted(waiting, key=_depth):
                kept = self._kept.get(instance) or self._begin(instance)
                if kept is None:
                    continue
                if is_moved or kept.ids is None:
                    self._survey(instance, kept, gone)
                parts.update(self._written(instance, kept, sharing))
                done.add(instance)
                for above in _reached_by(instance, sharing):
                    if above not in done:
                        self._changed[above] = None
            waiting, self._changed = self._changed, {}
        for place in gone:
            parts.setdefault(place, None)
        return parts

    def _begin(self, instance: Instance) -> _Kept | None:
        """Start keeping a root. Other components start with their parents, which know their places."""
        if instance.parent is not None or instance not in self._scheduler.roots:
            return None
        taken = {kept.place for kept in self._kept.values()}
        number = 0
        while (place := root_place(instance.component, number)) in taken:
            number += 1
        kept = self._kept[instance] = _Kept(place)
        return kept

    def _survey(self, instance: Instance, kept: _Kept, gone: set[str]) -> None:
        """Find the present places of a component's nodes, and of the components in it."""
        survey = Survey(instance)
        kept.ids = survey.runs()
        for name, child in survey.children.items():
            place = below(kept.place, name)
            known = self._kept.get(child)
            if known is None:
                self._kept[child] = _Kept(place)
                self._changed[child] = None
            elif known.place != place:
                gone.add(known.place)
                known.place, known.digest, known.ids = place, 0, None
                self._changed[child] = None

    def _written(self, instance: Instance, kept: _Kept, sharing: Sharing) -> Iterator[tuple[str, bytes]]:
        self._observe(instance, kept, sharing)
        part = _encode(written(instance, kept.ids, sharing))
        digest = hash(part)
        if digest != kept.digest:
            kept.digest = digest
            yield kept.place, part

    def _observe(self, instance: Instance, kept: _Kept, sharing: Sharing) -> None:
        held = states_in(instance.component, own_fields(instance, sharing))
        before = kept.holder.held if kept.holder is not None else ()
        if len(before) == len(held) and all(one is other for one, other in zip(before, held, strict=True)):
            return
        if kept.holder is not None:
            kept.holder.leave()
        kept.holder = None
        if held:
            kept.holder = _Holder(held, lambda: self.holds_other(instance))

    def holds_other(self, instance: Instance) -> None:
        """Note that a component's state has changed, even if the component is not rendered for that."""
        self._changed[instance] = None
        self._on_change()

    def close(self) -> None:
        """Stop observing all components."""
        self._scheduler.keeper = None
        for kept in self._kept.values():
            if kept.holder is not None:
                kept.holder.leave()
        self._kept.clear()
        self._changed.clear()
        self._gone.clear()


def _reached_by(instance: Instance, sharing: Sharing) -> Iterator[Instance]:
    """List the components above one whose objects it may have changed: they were passed to it, or are provided."""
    above = instance.parent
    if above is not None and sharing.fields(instance):
        yield above
    while above is not None:
        provided = above.provided
        if provided is not None and not all(is_immutable(type(value)) for _, value in provided.values()):
            yield above
        above = above.parent


def _depth(instance: Any) -> int:
    depth: int = instance.depth
    return depth
