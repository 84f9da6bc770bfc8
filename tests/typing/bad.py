"""Mistakes that type checkers have to find: every line that is ignored here has exactly this error.

`mypy --strict` reports an ignore that is not needed, so checking this file is the test.
"""

import msgspec
from pydantic import Field

from domsync import events, svg
from domsync import html as h
from domsync.components.component import Component
from domsync.components.handlers import on
from domsync.components.vnode import Child


class Panel(Component):
    children: Child = Field(default=None, kw_only=False)
    title: str = ""


class Row(msgspec.Struct):
    id: str


class Page(Component):
    name: str = ""
    count: int = 0

    def increment(self) -> None:
        self.count += 1

    def add(self, number: int, times: int) -> None:
        self.count += number * times

    def typed(self, event: events.InputEvent) -> None:
        print(event.valu)  # type: ignore[attr-defined]
        event.value = "x"  # type: ignore[misc]

    def mistakes(self) -> None:
        # names
        h.div(clas="x")  # type: ignore[call-arg]
        h.div(class_name="x")  # type: ignore[call-arg]
        h.div(href="/")  # type: ignore[call-arg]
        h.dvi("x")  # type: ignore[attr-defined]
        h.script("alert(1)")  # type: ignore[attr-defined]
        h.div(onclick=self.increment)  # type: ignore[call-arg]
        h.div(on_clik=self.increment)  # type: ignore[call-arg]
        h.div(on_my_event=self.increment)  # type: ignore[call-arg]
        svg.circle(radius=3)  # type: ignore[call-arg]
        svg.svg(view_box="0 0 1 1")  # type: ignore[call-arg]
        h.div(bind=self.field("name"))  # type: ignore[call-arg]
        # values
        h.button(disabled="disabled")  # type: ignore[arg-type]
        h.input(type="nubmer")  # type: ignore[arg-type]
        h.input(checked="on")  # type: ignore[arg-type]
        h.img(loading=True)  # type: ignore[arg-type]
        h.p(title=5)  # type: ignore[arg-type]
        h.p(title=True)  # type: ignore[arg-type]
        h.p(class_=5)  # type: ignore[arg-type]
        h.p(style=["color: red"])  # type: ignore[arg-type]
        h.p(style={"color": object()})  # type: ignore[dict-item]
        h.p(aria={"lable": "x"})  # type: ignore[typeddict-unknown-key]
        h.p(aria={"expanded": "yes"})  # type: ignore[typeddict-item]
        h.p(data=5)  # type: ignore[arg-type]
        h.p(key=1.5)  # type: ignore[arg-type]
        h.p(ref="x")  # type: ignore[arg-type]
        h.input(bind=self.name)  # type: ignore[arg-type]
        h.input(bind="name")  # type: ignore[arg-type]
        h.select(value=object())  # type: ignore[arg-type]
        # children
        h.br("x")  # type: ignore[call-arg]
        Panel(object())  # type: ignore[arg-type]
        Panel("x", title=5)  # type: ignore[arg-type]
        Panel("x", titel="News")  # type: ignore[call-arg]
        h.p(object())  # type: ignore[arg-type]
        h.p(self.increment)  # type: ignore[arg-type]
        h.p({"a": 1}.items)  # type: ignore[arg-type]
        # handlers
        h.div(on_click=self.increment())  # type: ignore[func-returns-value]
        h.div(on_click=self.add)  # type: ignore[arg-type]
        h.div(on_click=self.add(1, 2))  # type: ignore[func-returns-value]
        h.div(on_click="alert(1)")  # type: ignore[arg-type]
        h.div(on_click=True)  # type: ignore[arg-type]
        h.div(on_click=lambda a, b: None)  # type: ignore[arg-type]
        h.div(on_click=on(self.add))  # type: ignore[arg-type]
        h.div(on_click=on(self.increment, debounce="1s"))  # type: ignore[arg-type]
        h.div(on_click=on(self.increment, prevent=True))  # type: ignore[call-arg]
        h.div(on_click=on(self.increment, target="body"))  # type: ignore[arg-type]
        # what comes back
        h.div("x").children = ()  # type: ignore[misc]
        h.div("x").append(h.p())  # type: ignore[attr-defined]
        self.count = "x"  # type: ignore[assignment]
