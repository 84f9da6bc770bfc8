"""Rows, columns, grids and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from domsync import VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, check_texts, dressed, is_empty, one_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

Gap: TypeAlias = Literal["none", "small", "medium", "large"]
Align: TypeAlias = Literal["start", "center", "end", "stretch", "baseline"]
Justify: TypeAlias = Literal["start", "center", "end", "between"]

GAPS: tuple[Gap, ...] = ("none", "small", "medium", "large")
ALIGNS: tuple[Align, ...] = ("start", "center", "end", "stretch", "baseline")
JUSTIFIES: tuple[Justify, ...] = ("start", "center", "end", "between")


def _flow(name: str, gap: str, align: str | None, justify: str | None) -> list[str | None]:
    one_of("gap", gap, GAPS)
    classes: list[str | None] = [f"ds-{name}", None if gap == "medium" else f"ds-gap--{gap}"]
    if align is not None:
        classes.append(f"ds-align--{one_of('align', align, ALIGNS)}")
    if justify is not None:
        classes.append(f"ds-justify--{one_of('justify', justify, JUSTIFIES)}")
    return classes


def row(
    *children: Child,
    gap: Gap = "medium",
    align: Align | None = None,
    justify: Justify | None = None,
    wrap: bool = True,
    **attributes: Unpack[k.Html],
) -> VNode:
    """A row: children next to each other, in several lines if there is no room.

    >>> w.row(w.button("Save", kind="primary"), w.button("Cancel"))

    Args:
        children: The content.
        gap: The space between them: `none`, `small`, `medium`, `large`.
        align: Their alignment across the row; by default in the middle.
        justify: Their distribution along the row: `between` puts the remaining space between them.
        wrap: Whether there may be several lines.
        attributes: As for `h.div`.

    Raises:
        ValueError: The gap or the alignment is unknown.
    """
    classes = _flow("row", gap, align, justify)
    return h.div(*children, **dressed(dict(attributes), *classes, None if wrap else "ds-nowrap"))


def column(
    *children: Child,
    gap: Gap = "medium",
    align: Align | None = None,
    justify: Justify | None = None,
    **attributes: Unpack[k.Html],
) -> VNode:
    """A column: children below each other.

    >>> w.column(w.text_input("Name"), w.button("Save"))

    Args:
        children: The content.
        gap: The space between them: `none`, `small`, `medium`, `large`.
        align: Their alignment across the column; by default they fill its width.
        justify: Their distribution along the column.
        attributes: As for `h.div`.

    Raises:
        ValueError: The gap or the alignment is unknown.
    """
    return h.div(*children, **dressed(dict(attributes), *_flow("column", gap, align, justify)))


def grid(
    *children: Child,
    columns: int | None = None,
    min_width: str = "16rem",
    gap: Gap = "medium",
    **attributes: Unpack[k.Html],
) -> VNode:
    """A grid: children in columns of equal width.

    >>> w.grid(map(tile, tiles), min_width="12rem")

    Args:
        children: The content.
        columns: The number of columns on a wide screen; by default as many as fit. On a phone there is one.
        min_width: The smallest width of a column, as a CSS length.
        gap: The space between them.
        attributes: As for `h.div`.

    Raises:
        TypeError: `columns` is not a number.
        ValueError: The gap is unknown, or `columns` is less than 1.
    """
    check_texts("grid", min_width=min_width)
    one_of("gap", gap, GAPS)
    if columns is not None and not isinstance(columns, int):
        raise TypeError(f"columns is a number, not {columns!r}; min_width='12rem' says how wide they are at least")
    if columns is not None and columns < 1:
        raise ValueError(f"a grid has at least one column, not {columns}")
    classes = ["ds-grid", None if gap == "medium" else f"ds-gap--{gap}", "ds-grid--fixed" if columns else None]
    style = {"--ds-columns": columns} if columns else {"--ds-min": min_width}
    return h.div(*children, **dressed(dict(attributes), *classes, style=style))


def card(
    *children: Child,
    title: Child = None,
    actions: Child = None,
    footer: Child = None,
    level: int = 3,
    padded: bool = True,
    **attributes: Unpack[Common],
) -> VNode:
    """A part of the page in a box, with a heading if it has a title.

    >>> w.card(h.p("Two new orders"), title="Today", actions=w.button("All", kind="link"))

    Args:
        children: Its content.
        title: Its heading.
        actions: Buttons next to the heading.
        footer: Content below a line at its end.
        level: The level of the heading, 1 to 6.
        padded: Whether there is padding around the content; False for tables and images.
        attributes: As for `h.section`.

    Raises:
        ValueError: The level is unknown.
    """
    given: dict[str, Any] = dict(attributes)
    head = None
    named = None
    if not is_empty(title):
        label = unique_id(title if isinstance(title, str) else "card")
        named = {"labelledby": label}
        bar = None if is_empty(actions) else h.div(actions, class_="ds-actions")
        head = h.header(heading(title, level, id=label), bar, class_="ds-card-head")
    elif not is_empty(actions):
        head = h.header(h.div(actions, class_="ds-actions"), class_="ds-card-head")
    body = h.div(*children, class_="ds-card-body") if padded else h.div(*children, class_="ds-card-bare")
    foot = None if is_empty(footer) else h.footer(footer, class_="ds-card-foot")
    make = h.section if named else h.div
    return make(head, body, foot, **dressed(given, "ds-card", aria=named))


def heading(text: Child, level: int, **attributes: Unpack[k.Html]) -> VNode:
    """A heading.

    >>> w.heading("Orders", 2)

    Args:
        text: The text.
        level: 1 to 6.
        attributes: As for `h.h1`.

    Raises:
        ValueError: The level is unknown.
    """
    if level not in range(1, 7):
        raise ValueError(f"the level of a heading is 1 to 6, not {level}")
    return (h.h1, h.h2, h.h3, h.h4, h.h5, h.h6)[level - 1](text, **attributes)


def divider(label: Child = None, *, vertical: bool = False, **attributes: Unpack[k.Html]) -> VNode:
    """A dividing line, with a word in it if you like.

    >>> w.divider("or")

    Args:
        label: The word.
        vertical: Whether it divides the items of a row.
        attributes: As for `h.div`.
    """
    given: dict[str, Any] = dict(attributes)
    orientation = {"orientation": "vertical"} if vertical else None
    classes = ("ds-divider", "ds-divider--vertical" if vertical else None)
    if is_empty(label):
        return h.div(**dressed(given, *classes, role="separator", aria=orientation))
    return h.div(h.span(label), **dressed(given, *classes, "ds-divider--word"))


def spacer(**attributes: Unpack[k.Html]) -> VNode:
    """Fills the remaining space of a row or column, so that what follows is at the end.

    >>> w.row(h.h1("Orders"), w.spacer(), w.button("New"))

    Args:
        attributes: As for `h.div`.
    """
    return h.div(**dressed(dict(attributes), "ds-spacer"))
