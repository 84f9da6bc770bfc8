"""The keyboard tables in the docstrings of widgets, and keys that are pressed against them."""

import inspect
import re
from collections.abc import Callable
from typing import Any

from domsync import widgets as w
from domsync.gallery.reference import reference_of

_ARROWS = ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown")
_NAMES = {
    **{name: f"Arrow{name}" for name in ("Left", "Right", "Up", "Down")},
    **{f"Arrow {name}": f"Arrow{name}" for name in ("Left", "Right", "Up", "Down")},
    "Page Up": "PageUp",
    "Page Down": "PageDown",
    "Ctrl": "Control",
    "menu key": "ContextMenu",
}

#: Keys whose effect only a real browser has: it scrolls, plays, picks a date. See `tests/browser/test_keyboard.py`.
_WALK = {*_ARROWS, "Home", "End", "Escape"}
_SCROLL = {"ArrowUp", "ArrowDown", "PageUp", "PageDown"}
NATIVE: dict[str, set[str]] = {
    **dict.fromkeys(("line_chart", "area_chart", "scatter_chart"), _WALK | {"+", "-"}),
    **dict.fromkeys(("bar_chart", "histogram", "box_plot", "heat_map", "pie_chart", "candlestick_chart"), _WALK),
    **{key: {"Space", *_ARROWS} for key in ("audio", "video")},
    **{key: {"ArrowLeft", "ArrowRight"} for key in ("code", "diff_view", "markdown")},
    **dict.fromkeys(("list_view", "log_view"), _SCROLL | {"Home", "End"}),
    "chat": _SCROLL,
    **{key: {"digits", "ArrowUp", "ArrowDown", "Space"} for key in ("date_input", "datetime_input")},
    "time_input": {"digits", "ArrowUp", "ArrowDown"},
    "date_range": {"Tab", "ArrowUp", "ArrowDown", "Space"},
    "color_input": {"Enter", "Space"},
    "select": {"Space", "Enter", "Alt+ArrowDown"},
    "file_upload": {"Enter", "Space"},
    "map": {*_ARROWS, "+", "-", "Tab", "Enter"},
    "app_shell": {"Escape"},
}

#: All widgets that say what keys do; "" where it is what another control does.
DOCUMENTED = {
    name: rows
    for name in w.__all__
    if inspect.isfunction(getattr(w, name)) and (rows := reference_of(getattr(w, name)).keyboard)
}


def _key(text: str) -> str:
    *held, key = [text] if len(text) == 1 else re.split(r"\s*\+\s*", text)
    key = _NAMES.get(key, key)
    return "+".join([*(_NAMES.get(one, one) for one in held), key.lower() if len(key) == 1 else key])


def documented_keys(name: str) -> set[str]:
    """The keys of a widget's table, as `page.press` takes them; `letters` and `digits` stand for any.

    Args:
        name: The widget.
    """
    found: set[str] = set()
    for cell, _ in DOCUMENTED[name]:
        for text in re.sub(r" if they are vertical|[()]", "", cell.replace(" (", ", (")).split(", "):
            if text.lower() == "arrow keys":
                found.update(_ARROWS)
            elif text:
                found.add(_key(text))
    return found


class Keys:
    """Presses keys, and takes note of those that change what is seen, which is all that counts as a key that works.

    Args:
        page: The page.
        see: Gives what is seen.
    """

    def __init__(self, page: Any, see: Callable[[], Any]) -> None:
        self.page = page
        self.see = see
        self.worked: set[str] = set()

    def __call__(self, *expected: tuple[str, Any]) -> None:
        """Press keys, each with what is seen after it."""
        for key, then in expected:
            before = self.see()
            if key.isalpha() and len(key) == 1:
                # Without a pause, letters are those of one word.
                self.page.advance(1)
            self.page.press(key)
            assert self.see() == then, f"{key}: from {before!r} to {self.see()!r}, not to {then!r}"
            if then != before:
                self.worked.add(self.sort_of(key))

    @staticmethod
    def sort_of(key: str) -> str:
        """How a table has a key: letters and digits are one of many."""
        if len(key) == 1 and key.isalnum():
            return "letters" if key.isalpha() else "digits"
        return key
