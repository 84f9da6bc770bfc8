"""Instant actions, as `client/extra/act.js` carries them out: the vocabulary of `dom/actions/`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from domsync.dom.actions.changes import CLASS
from domsync.dom.actions.targets import (
    CLOSEST,
    FIRST,
    FOCUSED,
    LAST,
    NEXT,
    PREVIOUS,
    REF,
    WITHIN,
    WRAP,
)
from domsync.dom.checks.names import MARK
from domsync.dom.checks.unicode import split_tokens
from domsync.dom.events.keys import matching
from domsync.dom.ops import IF_SELF, PREVENT_DEFAULT, ROOT, STOP_PROPAGATION, UNDO, Action, Listener, Reaction
from domsync.session.inbound import TELL
from domsync.testing.browser import activation
from domsync.testing.browser.event import is_left
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.browser.inputs import is_field
from domsync.testing.tree.css import select
from domsync.testing.tree.form_values import form_of
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import (
    EDITED,
    is_checkable,
    is_connected,
    is_disabled,
    option_value,
    options_of,
    value_of,
    walk,
    way_up,
)
from domsync.testing.tree.visible import inner_text

if TYPE_CHECKING:
    from domsync.testing.browser import Browser
    from domsync.testing.browser.event import SimulatedEvent, Target

#: An attribute's value, None if it has none; for a class, whether it is present.
_Value: TypeAlias = "str | bool | None"
_Arguments: TypeAlias = "tuple[str | int | None, ...]"

#: The seconds until a browser paints the next frame.
_FRAME = 0.016


@dataclass(eq=False)
class _Loan:
    """A loan: a change that is undone when an event is answered."""

    n: int
    is_over: bool = False
    focused: ReferenceElement | None = None


@dataclass(eq=False)
class _Kept:
    """A change left by an action; `n` is the event that reported it: 0 for none yet, -1 if none ever will."""

    value: _Value
    n: int


@dataclass(eq=False)
class _Change:
    """The changes that actions have made to one attribute or class of an element."""

    wire: int
    kind: str
    #: The value set by the server.
    base: _Value
    kept: _Kept | None = None
    #: The changes to undo, the newest last.
    lent: dict[_Loan, _Value] = field(default_factory=dict)

    @property
    def shown(self) -> _Value:
        """The value to show."""
        if self.lent:
            return [*self.lent.values()][-1]
        return self.base if self.kept is None else self.kept.value

    @property
    def is_needed(self) -> bool:
        return self.kept is not None or bool(self.lent)


class InstantActions:
    """The actions of a page.

    Args:
        browser: The browser.
        loop: The event loop, which gives the time.
    """

    def __init__(self, browser: Browser, loop: asyncio.AbstractEventLoop) -> None:
        self._browser = browser
        self._loop = loop
        self._changes: dict[ReferenceElement, dict[str, _Change]] = {}
        self._loans: dict[_Loan, None] = {}
        #: The action running on an element, which is finished at once when another one begins.
        self._running: dict[ReferenceElement, Callable[[], None]] = {}
        #: Elements that are about to be hidden.
        self._leaving: dict[ReferenceElement, None] = {}

    # At an event

    def react(self, listener: Listener, event: SimulatedEvent, node: Target) -> bool:
        """Run a listener's actions, and return whether the event stops."""
        stop = False
        for reaction in listener.reactions:
            if reaction.flags & UNDO or not _wants(reaction, event, node):
                continue
            event.default_prevented |= bool(reaction.flags & PREVENT_DEFAULT)
            stop |= bool(reaction.flags & STOP_PROPAGATION)
            self._run(node, reaction.actions, None)
        return stop

    def lend(self, listener: Listener, event: SimulatedEvent, node: Target, n: int) -> None:
        """Make the changes that are undone when the server has answered event `n`."""
        reactions = [
            reaction for reaction in listener.reactions if reaction.flags & UNDO and _wants(reaction, event, node)
        ]
        if not reactions or n <= 0 or not self._browser.is_open(n):
            return
        loan = _Loan(n)
        self._loans[loan] = None
        for reaction in reactions:
            self._run(node, reaction.actions, loan)
        focused = self._browser.focused
        if focused is not None and is_disabled(focused):
            # Browsers remove the focus from a disabled element.
            loan.focused = focused
            self._browser.focused = None

    def _run(self, node: Target, actions: Iterable[Action], loan: _Loan | None) -> None:
        for action in actions:
            elements = self._targets(node, action.target)
            if action.name == "open_url":
                self._browser.environment.tabs.append(str(action.arguments[0]))
            elif action.name == "copy" and action.arguments:
                self._browser.clipboard = str(action.arguments[0])
            elif action.name == "focus":
                taking = next((element for element in elements if can_focus(element)), None)
                if taking is not None:
                    focus(self._browser, taking)
            else:
                for element in elements:
                    self._act(element, action.name, action.arguments, loan)

    # To whom

    def _targets(self, node: Target, steps: Sequence[tuple[str, str]]) -> list[ReferenceElement]:
        found = [node] if isinstance(node, ReferenceElement) else [self._browser.root]
        for kind, given in steps:
            found = list(dict.fromkeys(self._step(found, kind, given)))
        return found

    def _step(self, elements: list[ReferenceElement], kind: str, given: str) -> list[ReferenceElement]:
        root = self._browser.root
        if kind == REF:
            return [element for element in (root, *walk(root)) if element.get(MARK) == given][:1]
        if kind == FOCUSED:
            return [self._browser.focused or root]
        if kind in (FIRST, LAST):
            return elements[:1] if kind == FIRST else elements[-1:]
        if kind in (NEXT, PREVIOUS):
            way = 1 if kind == NEXT else -1
            beside = [self._beside(element, given, way) for element in elements]
            return [element for element in beside if element is not None]
        meant = self._meant(given)
        if kind == CLOSEST:
            nearest = [next((above for above in way_up(element) if above in meant), None) for element in elements]
            return [element for element in nearest if element is not None]
        return [inside for element in elements for inside in walk(element) if inside in meant]

    def _meant(self, selector: str) -> set[ReferenceElement]:
        root = self._browser.root
        return set(select(root, root, selector, self._browser.focused))

    def _beside(self, element: ReferenceElement, given: str, way: int) -> ReferenceElement | None:
        wraps = given.startswith(WRAP)
        selector, _, within = given.removeprefix(WRAP).partition(WITHIN)
        meant = self._meant(selector)
        if within:
            places = self._meant(within)
            place = next((above for above in way_up(element) if above in places), None)
            others = [] if place is None else [other for other in walk(place) if other in meant]
        else:
            siblings = element.parent.children if element.parent is not None else []
            others = [other for other in siblings if isinstance(other, ReferenceElement) and other in meant]
        if element in others:
            at = others.index(element) + way
        else:
            # It need not be one of them: in that case the one before or after it counts.
            order = list(walk(self._browser.root))
            here = order.index(element) if element in order else -1
            gap = next((i for i, other in enumerate(others) if order.index(other) > here), len(others))
            at = gap if way > 0 else gap - 1
        if wraps and others:
            return others[at % len(others)]
        return others[at] if 0 <= at < len(others) else None

    # The actions

    def _act(self, element: ReferenceElement, name: str, arguments: _Arguments, loan: _Loan | None) -> None:
        browser = self._browser
        browser.version += 1
        match name:
            case "show" | "hide" | "toggle":
                is_hidden = element.get("hidden") is not None or element in self._leaving
                self._reveal(element, name == "show" or (name == "toggle" and is_hidden), arguments, loan)
            case "transition":
                self._animate(element, arguments, lambda: None)
            case "add_class" | "remove_class" | "toggle_class":
                for token in str(arguments[0]).split():
                    has = _read(element, CLASS + token)
                    self._change(element, CLASS + token, name == "add_class" or (name[0] == "t" and not has), loan)
            case "set_attribute":
                self._change(element, str(arguments[0]), str(arguments[1]), loan)
            case "remove_attribute":
                self._change(element, str(arguments[0]), None, loan)
            case "toggle_attribute":
                self._toggle(element, *map(str, arguments), loan=loan)
            case "open" | "close" | "toggle_open":
                self._open(element, name, arguments)
            case "set_value":
                self._enter(element, arguments[0] if arguments else 0)
            case "copy":
                browser.clipboard = value_of(element) if element.kind in EDITED else inner_text(element)
            case "dispatch":
                event, detail, *bubbles = arguments
                told = {"detail": json.loads(str(detail))}
                browser.fire(str(event), element, told, bubbles=bool(bubbles))
            case _:
                self._call(element, name)

    def _call(self, element: ReferenceElement, name: str) -> None:
        browser = self._browser
        form = element if element.kind == "form" else form_of(element)
        match name:
            case "blur":
                if browser.focused is element:
                    focus(browser, None)
            case "select":
                browser.carets[element] = (0, len(value_of(element)))
            case "submit":
                if form is not None:
                    activation.submit(browser, form)
            case "reset":
                if form is not None:
                    activation.reset(browser, form)
            # These need a layout: they have no visible effect here.
            case "scroll_into_view" | "scroll_to":
                pass

    def _toggle(
        self, element: ReferenceElement, name: str, value: str, other: str | None = None, *, loan: _Loan | None
    ) -> None:
        now = element.get(name)
        is_set = now is not None if other is None else now == value
        self._change(element, name, other if is_set else value, loan)

    def _open(self, element: ReferenceElement, name: str, arguments: _Arguments) -> None:
        browser = self._browser
        popover = element.get("popover") is not None
        is_open = bool(element.properties.get(":popover-open")) if popover else element.get("open") is not None
        # Anything that the press itself has closed stays closed.
        wanted = not is_open and element not in browser.dismissed if name == "toggle_open" else name == "open"
        if is_open is wanted:
            return
        if popover:
            activation.toggle_popover(browser, element, wanted)
        elif element.kind == "details":
            activation.toggle_details(browser, element)
        elif element.kind == "dialog" and wanted:
            activation.open_dialog(browser, element, modal=arguments[:1] != ("show",))
            browser.opened.mark(element)
        elif element.kind == "dialog":
            activation.close_dialog(browser, element, *map(str, arguments[:1] if name == "close" else ()))
        browser.tell_opened()

    def _enter(self, element: ReferenceElement, value: str | int | None) -> None:
        if is_checkable(element):
            element.set_property("checked", bool(value))
        elif element.kind == "select":
            for option in options_of(element):
                option.properties["selected"] = option_value(option) == value
        else:
            element.set_property("value", str(value))
        self._browser.changed_by_user(element)
        self._browser.fire("change", element)

    # For a while

    def _reveal(self, element: ReferenceElement, is_shown: bool, transition: _Arguments, loan: _Loan | None) -> None:
        if is_shown:
            self._leaving.pop(element, None)
            self._change(element, "hidden", None, loan)
            self._animate(element, transition, lambda: None)
            return

        def end() -> None:
            if element in self._leaving:
                del self._leaving[element]
                if loan is None or not loan.is_over:
                    self._change(element, "hidden", "", loan)

        self._leaving[element] = None
        self._animate(element, transition, end)

    def _animate(self, element: ReferenceElement, transition: _Arguments, end: Callable[[], None]) -> None:
        if element in self._running:
            self._running[element]()
        if not transition:
            end()
            return
        texts = [str(text or "").split() for text in transition[1:]]
        during, first, last = [*texts, [], [], []][:3]

        def go_on() -> None:
            _set_classes(element, first, present=False)
            _set_classes(element, last, present=True)
            self._browser.version += 1

        def stop() -> None:
            frame.cancel()
            timer.cancel()
            del self._running[element]
            _set_classes(element, [*during, *first, *last], present=False)

        def over() -> None:
            stop()
            end()
            self._browser.version += 1
            self.tell()

        _set_classes(element, [*during, *first], present=True)
        frame = self._loop.call_later(_FRAME, go_on)
        timer = self._loop.call_later(int(transition[0] or 0) / 1000, over)
        self._running[element] = stop

    # What the server knows

    def _change(self, element: ReferenceElement, slot: str, value: _Value, loan: _Loan | None) -> None:
        own = self._changes.get(element, {})
        if _read(element, slot) == value and slot not in own:
            return
        wire = element.wire if self._is_main(element) else 0
        made = own.setdefault(slot, _Change(wire, element.kind, _read(element, slot)))
        if loan is not None:
            made.lent[loan] = value
        else:
            # Changes in a shared document concern this page alone.
            made.kept = _Kept(value, 0 if made.wire else -1)
        self._changes[element] = own
        _write(element, slot, made.shown)

    def overlay(self, element: ReferenceElement, name: str) -> None:
        """Reapply the changes made by actions to an attribute that an op has set or removed."""
        own = self._changes.get(element, {})
        for slot, made in tuple(own.items()):
            if name != ("class" if slot.startswith(CLASS) else slot):
                continue
            made.base = _read(element, slot)
            if self._is_known(made) or (made.kept is not None and made.kept.n < 0 and not slot.startswith(CLASS)):
                made.kept = None
            if made.is_needed:
                _write(element, slot, made.shown)
            else:
                self._drop(element, slot)

    def changed(self) -> list[tuple[int, str, _Value]]:
        """List the changes unknown to the server, as an event of the page's own document reports them."""
        return [(made.wire, slot, made.kept.value) for slot, made in self._untold() if made.kept is not None]

    def sent(self, n: int) -> None:
        """Record that event `n` has reported the changes; do nothing unless `n` is above 0."""
        for _, made in self._untold():
            if n > 0 and made.kept is not None:
                made.kept.n = n

    def tell(self) -> None:
        """Report the changes to the server, unless an event did."""
        if self.changed():
            self._browser.emit(0, ROOT, TELL, [], all_told=True)

    def settle(self) -> None:
        """Undo the changes that are due, and restore those unknown to the server in a rebuilt document."""
        for loan in [loan for loan in self._loans if not self._browser.is_open(loan.n)]:
            self._give_back(loan)
        root = self._browser.root
        for element, own in tuple(self._changes.items()):
            is_there = is_connected(element, root)
            for slot, made in tuple(own.items()):
                if made.kept is not None and self._is_known(made):
                    made.base = made.kept.value
                    made.kept = None
                if is_there and made.is_needed:
                    continue
                self._drop(element, slot)
                successor = self._browser.documents[0].nodes.get(made.wire) if made.wire and not is_there else None
                if made.is_needed and isinstance(successor, ReferenceElement) and successor.kind == made.kind:
                    made.base = _read(successor, slot)
                    self._changes.setdefault(successor, {})[slot] = made
                    _write(successor, slot, made.shown)

    def _give_back(self, loan: _Loan) -> None:
        del self._loans[loan]
        loan.is_over = True
        self._browser.version += 1
        for element, own in tuple(self._changes.items()):
            for slot, made in tuple(own.items()):
                if loan in made.lent:
                    del made.lent[loan]
                    _write(element, slot, made.shown)
                    if not made.is_needed:
                        self._drop(element, slot)
        if loan.focused is not None and self._browser.focused is None and can_focus(loan.focused):
            focus(self._browser, loan.focused)

    def _untold(self) -> list[tuple[str, _Change]]:
        return [
            (slot, made)
            for element, own in self._changes.items()
            for slot, made in own.items()
            if made.kept is not None and made.kept.n == 0 and self._is_main(element)
        ]

    def _is_known(self, made: _Change) -> bool:
        return made.kept is not None and 0 < made.kept.n <= self._browser.acknowledged

    def _is_main(self, element: ReferenceElement) -> bool:
        return self._browser.documents[0].nodes.get(element.wire) is element

    def _drop(self, element: ReferenceElement, slot: str) -> None:
        own = self._changes[element]
        del own[slot]
        if not own:
            del self._changes[element]


def _wants(reaction: Reaction, event: SimulatedEvent, node: Target) -> bool:
    if is_left(event, reaction.flags):
        return False
    if reaction.keys and not matching(reaction.keys, event.get, in_field=is_field(event.target)):
        return False
    return not reaction.flags & IF_SELF or event.target is node


def _read(element: ReferenceElement, slot: str) -> _Value:
    if slot.startswith(CLASS):
        return slot[1:] in split_tokens(element.get("class") or "")
    return element.get(slot)


def _write(element: ReferenceElement, slot: str, value: _Value) -> None:
    if _read(element, slot) == value:
        return
    if slot.startswith(CLASS):
        _set_classes(element, [slot[1:]], present=bool(value))
    elif value is None:
        element.remove_attribute(slot)
    else:
        element.set_attribute(slot, str(value))


def _set_classes(element: ReferenceElement, tokens: Iterable[str], *, present: bool) -> None:
    # As classList.add() and remove() do it.
    here = split_tokens(element.get("class") or "")
    wanted = (*here, *tokens) if present else [token for token in here if token not in set(tokens)]
    if element.get("class") is not None or wanted:
        element.set_attribute("class", " ".join(dict.fromkeys(wanted)))
