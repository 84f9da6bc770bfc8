"""What users write, and what type checkers have to accept."""

import datetime
from functools import partial
from typing import Annotated, assert_type

import msgspec
from pydantic import BaseModel, Field

from domsync import events, svg
from domsync import html as h
from domsync.components.component import Component
from domsync.components.handlers import on
from domsync.components.vnode import Child, VNode
from domsync.dom.element.element import Element
from domsync.dom.events import Event


class Row(msgspec.Struct):
    id: Annotated[str, events.Source("currentTarget.dataset.id")]


class Profile(BaseModel):
    name: str


class Panel(Component):
    children: Child = Field(default=None, kw_only=False)
    title: str = ""


class Page(Component):
    count: int = 0
    name: str = ""
    sizes: list[str] = []
    day: datetime.date | None = None

    def render(self) -> Child:
        error = self.errors.get("name")
        link: str | None = None
        return h.main(
            h.h1(f"Count: {self.count}", id="title", class_=["big", self.count and "some", {"zero": not self.count}]),
            h.button("+1", on_click=self.increment, type="button", disabled=self.count > 9, tabindex=1),
            h.button("async", on_click=self.later, aria={"label": "later", "expanded": False}),
            h.input(type="text", value=self.name, on_input=self.typed, on_keydown=on(self.increment, key="Enter")),
            h.input(bind=self.field("name"), placeholder="name", aria={"invalid": error is not None}),
            h.select([h.option(size) for size in "sml"], multiple=True, bind=self.field("sizes")),
            h.select(h.option("a"), value="a", required=True),
            h.form(h.button("Save"), on_submit=self.save),
            [h.li(item, key=item, data={"id": item}, on_click=partial(self.remove, item)) for item in self.sizes],
            h.ul(
                h.li(item, key=index, on_click=lambda item=item: self.remove(item)) for index, item in enumerate("ab")
            ),
            h.p(error, title=error or None, hidden=error is None) if error else None,
            self.count > 3 and h.p("many"),
            h.a("link", href=link, target="_blank", on_click=on(self.clicked, prevent_default=True)),
            h.div(style={"color": "red", "z_index": 3, "--accent": None}, on_click=self.clicked, on_wheel=self.raw),
            h.div(style="color: red", on_click=self.count > 0 and self.increment, on_focus=None, ref=self.got),
            h.td(1, colspan=2, attributes={"x": 1, "y": True, "z": None}, events={"my-event": self.row}),
            h.img(src="/a.png", alt="", loading="lazy", width=10, height="20"),
            h.div(on_resize=on(self.increment, target="window", throttle=100), key=None, show=self.count > 0),
            h.input(type="checkbox", checked=self.count > 0, on_change=lambda event: self.tick(event.checked)),
            h.element("my-element", "text", class_="x", attributes={"level": 3}),
            h.island("div", self.fill, id="map"),
            svg.svg(svg.circle(cx=1, cy=2.5, r="3", fill="red", stroke_width=2), viewBox="0 0 10 10"),
            class_="page",
        )

    def increment(self) -> None:
        self.count += 1

    async def later(self) -> None:
        self.count += 1

    def typed(self, event: events.InputEvent) -> None:
        assert_type(event.value, str)

    def clicked(self, event: events.ClickEvent) -> None:
        assert_type(event.clientX, float)

    def row(self, row: Row) -> None:
        assert_type(row.id, str)

    def raw(self, event: Event) -> None:
        event.stopPropagation()

    def save(self, form: Profile) -> None:
        self.name = form.name

    def remove(self, item: str) -> bool:
        self.sizes.remove(item)
        return True

    def tick(self, checked: bool | None) -> None:
        self.count = int(bool(checked))

    def got(self, element: Element | None) -> None: ...

    def fill(self, element: Element) -> None:
        element.innerText = "text"


assert_type(h.div("x"), VNode)
assert_type(Panel(h.p("one")), Panel)
assert_type(Panel([h.p("one"), "several", None], title="News"), Panel)
h.input(type="date", value=datetime.date(2026, 3, 1), min=datetime.date(2026, 1, 1))
assert_type(svg.g(), VNode)
