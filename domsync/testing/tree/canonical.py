"""A canonical form for trees, to compare a live document, the reference browser and a real browser.

The form of a node is made of strings, numbers, booleans and lists only, so it is also JSON::

    text      "its data"
    comment   ["#comment", "its data"]
    element   [tag, namespace, attributes, styles, properties, children]

* ``tag``: the qualified name as it is written (``"div"``, ``"linearGradient"``, ``"x:rect"``), not upper-cased.
* ``namespace``: ``""`` for HTML, else the URI.
* ``attributes``: ``[namespace or "", qualified name, value]`` sorted by namespace, then name; without ``style``.
* ``styles``: ``[name, value]`` of every declaration, sorted by name; an important one ends in ``" !important"``.
* ``properties``: ``[name, value]`` sorted by name, of what a form control shows and no attribute says:
  ``input``: checked, indeterminate, value; ``option``: selected; ``select``: selectedIndex, value; ``textarea``: value.
  Other elements, and these names outside the HTML namespace, have ``[]``.
* ``children``: the forms of the child nodes, in order. Neighbouring and empty text nodes stay what they are.

A document's form is that of its root element. ``tests/browser/canonical.js`` makes the same form in a browser; the
two agree when ``json.dumps(form)`` of both parse to the same value. A browser writes CSS in its own words (``red`` for
``RED``), so programs that are compared with one use only declarations that are written that way already.

With ``listeners=True`` every element has a seventh item, which no browser can tell: ``[event, fields, flags, debounce,
throttle, keys]`` of each event that it reports, sorted by event.
"""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from domsync.dom.events import merge_for_browser
from domsync.dom.ops import Listener

#: A canonical form: strings, numbers, booleans and lists of these.
Form: TypeAlias = "str | int | bool | list[Form]"

HTML_NAMESPACE = "http://www.w3.org/1999/xhtml"

#: The properties in the form of an HTML element, by tag.
FORM_PROPERTIES: dict[str, tuple[str, ...]] = {
    "input": ("checked", "indeterminate", "value"),
    "option": ("selected",),
    "select": ("selectedIndex", "value"),
    "textarea": ("value",),
}

# DOM Standard, 4.4: Node.nodeType.
_ELEMENT, _TEXT, _COMMENT = 1, 3, 8


def canonical(document: Any, *, listeners: bool = False) -> Form:
    """The canonical form of a document, or of one node of it.

    Args:
        document: A live `Document`, or a node (whose form is then given).
        listeners: Whether elements also list the events that they report.

    Returns:
        The form, as described in the module.
    """
    node = getattr(document, "documentElement", document)
    if node.nodeType == _TEXT:
        return str(node.data)
    if node.nodeType == _COMMENT:
        return ["#comment", node.data]
    if node.nodeType != _ELEMENT:
        raise TypeError(f"{node!r} has no canonical form: it is no element, text or comment")
    namespace = node.namespaceURI or ""
    name = f"{node.prefix}:{node.localName}" if node.prefix else node.localName
    form: list[Form] = [
        name,
        "" if namespace == HTML_NAMESPACE else namespace,
        attribute_forms((a.namespaceURI, a.name, a.value) for a in _items(node.attributes)),
        _styles(node),
        [[key, getattr(node, key)] for key in property_names(name, namespace)],
        [canonical(child, listeners=listeners) for child in node.childNodes],
    ]
    if listeners:
        form.append(listener_forms(merge_for_browser(node.listener_list or ())))
    return form


def attribute_forms(attributes: Iterable[tuple[str | None, str, str]]) -> Form:
    """The attributes of one element, given as (namespace, qualified name, value), in their canonical form."""
    return [list(a) for a in sorted((ns or "", name, value) for ns, name, value in attributes if name != "style")]


def listener_forms(listeners: Mapping[str, Listener]) -> Form:
    """List what an element listens for, in its canonical form."""
    return [
        [event, [list(field) for field in told.fields], told.flags, told.debounce, told.throttle, list(told.keys)]
        for event, told in sorted(listeners.items())
    ]


def property_names(tag: str, namespace: str) -> tuple[str, ...]:
    """List the properties that the form of an element has."""
    return FORM_PROPERTIES.get(tag, ()) if namespace in ("", HTML_NAMESPACE) else ()


def _items(collection: Any) -> list[Any]:
    return [collection.item(index) for index in range(collection.length)]


def _styles(node: Any) -> Form:
    style = node.style
    priority = style.getPropertyPriority
    return [
        [name, style.getPropertyValue(name) + (" !important" if priority(name) else "")]
        for name in sorted(_items(style))
    ]
