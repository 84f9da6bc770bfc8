"""The widgets' style sheet on pages: of programs that use widgets, and of no others of the same process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import lru_cache
from types import ModuleType
from typing import Any

WIDGETS = "domsync.widgets"
#: As a theme: the default one, if the program uses widgets.
AUTOMATIC = "automatic"
#: The looks that come with the widgets.
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
    """The theme of a page: its name, None for structure only, empty for none at all.

    Args:
        theme: What its app says.
        targets: What the page shows, and what surrounds it: component classes or functions.
    """
    if theme != AUTOMATIC:
        return theme
    return "default" if any(map(uses_widgets, targets)) else ""


def uses_widgets(target: Any) -> bool:
    """Return whether the module that something is defined in uses widgets, itself or through modules that it uses.

    What a function imports only while it runs is not seen; `App(theme="default")` is for that.

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
    """The modules whose names, classes and functions a module has among its own."""
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
        # Of the library itself, only what is made of widgets.
        return name.startswith("domsync.gallery")
    return package not in sys.stdlib_module_names
