"""Refill controls after a page was loaded anew, so that the user's input is kept.

This is what the browser's client does in `client/extra/refill.js`.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from domsync.dom.controls.operational_transform import apply, between, from_units, to_units, transform
from domsync.testing.browser.focus import can_focus, focus
from domsync.testing.browser.inputs import Value, enter, entered, is_control, is_typed
from domsync.testing.tree.form_values import form_of
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.traversal import input_type, is_checkable, walk

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

#: The notices to the user, and how many seconds they are shown.
FILLED = "What you had entered was filled in again."
CHANGED = "Not all that you had entered: it was changed meanwhile."
WAITING = "What you had entered in other fields comes back when they are shown."
FILES = "Please choose your files again."
_SHOWN = 10.0
#: How many seconds to wait for content that the program adds after its first page.
_SOON = 1.0
#: How many seconds an entry waits for a control that is shown later.
_LONGEST = 300.0
_PRIVATE = ("off", "one-time-code")

Kind: TypeAlias = tuple[str, str, str]


@dataclass(frozen=True)
class _Place:
    """The identity of an element: its id and name, or its position among elements of its kind."""

    kind: Kind
    id: str
    name: str
    #: Its position and their count: among those with its name, and among all of its kind.
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class _Entry:
    """An entry made by the user; `base` is the control's value before it."""

    where: _Place
    base: Value
    holds: Value


@dataclass(frozen=True)
class Kept:
    """The entries on a page that is left, and where the user was.

    Attributes:
        entries: The entries in its controls.
        focus: The element that had the focus.
        selection: The selection in that element.
        has_files: Whether files had been chosen, which cannot be kept.
    """

    entries: tuple[_Entry, ...]
    focus: _Place | None
    selection: tuple[int, int] | None
    has_files: bool


class Refill:
    """The entries to be filled in again.

    Args:
        browser: The browser whose page replaces the previous one.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._waiting: tuple[_Entry, ...] = ()
        #: True if files had been chosen.
        self.has_files = False
        #: True once the program has had time to add its content.
        self._is_settled = False
        self._said: list[str] = []
        self._hiding: asyncio.TimerHandle | None = None

    def keep(self) -> Kept:
        """Record the user's entries."""
        browser = self._browser
        controls = [control for control in walk(browser.root) if self._is_kept(control)]
        entries = [_Entry(self._where(each), browser.typed.touched[each], entered(each)) for each in controls]
        changed = [
            entry for entry in entries if entry.base != entry.holds and (entry.holds or entry.where.kind[1] != "radio")
        ]
        focused = browser.focused
        return Kept(
            (*changed, *self._waiting),
            None if focused is None else self._where(focused),
            None if focused is None else browser.carets.get(focused),
            self.has_files,
        )

    def _is_kept(self, control: ReferenceElement) -> bool:
        return is_control(control) and control in self._browser.typed.touched and not self._is_private(control)

    def _is_private(self, control: ReferenceElement) -> bool:
        form = form_of(control)
        words = control.get("autocomplete") or (form.get("autocomplete") if form is not None else "") or ""
        return (
            input_type(control) == "hidden"
            or control in self._browser.typed.secret
            or "sharedtext" in control.listeners
            or any(
                word in _PRIVATE or word.endswith("password") or word.startswith("cc-")
                for word in words.lower().split()
            )
        )

    def put_back(self, kept: Kept) -> None:
        """Fill in the entries kept from the page that this one replaces."""
        self._waiting = kept.entries
        self._tell(self.look())
        place, browser = kept.focus, self._browser
        found = self._find(place)[0] if place is not None else None
        is_free = browser.focused is None or browser.focused.get("autofocus") is not None
        if found is not None and is_free and can_focus(found):
            focus(browser, found)
            if kept.selection is not None and is_typed(found):
                browser.carets[found] = kept.selection
        browser.loop.call_later(_SOON, self._settle, kept.has_files)
        browser.loop.call_later(_LONGEST, self._give_up)

    def _settle(self, has_files: bool) -> None:
        self._is_settled = True
        said = self.look()
        if self._waiting:
            said.append(WAITING)
        if has_files:
            said.append(FILES)
        self._tell(said)

    def look_again(self) -> None:
        """Try again after the page has changed: a waiting entry may have its control now."""
        if self._waiting:
            self._tell(self.look())

    def look(self) -> list[str]:
        """Fill in what is possible, keep the rest, and return the notices for the user."""
        results = [(entry, self._fill(entry)) for entry in self._waiting]
        self._waiting = tuple([entry for entry, result in results if not result])
        said = {result for _, result in results}
        return [line for line in (FILLED, CHANGED) if line in said]

    def _give_up(self) -> None:
        self._waiting = ()

    def _tell(self, lines: list[str]) -> None:
        """Notify the user, in addition to earlier notices."""
        if not lines:
            return
        self._said += [line for line in lines if line not in self._said]
        self._browser.notice = " ".join(self._said)
        if self._hiding is not None:
            self._hiding.cancel()
        self._hiding = self._browser.loop.call_later(_SHOWN, self._hide)

    def _hide(self) -> None:
        if self._browser.notice == " ".join(self._said):
            self._browser.notice = ""
        self._said = []

    def _fill(self, entry: _Entry) -> str:
        """Fill in an entry and return the outcome; empty if it has to wait."""
        control, is_certain = self._find(entry.where)
        if control is None or not is_control(control):
            return ""
        begun, value = entered(control), entry.holds
        if begun == value or control in self._browser.typed.touched or self._is_private(control):
            return "there"
        if begun != entry.base and not self._is_settled:
            return ""
        if begun != entry.base:
            # Somebody has changed the control meanwhile: the user's edit is merged in.
            if not is_certain or not is_typed(control):
                return CHANGED
            value = _merged(str(entry.base), str(begun), str(value))
        enter(control, value)
        if entered(control) != value:
            enter(control, begun)
            return ""
        self._browser.changed_by_user(control)
        self._browser.fire("change", control)
        return FILLED

    def _lists(self, kind: Kind, name: str) -> tuple[list[ReferenceElement], list[ReferenceElement]]:
        """The elements of a kind with a name, and all of that kind."""
        alike = [element for element in walk(self._browser.root) if _kind_of(element) == kind]
        return [element for element in alike if (element.get("name") or "") == name], alike

    def _where(self, element: ReferenceElement) -> _Place:
        kind, name = _kind_of(element), element.get("name") or ""
        lists = self._lists(kind, name)
        return _Place(kind, element.get("id") or "", name, tuple([(each.index(element), len(each)) for each in lists]))

    def _find(self, where: _Place) -> tuple[ReferenceElement | None, bool]:
        """Find the matching element on this page, and whether it is certainly the same."""
        named, alike = self._lists(where.kind, where.name)
        own = next((other for other in named if where.id and other.get("id") == where.id), None)
        if own is None and where.name and len(named) == 1:
            own = named[0]
        if own is not None:
            return own, True
        # If their number has changed, a position means nothing.
        for found, (place, count) in zip((named, alike), where.places, strict=True):
            if len(found) == count:
                return found[place], False
        return None, False


def _kind_of(element: ReferenceElement) -> Kind:
    return element.kind, input_type(element), (element.get("value") or "") if is_checkable(element) else ""


def _merged(base: str, theirs: str, mine: str) -> str:
    units = to_units(base)
    edit, _ = transform(between(units, to_units(mine)), between(units, to_units(theirs)))
    return from_units(apply(to_units(theirs), edit))
