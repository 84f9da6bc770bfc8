"""Form controls inside a shared part: all viewers see one viewer's input if the part itself shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from domsync.components.reconciler.instance import state_of
from domsync.components.vnode import Fragment, VNode, properties_of
from domsync.dom.controls import selects
from domsync.dom.controls.radio_groups import is_checked
from domsync.dom.controls.state import value_of
from domsync.dom.document.document import Document
from domsync.dom.rare import log_property

if TYPE_CHECKING:
    from domsync.components.vnode import NormalizedChild
    from domsync.dom.element.element import Element
    from domsync.dom.nodes.node import Node

_Value: TypeAlias = "str | bool | list[bool]"


class SharedDocument(Document):
    """The document of a shared part.

    What a viewer enters is known to that viewer's browser and to the document. The other browsers are told if the part
    shows it, as a bound control does. Otherwise it stays with the viewer who entered it.
    """

    __slots__ = ("_entered",)

    def __init__(self) -> None:
        super().__init__(scripts=False)
        #: The values entered in controls that not all browsers know.
        self._entered: dict[Element, _Value] = {}

    def apply_user_input(self, node: Node, value: str | bool | list[str] | dict[str, bool | float]) -> None:
        """Store what a viewer entered, before handlers run."""
        super().apply_user_input(node, value)
        if node.nodeType == node.ELEMENT_NODE and node.element_name.html in {"input", "textarea", "select"}:  # type: ignore[union-attr]
            self._entered[node] = _held(node)  # type: ignore[index, arg-type]

    def tell_entered(self) -> None:
        """Send entered values to all browsers, as far as the components show them by now."""
        for control, value in tuple(self._entered.items()):
            # A value that was replaced meanwhile has been sent already.
            if not control.node_id or _held(control) != value:
                del self._entered[control]
            elif _is_shown(control, value):
                del self._entered[control]
                _tell(control, value)


def _held(control: Element) -> _Value:
    """Return the value of a control; for a select, which of its options are selected."""
    if control.element_name.html == "select":
        return [selects.is_selected(option) for option in selects.options_of(control)]
    if _is_ticked(control):
        return is_checked(control)
    return value_of(control)


def _is_ticked(control: Element) -> bool:
    return (control.attribute_map or {}).get("type") in {"checkbox", "radio"}


def _is_shown(control: Element, value: _Value) -> bool:
    """Return whether the component renders a control with this value."""
    rendered = state_of(control)
    if rendered is None:
        return False
    vnode = rendered.vnode
    if isinstance(value, list):
        said = [bool(properties_of(option).get("selected")) for option in _options(vnode.children)]  # type: ignore[arg-type]
        return any(said) and said == value
    return properties_of(vnode).get("checked" if _is_ticked(control) else "value") == value


def _options(children: Iterable[NormalizedChild]) -> Iterator[VNode]:
    for child in children:
        if isinstance(child, Fragment) or (isinstance(child, VNode) and child.tag == "optgroup"):
            yield from _options(child.children)  # type: ignore[arg-type]
        elif isinstance(child, VNode) and child.tag == "option":
            yield child


def _tell(control: Element, value: _Value) -> None:
    if not isinstance(value, list):
        log_property(control, "checked" if _is_ticked(control) else "value", value)
    elif selects.is_multiple(control):
        for option, selected in zip(selects.options_of(control), value, strict=True):
            log_property(option, "selected", selected)
    else:
        log_property(control, "selectedIndex", value.index(True))
