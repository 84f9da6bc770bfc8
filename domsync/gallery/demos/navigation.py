"""Demos of navigation."""

from typing import Annotated

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("navigation", "Navigation", "The frame of an application, and its navigation.")


@FAMILY.demo()
def app_shell(title: str = "Orders", footer: str = "© 2026 Example") -> Child:
    # The frame of this page is one, too; here it is drawn small.
    shell = w.app_shell(
        h.p("The content"),
        title=title,
        nav=[w.nav_link("Start", "#start", current=True), w.nav_link("Orders", "#orders", current=False, badge=3)],
        footer=footer,
    )
    return h.div(shell, class_="gallery-frame", inert=True)


@FAMILY.demo()
def nav_link(text: str = "Orders", current: bool = True, badge: str = "3") -> Child:
    return w.nav_link(text, "#orders", current=current, badge=badge or None)


@FAMILY.demo()
def nav_group(title: str = "Settings") -> Child:
    return w.nav_group(title, w.nav_link("Users", "#users", current=True), w.nav_link("Roles", "#roles", current=False))


@FAMILY.demo()
def page_header(title: str = "Orders", subtitle: str = "Of this month") -> Child:
    crumbs = w.breadcrumbs([("Start", "#start"), ("Orders", None)])
    return w.page_header(title, subtitle=subtitle, crumbs=crumbs, actions=w.button("New", kind="primary"), level=3)


@FAMILY.demo()
def breadcrumbs(here: str = "Order 7") -> Child:
    return w.breadcrumbs([("Start", "#start"), ("Orders", "#orders"), (here, None)], label="Way to the order")


@FAMILY.demo("vertical")
class Tabs(Component):
    vertical: bool = False
    shown: str = "Orders"

    def render(self) -> Child:
        tabs = [
            w.Tab("Orders", h.p("Three orders"), badge=3),
            w.Tab("Customers", h.p("Two customers")),
            w.Tab("Archive", disabled=True),
        ]
        return w.tabs(tabs, label="Data", vertical=self.vertical, on_change=self.change)

    def change(self, shown: str) -> None:
        self.shown = shown


@FAMILY.demo()
def accordion(single: bool = True) -> Child:
    return w.accordion({"Delivery": h.p("By post"), "Payment": h.p("By card")}, single=single, open=[0])


@FAMILY.demo("current")
class Stepper(Component):
    current: Annotated[int, Field(ge=0, le=3)] = 1

    def render(self) -> Child:
        return w.stepper(["Basket", "Address", "Payment"], self.current, on_choose=self.go)

    def go(self, step: int) -> None:
        self.current = step


@FAMILY.demo("placeholder")
class CommandPalette(Component):
    placeholder: str = "What do you want to do?"
    done: str = ""

    def render(self) -> Child:
        commands = [
            w.Command("New order", lambda: self.do("New order"), group="Orders", shortcut="N"),
            w.Command("Find customer", lambda: self.do("Find customer"), group="Customers"),
            w.Command("Sign out", lambda: self.do("Sign out"), keywords="leave exit"),
        ]
        palette = w.command_palette(commands, placeholder=self.placeholder, shortcut="mod+shift+p")
        return w.row(palette, h.span(self.done))

    def do(self, what: str) -> None:
        self.done = what


@FAMILY.demo()
def skip_link(text: str = "Skip to content") -> Child:
    return h.div(w.skip_link("live-skip_link", text), h.p("It is seen when it has the focus: press Tab before this."))


@FAMILY.demo()
def footer(text: str = "© 2026 Example Ltd.") -> Child:
    # A footer inside of a section is no landmark of the page.
    return h.section(w.footer(text, " ", h.a("Imprint", href="#imprint")), aria={"label": "A page"})
