"""Event listeners as JavaScript functions that report through the page's ``ws_send``."""

from collections.abc import Sequence

from domsync.dom.events.keys import MATCHED, parsed
from domsync.dom.ops import (
    IF_SELF,
    LOCAL,
    ONCE,
    OUTSIDE,
    PASSIVE,
    PREVENT_DEFAULT,
    STOP_PROPAGATION,
    UNLESS_ALT,
    UNLESS_CTRL,
    UNLESS_META,
    UNLESS_SHIFT,
    Json,
    Listener,
)
from domsync.render.quoting import js_expression, js_json, js_string
from domsync.render.script_actions import reaction_lines
from domsync.render.script_registry import AddedListener, NodeMirror, entry

#: The keys of a message that are not fields.
_OWN = ("domsync", "event", "id", "value", "listener")
_UNLESS = (UNLESS_CTRL, UNLESS_ALT, UNLESS_SHIFT, UNLESS_META)
#: The rules of `domsync.dom.events.keys`, as in `client/extra/keys.js`.
_IS_PRESSED = (
    '([,outside,free,names,key])=>{const has=(name)=>names.split("+").includes(name),lower=key.toLowerCase(),'
    'isOne=key.length===1;if(event.isComposing||event.keyCode===229||key==="Any")return key==="Any";'
    "if(event.key!==key&&!(isOne&&names&&event.key.toLowerCase()===lower))return false;"
    'const field="input,textarea,select,[contenteditable]";'
    "if(outside&&!event.ctrlKey&&!event.metaKey&&event.target.closest?.(field))return false;"
    'if(!(isOne&&!has("shift")&&(!names||lower===key.toUpperCase()))&&event.shiftKey!==has("shift"))return false;'
    'if(event.altKey!==has("alt"))return false;if(has("mod"))return event.ctrlKey!==event.metaKey;'
    'return !!free||event.ctrlKey===has("ctrl")&&event.metaKey===has("meta");}'
)
_OPTIONS = {"once": ONCE, "passive": PASSIVE}


def anonymous_form(event: str, node: NodeMirror, listener: Listener) -> AddedListener | None:
    """A listener in the original's form, ``function(){ws_send({...})}``; None if that cannot express its options."""
    if listener.flags or listener.debounce or listener.throttle or listener.keys or _fields(listener):
        return None
    if listener.reactions:
        return None
    if listener.script is None and listener.fields:
        return None
    return AddedListener(f"function(){{ws_send({_message(event, node, listener)})}}", node.ref)


def named_form(event: str, node: NodeMirror, key: str, listener: Listener, *, second: bool) -> AddedListener:
    """A listener that honours all options and can be removed.

    `SINGLE` and `LOCK` are not among them: in the original's protocol, the page is not told when an event was handled.

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
    steps += reaction_lines(listener.reactions, node.ref, _is_pressed)
    if listener.flags & LOCAL:
        return _named(node, key, listener, steps)
    if listener.flags & IF_SELF:
        steps.append(f"if(event.target!=={node.ref})return;")
    if unless := [
        f"event.{name}Key"
        for name, flag in zip(("ctrl", "alt", "shift", "meta"), _UNLESS, strict=True)
        if listener.flags & flag
    ]:
        steps.append(f"if({'||'.join(unless)})return;")
    if listener.keys:
        wanted = js_json([_parts(key) for key in listener.keys])
        steps.append(f"const pressed={wanted}.filter({_IS_PRESSED}).map((item)=>item[0]);if(!pressed.length)return;")
        steps.append('if(pressed.some((key)=>key[1]&&key[0]==="!"))event.preventDefault();')
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
    return _named(node, key, listener, steps)


def _is_pressed(keys: Sequence[str]) -> str:
    return f"{js_json([_parts(key) for key in keys])}.some({_IS_PRESSED})"


def _named(node: NodeMirror, key: str, listener: Listener, steps: list[str]) -> AddedListener:
    function, on = f"function send(event){{{''.join(steps)}}}", node.ref
    if listener.flags & OUTSIDE:
        # `this` remains the element, although the listener is at the document.
        function, on = f"({function}).bind({node.ref})", "document"
    options: dict[str, Json] = {name: True for name, flag in _OPTIONS.items() if listener.flags & flag}
    return AddedListener(function, on, key, js_json(options) if options else "")


def add_line(event: str, heard: AddedListener) -> str:
    """The statement that adds a listener."""
    function = f"{entry(heard.key)} = {heard.function}" if heard.key else heard.function
    options = f", {heard.options}" if heard.options else ""
    return f"{heard.on}.addEventListener({js_string(event)},{function}{options});"


def remove_line(event: str, heard: AddedListener) -> str:
    """The statements that remove a named listener."""
    return f"{heard.on}.removeEventListener({js_string(event)},{entry(heard.key)});delete {entry(heard.key)};"


def _message(event: str, node: NodeMirror, listener: Listener, *, second: bool = False) -> str:
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


def _parts(text: str) -> list[Json]:
    key = parsed(text)
    marks: list[Json] = ["~" if key.outside_fields else "", "?" if key.free else ""]
    return [text, *marks, "+".join(sorted(key.modifiers)), key.key]


def _path(path: str) -> str:
    if path == MATCHED:
        return "pressed"
    return "event" + "".join(f"?.[{js_string(step)}]" for step in path.split("."))
