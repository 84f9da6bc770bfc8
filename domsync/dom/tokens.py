"""Attributes that are sets of words: `classList` and its like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, overload

from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element import Element

# ASCII white space only: a no-break space is part of a class name.
_WORD = re.compile(r"[^\t\n\f\r ]+")
_SPACE = re.compile(r"[\t\n\f\r ]")


def split_tokens(text: str) -> list[str]:
    """Return the words of an attribute's value, each one once, in order.

    From https://dom.spec.whatwg.org/#concept-ordered-set-parser.
    """
    return list(dict.fromkeys(_WORD.findall(text)))


class DOMTokenList(Sequence[str]):
    """A live view of an attribute as an ordered set of words. It keeps nothing but its element.

    Args:
        element: Whose attribute it is.
        attribute: The attribute's name.

    From https://dom.spec.whatwg.org/#interface-domtokenlist.
    """

    __slots__ = ("_attribute", "_element")

    def __init__(self, element: Element, attribute: str) -> None:
        self._element = element
        self._attribute = attribute

    @property
    def value(self) -> str:
        """The attribute's text, as it is."""
        return self._element.getAttribute(self._attribute) or ""

    @value.setter
    def value(self, text: str) -> None:
        self._element.setAttribute(self._attribute, text)

    @property
    def length(self) -> int:
        """How many words there are."""
        return len(self._tokens())

    def item(self, index: int) -> str | None:
        """Return the word at `index`, None when there is none."""
        tokens = self._tokens()
        return tokens[index] if 0 <= index < len(tokens) else None

    def contains(self, token: str) -> bool:
        """Say whether a word is there; white space in `token` means that it cannot be."""
        return token in self._tokens()

    def add(self, *tokens: str) -> None:
        """Add words that are not there yet.

        Raises:
            DOMException: SyntaxError: one is empty. InvalidCharacterError: one holds white space.
        """
        self._update([*self._tokens(), *map(_check, tokens)])

    def remove(self, *tokens: str) -> None:
        """Remove words; those that are not there need not be.

        Raises:
            DOMException: SyntaxError: one is empty. InvalidCharacterError: one holds white space.
        """
        removed = {_check(token) for token in tokens}
        self._update([token for token in self._tokens() if token not in removed])

    def toggle(self, token: str, force: bool | None = None) -> bool:
        """Remove a word that is there, add one that is not.

        Args:
            token: The word.
            force: True only ever adds, False only ever removes.

        Returns:
            Whether the word is there now.

        Raises:
            DOMException: SyntaxError: it is empty. InvalidCharacterError: it holds white space.
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
        """Put a word in the place of another one.

        Returns:
            Whether `token` was there; nothing is changed if it was not.

        Raises:
            DOMException: SyntaxError: one is empty. InvalidCharacterError: one holds white space.
        """
        token, new_token = _check(token), _check(new_token)
        tokens = self._tokens()
        if token not in tokens:
            return False
        self._update([new_token if other == token else other for other in tokens])
        return True

    def supports(self, token: str) -> bool:
        """Say whether a word has a meaning here.

        Raises:
            TypeError: The attribute takes any words, as `class` does.
        """
        raise TypeError(f"{self._attribute} takes any words; ask contains() whether one is there")

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
    if not token:
        raise DOMException("a word of such a list cannot be empty", "SyntaxError")
    if _SPACE.search(token):
        raise DOMException(
            f"{token!r} holds white space; give several words as several arguments", "InvalidCharacterError"
        )
    return token
