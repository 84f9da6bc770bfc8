"""Selects and forms as lists, and the labels of controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domsync.dom.controls import selects
from domsync.dom.controls.input_values import input_type
from domsync.dom.element.control_properties import LABELABLE, ControlProperties
from domsync.dom.element.properties import require_tag
from domsync.dom.tree import mutation
from domsync.dom.tree.node_lists import Matching, NodeList
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.element import Element


class FormLists(ControlProperties):
    """The list methods of selects (of options) and forms (of controls)."""

    __slots__ = ()

    @property
    def length(self) -> int:
        """The number of a select's options or a form's controls. The length of a select can be set.

        From https://html.spec.whatwg.org/#dom-select-length.
        """
        require_tag(self, "length", ("form", "select"))
        return len(self.elements) if self.element_name.html == "form" else len(self.options)

    @length.setter
    def length(self, value: int) -> None:
        require_tag(self, "length", ("select",))
        if type(value) is not int or value < 0:
            raise TypeError(f"length must be an integer of at least 0, not {value!r}")
        options = list(selects.options_of(self))
        for option in options[value:]:
            option.remove()
        if value > len(options):
            self.append(*(self.node_document._make_html("option") for _ in range(value - len(options))))

    def item(self, index: int) -> Element | None:
        """Return the option of a select at `index`, or None."""
        require_tag(self, "item", ("select",))
        return self.options.item(index)

    def namedItem(self, name: str) -> Element | None:
        """Return the first option of a select with this id or name, or None."""
        require_tag(self, "namedItem", ("select",))
        return self.options.namedItem(name)

    def add(self, element: Element, before: Element | int | None = None) -> None:
        """Insert an option or option group into a select.

        Args:
            element: The option or group.
            before: The element to insert it before, or its index. None or an index out of range means the end.

        Raises:
            DOMException: HierarchyRequestError: `element` contains the select. NotFoundError: `before` is not in the
                select.

        From https://html.spec.whatwg.org/#dom-select-add.
        """
        require_tag(self, "add", ("select",))
        name = getattr(element, "element_name", None)
        if name is None or name.html not in {"option", "optgroup"}:
            raise TypeError(f"an <option> or <optgroup> is needed here, not {element!r}")
        reference = self.item(before) if isinstance(before, int) else before
        if reference is not None and not self.contains(reference):
            raise DOMException("the element to insert it before is not in the select", "NotFoundError")
        if reference is element:
            return
        parent = self if reference is None or reference.parent_node is None else reference.parent_node
        parent.insertBefore(element, reference)

    def remove(self, index: int | None = None) -> None:
        """Remove the element from its parent; or, with an index, remove an option from a select.

        Args:
            index: The option's index. One that is out of range does nothing.

        Raises:
            DOMException: HierarchyRequestError: it is the root element.

        From https://html.spec.whatwg.org/#dom-select-remove.
        """
        if index is None:
            # As for every other node; repeated here to save a call, because it is used often.
            if self.parent_node is not None:
                mutation.remove(self)
            return
        require_tag(self, "remove(index)", ("select",))
        option = self.item(index)
        if option is not None:
            option.remove()

    @property
    def labels(self) -> NodeList[Element] | None:
        """The labels of a control, as a live list; None for a hidden input.

        From https://html.spec.whatwg.org/#dom-lfe-labels.
        """
        require_tag(self, "labels", tuple(sorted(LABELABLE)))
        if self.element_name.html == "input" and input_type(self.attribute_map) == "hidden":
            return None
        return Matching(
            self.getRootNode(), lambda element: element.element_name.html == "label" and element.control is self
        )

    @property
    def textLength(self) -> int:
        """The number of characters in the value of a textarea.

        From https://html.spec.whatwg.org/#dom-textarea-textlength.
        """
        require_tag(self, "textLength", ("textarea",))
        return len(self.value)

    @property
    def position(self) -> float:
        """The position of a progress bar, from 0 to 1; -1 if it is indeterminate.

        From https://html.spec.whatwg.org/#dom-progress-position.
        """
        require_tag(self, "position", ("progress",))
        return float(self.value / self.max) if "value" in (self.attribute_map or ()) else -1.0
