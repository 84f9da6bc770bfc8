"""Failures of a test whose element is missing, ambiguous or not usable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from domsync.errors import DomsyncError
from domsync.testing.tree.accessible_names import Names, name_of
from domsync.testing.tree.nodes import ReferenceElement, ReferenceNode
from domsync.testing.tree.queries import ByRole, ByWords, Steps, find, own_text, shown, texts_for
from domsync.testing.tree.roles import is_exposed, role_of
from domsync.testing.tree.shown_page import ShownPage
from domsync.testing.tree.traversal import squeezed, tag_shown, text_content, walk

_MOST_LINES = 40
_WIDEST = 110


class LocatorError(DomsyncError, AssertionError):
    """A locator does not match what the test wants to use.

    Args:
        locator: The locator, as the test writes it.
        problem: What is wrong, in a few words.
        details: More lines for the reader.
    """

    def __init__(self, locator: str, problem: str, details: str = "") -> None:
        super().__init__(locator, problem, details)
        self.locator = locator
        self.problem = problem
        self.details = details

    def __str__(self) -> str:
        return f"{self.locator} {self.problem}{f'{chr(10)}{self.details}' if self.details else ''}"


class NotFoundError(LocatorError):
    """A locator matches nothing."""


class NotUniqueError(LocatorError):
    """A locator matches several elements where one is needed."""


class NotUsableError(LocatorError):
    """The element is there, but the user cannot do this with it."""


class StillRunningError(DomsyncError, AssertionError):
    """Handlers have not finished within the time limit.

    Args:
        handlers: Where they are waiting.
        seconds: How much time has passed on the page's clock.
    """

    def __init__(self, handlers: Sequence[str], seconds: float) -> None:
        super().__init__(handlers, seconds)
        self.handlers = handlers
        self.seconds = seconds

    def __str__(self) -> str:
        lines = "\n".join(f"  {handler}" for handler in self.handlers)
        return f"after {self.seconds:g} s on the page's clock these handlers still wait:\n{lines}"


def not_found(browser: ShownPage, steps: Steps) -> NotFoundError:
    """Return the exception for a locator that matches nothing."""
    lines = []
    close = close_to(browser, steps)
    if close:
        lines.append(f"Close to it: {', '.join(close)}")
    if browser.held_back:
        lines.append(f"The last form was not submitted: {'; '.join(browser.held_back)}")
    lines.append("The page:")
    lines += outline(browser.root)
    return NotFoundError(shown(steps), "matches nothing", "\n".join(lines))


def not_unique(browser: ShownPage, steps: Steps, found: Sequence[ReferenceElement]) -> NotUniqueError:
    """Return the exception for a locator that matches several elements."""
    lines = [f"  {number}. {one_line(element)}{_also(element)}" for number, element in enumerate(found[:20])]
    if len(found) > 20:
        lines.append(f"  ... and {len(found) - 20} more")
    lines.append("Say which one is meant, by more words or by .nth(number).")
    return NotUniqueError(shown(steps), f"matches {len(found)} elements", "\n".join(lines))


def _also(element: ReferenceElement) -> str:
    role, name = role_of(element), name_of(element)
    return f"   get_by_role({role!r}, name={name!r})" if role and name else ""


def close_to(browser: ShownPage, steps: Steps) -> list[str]:
    """Find what on the page resembles what was looked for."""
    if not steps:
        return []
    *before, last = steps
    scopes = find(browser, tuple(before)) if before else [browser.root]
    elements = [element for scope in scopes for element in walk(scope)]
    names = Names(browser.root)
    if isinstance(last, ByRole):
        alike = [element for element in elements if role_of(element) == last.role and is_exposed(element)]
        if not alike:
            roles = dict.fromkeys(role for element in elements if (role := role_of(element)))
            return [f"no {last.role}, but {', '.join(roles)}"] if roles else []
        return [f"{last.role} {name!r}" for name in _closest(last.name, list(map(names.name_of, alike)))]
    if isinstance(last, ByWords):
        texts: Iterable[str]
        if last.how == "text":
            leaves = [
                element for element in elements if not any(isinstance(c, ReferenceElement) for c in element.children)
            ]
            texts = [own_text(element) for element in leaves]
        else:
            texts = [text for element in elements for text in texts_for(last.how, element, names)]
        return [repr(text) for text in _closest(last.words, [text for text in texts if text])]
    return []


def _closest(words: object, texts: Sequence[str]) -> list[str]:
    unique = list(dict.fromkeys(texts))
    wanted = words if isinstance(words, str) else ""
    close = get_close_matches(wanted, unique, 5, 0.5)
    return close or unique[:8]


def one_line(element: ReferenceElement) -> str:
    """Describe an element in one line: its tag and the beginning of its text."""
    return _cut(f"{tag_shown(element)}{squeezed(text_content(element))}")


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def outline(root: ReferenceElement) -> list[str]:
    """Outline the beginning of a page, one element a line."""
    lines: list[str] = []
    _outline(root, "  ", lines)
    if len(lines) > _MOST_LINES:
        return [*lines[:_MOST_LINES], f"  ... and {len(lines) - _MOST_LINES} more lines"]
    return lines


def _outline(node: ReferenceNode, indent: str, lines: list[str]) -> None:
    if not isinstance(node, ReferenceElement):
        if node.kind == "#text" and node.data.strip():
            lines.append(_cut(indent + squeezed(node.data)))
        return
    if all(not isinstance(child, ReferenceElement) for child in node.children):
        lines.append(_cut(indent + tag_shown(node) + squeezed(text_content(node))))
        return
    lines.append(_cut(indent + tag_shown(node)))
    for child in node.children:
        _outline(child, indent + "  ", lines)
