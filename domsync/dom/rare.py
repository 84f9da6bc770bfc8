"""Rarely needed data of elements, kept apart so that the others do not pay for it."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any, Final

from domsync.dom import ops

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.records import ElementRecord

#: Properties that the browser itself changes all the time: when set, they are always sent, and not remembered.
VOLATILE_PROPERTIES: Final = frozenset(("currentTime", "scrollTop", "scrollLeft"))
_openings = count(1)


class RareData:
    """The rare parts of an element's state. Dictionaries are replaced, never changed: ops may hold them.

    Attributes:
        namespaced: Attributes that have a namespace: (namespace, local name) -> (qualified name, value).
        properties: Properties that do not follow from the attributes: `value`, `checked`, `indeterminate` ...
        mount: The number of the document that is shown in the element, or 0.
        selected: Whether an option is selected; None if only its attribute counts.
        dirty: Whether the user or a program has selected or deselected the option, so that its attribute no longer
            counts.
        chosen: The selected option of a select that takes only one.
        modal: If a dialog was opened by `showModal()`, a number: the one opened last has the highest. Otherwise 0.
        playing: Whether media play.
        popover: Whether a popover is shown.
        rendered: Data of the upper layer about an element that a component rendered.
        js_properties: JavaScript properties of a custom element, or the model of a client module, as the browser has
            them.
    """

    __slots__ = (
        *(
            "chosen",
            "dirty",
            "js_properties",
            "modal",
            "mount",
            "namespaced",
            "playing",
            "popover",
            "properties",
            "rendered",
        ),
        "selected",
    )

    def __init__(self) -> None:
        self.namespaced: dict[tuple[str, str], tuple[str, str]] | None = None
        self.properties: dict[str, ops.Json] | None = None
        self.mount: int = 0
        self.selected: bool | None = None
        self.dirty: bool = False
        self.chosen: ElementBase | None = None
        self.modal: int = 0
        self.popover: bool = False
        self.playing = False
        self.rendered: object | None = None
        self.js_properties: dict[str, Any] | None = None


def need_rare_data(element: ElementRecord) -> RareData:
    """Return the rare data of an element; create it if there is none."""
    rare = element.rare_data
    if rare is None:
        rare = element.rare_data = RareData()
    return rare


def note_modal(element: ElementRecord) -> None:
    """Record that a dialog was opened by `showModal()`, above all others, unless it is open already."""
    rare = need_rare_data(element)
    rare.modal = rare.modal or next(_openings)


def get_property(element: ElementRecord, name: str) -> ops.Json:
    """Return a property that does not follow from the attributes; None if it is not set."""
    rare = element.rare_data
    return None if rare is None or rare.properties is None else rare.properties.get(name)


def put_property(element: ElementRecord, name: str, value: ops.Json) -> None:
    """Store a property, or remove it if the value is None. Nothing is logged."""
    rare = need_rare_data(element)
    properties = {key: old for key, old in (rare.properties or {}).items() if key != name}
    if value is not None:
        properties[name] = value
    rare.properties = properties or None


def log_property(element: ElementRecord, name: str, value: ops.Json) -> None:
    """Log a property for the browser."""
    if element.node_id:
        element.node_document.op_log.append(ops.SetProperty(element.node_id, name, value))


def forget_volatile_properties(element: ElementRecord) -> None:
    """Remove properties that were sent once, and that the browser itself changes from then on."""
    for name in VOLATILE_PROPERTIES:
        put_property(element, name, None)
