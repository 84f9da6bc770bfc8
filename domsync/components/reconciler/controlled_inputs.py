"""Controlled inputs: controls that show their component's value, whatever was entered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from domsync.components.vnode import Fragment, VNode, properties_of
from domsync.dom.controls.input_values import parse_number
from domsync.dom.controls.selects import is_multiple, options_of

if TYPE_CHECKING:
    from domsync.dom.element.element import Element


def set_property(element: Element, name: str, value: Any) -> None:
    """Set a property. If it is the same number as before, the user's way of writing it stays."""
    if name == "value" and element.localName == "input" and element.type in {"number", "range"}:
        number = parse_number(str(value))
        if number is not None and number == parse_number(element.value):
            return
    setattr(element, name, value)


def show_field(element: Element, vnode: VNode) -> None:
    """Make a control show the value in its VNode, even if that has not changed since the user edited the control.

    Args:
        element: The live control.
        vnode: Its description.
    """
    for name, value in properties_of(vnode).items():
        if name in {"value", "checked", "indeterminate"}:
            set_property(element, name, value)
    if vnode.tag == "select":
        said = [properties_of(option).get("selected") for option in _options(vnode.children)]
        if all(selected is None for selected in said):
            # The component does not determine the choice, so the user's stays.
            return
        wanted = [bool(selected) for selected in said]
        live: list[Any] = list(options_of(element))
        if len(live) == len(wanted):
            for option, selected in zip(live, wanted, strict=True):
                if selected or is_multiple(element):
                    option.selected = selected


def _options(children: Iterable[Any]) -> Iterator[VNode]:
    """Iterate over the options among the children of a select or group."""
    for child in children:
        if isinstance(child, Fragment) or (isinstance(child, VNode) and child.tag == "optgroup"):
            yield from _options(child.children)
        elif isinstance(child, VNode) and child.tag == "option":
            yield child
