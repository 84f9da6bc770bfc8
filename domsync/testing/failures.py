"""What a test is told when an element is not there, not the only one, or not to be used."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from domsync.testing.accessible_names import Names, name_of
from domsync.testing.queries import ByRole, ByWords, Steps, find, own_text, shown, texts_for
from domsync.testing.reference_tree import ReferenceElement, ReferenceNode
from domsync.testing.roles import is_exposed, role_of
from domsync.testing.walking import squeezed, tag_shown, text_content, walk

if TYPE_CHECKING:
    from domsync.testing.browser import Browser

_MOST_LINES = 40
_WIDEST = 110


class LocatorError(AssertionError):
    """A locator does not lead to what the test wants to use.

    Args:
        locator: The locator, as the test writes it.
        problem: What is wrong, in a few words.
        details: More lines for whoever reads it.
    """

    def __init__(self, locator: str, problem: str, details: str = "") -> None:
        super().__init__(locator, problem, details)
        self.locator = locator
        self.problem = problem
        self.details = details

    def __str__(self) -> str:
        return f"{self.locator} {self.problem}{f'{chr(10)}{self.details}' if self.details else ''}"


class NotFoundError(LocatorError):
    """It leads to nothing."""


class NotUniqueError(LocatorError):
    """It leads to several elements where one is meant."""


class NotUsableError(LocatorError):
    """Its element is there, but the user cannot do this with it."""


class StillRunningError(AssertionError):
    """Handlers have not ended within the time that was granted.

    Args:
        handlers: Where they wait.
        seconds: How much time has passed on the page's clock.
    """

    def __init__(self, handlers: Sequence[str], seconds: float) -> None:
        super().__init__(handlers, seconds)
        self.handlers = handlers
        self.seconds = seconds

    def __str__(self) -> str:
        lines = "\n".join(f"  {handler}" for handler in self.handlers)
        return f"after {self.seconds:g} s on the page's clock these handlers still wait:\n{lines}"


def not_found(browser: Browser, steps: Steps) -> NotFoundError:
    """The exception for a locator that leads to nothing."""
    lines = []
    close = close_to(browser, steps)
    if close:
        lines.append(f"Close to it: {', '.join(close)}")
    if browser.held_back:
        lines.append(f"The last form was not submitted: {'; '.join(browser.held_back)}")
    lines.append("The page:")
    lines += outline(browser.root)
    return NotFoundError(shown(steps), "matches nothing", "\n".join(lines))


def not_unique(browser: Browser, steps: Steps, found: Sequence[ReferenceElement]) -> NotUniqueError:
    """The exception for a locator that leads to several elements."""
    lines = [f"  {number}. {one_line(element)}{_also(element)}" for number, element in enumerate(found[:20])]
    if len(found) > 20:
        lines.append(f"  ... and {len(found) - 20} more")
    lines.append("Say which one is meant, by more words or by .nth(number).")
    return NotUniqueError(shown(steps), f"matches {len(found)} elements", "\n".join(lines))


def _also(element: ReferenceElement) -> str:
    role, name = role_of(element), name_of(element)
    return f"   get_by_role({role!r}, name={name!r})" if role and name else ""


def close_to(browser: Browser, steps: Steps) -> list[str]:
    """What the page has that resembles what was looked for."""
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
    """An element in one line: its tag and the beginning of its text."""
    return _cut(f"{tag_shown(element)}{squeezed(text_content(element))}")


def _cut(line: str) -> str:
    return line if len(line) <= _WIDEST else f"{line[: _WIDEST - 1]}…"


def outline(root: ReferenceElement) -> list[str]:
    """The beginning of a page, one element a line."""
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
