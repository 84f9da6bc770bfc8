"""Demos of buttons."""

from domsync import Child
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Kind, Size

FAMILY = Family("buttons", "Buttons", "Buttons that start something.")


@FAMILY.demo()
def button(text: str = "Save", kind: Kind = "primary", size: Size = "medium", pending: bool = False) -> Child:
    return w.button(text, kind=kind, size=size, pending=pending)


@FAMILY.demo()
def button_group(first: str = "Left", second: str = "Centre", third: str = "Right") -> Child:
    return w.button_group(w.button(first), w.button(second), w.button(third), label="Alignment")
