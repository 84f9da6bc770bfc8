"""Descriptors for IDL attributes that reflect content attributes.

From https://html.spec.whatwg.org/#reflecting-content-attributes-in-idl-attributes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar, overload

from domsync.dom.input_values import format_number, parse_number
from domsync.dom.properties import require_tag

if TYPE_CHECKING:
    from typing import Self

    from domsync.dom.attribute_methods import AttributeMethods

T = TypeVar("T")


class Reflected(Generic[T]):
    """A property that lives in an attribute.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property; none given means all elements.
    """

    def __init__(self, attribute: str, *tags: str) -> None:
        self.attribute = attribute
        self.tags = tags
        self.name = attribute

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, element: None, owner: type) -> Self: ...
    @overload
    def __get__(self, element: AttributeMethods, owner: type) -> T: ...
    def __get__(self, element: AttributeMethods | None, owner: type) -> Self | T:
        if element is None:
            return self
        if self.tags:
            require_tag(element, self.name, self.tags)
        return self.read(element, (element._attributes or {}).get(self.attribute))

    def __set__(self, element: AttributeMethods, value: T) -> None:
        if self.tags:
            require_tag(element, self.name, self.tags)
        written = self.write(value)
        if written is None:
            element.removeAttribute(self.attribute)
        else:
            element.setAttribute(self.attribute, written)

    def read(self, element: AttributeMethods, value: str | None) -> T:
        """Return the property for an attribute's value, None if it is absent."""
        raise NotImplementedError

    def write(self, value: T) -> str | None:
        """Return the attribute's value for a property, None to remove it."""
        raise NotImplementedError


class ReflectedString(Reflected[str]):
    """A string; empty when the attribute is absent. URLs are given as they stand, not resolved."""

    def read(self, element: AttributeMethods, value: str | None) -> str:
        """Return the attribute's value."""
        return "" if value is None else value

    def write(self, value: str) -> str:
        """Return the value."""
        return value


class ReflectedNullable(Reflected["str | None"]):
    """A string; None when the attribute is absent, and setting None removes it."""

    def read(self, element: AttributeMethods, value: str | None) -> str | None:
        """Return the attribute's value."""
        return value

    def write(self, value: str | None) -> str | None:
        """Return the value."""
        return value


class ReflectedBoolean(Reflected[bool]):
    """Whether the attribute is there."""

    def read(self, element: AttributeMethods, value: str | None) -> bool:
        """Say whether the attribute is there."""
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
        missing: What an absent attribute means.
        invalid: What any other value means.
    """

    def __init__(
        self, attribute: str, *tags: str, known: tuple[str, ...], missing: str = "", invalid: str = ""
    ) -> None:
        super().__init__(attribute, *tags)
        self.known = frozenset(known)
        self.missing = missing
        self.invalid = invalid

    def read(self, element: AttributeMethods, value: str | None) -> str:
        """Return the word that the attribute's value stands for."""
        if value is None:
            return self.missing
        lowered = value.lower()
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

    def read(self, element: AttributeMethods, value: str | None) -> int:
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
            raise TypeError(f"{self.name} is a whole number, not {value!r}")
        if self.least is not None and value < self.least:
            raise ValueError(f"{self.name} is at least {self.least}, not {value}")
        return str(value)


class ReflectedTabIndex(ReflectedInteger):
    """`tabIndex`: what can be focused has 0 without the attribute, all else -1."""

    def read(self, element: AttributeMethods, value: str | None) -> int:
        """Return the number, or the element's default."""
        number = parse_integer(value)
        if number is not None:
            return number
        tag = element._name.html
        linked = tag in {"a", "area"} and "href" in (element._attributes or ())
        return 0 if linked or tag in {"button", "input", "select", "textarea", "iframe", "summary"} else -1


class ReflectedDouble(Reflected[float]):
    """A number.

    Args:
        attribute: The attribute's name.
        tags: The HTML elements that have the property.
        default: What an absent or wrong attribute means.
    """

    def __init__(self, attribute: str, *tags: str, default: float = 0.0) -> None:
        super().__init__(attribute, *tags)
        self.default = default

    def read(self, element: AttributeMethods, value: str | None) -> float:
        """Return the number."""
        number = parse_number(value)
        return self.default if number is None else number

    def write(self, value: float) -> str:
        """Return the number as HTML writes it.

        Raises:
            TypeError: It is not a number.
        """
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.name} is a number, not {value!r}")
        return format_number(value)


class ReflectedYesNo(Reflected[bool]):
    """A truth value that the attribute spells out.

    Args:
        attribute: The attribute's name.
        yes: The word for true.
        no: The word for false.
        default: What an absent or wrong attribute means.
    """

    def __init__(self, attribute: str, *, yes: str = "true", no: str = "false", default: bool = False) -> None:
        super().__init__(attribute)
        self.yes = yes
        self.no = no
        self.default = default

    def read(self, element: AttributeMethods, value: str | None) -> bool:
        """Return what the word says."""
        if value is None:
            return self.default
        lowered = value.lower()
        return True if lowered in {self.yes, ""} else False if lowered == self.no else self.default

    def write(self, value: bool) -> str:
        """Return the word."""
        return self.yes if value else self.no


def parse_integer(text: str | None) -> int | None:
    """Read the whole number that a text begins with; None if there is none.

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
