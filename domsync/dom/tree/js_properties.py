"""JavaScript properties of custom elements and client modules: which values the browser has, and which are new."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from domsync.dom import ops
from domsync.dom.checks.js_values import to_js
from domsync.dom.rare import RareData, need_rare_data
from domsync.dom.tree.differences import edits_between
from domsync.errors import InvalidNameError

if TYPE_CHECKING:
    from domsync.dom.records import ElementRecord

_NAME = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
#: Names of properties that every object or element has, which therefore cannot be a custom element's own.
_TAKEN = re.compile(r"__proto__|constructor|prototype|(inner|outer)(HTML|Text)|textContent|srcdoc|style")


def check_js_name(name: object) -> str:
    """Check the name of a property.

    Args:
        name: The name.

    Returns:
        The name.

    Raises:
        InvalidNameError: It is not a name in JavaScript, or every element has a property of this name, which could run
            code.
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise InvalidNameError("property", str(name), "a property's name must be a JavaScript identifier")
    if _TAKEN.fullmatch(name):
        raise InvalidNameError("property", name, "every element has a property of this name, which could run code")
    return name


def js_values(values: Mapping[str, Any], other: Callable[[Any], Any] | None = None) -> dict[str, Any]:
    """Check and copy the values of properties.

    Args:
        values: The values by name.
        other: As for `to_js`.

    Raises:
        InvalidNameError: A property cannot have this name.
        TypeError: JavaScript has no such value; a note names the property.
        ValueError: Likewise.
    """
    made = {}
    for name, value in values.items():
        try:
            made[check_js_name(name)] = to_js(value, 0, other)
        except (TypeError, ValueError) as error:
            error.add_note(f"It is the property {name!r}.")
            raise
    return made


def set_js_properties(element: ElementRecord, values: Mapping[str, Any]) -> None:
    """Replace an element's properties; the browser is sent the differences.

    Args:
        element: The element.
        values: A result of `js_values`.
    """
    rare = need_rare_data(element)
    before = rare.js_properties
    edits = edits_between(before or {}, values)
    rare.js_properties = dict(values)
    if element.node_id and (edits or before is None):
        element.node_document.op_log.append(ops.Props(element.node_id, tuple(edits)))


def take_js_properties(element: ElementRecord, values: Mapping[str, Any]) -> None:
    """Store properties that the browser itself has set. Nothing is logged.

    Args:
        element: The element.
        values: Results of `to_js`, by name.
    """
    rare = need_rare_data(element)
    rare.js_properties = {**(rare.js_properties or {}), **values}


def props_op(node_id: int, rare: RareData) -> ops.Props:
    """Return the op that sets all properties of an element, for a browser that has none of them.

    Args:
        node_id: The element's number.
        rare: Its rare data, with the properties.
    """
    return ops.Props(node_id, tuple(edits_between({}, rare.js_properties or {})))
