"""Interfaces between a form control and its binding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from domsync.components.handlers import Handler
    from domsync.dom.element.element import Element
    from domsync.dom.ops import Json


class ControlSpec(Protocol):
    """The kind of element that a control is."""

    tag: str


class ControlBuilder(Protocol):
    """A control that is being made from its keyword arguments (`factory.VNodeBuilder`).

    Attributes:
        attributes: The attributes so far.
        handlers: The handlers so far, by the event's name.
        fill: Called with the live element, whose children and value are then left alone.
        gone: Called with the live element when it leaves.
        selected: The values of the chosen options of a select.
        chooser: The binding of a select.
        ref: The user's ref.
    """

    attributes: dict[str, str]
    handlers: dict[str, Handler]
    fill: Callable[[Element], object] | None
    gone: Callable[[Element], object] | None
    selected: frozenset[str] | None
    chooser: Any
    ref: Callable[[Element | None], object] | None

    @property
    def spec(self) -> ControlSpec:
        """The kind of element."""

    @property
    def keywords(self) -> Mapping[str, Any]:
        """All keyword arguments."""

    def set_property(self, name: str, value: Json) -> None:
        """Set a property of the element in the browser."""

    def listen(self, made: Handler) -> None:
        """Add a handler."""


class Bindable:
    """The value of the ``bind`` keyword: something that a form control shows, and that follows the control."""

    __slots__ = ()

    def apply(self, builder: ControlBuilder) -> None:
        """Give a control its value and its handlers.

        Args:
            builder: The control's other keywords.

        Raises:
            TypeError: The element is not a control that can be bound, or lacks something that binding needs.
        """
        raise NotImplementedError
