"""Split panes: two areas with a divider that can be moved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias

import msgspec

from domsync import VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.events import Source
from domsync.widgets.base import Common, check_functions, check_numbers, check_texts, dressed, one_of

if TYPE_CHECKING:
    from typing import Unpack


Orientation: TypeAlias = Literal["horizontal", "vertical"]


class _Moved(msgspec.Struct, frozen=True):
    """A report of the position where a separator was released, in percent."""

    detail: Annotated[float, Source("detail")]


def split_pane(
    first: Child,
    second: Child,
    *,
    label: str,
    orientation: Orientation = "horizontal",
    position: float = 50.0,
    minimum: float = 10.0,
    maximum: float = 90.0,
    on_change: Callable[[float], object] | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """Two panes with a divider between them that can be moved, in the browser.

    >>> w.split_pane(self.files(), self.editor(), label="Files", position=25)

    Args:
        first: The pane whose size is set.
        second: The other pane.
        label: The name of the first pane, for screen readers.
        orientation: `horizontal` for next to each other, `vertical` for below each other.
        position: The size of the first pane in percent.
        minimum: Its smallest size.
        maximum: Its largest size.
        on_change: Called with the percentage when the divider was moved.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | move the divider by two percent |
        | Home, End | the smallest and the largest size |
        | Enter | the smallest size, and back |

    Raises:
        ValueError: There is no such orientation, or the position is beyond its limits.
    """
    check_texts("split_pane", label=label)
    check_functions("split_pane", on_change=on_change)
    check_numbers("split_pane", position=position, minimum=minimum, maximum=maximum)
    one_of("orientation", orientation, ("horizontal", "vertical"))
    if not 0 <= minimum <= position <= maximum <= 100:
        raise ValueError(f"minimum <= position <= maximum, between 0 and 100; not {minimum}, {position}, {maximum}")
    name = unique_id(label)
    events: Any = None
    if on_change is not None:
        told = on_change

        def moved(event: _Moved) -> object:
            return told(min(max(event.detail, minimum), maximum))

        events = {"ds-split": moved}
    line = h.div(
        role="separator",
        tabindex=0,
        class_="ds-split-line",
        data={"ds-split": orientation},
        aria={
            "label": label,
            "controls": name,
            "valuenow": round(position),
            "valuemin": round(minimum),
            "valuemax": round(maximum),
            "orientation": "vertical" if orientation == "horizontal" else "horizontal",
        },
        events=events,
    )
    style = {"--ds-split": f"{position}%"}
    classes = ("ds-split", "ds-split--vertical" if orientation == "vertical" else None)
    return h.div(
        h.div(first, id=name, class_="ds-split-pane"),
        line,
        h.div(second, class_="ds-split-pane"),
        **dressed(dict(attributes), *classes, style=style),
    )
