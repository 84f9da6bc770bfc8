"""The JavaScript of event listeners: functions that report through the page's ``ws_send``."""

from domsync.dom.ops import ONCE, OUTSIDE, PASSIVE, PREVENT_DEFAULT, STOP_PROPAGATION, Json, Listener
from domsync.render.quoting import js_expression, js_json, js_string
from domsync.render.script_registry import Heard, Twin, entry

#: The keys of a message that are not fields.
_OWN = ("domsync", "event", "id", "value", "listener")
_OPTIONS = {"once": ONCE, "passive": PASSIVE}


def lasting_form(event: str, node: Twin, listener: Listener) -> Heard | None:
    """A listener in the original's form, ``function(){ws_send({...})}``; None if more is wanted than that can say."""
    if listener.flags or listener.debounce or listener.throttle or listener.keys or _fields(listener):
        return None
    if listener.script is None and listener.fields:
        return None
    return Heard(f"function(){{ws_send({_message(event, node, listener)})}}", node.ref)


def named_form(event: str, node: Twin, key: str, listener: Listener, *, second: bool) -> Heard:
    """A listener that honours all options and can be taken away again.

    `SINGLE` is not among them: in the original's protocol nothing tells the page that an event was handled.

    Args:
        event: The event's name.
        node: The node that listens.
        key: The function's own key in the registry.
        listener: What to report, and how.
        second: Whether its messages have to differ from those of a listener in the original's form.
    """
    message = _message(event, node, listener, second=second)
    steps = []
    if listener.flags & OUTSIDE:
        steps.append(f"if({node.ref}.contains(event.target))return;")
    if listener.keys:
        steps.append(f"if(!{js_json(list(listener.keys))}.includes(event.key))return;")
    if listener.flags & PREVENT_DEFAULT:
        steps.append("event.preventDefault();")
    if listener.flags & STOP_PROPAGATION:
        steps.append("event.stopPropagation();")
    if listener.debounce:
        steps.append(
            f"const message={message};clearTimeout(send.timer);"
            f"send.timer=setTimeout(()=>ws_send(message),{listener.debounce:d})"
        )
    elif listener.throttle:
        steps.append(
            f"send.last={message};if(send.timer)return;"
            "(function tick(){const last=send.last;send.last=null;"
            f"send.timer=last?setTimeout(tick,{listener.throttle:d}):0;if(last)ws_send(last)}})()"
        )
    else:
        steps.append(f"ws_send({message})")
    function, on = f"function send(event){{{''.join(steps)}}}", node.ref
    if listener.flags & OUTSIDE:
        # `this` stays the element, wherever the event comes by.
        function, on = f"({function}).bind({node.ref})", "document"
    options: dict[str, Json] = {name: True for name, flag in _OPTIONS.items() if listener.flags & flag}
    return Heard(function, on, key, js_json(options) if options else "")


def add_line(event: str, heard: Heard) -> str:
    """The statement that adds a listener."""
    function = f"{entry(heard.key)} = {heard.function}" if heard.key else heard.function
    options = f", {heard.options}" if heard.options else ""
    return f"{heard.on}.addEventListener({js_string(event)},{function}{options});"


def remove_line(event: str, heard: Heard) -> str:
    """The statements that take a listener with a name away."""
    return f"{heard.on}.removeEventListener({js_string(event)},{entry(heard.key)});delete {entry(heard.key)};"


def _message(event: str, node: Twin, listener: Listener, *, second: bool = False) -> str:
    value = "null"
    if listener.script is not None:
        value = js_expression(listener.script)
    else:
        paths = [path for name, path in listener.fields if name == "value"]
        if paths:
            value = _path(paths[0])
    parts = ['"domsync": true', f'"event": {js_string(event)}', f'"id": {js_string(node.key)}', f'"value": {value}']
    parts += [f"{js_string(name)}: {_path(path)}" for name, path in _fields(listener)]
    if second:
        parts.append('"listener": 2')
    return "{" + ", ".join(parts) + "}"


def _fields(listener: Listener) -> list[tuple[str, str]]:
    return [(name, path) for name, path in listener.fields if name not in _OWN]


def _path(path: str) -> str:
    return "event" + "".join(f"?.[{js_string(step)}]" for step in path.split("."))
