"""Properties that are sent to the browser by name: the closed list, and descriptors for those without an attribute."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, overload

from domsync.dom.rare import VOLATILE_PROPERTIES, get_property, log_property, put_property

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase

#: Every property that a `SetProperty` op may name; the client has the same list.
WIRE_PROPERTIES: Final = frozenset(
    (
        *("value", "checked", "indeterminate", "selected", "selectedIndex"),
        *("title", "muted", "volume", "currentTime", "playbackRate", "scrollTop", "scrollLeft"),
    )
)


class WireNumber:
    """A property whose value is a number.

    Args:
        name: The property's name.
        default: Its value until it is set.
        tags: The elements that have it; empty for all.
    """

    def __init__(self, name: str, default: float, tags: tuple[str, ...] = ()) -> None:
        self.name = name
        self.default = default
        self.tags = tags

    @overload
    def __get__(self, element: None, owner: type) -> WireNumber: ...
    @overload
    def __get__(self, element: ElementBase, owner: type) -> float: ...
    def __get__(self, element: ElementBase | None, owner: type) -> WireNumber | float:
        if element is None:
            return self
        require_tag(element, self.name, self.tags)
        value = get_property(element, self.name)
        return value if isinstance(value, int | float) else self.default

    def __set__(self, element: ElementBase, value: float) -> None:
        require_tag(element, self.name, self.tags)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(f"{self.name} must be a number, not {value!r}")
        set_wire_property(element, self.name, value, value == self.__get__(element, type(element)))


class WireBoolean:
    """A property whose value is a boolean.

    Args:
        name: The property's name.
        attribute: The attribute that gives the default; empty for none.
        tags: The elements that have it; empty for all.
    """

    def __init__(self, name: str, attribute: str = "", tags: tuple[str, ...] = ()) -> None:
        self.name = name
        self.attribute = attribute
        self.tags = tags

    @overload
    def __get__(self, element: None, owner: type) -> WireBoolean: ...
    @overload
    def __get__(self, element: ElementBase, owner: type) -> bool: ...
    def __get__(self, element: ElementBase | None, owner: type) -> WireBoolean | bool:
        if element is None:
            return self
        require_tag(element, self.name, self.tags)
        value = get_property(element, self.name)
        if isinstance(value, bool):
            return value
        return bool(self.attribute) and self.attribute in (element.attribute_map or ())

    def __set__(self, element: ElementBase, value: bool) -> None:
        require_tag(element, self.name, self.tags)
        value = bool(value)
        set_wire_property(element, self.name, value, value == self.__get__(element, type(element)))


def set_wire_property(element: ElementBase, name: str, value: float | bool, is_same: bool) -> None:
    """Store a property and log it for the browser."""
    if name in VOLATILE_PROPERTIES:
        if element.node_id:
            log_property(element, name, value)
        else:
            put_property(element, name, value)
    elif not is_same:
        put_property(element, name, value)
        log_property(element, name, value)


def require_tag(element: ElementBase, name: str, tags: tuple[str, ...]) -> None:
    """Refuse a property on an element that does not have it in a browser.

    Raises:
        AttributeError: It is another element.
    """
    if tags and element.element_name.html not in tags:
        known = ", ".join(f"<{tag}>" for tag in tags)
        raise AttributeError(f"<{element.element_name.qualified}> has no {name}; {known} have", name=name, obj=element)
