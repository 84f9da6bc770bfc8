"""Single JavaScript statements about a node, given as an expression."""

from domsync.dom.element.browser_calls import WIRE_METHODS
from domsync.dom.element.properties import WIRE_PROPERTIES
from domsync.dom.ops import Call, CommentData, ElementData, Json, Message
from domsync.errors import UnsafeValueError
from domsync.render.quoting import js_json, js_string, js_template, js_value

_IMPORTANT = " !important"


def create(node: str, data: str | CommentData | ElementData) -> str:
    """Create a text, a comment, or an element with only its id."""
    if isinstance(data, str):
        return f"{node} = document.createTextNode({js_string(data)});"
    if isinstance(data, CommentData):
        return f"{node} = document.createComment({js_string(data.data)});"
    if data.namespace is None:
        made = f"document.createElement({js_string(data.tag)})"
    else:
        made = f"document.createElementNS({_namespace(data.namespace)}, {js_string(data.tag)})"
    id = (data.attributes or {}).get("id")
    return f"{node} = {made};" + (f'{node}.setAttribute("id",{js_string(id)});' if id is not None else "")


def dress(node: str, data: ElementData) -> list[str]:
    """Set the attributes of a new element, except for its id, and its styles."""
    lines = [set_attribute(node, *pair) for pair in (data.attributes or {}).items() if pair[0] != "id"]
    lines += [set_attribute_ns(node, *triple) for triple in data.namespaced]
    lines += [set_style(node, *pair) for pair in (data.styles or {}).items()]
    return lines


def set_attribute(node: str, name: str, value: str) -> str:
    """Set an attribute that has no namespace."""
    return f"{node}.setAttribute({js_string(name)},{js_string(value)});"


def set_attribute_ns(node: str, namespace: str, name: str, value: str) -> str:
    """Set an attribute that has a namespace."""
    return f"{node}.setAttributeNS({_namespace(namespace)}, {js_string(name)}, {js_string(value)});"


def remove_attribute(node: str, name: str) -> str:
    """Remove an attribute."""
    return f"{node}.removeAttribute({js_string(name)});"


def set_style(node: str, name: str, value: str) -> str:
    """Set or, with an empty value, remove a CSS declaration."""
    if not value:
        return f"{node}.style.removeProperty({js_string(name)});"
    if value.endswith(_IMPORTANT):
        return f'{node}.style.setProperty({js_string(name)}, {js_string(value.removesuffix(_IMPORTANT))}, "important");'
    return f"{node}.style.setProperty({js_string(name)}, {js_string(value)});"


def set_property(node: str, name: str, value: Json) -> str:
    """Set an IDL property of the closed list.

    Raises:
        UnsafeValueError: It is not on the list.
    """
    if name not in WIRE_PROPERTIES:
        raise UnsafeValueError("property", name, "pages only set properties in WIRE_PROPERTIES")
    return f"{node}.{name} = {js_value(value)};"


def set_text(node: str, text: str, *, html: bool) -> str:
    """Replace an element's children with text. Only HTML elements have `innerText`."""
    return f"{node}.{'innerText' if html else 'textContent'} = {js_template(text)};"


def set_data(node: str, data: str) -> str:
    """Set the data of a text or comment."""
    return f"{node}.data = {js_string(data)};"


def hang(node: str, parent: str, before: str) -> str:
    """Insert a node before a child, or at the end if `before` is empty."""
    return f"{parent}.insertBefore({node}, {before});" if before else f"{parent}.appendChild({node});"


def move(node: str, parent: str, before: str) -> str:
    """Move a connected node; it keeps its state if the browser supports that."""
    places = f"({node}, {before or 'null'});"
    return f"if({parent}.moveBefore){parent}.moveBefore{places}else {parent}.insertBefore{places}"


def call(node: str, op: Call) -> str:
    """Call a method of the closed list. Its result, if it was asked for, is sent through `ws_send`.

    Raises:
        UnsafeValueError: It is not on the list.
    """
    if op.method not in WIRE_METHODS:
        raise UnsafeValueError("method", op.method, "pages only call methods in WIRE_METHODS")
    made = f"{node}.{op.method}({', '.join(map(js_json, op.arguments))})"
    if not op.call:
        return f"{made};"
    answer = f'"domsync": true, "call": {op.call:d}'
    return (
        f'try{{ws_send({{{answer}, "ok": true, "value": {made}}})}}'
        f'catch(error){{ws_send({{{answer}, "ok": false, "value": String(error)}})}}'
    )


def message(op: Message) -> str:
    """Pass a message to the page's own JavaScript, if that has a handler for it or for all messages.

    The handler's result, if it was asked for, is sent through `ws_send`.
    """
    name = js_string(op.op)
    if op.call:
        answer = f'"domsync": true, "call": {op.call:d}'
        return (
            f"new Promise(resolve => resolve(HANDLERS[{name}]({js_json(op.params)}, {name})))"
            f'.then(value => ws_send({{{answer}, "ok": true, "value": value}}))'
            f'.catch(error => ws_send({{{answer}, "ok": false, "value": String(error)}}));'
        )
    return (
        'if(typeof HANDLERS !== "undefined"){'
        f'const name = [{name}, "*"].find(name => Object.hasOwn(HANDLERS, name));'
        f"if(name)HANDLERS[name]({js_json(op.params)}, {name})}}"
    )


def _namespace(uri: str) -> str:
    return js_string(uri) if uri else "null"
