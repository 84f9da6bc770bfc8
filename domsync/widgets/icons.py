"""Icons: 200 of Lucide (https://lucide.dev, ISC licence in icons.LICENSE), as data that is read on first use."""

from __future__ import annotations

import difflib
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child
from domsync.widgets.base import Size, dressed, modifier, one_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

_FILE = Path(__file__).with_name("icons.json")
#: The form of an icon's name; anything else is shown as text.
_NAME = re.compile(r"[a-z][a-z0-9]+(-[a-z0-9]+)*")
SIZES: tuple[Size, ...] = ("small", "medium", "large")


def icon(image: str | VNode, *, label: str | None = None, size: Size = "medium", **attributes: Unpack[k.Html]) -> VNode:
    """An icon in a line of text, with the size and colour of the text.

    >>> w.row(w.icon("trash"), "Deleted")

    Widgets that have one take its name: `w.button("Delete", icon="trash")`.

    The names are those of Lucide; `w.icon_names()` lists them.

    Args:
        image: The name of an icon, or an image of yours: `svg.svg(...)`.
        label: Its meaning, if it stands alone; without it, screen readers ignore the icon.
        size: `small`, `medium` or `large`.
        attributes: As for `h.span`.

    Raises:
        ValueError: The icon or the size is unknown.
    """
    one_of("size", size, SIZES)
    drawn = _drawn(image) if isinstance(image, str) else image
    aria = {"hidden": True} if label is None else {"label": label}
    role = None if label is None else "img"
    return h.span(drawn, **dressed(attributes, "ds-svg", modifier("ds-svg", size, "medium"), role=role, aria=aria))


def icon_of(given: Child) -> Child:
    """Return the icon for an argument: for a name such as `"trash"`, the icon with this name; anything else unchanged.

    Args:
        given: The argument `icon=`.

    Raises:
        ValueError: There is no icon of that name.
    """
    return icon(given) if isinstance(given, str) and _NAME.fullmatch(given) else given


def icon_names() -> list[str]:
    """List the names of the icons.

    >>> w.icon_names()[:3]
    """
    return list(_icons())


@cache
def _icons() -> dict[str, list[tuple[str, dict[str, str]]]]:
    return msgspec.json.decode(_FILE.read_bytes(), type=dict[str, list[tuple[str, dict[str, str]]]])


@cache
def _drawn(name: str) -> VNode:
    shapes = _icons().get(name)
    if shapes is None:
        near = difflib.get_close_matches(name, _icons(), 3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise ValueError(
            f"there is no icon {name!r}; {hint}w.icon_names() lists them, and w.icon(svg.svg(...)) shows one of yours"
        )
    makers: dict[str, Any] = {
        "circle": svg.circle,
        "ellipse": svg.ellipse,
        "line": svg.line,
        "path": svg.path,
        "polygon": svg.polygon,
        "polyline": svg.polyline,
        "rect": svg.rect,
    }
    return svg.svg(*[makers[tag](**shape) for tag, shape in shapes], viewBox="0 0 24 24")
