"""The playground of a demo: live, with its parameters as controls, its code, and its reference."""

from __future__ import annotations

import re
from importlib.util import find_spec
from typing import Any

from pydantic import BaseModel, PrivateAttr

from domsync import Child, Component, VNode
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Demo
from domsync.gallery.reference import reference_of


class Playground(Component):
    """A demo.

    Args:
        demo: The demo.
        phone: Whether it is shown as wide as a phone.
    """

    demo: Any
    phone: bool = False

    values: BaseModel | None = None
    _controls: Any = PrivateAttr(default=None)

    def render(self) -> VNode:
        demo: Demo = self.demo
        known = reference_of(demo.widget)
        if self._controls is None and demo.parameters.model_fields:
            self._controls = w.fields(demo.parameters, on_change=self.changed)
        shown = h.div(
            demo.show(self.values), class_=["gallery-live", self.phone and "gallery-phone"], id=f"live-{demo.name}"
        )
        controls = self._controls and h.div(self._controls, class_="gallery-controls")
        return h.section(
            h.h2(h.code(f"w.{demo.name}"), id=f"{demo.name}-title"),
            h.p(said(known.summary)),
            h.div(
                h.div(shown, controls, class_="gallery-stage"),
                code(demo.source),
                w.accordion({"Parameters": parameters(demo), "Keyboard": keyboard(demo)}),
                class_="gallery-box",
            ),
            id=demo.name,
            class_="gallery-demo",
            aria={"labelledby": f"{demo.name}-title"},
        )

    def changed(self, values: Any) -> None:
        if values is not None:
            self.values = values


def code(source: str) -> Child:
    """The code of a demo, highlighted where what finds its colours is installed."""
    return w.code(source, "python" if find_spec("pygments") is not None else "", title="Code")


def said(text: str) -> list[Child]:
    """A text of a docstring, in which code stands between backticks."""
    return [h.code(part) if at % 2 else part for at, part in enumerate(re.split("`+([^`]+)`+", text))]


def parameters(demo: Demo) -> Child:
    """List the parameters of the widget."""
    known = reference_of(demo.widget)
    rows = [
        h.tr(h.td(h.code(name)), h.td(h.code(kind)), h.td(h.code(default)), h.td(said(text)))
        for name, kind, default, text in known.parameters
    ]
    head = h.thead(h.tr(h.th("parameter"), h.th("type"), h.th("default"), h.th("what it is")))
    table = h.table(head, h.tbody(rows))
    box = h.div(table, class_="gallery-table", tabindex=0, role="region", aria={"label": f"Parameters of {demo.name}"})
    return [
        [h.p(said(text)) for text in known.text.split("\n\n") if text],
        box,
        h.p("Emits ", said(known.emits)) if known.emits else None,
        h.p("Returns ", said(known.returns)) if known.returns else None,
    ]


def keyboard(demo: Demo) -> Child:
    """List the keys and what they do."""
    known = reference_of(demo.widget)
    if not known.keyboard:
        return h.p("It has nothing that takes the focus.")
    if not known.keyboard[0][0]:
        return h.p(known.keyboard[0][1])
    rows = [h.tr(h.th(keys, scope="row"), h.td(what)) for keys, what in known.keyboard]
    return h.table(h.thead(h.tr(h.th("key"), h.th("what it does"))), h.tbody(rows))
