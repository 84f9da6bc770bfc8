"""Save a page to the store: before each event is acknowledged, and soon after other changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

from domsync.components.component import Component
from domsync.components.durable.fields import unwritable_fields
from domsync.components.durable.keeper import ComponentKeeper
from domsync.dom.actions.changes import current
from domsync.dom.controls import selects
from domsync.dom.controls.input_values import input_type
from domsync.dom.controls.radio_groups import is_checked
from domsync.dom.controls.state import MODAL, told_state, value_of
from domsync.dom.element.element import Element
from domsync.server.pages.page_record import (
    ACTED,
    ENTERED,
    Entered,
    PageHead,
    PageRecord,
    Unfinished,
    encode_entered,
    encode_head,
    hash_of,
    record_key,
)
from domsync.server.sessions.store import Store, StoreConflictError, at_once
from domsync.session.log_limit import LogLimit

if TYPE_CHECKING:
    from domsync.server.pages.served_visit import ServedVisit
    from domsync.session import DomEvent

logger: logging.Logger = logging.getLogger("domsync")
_failures = LogLimit()

#: The delay in seconds before changes that were not caused by an event are saved.
_SOON_SECONDS = 0.25
#: The delay in seconds before the changes of a running handler are saved; a shorter one is saved when it finishes.
_LONG_SECONDS = 1.0
#: How many failed writes are remembered.
_MOST_TRIED = 256


@dataclass(frozen=True, slots=True)
class Storing:
    """The store to which the pages of an app are saved.

    Args:
        store: The store.
        seconds: How long an idle page is kept.
    """

    store: Store
    seconds: float


class PageKeeper:
    """Saves one page to the store.

    Args:
        visit: The page.
        storing: The store.
        record: The record that the page was restored from, if any.
    """

    __slots__ = (
        "_acted",
        "_acted_digest",
        "_components",
        "_entered",
        "_entered_digest",
        "_events",
        "_is_due",
        "_is_over",
        "_key",
        "_store",
        "_storing",
        "_timer",
        "_tokens",
        "_tried",
        "_unfinished",
        "_unwritten",
        "_version",
        "_visit",
        "_writer",
    )

    def __init__(self, visit: ServedVisit, storing: Storing, record: PageRecord | None = None) -> None:
        self._visit = visit
        self._storing = storing
        self._store = storing.store
        self._key = record_key(visit.id)
        self._version = 0 if record is None else record.version
        self._components = ComponentKeeper(visit.scheduler, is_written=record is not None, on_change=self.soon)
        #: Controls in which the user has entered something, by the numbers of their nodes.
        self._entered: set[int] = set() if record is None else set(record.entered)
        self._entered_digest = 0
        self._acted: dict[int, set[str]] = {} if record is None else {n: set(own) for n, own in record.acted.items()}
        self._acted_digest = 0
        self._unfinished: dict[int, Unfinished] = {}
        if record is not None:
            self._unfinished.update({each.n: each for each in record.head.unfinished})
        #: The hashes of writes without an answer, which may have reached the store all the same.
        self._tried: set[int] | None = None
        #: Parts that could not be written yet.
        self._unwritten: dict[str, bytes | None] = {}
        #: The session's tokens when last hashed, and their hashes.
        self._tokens: tuple[str, str | None, bytes, bytes] = "", None, b"", b""
        self._timer: asyncio.TimerHandle | None = None
        # For a store that waits: the task that writes, whether it has to write again, and the event to acknowledge
        # then.
        self._writer: asyncio.Task[None] | None = None
        self._is_due = False
        self._events: list[int] = []
        self._is_over = False

    # What happens

    def entered(self, event: DomEvent) -> None:
        """Note that the user may have entered something.

        Args:
            event: The event that reports it.
        """
        if event.number:
            return
        nodes = [held.node for held in event.dirty]
        if isinstance(event.target, Element) and event.target.element_name.is_control:
            nodes.append(event.target.node_id)
        self._entered.update(nodes)
        for number, slot, _ in event.changed:
            self._acted.setdefault(number, set()).add(slot)

    def began(self, event: Unfinished, tasks: Sequence[asyncio.Task[Any]]) -> None:
        """Note that handlers of an event are still running when it counts as handled.

        Args:
            event: The event.
            tasks: The running tasks.
        """
        self._unfinished[event.n] = event
        left = len(tasks)

        def ended(_: asyncio.Task[Any]) -> None:
            nonlocal left
            left -= 1
            if not left and not self._is_over:
                self._unfinished.pop(event.n, None)
                self.commit()

        for task in tasks:
            task.add_done_callback(ended)

    def handled(self, n: int, *, runs: bool = False) -> None:
        """Save what an event has changed, and acknowledge the event when that is done.

        Args:
            n: The event's number.
            runs: Whether one of its handlers is still running. What it has changed so far is saved when it has
                finished, or after a second; if the process ends before that, the event is handled again from the
                beginning.
        """
        if self._store.immediate:
            self._write(whole=not runs)
            if not self._is_over:
                self._visit.protocol.handled(n)
                self._visit.push()
        else:
            self._events.append(n)
            self._write_in_turn()

    def soon(self) -> None:
        """Save changes in a moment."""
        if self._timer is None and not self._is_over:
            seconds = _LONG_SECONDS if self._unfinished else _SOON_SECONDS
            self._timer = asyncio.get_running_loop().call_later(seconds, self._write_late)

    def changed(self) -> None:
        """Note that a change not caused by an event is sent to the browser."""
        if self._components.has_changes:
            self.soon()

    def commit(self) -> None:
        """Save changes. With a store that waits, await `written` to be sure."""
        if self._store.immediate:
            self._write()
        else:
            self._write_in_turn()

    async def written(self) -> None:
        """Save changes, and wait until the store has them."""
        self.commit()
        if self._writer is not None:
            await asyncio.wait({self._writer})

    def _write_late(self) -> None:
        self._timer = None
        self.commit()

    # Sleeping

    def fall_asleep(self) -> bool:
        """Save changes before the page sleeps, and stop watching its components.

        Returns:
            Whether everything is saved.
        """
        if self._components.has_changes:
            self.commit()
        if self._writer is not None or self._unwritten or self._unfinished or self._components.has_changes:
            return False
        self._components.close()
        return True

    def wake(self) -> None:
        """Watch the components again; what was changed while they slept is saved with the next write."""
        scheduler = self._visit.scheduler
        self._components = ComponentKeeper(scheduler, is_written=not scheduler.dirty, on_change=self.soon)

    # The end

    async def release(self) -> None:
        """Release the page: another process continues with it at once, and without a new snapshot for the browser."""
        if self._is_over:
            return
        self._visit.protocol.flush()
        self.commit()
        if self._writer is not None:
            await asyncio.wait({self._writer})
        if not self._is_over:
            await self._put(self._head(self._visit.digest), {})

    def abandon(self) -> None:
        """Stop saving."""
        self._is_over = True

    def touch(self) -> None:
        """Keep the record of a page that is open but idle."""
        self.expire_after(self._storing.seconds)

    def forget(self) -> None:
        """Delete the record: nobody may resume the page."""
        self._is_over = True
        self._do(self._store.delete(self._key))

    def expire_after(self, seconds: float) -> None:
        """Keep the record for this many seconds from now."""
        if not self._is_over:
            self._do(self._store.expire(self._key, seconds))

    def close(self) -> None:
        """Save any remaining changes, and stop."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if not self._is_over and (self._components.has_changes or self._unwritten):
            data, parts = self._head(), self._parts()
            self._do(self._put(data, parts))
        self._is_over = True
        self._components.close()

    def _do(self, work: Coroutine[Any, Any, object]) -> None:
        """Run work that the page need not wait for."""
        if self._store.immediate:
            try:
                at_once(work)
            except Exception as error:  # noqa: BLE001 - whatever a store raises, the page ends
                _failed(error)
        else:
            task = asyncio.get_running_loop().create_task(_quietly(self._writer, work))
            _working.add(task)
            task.add_done_callback(_working.discard)

    # Writing

    def _write(self, *, whole: bool = True) -> None:
        """Write to a store that never waits."""
        if not self._is_over:
            at_once(self._put(self._head(), self._parts() if whole else {}))

    def _write_in_turn(self) -> None:
        """Write to a store that waits: one write after the other, each with all changes up to then."""
        self._is_due = True
        if self._writer is None and not self._is_over:
            self._writer = asyncio.get_running_loop().create_task(self._write_what_is_due())

    async def _write_what_is_due(self) -> None:
        try:
            while self._is_due and not self._is_over:
                self._is_due = False
                events, self._events = self._events, []
                is_running = bool(events) and events[-1] in self._unfinished
                await self._put(self._head(), {} if is_running else self._parts())
                if self._is_over:
                    return
                for n in events:
                    self._visit.protocol.handled(n)
                self._visit.push()
        finally:
            self._writer = None

    async def _put(self, data: bytes, parts: dict[str, bytes | None]) -> None:
        parts = {**self._unwritten, **parts}
        try:
            self._version = await self._store.put(self._key, data, self._storing.seconds, self._version, parts)
        except StoreConflictError:
            if await self._is_own_write():
                await self._put(data, parts)
            elif not self._is_over:
                self._is_over = True
                self._visit.lose()
        except Exception as error:  # noqa: BLE001 - whatever a store raises, the page goes on
            # As without a store; anything missing is part of the next write.
            self._unwritten = parts
            if self._tried is None:
                self._tried = set()
            if len(self._tried) < _MOST_TRIED:
                self._tried.add(hash(data))
            _failed(error)
        else:
            self._unwritten = {}
            self._tried = None

    async def _is_own_write(self) -> bool:
        """Return whether the record has changed only by a write of this page that seemed to have failed."""
        if not self._tried:
            return False
        try:
            found = await self._store.get(self._key)
        except Exception as error:  # noqa: BLE001 - as above
            _failed(error)
            return False
        if found is None or hash(found.data) not in self._tried:
            return False
        self._tried = None
        self._version = found.version
        return True

    def _head(self, digest: bytes = b"") -> bytes:
        visit = self._visit
        protocol, document, place = visit.protocol, visit.document, visit.place
        token, previous = protocol.token, protocol.previous_token
        if self._tokens[:2] != (token, previous):
            self._tokens = token, previous, hash_of(token), b"" if previous is None else hash_of(previous)
        return encode_head(
            PageHead(
                place.path,
                place.query,
                *self._tokens[2:],
                protocol.received,
                protocol.attempt,
                protocol.log.seq,
                document.registry.next_id,
                document.page_title,
                visit.origin,
                "" if place.visitor is None else place.visitor.key,
                digest,
                tuple(self._unfinished.values()),
                tuple(sorted(visit.visit.groups)),
                1 if visit.navigation is None else visit.navigation.levels.number,
            )
        )

    def _parts(self) -> dict[str, bytes | None]:
        parts = self._components.take()
        if self._entered:
            entered = encode_entered(self._entered_values())
            if (digest := hash(entered)) != self._entered_digest:
                self._entered_digest = digest
                parts[ENTERED] = entered
        if self._acted:
            acted = encode_entered(self._acted_values())
            if (digest := hash(acted)) != self._acted_digest:
                self._acted_digest = digest
                parts[ACTED] = acted
        return parts

    def _acted_values(self) -> dict[int, dict[str, str | bool | None]]:
        nodes = self._visit.document.registry.nodes
        values: dict[int, dict[str, str | bool | None]] = {}
        for number, slots in sorted(self._acted.items()):
            element = nodes.get(number)
            if isinstance(element, Element):
                values[number] = {slot: current(element, slot) for slot in sorted(slots)}
            else:
                del self._acted[number]
        return values

    def _entered_values(self) -> dict[int, object]:
        nodes = self._visit.document.registry.nodes
        values: dict[int, object] = {}
        for number in sorted(self._entered):
            element = nodes.get(number)
            value = entered_value(element) if isinstance(element, Element) else None
            if value is None:
                self._entered.discard(number)
            else:
                values[number] = value
        return values


def entered_value(element: Element) -> Entered | None:
    """Return the user's entry in a control, or the reported state of an element: open, playing or scrolled; else None.

    Args:
        element: The element.
    """
    tag, attributes, rare = element.element_name.html, element.attribute_map or {}, element.rare_data
    if rare is not None and rare.modal:
        return MODAL
    if "popover" in attributes:
        return rare is not None and rare.popover
    if tag in ("details", "dialog"):
        return "open" in attributes
    if tag == "textarea":
        return value_of(element)
    if tag == "input":
        kind = input_type(attributes)
        if kind == "file":
            return None
        return is_checked(element) if kind in ("checkbox", "radio") else value_of(element)
    if tag == "select":
        chosen = [selects.option_value(option) for option in selects.selected_options(element)]
        return chosen if selects.is_multiple(element) else "".join(chosen[:1])
    return told_state(element) or None


def can_have_been_entered(element: Element) -> bool:
    """Return whether an element may hold something that differs from its attributes and children.

    Args:
        element: The element.
    """
    if element.element_name.html in ("select", "details", "dialog"):
        return True
    rare = element.rare_data
    return rare is not None and (bool(rare.properties) or rare.playing or rare.popover)


def tell_unwritable() -> None:
    """Log the fields of components that cannot be saved, while that can still be corrected."""
    for kind in _subclasses(Component):
        if kind in _looked_at:
            continue
        _looked_at.add(kind)
        for name in unwritable_fields(kind):
            logger.warning(
                "%s.%s.%s cannot be written to the store: it starts afresh when its page continues in another process. "
                "Mark it Field(exclude=True) if that is intended, or add a field_serializer that returns JSON",
                kind.__module__,
                kind.__qualname__,
                name,
            )


#: Checking a class makes a model for each field, which takes a while for hundreds of classes.
_looked_at: WeakSet[type[Component]] = WeakSet()


def _subclasses(kind: type[Component]) -> Iterator[type[Component]]:
    for each in kind.__subclasses__():
        yield each
        yield from _subclasses(each)


#: The writes still running for pages that have ended.
_working: set[asyncio.Task[None]] = set()


async def _quietly(before: asyncio.Task[None] | None, work: Coroutine[Any, Any, object]) -> None:
    if before is not None:
        await asyncio.wait({before})
    try:
        await work
    except Exception as error:  # noqa: BLE001 - as above
        _failed(error)


def _failed(error: Exception) -> None:
    _failures.log(logging.ERROR, "a page cannot be written to its store: %r", error)


async def all_written() -> None:
    """Wait until all pages that have ended are saved."""
    if _working:
        await asyncio.wait(set(_working))
