"""Targets of actions, as steps from the listening element."""

from __future__ import annotations

import itertools
from typing import Protocol, TypeAlias

import msgspec

from domsync.dom.checks.names import MARK
from domsync.dom.checks.unicode import well_formed
from domsync.dom.element.base import ElementBase

#: Kinds of steps; `client/extra/act.js` has the same ones.
REF, CLOSEST, INNER, NEXT, PREVIOUS, FIRST, LAST = "ref", "closest", "inner", "next", "previous", "first", "last"
FOCUSED = "focused"
#: The prefix of the selector of a `NEXT` or `PREVIOUS` if the first element follows the last one.
WRAP = "~"
#: Separates the selector of the elements from that of the ancestor that contains them.
WITHIN = "\n"

_numbers = itertools.count(1)


class Marked(Protocol):
    """A mark for an element that the browser can find: a `Ref`."""

    def action_mark(self) -> str:
        """Return the mark by which the browser finds the element."""


class Target(msgspec.Struct, frozen=True, gc=False):
    """The target of an action, from the element that has the handler: `closest(".card")`, `closest("nav").inner("a")`.

    Attributes:
        steps: Pairs of a kind and its argument. Each step starts from all elements that the previous one has found.
    """

    steps: tuple[tuple[str, str], ...] = ()

    def closest(self, selector: str) -> Target:
        """Find the nearest ancestor that matches a selector, or the element itself if it matches."""
        return self._then(CLOSEST, _selector(selector))

    def inner(self, selector: str) -> Target:
        """Find all descendants that match a selector."""
        return self._then(INNER, _selector(selector))

    def next_sibling(self, selector: str = "*", *, within: str | None = None, wrap: bool = False) -> Target:
        """Find the next sibling, or the next element of a set.

        Args:
            selector: Only elements that match it count.
            within: Instead of siblings, all matches in the nearest ancestor that matches this selector count:
                `next_sibling("[role=menuitem]", within="[role=menu]")`.
            wrap: Whether the first one follows the last one.
        """
        return self._then(NEXT, _among(selector, within, wrap=wrap))

    def previous_sibling(self, selector: str = "*", *, within: str | None = None, wrap: bool = False) -> Target:
        """Find the previous sibling, or the previous element of a set. Arguments as for `next_sibling()`."""
        return self._then(PREVIOUS, _among(selector, within, wrap=wrap))

    def first(self) -> Target:
        """Keep the first of the elements that were found."""
        return self._then(FIRST, "")

    def last(self) -> Target:
        """Keep the last of the elements that were found."""
        return self._then(LAST, "")

    def _then(self, kind: str, argument: str) -> Target:
        return Target((*self.steps, (kind, argument)))


#: The values of `of=`; None is the listening element itself.
Of: TypeAlias = "Target | Marked | ElementBase | None"


def closest(selector: str) -> Target:
    """The nearest ancestor that matches a selector, or the element that has the handler if it matches."""
    return Target().closest(selector)


def inner(selector: str) -> Target:
    """All descendants of the element that has the handler that match a selector."""
    return Target().inner(selector)


def next_sibling(selector: str = "*", *, within: str | None = None, wrap: bool = False) -> Target:
    """The next sibling, or the next element of a set. Arguments as for `Target.next_sibling()`."""
    return Target().next_sibling(selector, within=within, wrap=wrap)


def previous_sibling(selector: str = "*", *, within: str | None = None, wrap: bool = False) -> Target:
    """The previous sibling, or the previous element of a set. Arguments as for `Target.next_sibling()`."""
    return Target().previous_sibling(selector, within=within, wrap=wrap)


def focused() -> Target:
    """The element that has the keyboard focus: `focused().next_sibling("a", within="nav")`."""
    return Target(((FOCUSED, ""),))


def ref(of: Marked | ElementBase) -> Target:
    """The element of a `Ref`: `ref(self.menu).inner("a").first()`."""
    return Target(steps_to(of))


def steps_to(of: Of) -> tuple[tuple[str, str], ...]:
    """Return the steps to what `of=` names.

    Raises:
        TypeError: It is neither a target, a `Ref`, an element nor None.
    """
    if of is None:
        return ()
    if isinstance(of, Target):
        return of.steps
    if isinstance(of, ElementBase):
        return ((REF, mark_of(of)),)
    mark = getattr(of, "action_mark", None)
    if mark is None:
        raise TypeError(
            f"of= is a Ref, a live element, or a target such as act.closest('.card'), not {of!r}; without it, the"
            " action is done to the element itself"
        )
    return ((REF, mark()),)


def new_mark() -> str:
    """Return a mark that no element has yet."""
    return str(next(_numbers))


def mark_of(element: ElementBase) -> str:
    """Return the mark by which the browser finds an element; set one if it has none."""
    mark = element.getAttribute(MARK)
    if mark is None:
        mark = new_mark()
        element._put_attribute(MARK, mark)
    return mark


def _selector(text: str) -> str:
    text = well_formed(text).strip()
    if not text:
        raise ValueError("a selector is needed, such as '.card' or '[role=menuitem]'")
    # A line break is only white space in a selector, but has a meaning on the wire.
    return " ".join(text.splitlines())


def _among(selector: str, within: str | None, *, wrap: bool) -> str:
    text = _selector(selector) + (WITHIN + _selector(within) if within is not None else "")
    return (WRAP if wrap else "") + text
