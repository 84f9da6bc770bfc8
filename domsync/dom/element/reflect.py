"""Descriptors for IDL attributes that reflect content attributes.

From https://html.spec.whatwg.org/#reflecting-content-attributes-in-idl-attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from domsync.dom.checks.names import SVG
from domsync.dom.checks.unicode import ascii_lower, plain
from domsync.dom.element.properties import require_tag
from domsync.dom.element.tokens import DOMTokenList
from domsync.dom.element.views import view_of
from domsync.errors import DOMException

if TYPE_CHECKING:
    from typing import Self

    from domsync.dom.element.base import ElementBase

T = TypeVar("T")


class Reflected(Generic[T]):
    """A property that reflects an attribute.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property; none given means all elements.
    """

    def __init__(self, attribute: str, *tags: str) -> None:
        self.attribute = attribute
        self.tags = tags
        self.name: str = attribute

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, element: None, owner: type) -> Self: ...
    @overload
    def __get__(self, element: ElementBase, owner: type) -> T: ...
    def __get__(self, element: ElementBase | None, owner: type) -> Self | T:
        if element is None:
            return self
        if self.tags:
            require_tag(element, self.name, self.tags)
        value = (element.attribute_map or {}).get(self.attribute)
        return self.read(element, None if value is None else plain(value))

    def __set__(self, element: ElementBase, value: T) -> None:
        if self.tags:
            require_tag(element, self.name, self.tags)
        written = self.write(value)
        if written is None:
            element.removeAttribute(self.attribute)
        else:
            element.setAttribute(self.attribute, written)

    def read(self, element: ElementBase, value: str | None) -> T:
        """Return the property for an attribute's value, None if it is absent."""
        raise NotImplementedError

    def write(self, value: T) -> str | None:
        """Return the attribute's value for a property, None to remove it."""
        raise NotImplementedError


class ReflectedString(Reflected[str]):
    """A string; empty if the attribute is absent. URLs are returned as written, not resolved."""

    def read(self, element: ElementBase, value: str | None) -> str:
        """Return the attribute's value."""
        return "" if value is None else value

    def write(self, value: str) -> str:
        """Return the value."""
        return value


class ReflectedTokens(Reflected[Any]):
    """A string on some elements, a list of words on others; either is set by a string.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements on which it is a string.
        listed: Those on which it is a `DOMTokenList`.
    """

    def __init__(self, attribute: str, *tags: str, listed: tuple[str, ...]) -> None:
        super().__init__(attribute, *tags, *listed)
        self.listed = listed

    def read(self, element: ElementBase, value: str | None) -> str | DOMTokenList:
        """Return the attribute's value, or the list of its words."""
        if element.element_name.html in self.listed:
            return view_of(element, self.attribute, lambda: DOMTokenList(element, self.attribute))
        return "" if value is None else value

    def write(self, value: str) -> str:
        """Return the value."""
        return value


class ReflectedAutocomplete(ReflectedString):
    """`autocomplete`: "on" or "off" for a form, the attribute's words for a control."""

    def read(self, element: ElementBase, value: str | None) -> str:
        """Return the attribute's value, or its meaning for a form."""
        if element.element_name.html == "form":
            return "off" if value is not None and ascii_lower(value) == "off" else "on"
        return "" if value is None else value


class ReflectedNullable(Reflected["str | None"]):
    """A string; None when the attribute is absent, and setting None removes it."""

    def read(self, element: ElementBase, value: str | None) -> str | None:
        """Return the attribute's value."""
        return value

    def write(self, value: str | None) -> str | None:
        """Return the value."""
        return value


class ReflectedBoolean(Reflected[bool]):
    """A reflected boolean: True if the attribute is there."""

    def read(self, element: ElementBase, value: str | None) -> bool:
        """Return whether the attribute is there."""
        return value is not None

    def write(self, value: bool) -> str | None:
        """Return the empty value for true."""
        return "" if value else None


class ReflectedEnumerated(Reflected[str]):
    """One of a few words.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property.
        known: The words.
        missing: The property if the attribute is absent.
        invalid: The property for any other value.
        empty: The property for the empty value; None for that of any other value.
    """

    def __init__(
        self,
        attribute: str,
        *tags: str,
        known: tuple[str, ...],
        missing: str = "",
        invalid: str = "",
        empty: str | None = None,
    ) -> None:
        super().__init__(attribute, *tags)
        self.known: frozenset[str] = frozenset(known)
        self.missing = missing
        self.invalid = invalid
        self.empty: str = invalid if empty is None else empty

    def read(self, element: ElementBase, value: str | None) -> str:
        """Return the word that the attribute's value stands for."""
        if not value:
            return self.missing if value is None else self.empty
        lowered = ascii_lower(value)
        return lowered if lowered in self.known else self.invalid

    def write(self, value: str) -> str:
        """Return the value."""
        return value


class ReflectedInteger(Reflected[int]):
    """A whole number.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property.
        default: What an absent or wrong attribute means.
        least: The least number; a smaller one counts as wrong.
    """

    def __init__(self, attribute: str, *tags: str, default: int = 0, least: int | None = None) -> None:
        super().__init__(attribute, *tags)
        self.default = default
        self.least = least

    def read(self, element: ElementBase, value: str | None) -> int:
        """Return the number that the attribute's value begins with."""
        number = parse_integer(value)
        if number is None or (self.least is not None and number < self.least):
            return self.default
        return number

    def write(self, value: int) -> str:
        """Return the number in digits.

        Raises:
            TypeError: It is not a whole number.
            ValueError: It is too small.
        """
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{self.name} must be an integer, not {value!r}")
        if self.least is not None and value < self.least:
            raise ValueError(f"{self.name} must be at least {self.least}, not {value}")
        return str(value)


class ReflectedClamped(Reflected[int]):
    """A whole number, limited to a range.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property.
        least: The least number.
        most: The greatest number.
        default: What an absent or wrong attribute means.

    From https://html.spec.whatwg.org/#clamped-to-the-range.
    """

    def __init__(self, attribute: str, *tags: str, least: int, most: int, default: int) -> None:
        super().__init__(attribute, *tags)
        self.least = least
        self.most = most
        self.default = default

    def read(self, element: ElementBase, value: str | None) -> int:
        """Return the number that the attribute's value begins with, limited to the range."""
        number = parse_integer(value)
        if number is None or number < 0:
            return self.default
        return max(self.least, min(number, self.most))

    def write(self, value: int) -> str:
        """Return the number in digits.

        Raises:
            TypeError: It is not a whole number.
            ValueError: It is negative.
        """
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError(f"{self.name} must be an integer, not {value!r}")
        if value < 0:
            raise ValueError(f"{self.name} cannot be negative: {value}")
        return str(value)


class ReflectedNullableEnumerated(Reflected["str | None"]):
    """One of a few words; None when the attribute is absent, and setting None removes it.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property.
        known: The words.
        empty: The property for the empty value.
        invalid: The property for any other value.
    """

    def __init__(self, attribute: str, *tags: str, known: tuple[str, ...], empty: str, invalid: str) -> None:
        super().__init__(attribute, *tags)
        self.known: frozenset[str] = frozenset(known)
        self.empty = empty
        self.invalid = invalid

    def read(self, element: ElementBase, value: str | None) -> str | None:
        """Return the word that the attribute's value stands for."""
        if not value:
            return None if value is None else self.empty
        lowered = ascii_lower(value)
        return lowered if lowered in self.known else self.invalid

    def write(self, value: str | None) -> str | None:
        """Return the value."""
        return value


_EDITABLE = ("true", "false", "plaintext-only")


class ReflectedContentEditable(Reflected[str]):
    """`contentEditable`: the empty value is "true", and "inherit" removes the attribute."""

    def read(self, element: ElementBase, value: str | None) -> str:
        """Return the word that the attribute's value stands for."""
        if not value:
            return "inherit" if value is None else "true"
        lowered = ascii_lower(value)
        return lowered if lowered in _EDITABLE else "inherit"

    def write(self, value: str) -> str | None:
        """Return the word, None for "inherit".

        Raises:
            DOMException: SyntaxError: it is none of the words.
        """
        lowered = ascii_lower(value)
        if lowered == "inherit":
            return None
        if lowered not in _EDITABLE:
            words = ", ".join((*_EDITABLE, "inherit"))
            raise DOMException(f"contentEditable must be one of {words}, not {value!r}", "SyntaxError")
        return lowered


class ReflectedTabIndex(ReflectedInteger):
    """`tabIndex`: without the attribute, 0 for elements that can be focused and -1 for others, as in Chromium."""

    def read(self, element: ElementBase, value: str | None) -> int:
        """Return the number, or the element's default."""
        number = parse_integer(value)
        if number is not None:
            return number
        tag = element.element_name.html
        if tag in _FOCUSABLE or (element.element_name.namespace == SVG and element.element_name.local == "a"):
            return 0
        return 0 if tag == "summary" and _is_main_summary(element) else -1


_FOCUSABLE = frozenset(("a", "area", "audio", "button", "iframe", "input", "object", "select", "textarea", "video"))


def _is_main_summary(summary: ElementBase) -> bool:
    parent = summary.parentElement
    if parent is None or parent.element_name.html != "details":
        return False
    return next(child for child in parent.children if child.element_name.html == "summary") is summary


class ReflectedYesNo(Reflected[bool]):
    """A boolean that the attribute spells out.

    Args:
        attribute: The attribute's name.
        yes: The word for true.
        no: The word for false.
        default: The property if the attribute is absent or wrong.
    """

    def __init__(self, attribute: str, *, yes: str = "true", no: str = "false", default: bool = False) -> None:
        super().__init__(attribute)
        self.yes = yes
        self.no = no
        self.default = default

    def read(self, element: ElementBase, value: str | None) -> bool:
        """Return the boolean for the word."""
        if value is None:
            return self.default
        lowered = ascii_lower(value)
        return True if lowered in {self.yes, ""} else False if lowered == self.no else self.default

    def write(self, value: bool) -> str:
        """Return the word."""
        return self.yes if value else self.no


class ReflectedDraggable(ReflectedYesNo):
    """`draggable`: images and links can be dragged unless the attribute says no."""

    def read(self, element: ElementBase, value: str | None) -> bool:
        """Return the boolean for the word, or the element's default."""
        lowered = None if value is None else ascii_lower(value)
        if lowered in ("true", "false"):
            return lowered == "true"
        tag = element.element_name.html
        return tag == "img" or (tag == "a" and "href" in (element.attribute_map or ()))


def parse_integer(text: str | None) -> int | None:
    """Parse the whole number that a text begins with; None if there is none.

    From https://html.spec.whatwg.org/#rules-for-parsing-integers.
    """
    if text is None:
        return None
    text = text.lstrip("\t\n\f\r ")
    sign = text[:1] if text[:1] in ("-", "+") else ""
    digits = ""
    for character in text[len(sign) :]:
        if character not in "0123456789":
            break
        digits += character
    # More digits than this are out of the range of every number here.
    return int(sign + digits) if 0 < len(digits) <= 10 else None
