"""The state of form controls as HTML attributes, so that a page is right before its script runs.

HTML has only attributes and text, which are a control's defaults. If a control has another value, the first HTML has
that as its default, and the first frame restores the real defaults.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domsync.dom import ops
from domsync.dom.controls import selects

if TYPE_CHECKING:
    from domsync.dom.element.element import Element


class Markup(NamedTuple):
    """An element as it is written in HTML.

    Args:
        attributes: Its attributes.
        text: The text that replaces its children, if it is a textarea with another value.
        ops: The ops that restore its own attributes.
    """

    attributes: dict[str, str]
    text: str | None = None
    ops: tuple[ops.Op, ...] = ()


def shown(element: Element, described: ops.ElementData) -> Markup:
    """Return an element as it is written in HTML.

    Args:
        element: The element.
        described: Its description in an insert op.
    """
    attributes = described.attributes or {}
    html, properties = element.element_name.html, described.properties or {}
    if html == "textarea" and isinstance(value := properties.get("value"), str):
        return Markup(attributes, value)
    wanted = dict(attributes)
    if html == "input" and isinstance(value := properties.get("value"), str):
        wanted["value"] = value
    if html == "input" and "checked" in properties:
        _put(wanted, "checked", bool(properties["checked"]))
    if html == "option" and _is_chosen(element):
        wanted.setdefault("selected", "")
    elif html == "option" and properties.get("selected") is False:
        wanted.pop("selected", None)
    if html in {"audio", "video"} and "muted" in properties:
        _put(wanted, "muted", bool(properties["muted"]))
    return Markup(wanted, None, tuple(_restored(element.node_id, wanted, attributes)))


def _is_chosen(option: Element) -> bool:
    """Return whether an option has to be marked as the selected one."""
    select = selects.select_of(option)
    if select is None or selects.is_multiple(select):
        return selects.is_selected(option)
    if selects.chosen(select) is not option or selects.selected_index(select) == selects.default_index(select):
        return False
    # Of several marked options, the last one is selected.
    options = list(selects.options_of(select))
    return not any("selected" in (other.attribute_map or ()) for other in options[options.index(option) + 1 :])


def _put(attributes: dict[str, str], name: str, present: bool) -> None:
    if present:
        attributes.setdefault(name, "")
    else:
        attributes.pop(name, None)


def _restored(number: int, said: dict[str, str], attributes: dict[str, str]) -> list[ops.Op]:
    """Return the ops that restore the attributes of an element."""
    changed = [name for name, value in attributes.items() if said.get(name) != value]
    added = [name for name in said if name not in attributes]
    return [
        *[ops.SetAttribute(number, name, attributes[name]) for name in changed],
        *[ops.RemoveAttribute(number, name) for name in added],
    ]
