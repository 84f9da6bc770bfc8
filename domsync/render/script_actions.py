"""Instant actions as JavaScript statements.

In the original's protocol, the page is not told when an event was handled, nor the server what an action has changed.
So actions that would be undone do not run, and the changes by others are not in the tree.
"""

from collections.abc import Callable, Sequence

from domsync.dom.checks.names import MARK
from domsync.dom.ops import (
    IF_SELF,
    PREVENT_DEFAULT,
    STOP_PROPAGATION,
    UNDO,
    UNLESS_ALT,
    UNLESS_CTRL,
    UNLESS_META,
    UNLESS_SHIFT,
    Action,
    Json,
    Reaction,
)
from domsync.render.quoting import js_json, js_string

_UNLESS = {"ctrl": UNLESS_CTRL, "alt": UNLESS_ALT, "shift": UNLESS_SHIFT, "meta": UNLESS_META}
_Arguments = Sequence[str | int | None]


def reaction_lines(reactions: Sequence[Reaction], node: str, is_pressed: Callable[[Sequence[str]], str]) -> list[str]:
    """The statements of a listener's instant actions.

    Args:
        reactions: The reactions.
        node: The expression of the listening element.
        is_pressed: Returns an expression that tells whether an event matches one of some keys.
    """
    return [_reaction(reaction, node, is_pressed) for reaction in reactions if not reaction.flags & UNDO]


def _reaction(reaction: Reaction, node: str, is_pressed: Callable[[Sequence[str]], str]) -> str:
    conditions = [f"!event.{name}Key" for name, flag in _UNLESS.items() if reaction.flags & flag]
    if reaction.keys:
        conditions.append(is_pressed(reaction.keys))
    if reaction.flags & IF_SELF:
        conditions.append(f"event.target==={node}")
    steps = ["event.preventDefault();"] if reaction.flags & PREVENT_DEFAULT else []
    steps += ["event.stopPropagation();"] if reaction.flags & STOP_PROPAGATION else []
    steps += [_statement(action, node) for action in reaction.actions]
    body = "".join(steps)
    return f"if({'&&'.join(conditions)}){{{body}}}" if conditions else body


def _statement(action: Action, node: str) -> str:
    if action.name == "open_url":
        return f'window.open({js_string(str(action.arguments[0]))},"_blank","noopener");'
    if action.name == "copy" and action.arguments:
        return f"navigator.clipboard.writeText({js_string(str(action.arguments[0]))});"
    found = f"[{node}]"
    for kind, given in action.target:
        found = _STEPS[kind](found, given)
    return f"{found}.filter(Boolean).forEach(el=>{{{_ACTIONS[action.name](action.arguments)}}});"


def _beside(found: str, given: str, way: int) -> str:
    selector, _, within = given.removeprefix("~").partition("\n")
    place = f"el.closest({js_string(within)})" if within else "el.parentNode"
    others = f"[...{place}.querySelectorAll({js_string(selector)})]"
    if not within:
        others = f"{others}.filter(one=>one.parentNode===el.parentNode)"
    at = "(i%all.length+all.length)%all.length" if given.startswith("~") else "i"
    return f"{found}.filter(Boolean).map(el=>((all,i)=>all[{at}])({others},{others}.indexOf(el)+{way:d}))"


_MARKED = f'[{MARK}="%s"]'

_STEPS: dict[str, Callable[[str, str], str]] = {
    "ref": lambda _, mark: f"[document.querySelector({js_string(_MARKED % mark)})]",
    "closest": lambda found, given: f"{found}.filter(Boolean).map(el=>el.closest({js_string(given)}))",
    "inner": lambda found, given: f"{found}.filter(Boolean).flatMap(el=>[...el.querySelectorAll({js_string(given)})])",
    "next": lambda found, given: _beside(found, given, 1),
    "previous": lambda found, given: _beside(found, given, -1),
    "first": lambda found, _: f"{found}.slice(0,1)",
    "last": lambda found, _: f"{found}.slice(-1)",
    "focused": lambda _found, _given: "[document.activeElement]",
}


def _words(text: object) -> str:
    return ",".join(map(js_string, str(text).split()))


def _toggle_attribute(given: _Arguments) -> str:
    name, value, *other = (js_string(str(text)) for text in given)
    if other:
        return f"el.setAttribute({name},el.getAttribute({name})==={value}?{other[0]}:{value})"
    return f"el.hasAttribute({name})?el.removeAttribute({name}):el.setAttribute({name},{value})"


def _set_value(given: _Arguments) -> str:
    value = given[0] if given else 0
    entered = (
        f"el.checked={str(bool(value)).lower()}" if isinstance(value, int) else f"el.value={js_string(str(value))}"
    )
    events = [f'el.dispatchEvent(new Event("{name}",{{bubbles:true}}))' for name in ("input", "change")]
    return ";".join([entered, *events])


def _dispatch(given: _Arguments) -> str:
    name, detail, *bubbles = given
    options = f"{{detail:JSON.parse({js_string(str(detail))}),bubbles:{str(bool(bubbles and bubbles[0])).lower()}}}"
    return f"el.dispatchEvent(new CustomEvent({js_string(str(name))},{options}))"


def _options(names: str, given: _Arguments) -> str:
    told: dict[str, Json] = {
        name: value for name, value in zip(names.split(), given, strict=False) if value is not None
    }
    return js_json(told)


_IS_OPEN = '(el.popover?el.matches(":popover-open"):el.open)'
_OPEN = "el.popover?el.showPopover():el.showModal?el.showModal():el.open=true"
_CLOSE = "el.popover?el.hidePopover():el.close?el.close():el.open=false"
_FORM = '(el.form||el.closest("form"))'

_ACTIONS: dict[str, Callable[[_Arguments], str]] = {
    "show": lambda _: "el.hidden=false",
    "hide": lambda _: "el.hidden=true",
    "toggle": lambda _: "el.hidden=!el.hidden",
    "transition": lambda given: (
        f"el.classList.add({_words(given[1])});setTimeout(()=>el.classList.remove({_words(given[1])}),{given[0]})"
    ),
    "add_class": lambda given: f"el.classList.add({_words(given[0])})",
    "remove_class": lambda given: f"el.classList.remove({_words(given[0])})",
    "toggle_class": lambda given: f"[{_words(given[0])}].forEach(name=>el.classList.toggle(name))",
    "set_attribute": lambda given: f"el.setAttribute({js_string(str(given[0]))},{js_string(str(given[1]))})",
    "remove_attribute": lambda given: f"el.removeAttribute({js_string(str(given[0]))})",
    "toggle_attribute": _toggle_attribute,
    "focus": lambda given: f"el.focus({{preventScroll:{str(bool(given and given[0])).lower()}}})",
    "blur": lambda _: "el.blur()",
    "select": lambda _: "el.select()",
    "scroll_into_view": lambda given: f"el.scrollIntoView({_options('behavior block', given)})",
    "scroll_to": lambda given: f"el.scrollTo({_options('top left behavior', given)})",
    "open": lambda given: "el.show()" if given else _OPEN,
    "close": lambda _: _CLOSE,
    "toggle_open": lambda _: f"{_IS_OPEN}?({_CLOSE}):({_OPEN})",
    "set_value": _set_value,
    "submit": lambda _: f"{_FORM}.requestSubmit()",
    "reset": lambda _: f"{_FORM}.reset()",
    "copy": lambda _: "navigator.clipboard.writeText(el.value??el.innerText)",
    "dispatch": _dispatch,
}
