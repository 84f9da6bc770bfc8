"""Controls inside a shared part: what one viewer enters is what all see, where the part itself shows it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

from domsync.components.instance import rendered_of
from domsync.components.vnode import Many, VNode
from domsync.dom import control_state, selects
from domsync.dom.controls import value_of
from domsync.dom.document import Document
from domsync.dom.radio_groups import is_checked

if TYPE_CHECKING:
    from domsync.components.vnode import Slot
    from domsync.dom.element import Element
    from domsync.dom.node import Node

_Value: TypeAlias = "str | bool | list[bool]"


class SharedDocument(Document):
    """The document of a shared part.

    What a viewer enters is known to that viewer's browser and to the document. The other browsers are told when the
    part shows it, as a control does that is bound; what no component follows stays with the one who has entered it.
    """

    __slots__ = ("_entered",)

    def __init__(self) -> None:
        super().__init__(scripts=False)
        #: What was entered in controls and not all browsers know.
        self._entered: dict[Element, _Value] = {}

    def accept_value(self, node: Node, value: str | bool | list[str]) -> None:
        """Take note of what a viewer entered, before the handlers run."""
        super().accept_value(node, value)
        if node.nodeType == node.ELEMENT_NODE and node._name.html in {"input", "textarea", "select"}:  # type: ignore[union-attr]
            self._entered[node] = _held(node)  # type: ignore[index, arg-type]

    def tell_entered(self) -> None:
        """Tell all browsers of what was entered where the components show it by now."""
        for control, value in tuple(self._entered.items()):
            # What was set to something else was told.
            if not control._wire or _held(control) != value:
                del self._entered[control]
            elif _is_shown(control, value):
                del self._entered[control]
                _tell(control, value)


def _held(control: Element) -> _Value:
    """What a control holds; of a select, which of its options are selected."""
    if control._name.html == "select":
        return [selects.is_selected(option) for option in selects.options_of(control)]
    if _is_ticked(control):
        return is_checked(control)
    return value_of(control)


def _is_ticked(control: Element) -> bool:
    return (control._attributes or {}).get("type") in {"checkbox", "radio"}


def _is_shown(control: Element, value: _Value) -> bool:
    """Whether the component says that a control holds this."""
    rendered = rendered_of(control)
    if rendered is None:
        return False
    vnode = rendered.vnode
    if isinstance(value, list):
        said = [bool((option.properties or {}).get("selected")) for option in _options(vnode.children)]  # type: ignore[arg-type]
        return any(said) and said == value
    return (vnode.properties or {}).get("checked" if _is_ticked(control) else "value") == value


def _options(children: Iterable[Slot]) -> Iterator[VNode]:
    for child in children:
        if isinstance(child, Many) or (isinstance(child, VNode) and child.tag == "optgroup"):
            yield from _options(child.children)  # type: ignore[arg-type]
        elif isinstance(child, VNode) and child.tag == "option":
            yield child


def _tell(control: Element, value: _Value) -> None:
    if not isinstance(value, list):
        control_state.log(control, "checked" if _is_ticked(control) else "value", value)
    elif selects.is_multiple(control):
        for option, selected in zip(selects.options_of(control), value, strict=True):
            control_state.log(option, "selected", selected)
    else:
        control_state.log(control, "selectedIndex", value.index(True))
