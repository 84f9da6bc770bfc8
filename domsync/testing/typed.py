"""What the user typed belongs to the user: no older value of the server's replaces it.

This is what the browser's client does in `client/inputs.js`.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from domsync.dom.ops import SetProperty
from domsync.testing.reference import ReferenceDocument
from domsync.testing.reference_tree import ReferenceElement
from domsync.testing.walking import EDITED, closest, input_type, is_checkable, option_value, selected_options, value_of

Value: TypeAlias = "str | bool | list[str]"

#: A listening node and what it is told; None if it wants no fields.
Hit: TypeAlias = "tuple[int, dict[str, object] | None]"


def is_control(element: ReferenceElement) -> bool:
    """Whether its value is the user's."""
    return element.kind in EDITED and input_type(element) != "file"


def entered(control: ReferenceElement) -> Value:
    """What the user has entered in a control."""
    if is_checkable(control):
        return bool(control.shown("checked"))
    if control.kind == "select" and control.get("multiple") is not None:
        return [option_value(option) for option in selected_options(control)]
    return value_of(control)


def enter(control: ReferenceElement, value: Value) -> None:
    """Put into a control what `entered` gave."""
    if isinstance(value, list):
        for option in control.elements("option"):
            option.properties["selected"] = option_value(option) in value
    else:
        control.set_property("checked" if is_checkable(control) else "value", value)


class Typed:
    """Which controls the server has still to hear of, and which it has heard of without having answered."""

    def __init__(self) -> None:
        #: Changed since they were last told, in the order of the changes.
        self._dirty: dict[ReferenceElement, None] = {}
        #: The number of the event that told a control.
        self._told: dict[ReferenceElement, int] = {}
        #: The newest event that the server has handled.
        self.acknowledged = 0
        #: How often the user has changed a control.
        self.entered = 0

    def mark(self, control: ReferenceElement) -> None:
        """Take note that the user has changed a control."""
        if is_control(control):
            self._dirty[control] = None
            self.entered += 1

    def is_ahead(self, control: ReferenceElement) -> bool:
        """Whether the server has still to handle what told it of a control."""
        return self._told.get(control, 0) > self.acknowledged

    def keeps(self, document: ReferenceDocument, op: SetProperty, focused: ReferenceElement | None) -> bool:
        """Whether the user's own value stays in place of one that the server sets.

        Args:
            document: The document that the op is for.
            op: The op.
            focused: The element that has the focus.
        """
        element = document.element(op.node)
        control = closest(element, "select") if op.name == "selected" else element
        if control is None or not is_control(control) or op.name.startswith("scroll"):
            return False
        if self.is_ahead(control) or (control is focused and control in self._dirty):
            return True
        self._dirty.pop(control, None)
        return False

    def unsent(self, document: ReferenceDocument) -> list[tuple[int, Value]]:
        """What the server has not been told of a document."""
        return [
            (control.wire, entered(control)) for control in self._dirty if document.nodes.get(control.wire) is control
        ]

    def take(
        self, document: ReferenceDocument, hits: Sequence[Hit]
    ) -> tuple[list[tuple[int, Value]], Callable[[int], None]]:
        """Take what an event has to tell beside its payloads.

        Args:
            document: The event's document.
            hits: What the event's listeners are told.

        Returns:
            The values by node, and a function to be called with the event's number.
        """
        taken = [control for control in self._dirty if document.nodes.get(control.wire) is control]
        rest = [(control.wire, entered(control)) for control in taken if not _says(hits, control)]
        for control in taken:
            del self._dirty[control]

        def sent(n: int) -> None:
            for control in taken:
                self._told[control] = n

        return rest, sent

    def keep(self, document: ReferenceDocument) -> Callable[[], None]:
        """Keep what the user typed in a document that is built anew; what is returned puts it back."""
        kept = [
            (wire, node, entered(node))
            for wire, node in document.nodes.items()
            if isinstance(node, ReferenceElement) and is_control(node) and (node in self._dirty or self.is_ahead(node))
        ]

        def restore() -> None:
            for wire, old, value in kept:
                node = document.nodes.get(wire)
                if isinstance(node, ReferenceElement) and _is_like(node, old):
                    enter(node, value)
                    self._dirty[node] = None
                    self._told[node] = self._told.get(old, 0)

        return restore


def _says(hits: Sequence[Hit], control: ReferenceElement) -> bool:
    """Whether a payload tells the value of its own control, so that it is not said twice."""
    field, value = "checked" if is_checkable(control) else "value", entered(control)
    return any(
        wire == control.wire and told is not None and field in told and told[field] == value for wire, told in hits
    )


def _is_like(one: ReferenceElement, other: ReferenceElement) -> bool:
    return one.kind == other.kind and all(one.get(name) == other.get(name) for name in ("type", "name", "id"))
