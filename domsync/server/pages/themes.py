"""The widgets' style sheet, only for pages whose programs use widgets."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

WIDGETS = "domsync.widgets"
#: The theme that stands for the default one, if the program uses widgets.
AUTOMATIC = "automatic"
#: The themes that come with the widgets.
THEMES = ("default", "contrast", "paper")


def checked_theme(theme: str | None) -> str | None:
    """Return the name of a theme as it was given.

    Raises:
        ValueError: There is no such theme.
    """
    if theme is not None and theme != AUTOMATIC and theme not in THEMES:
        raise ValueError(f"there is no theme {theme!r}; there are {', '.join(THEMES)}, and None for no styles")
    return theme


def theme_of(theme: str | None, *targets: Any) -> str | None:
    """Return the theme of a page: its name, None for structure only, empty for none at all.

    Args:
        theme: The theme of its app.
        targets: The page and its layouts: component classes or functions.
    """
    if theme != AUTOMATIC:
        return theme
    return "default" if any(map(uses_widgets, targets)) else ""


def uses_widgets(target: Any) -> bool:
    """Return whether the module where something is defined uses widgets, directly or through modules that it uses.

    Imports inside functions are not found; for those there is `App(theme="default")`.

    Args:
        target: A component, a class or a function.
    """
    if WIDGETS not in sys.modules:
        return False
    name = getattr(target, "__module__", None) or type(target).__module__
    return _reaches_widgets(name)


@lru_cache(1024)
def _reaches_widgets(name: str) -> bool:
    seen, pending = {name}, [name]
    while pending:
        module = sys.modules.get(pending.pop())
        if module is None:
            continue
        for other in _used_by(module):
            if other == WIDGETS or other.startswith(f"{WIDGETS}."):
                return True
            if other not in seen and _may_use_widgets(other):
                seen.add(other)
                pending.append(other)
    return False


def _used_by(module: ModuleType) -> Iterator[str]:
    """Return the modules that a module has, or whose classes and functions it has, among its own names."""
    for value in tuple(vars(module).values()):
        if isinstance(value, ModuleType):
            yield value.__name__
        else:
            name = getattr(value, "__module__", None)
            if isinstance(name, str):
                yield name


def _may_use_widgets(name: str) -> bool:
    package = name.partition(".")[0]
    if package == "domsync":
        # In the library itself, only modules that are made of widgets count.
        return name.startswith("domsync.gallery")
    return package not in sys.stdlib_module_names
