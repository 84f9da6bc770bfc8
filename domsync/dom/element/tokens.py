"""Token lists: `classList` and other attributes that are sets of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from domsync.dom.checks.unicode import ascii_lower, split_tokens, well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase

_SPACE = re.compile(r"[\t\n\f\r ]")
_OF_LINKS = frozenset(("noopener", "noreferrer", "opener"))
#: The words that mean something in `rel`, by the element, and in `sandbox`.
#: From https://html.spec.whatwg.org/#linkTypes and https://html.spec.whatwg.org/#attr-iframe-sandbox.
_SUPPORTED = {
    **dict.fromkeys(("a", "area", "form"), _OF_LINKS),
    "link": frozenset(
        (
            *("alternate", "dns-prefetch", "expect", "icon", "manifest", "modulepreload", "next", "pingback"),
            *("preconnect", "prefetch", "preload", "search", "stylesheet"),
        )
    ),
    "sandbox": frozenset(
        (
            *("allow-downloads", "allow-forms", "allow-modals", "allow-orientation-lock", "allow-pointer-lock"),
            *("allow-popups", "allow-popups-to-escape-sandbox", "allow-presentation", "allow-same-origin"),
            *("allow-scripts", "allow-top-navigation", "allow-top-navigation-by-user-activation"),
            "allow-top-navigation-to-custom-protocols",
        )
    ),
}


class DOMTokenList(Sequence[str]):
    """A live view of an attribute as an ordered set of words.

    Args:
        element: The element.
        attribute: The attribute's name.

    From https://dom.spec.whatwg.org/#interface-domtokenlist.
    """

    __slots__ = ("__weakref__", "_attribute", "_element")

    def __init__(self, element: ElementBase, attribute: str) -> None:
        self._element = element
        self._attribute = attribute

    @property
    def value(self) -> str:
        """The attribute's value."""
        return self._element.getAttribute(self._attribute) or ""

    @value.setter
    def value(self, text: str) -> None:
        self._element.setAttribute(self._attribute, text)

    @property
    def length(self) -> int:
        """The number of words."""
        return len(self._tokens())

    def item(self, index: int) -> str | None:
        """Return the word at `index`, or None."""
        tokens = self._tokens()
        return tokens[index] if 0 <= index < len(tokens) else None

    def contains(self, token: str) -> bool:
        """Return whether the list contains a word."""
        return token in self._tokens()

    def add(self, *tokens: str) -> None:
        """Add words that are not in the list yet.

        Raises:
            DOMException: SyntaxError: a word is empty. InvalidCharacterError: a word contains white space.
        """
        self._update([*self._tokens(), *map(_check, tokens)])

    def remove(self, *tokens: str) -> None:
        """Remove words. Words that are not in the list are ignored.

        Raises:
            DOMException: SyntaxError: a word is empty. InvalidCharacterError: a word contains white space.
        """
        removed = {_check(token) for token in tokens}
        self._update([token for token in self._tokens() if token not in removed])

    def toggle(self, token: str, force: bool | None = None) -> bool:
        """Remove a word if it is in the list, otherwise add it.

        Args:
            token: The word.
            force: True only adds, False only removes.

        Returns:
            Whether the word is in the list now.

        Raises:
            DOMException: SyntaxError: the word is empty. InvalidCharacterError: the word contains white space.
        """
        token = _check(token)
        if self.contains(token):
            if force:
                return True
            self.remove(token)
            return False
        if force is False:
            return False
        self.add(token)
        return True

    def replace(self, token: str, new_token: str) -> bool:
        """Replace a word with another one.

        Returns:
            Whether `token` was in the list; if it was not, nothing changes.

        Raises:
            DOMException: SyntaxError: a word is empty. InvalidCharacterError: a word contains white space.
        """
        for given in (token, new_token):
            _check_filled(well_formed(given))
        token, new_token = _check(token), _check(new_token)
        tokens = self._tokens()
        if token not in tokens:
            return False
        self._update([new_token if other == token else other for other in tokens])
        return True

    def supports(self, token: str) -> bool:
        """Return whether browsers support a word in this attribute, in any case.

        Raises:
            TypeError: The attribute takes any words, as `class` does.

        From https://dom.spec.whatwg.org/#dom-domtokenlist-supports.
        """
        kind = self._element.element_name.html if self._attribute == "rel" else self._attribute
        known = _SUPPORTED.get(kind)
        if known is None:
            raise TypeError(f"{self._attribute} accepts any word; use contains() to look one up")
        return ascii_lower(well_formed(token)) in known

    def keys(self) -> Iterator[int]:
        """Return the indices."""
        return iter(range(len(self._tokens())))

    def values(self) -> Iterator[str]:
        """Return the words."""
        return iter(self)

    def entries(self) -> Iterator[tuple[int, str]]:
        """Return pairs of index and word."""
        return enumerate(iter(self))

    def forEach(self, callback: Callable[[str], object]) -> None:
        """Call `callback(word)` for each word."""
        for token in self:
            callback(token)

    def _tokens(self) -> list[str]:
        return split_tokens(self.value)

    def _update(self, tokens: list[str]) -> None:
        # https://dom.spec.whatwg.org/#concept-dtl-update
        if tokens or self._element.hasAttribute(self._attribute):
            self._element.setAttribute(self._attribute, " ".join(dict.fromkeys(tokens)))

    def __contains__(self, token: object) -> bool:
        return token in self._tokens()

    def __iter__(self) -> Iterator[str]:
        return iter(self._tokens())

    def __len__(self) -> int:
        return len(self._tokens())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        return self._tokens()[index]

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"DOMTokenList({self._tokens()!r})"


def _check(token: str) -> str:
    token = well_formed(token)
    _check_filled(token)
    if _SPACE.search(token):
        raise DOMException(
            f"{token!r} contains white space; pass several words as separate arguments", "InvalidCharacterError"
        )
    return token


def _check_filled(token: str) -> None:
    if not token:
        raise DOMException("a word of such a list cannot be empty", "SyntaxError")
