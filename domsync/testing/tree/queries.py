"""Locators' queries, step by step, answered by the reference browser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import TypeAlias

from domsync.testing.tree.accessible_names import Names
from domsync.testing.tree.css import select
from domsync.testing.tree.nodes import ReferenceElement
from domsync.testing.tree.roles import is_exposed, role_of, state_of
from domsync.testing.tree.shown_page import ShownPage
from domsync.testing.tree.traversal import input_type, squeezed, text_content, walk, way_up
from domsync.testing.tree.visible import is_visible

#: The text to look for: a part of a text, ignoring case, or a pattern that is searched for.
Words: TypeAlias = "str | re.Pattern[str]"

_UNSEEN = frozenset(("head", "noscript", "script", "style", "template", "title"))


def fits(words: Words, text: str, *, exact: bool) -> bool:
    """Return whether a text matches, with white space collapsed.

    Args:
        words: The text to look for.
        text: The text to search, with white space collapsed.
        exact: Match the whole text, case-sensitively.
    """
    if isinstance(words, re.Pattern):
        return words.search(text) is not None
    wanted = squeezed(words)
    return wanted == text if exact else wanted.lower() in text.lower()


@dataclass(frozen=True, slots=True)
class ByCss:
    """Elements that match a CSS selector."""

    selector: str

    def __str__(self) -> str:
        return f"locator({self.selector!r})"


@dataclass(frozen=True, slots=True)
class ByRole:
    """Elements with a role, and with an accessible name and states if these are given."""

    role: str
    name: Words | None = None
    exact: bool = False
    checked: bool | None = None
    disabled: bool | None = None
    expanded: bool | None = None
    level: int | None = None
    pressed: bool | None = None
    selected: bool | None = None
    include_hidden: bool = False

    @property
    def states(self) -> dict[str, object]:
        """The states to match."""
        names = ("checked", "disabled", "expanded", "level", "pressed", "selected")
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    def __str__(self) -> str:
        given = [
            f"{f.name}={_shown(getattr(self, f.name))}" for f in fields(self)[1:] if getattr(self, f.name) != f.default
        ]
        return f"get_by_role({', '.join([repr(self.role), *given])})"


@dataclass(frozen=True, slots=True)
class ByWords:
    """Elements found by a text that belongs to them.

    Args:
        how: `"text"`, `"label"`, `"placeholder"`, `"title"` or `"alt_text"`.
        words: The text.
        exact: Match the whole text, case-sensitively.
    """

    how: str
    words: Words
    exact: bool = False

    def __str__(self) -> str:
        return f"get_by_{self.how}({_shown(self.words)}{', exact=True' if self.exact else ''})"


@dataclass(frozen=True, slots=True)
class ByTestId:
    """Elements with a given attribute `data-testid`."""

    test_id: Words

    def __str__(self) -> str:
        return f"get_by_test_id({_shown(self.test_id)})"


@dataclass(frozen=True, slots=True)
class Filter:
    """A step that narrows the elements down to those that contain something, or do not."""

    has_text: Words | None = None
    has_not_text: Words | None = None
    has: Steps | None = None
    has_not: Steps | None = None
    visible: bool | None = None

    def __str__(self) -> str:
        parts = []
        for name in ("has_text", "has_not_text", "has", "has_not", "visible"):
            value = getattr(self, name)
            if value is not None:
                parts.append(f"{name}={_shown(value) if not isinstance(value, tuple) else shown(value)}")
        return f"filter({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Nth:
    """A step to one of the elements: counted from 0, or from the end if negative."""

    index: int

    def __str__(self) -> str:
        return {0: "first", -1: "last"}.get(self.index, f"nth({self.index})")


QueryStep: TypeAlias = ByCss | ByRole | ByWords | ByTestId | Filter | Nth
Steps: TypeAlias = tuple[QueryStep, ...]


def _shown(value: object) -> str:
    return f"re.compile({value.pattern!r})" if isinstance(value, re.Pattern) else repr(value)


def shown(steps: Steps) -> str:
    """The steps as a test writes them."""
    return ".".join(map(str, steps))


def find(browser: ShownPage, steps: Steps) -> list[ReferenceElement]:
    """Return the elements that match the steps, in document order.

    Args:
        browser: The page.
        steps: The steps of the query.

    Raises:
        DOMException: SyntaxError: a CSS selector is invalid.
    """
    return _find(browser, [browser.root], steps)


def _find(browser: ShownPage, scopes: list[ReferenceElement], steps: Steps) -> list[ReferenceElement]:
    found = scopes
    names = Names(browser.root)
    for step in steps:
        if isinstance(step, Nth):
            found = found[step.index :][:1] if step.index >= 0 else found[: step.index + 1 or None][-1:]
        elif isinstance(step, Filter):
            found = [element for element in found if _passes(browser, element, step)]
        else:
            found = _inside(browser, found, step, names)
    return found


def _inside(
    browser: ShownPage, scopes: list[ReferenceElement], step: ByCss | ByRole | ByWords | ByTestId, names: Names
) -> list[ReferenceElement]:
    """Find the matches of a step below any of the elements, each once and in document order."""
    seen: dict[ReferenceElement, None] = {}
    for scope in scopes:
        if isinstance(step, ByCss):
            candidates = select(browser.root, scope, step.selector, browser.focused)
        elif isinstance(step, ByWords) and step.how == "text":
            candidates = _by_text(scope, step)
        else:
            candidates = [element for element in walk(scope) if _is_meant(element, step, names)]
        seen.update(dict.fromkeys(candidates))
    if len(scopes) < 2:
        return list(seen)
    # Scopes can be nested.
    return [element for element in walk(browser.root) if element in seen]


def _is_meant(element: ReferenceElement, step: ByRole | ByWords | ByTestId, names: Names) -> bool:
    if isinstance(step, ByTestId):
        given = element.get("data-testid")
        return given is not None and (
            step.test_id.search(given) is not None if isinstance(step.test_id, re.Pattern) else given == step.test_id
        )
    if isinstance(step, ByRole):
        if role_of(element) != step.role or (not step.include_hidden and not is_exposed(element)):
            return False
        if any(state_of(element, state) != value for state, value in step.states.items()):
            return False
        return step.name is None or fits(step.name, names.name_of(element), exact=step.exact)
    return any(fits(step.words, text, exact=step.exact) for text in texts_for(step.how, element, names))


def texts_for(how: str, element: ReferenceElement, names: Names) -> Iterable[str]:
    """The texts by which an element can be found."""
    if how == "label":
        return names.label_texts(element)
    given = element.get({"alt_text": "alt"}.get(how, how))
    return () if given is None else (squeezed(given),)


def _by_text(scope: ReferenceElement, step: ByWords) -> list[ReferenceElement]:
    """The innermost elements that contain a text."""
    found: list[ReferenceElement] = []
    for element in walk(scope):
        if fits(step.words, own_text(element), exact=step.exact):
            if found and element.parent is not None and found[-1] in way_up(element.parent):
                found.pop()
            found.append(element)
    return found


def own_text(element: ReferenceElement) -> str:
    """The text by which an element can be found: for an `input` that is a button, its label."""
    if element.kind in _UNSEEN:
        return ""
    if element.kind == "input":
        return squeezed(element.get("value") or "") if input_type(element) in ("button", "submit", "reset") else ""
    return squeezed(text_content(element))


def _passes(browser: ShownPage, element: ReferenceElement, step: Filter) -> bool:
    text = squeezed(text_content(element))
    if step.has_text is not None and not fits(step.has_text, text, exact=False):
        return False
    if step.has_not_text is not None and fits(step.has_not_text, text, exact=False):
        return False
    if step.has is not None and not _find(browser, [element], step.has):
        return False
    if step.has_not is not None and _find(browser, [element], step.has_not):
        return False
    return step.visible is None or is_visible(element) == step.visible
