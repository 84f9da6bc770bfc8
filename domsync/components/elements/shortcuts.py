"""A page's keyboard shortcuts, and the overview that lists them."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import getdoc
from typing import Any, TypeAlias

from domsync.components.elements import html as h
from domsync.components.handlers import Function, On, at_document, on
from domsync.components.vnode import VNode
from domsync.dom.actions import vocabulary as act
from domsync.dom.events.keys import parsed, written
from domsync.dom.ops import Action

#: The effect of a key: a handler or actions; or a tuple of their description for the overview and one of these.
Shortcut: TypeAlias = Function | On | tuple[str, Function | On]

_DIALOG = "data-domsync-shortcuts"
#: The labels of keys that have another name in `KeyboardEvent.key`.
_NAMES = {
    "mod": "Ctrl/⌘",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "ArrowLeft": "←",
    "ArrowRight": "→",
    " ": "Space",
    "Escape": "Esc",
    "Delete": "Del",
}
_ORDER = ("mod", "ctrl", "alt", "shift", "meta")


def shortcuts(
    keys: Mapping[str, Shortcut],
    *,
    overview: str | None = "?",
    title: str = "Keyboard shortcuts",
    close: str = "Close",
) -> VNode:
    """Make keyboard shortcuts of the page: ``h.shortcuts({"mod+k": self.search, "g": self.go_home})``.

    They work wherever the focus is, while the element is on the page. Single characters are ignored while the focus is
    in a text field, and all keys while an input method is composing. The browser's own shortcut for the key does not
    run.

    Args:
        keys: What each key does. Keys are written as in `on(key=...)`. A value is a handler or actions, or a tuple of a
            description for the overview and one of these: ``("Search", act.focus(of=self._search))``. Without a
            description, the overview shows the first sentence of the handler's docstring, or its name.
        overview: The key that opens a dialog with all shortcuts; None for no overview.
        title: The heading of the overview.
        close: The text of the button that closes it.

    Returns:
        An element for any place on the page. Only the overview is visible, while it is open.

    Raises:
        ValueError: A key does not exist, or is given twice.
        TypeError: Actions have no description for the overview.
    """
    rows: dict[str, tuple[str, Any]] = {}
    for key, given in keys.items():
        name = written(key)
        if name in rows:
            raise ValueError(f"the shortcut {key!r} is defined twice")
        rows[name] = _with_words(key, given)
    if overview is None:
        return h.div(
            [h.span(on_keydown=at_document(attached, name)) for name, (_, attached) in rows.items()], hidden=True
        )
    if written(overview) not in rows:
        rows[written(overview)] = (title, act.open(of=act.inner(f"dialog[{_DIALOG}]")))
    return h.dialog(
        h.h2(title),
        h.table(
            h.tbody(
                # Each row listens to its own key, so that each may have options of its own.
                h.tr(h.th(_caps(name), scope="row"), h.td(words), on_keydown=at_document(attached, name))
                for name, (words, attached) in rows.items()
            )
        ),
        h.button(close, type="button", on_click=act.close(of=act.closest("dialog"))),
        aria={"label": title},
        on_click=on(act.close(), if_self=True),
        data={"domsync-shortcuts": True},
    )


def _with_words(key: str, given: Shortcut) -> tuple[str, Any]:
    """The description of a shortcut for the overview, and its handler or actions."""
    if isinstance(given, tuple) and given and isinstance(given[0], str):
        return given[0], given[1]
    function: Any = given.function if isinstance(given, On) else given
    if isinstance(function, Action | list | tuple):
        raise TypeError(
            f'the actions of {key!r} need a description for the overview: {{"{key}": ("Search", act.focus(...))}}'
        )
    while hasattr(function, "func"):
        function = function.func
    said = (getdoc(function) or "").strip().partition("\n")[0].partition(". ")[0].rstrip(".")
    name = getattr(function, "__name__", type(function).__name__)
    return said or name.strip("_").replace("_", " ").capitalize(), given


def _caps(name: str) -> list[str | VNode]:
    """The keys of a shortcut, as they are labelled on the keyboard."""
    key = parsed(name)
    held = [_NAMES.get(name, name.capitalize()) for name in _ORDER if name in key.modifiers]
    pressed = _NAMES.get(key.key, key.key.upper() if len(key.key) == 1 else key.key)
    caps: list[str | VNode] = []
    for text in (*held, pressed):
        caps += ["+", h.kbd(text)] if caps else [h.kbd(text)]
    return caps
