"""Demos of layout."""

from typing import Annotated

from pydantic import Field

from domsync import Child
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.layout.containers import Align, Gap, Justify
from domsync.widgets.layout.split_pane import Orientation

FAMILY = Family("layout", "Layout", "The arrangement of content on the page.")


def tile(text: str) -> Child:
    return w.card(text)


@FAMILY.demo()
def row(gap: Gap = "medium", align: Align = "center", justify: Justify = "start", wrap: bool = True) -> Child:
    return w.row(w.button("One"), w.button("Two"), w.badge("three"), gap=gap, align=align, justify=justify, wrap=wrap)


@FAMILY.demo()
def column(gap: Gap = "medium", align: Align = "stretch") -> Child:
    return w.column(tile("One"), tile("Two"), gap=gap, align=align)


@FAMILY.demo()
def grid(columns: Annotated[int, Field(ge=1, le=6)] = 3, gap: Gap = "medium") -> Child:
    return w.grid([tile(f"Tile {number}") for number in range(1, 7)], columns=columns, gap=gap)


@FAMILY.demo()
def card(
    title: str = "Today", text: str = "Two new orders, one of them large.", footer: str = "Updated just now"
) -> Child:
    return w.card(h.p(text), title=title, actions=w.button("All", kind="link"), footer=footer)


@FAMILY.demo()
def divider(word: str = "or") -> Child:
    return w.column(h.p("Sign in with a password"), w.divider(word), h.p("Sign in with a code"))


@FAMILY.demo()
def spacer(title: str = "Orders") -> Child:
    return w.row(h.strong(title), w.spacer(), w.button("New", kind="primary"))


@FAMILY.demo()
def heading(text: str = "A heading", level: Annotated[int, Field(ge=2, le=6)] = 3) -> Child:
    return w.heading(text, level)


@FAMILY.demo()
def split_pane(orientation: Orientation = "horizontal", position: Annotated[int, Field(ge=10, le=90)] = 30) -> Child:
    return w.split_pane("Files", "Text", label="Files", orientation=orientation, position=position)
