"""Demos of menus, popovers and tooltips."""

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Kind

FAMILY = Family("menus", "Menus and popovers", "Menus and boxes that open and close without a round trip.")


@FAMILY.demo("text", "kind", "grid")
class Menu(Component):
    text: str = "File"
    kind: Kind = "default"
    grid: bool = True
    done: str = ""

    def render(self) -> Child:
        menu = w.menu(
            self.text,
            w.menu_item("Open", shortcut="Ctrl+O", on_click=lambda: self.do("Open")),
            w.menu_item("Show grid", checked=self.grid, on_click=self.toggle),
            w.submenu("Export", w.menu_item("PDF", on_click=lambda: self.do("PDF")), w.menu_item("CSV")),
            w.menu_divider(),
            w.menu_item("Delete", danger=True, on_click=lambda: self.do("Delete")),
            w.menu_item("Share", disabled=True),
            kind=self.kind,
        )
        return w.row(menu, h.span(self.done))

    def toggle(self) -> None:
        self.grid = not self.grid

    def do(self, what: str) -> None:
        self.done = what


@FAMILY.demo()
def context_menu(area: str = "Right-click here, or press Shift + F10", label: str = "Picture") -> Child:
    return w.context_menu(w.menu_item("Copy"), w.menu_item("Delete", danger=True), area=w.card(area), label=label)


@FAMILY.demo()
def menu_bar(label: str = "Document") -> Child:
    return w.menu_bar(
        w.submenu("File", w.menu_item("Open"), w.menu_item("Save")),
        w.submenu("Edit", w.menu_item("Undo"), w.menu_item("Redo")),
        w.submenu("View", w.menu_item("Zoom")),
        label=label,
    )


@FAMILY.demo()
def toolbar(label: str = "Text") -> Child:
    return w.toolbar(w.button("Bold"), w.button("Italic"), w.button("Underline"), label=label)


@FAMILY.demo()
def popover(text: str = "Filters", kind: Kind = "default") -> Child:
    return w.popover(text, w.checkbox("Only open orders"), w.checkbox("Only mine"), kind=kind)


@FAMILY.demo()
def tooltip(text: str = "It cannot be undone", button: str = "Delete") -> Child:
    return w.tooltip(text, w.button(button))
