"""What few elements have, kept apart so that the others do not pay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domsync.dom import ops
    from domsync.dom.attributed import AttributedNode


class Rare:
    """The rare parts of an element's state. Dictionaries are replaced, never changed: ops may hold them.

    Attributes:
        namespaced: Attributes that have a namespace: (namespace, local name) -> (qualified name, value).
        properties: Properties that the attributes do not give: `value`, `checked`, `indeterminate` ...
        mount: The number of the document that is shown in the element, or 0.
        selected: Whether an option is selected; None if nothing but its attribute says so.
        dirty: Whether the option was selected or not by the user or a program, so that its attribute says no more.
        chosen: The selected option of a select that takes only one.
        modal: Whether a dialog was opened by `showModal()`.
        rendered: What the upper layer remembers of an element that a component rendered.
    """

    __slots__ = ("chosen", "dirty", "modal", "mount", "namespaced", "properties", "rendered", "selected")

    def __init__(self) -> None:
        self.namespaced: dict[tuple[str, str], tuple[str, str]] | None = None
        self.properties: dict[str, ops.Json] | None = None
        self.mount = 0
        self.selected: bool | None = None
        self.dirty = False
        self.chosen: AttributedNode | None = None
        self.modal = False
        self.rendered: object | None = None
