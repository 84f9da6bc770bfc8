"""Demos of alerts, toasts, badges and progress."""

from typing import Annotated

from pydantic import Field

from domsync import Child, Component
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Size, Tone

FAMILY = Family("feedback", "Feedback", "Messages, progress and placeholders.")


@FAMILY.demo("title", "text", "tone")
class Alert(Component):
    title: str = "Not uploaded"
    text: str = "The file is larger than 10 MB."
    tone: Tone = "warning"
    closed: bool = False

    def render(self) -> Child:
        if self.closed:
            return w.button("Show it again", on_click=self.again)
        return w.alert(self.text, title=self.title, tone=self.tone, on_close=self.close, live=False)

    def close(self) -> None:
        self.closed = True

    def again(self) -> None:
        self.closed = False


@FAMILY.demo()
def banner(text: str = "We are closed on Friday.", tone: Tone = "info") -> Child:
    return w.banner(text, tone=tone, actions=w.button("More", kind="link"))


@FAMILY.demo()
def badge(text: str = "paid", tone: Tone = "success") -> Child:
    return w.row(w.badge(text, tone=tone), w.badge(text), gap="small")


@FAMILY.demo()
def progress(value: Annotated[int, Field(ge=0, le=100)] = 40, label: str = "Import", tone: Tone = "info") -> Child:
    return w.column(
        w.progress(value, total=100, label=label, text=f"{value} %", tone=tone), w.progress(label="Waiting")
    )


@FAMILY.demo()
def spinner(label: str = "Loading orders", size: Size = "medium") -> Child:
    return w.spinner(label, size=size)


@FAMILY.demo()
def skeleton(lines: Annotated[int, Field(ge=1, le=10)] = 3) -> Child:
    return w.skeleton(lines)


@FAMILY.demo()
def empty_state(title: str = "No orders yet", text: str = "They appear here as they come in.") -> Child:
    return w.empty_state(title, text, icon="package", actions=w.button("Import"))


@FAMILY.demo()
def error_view(title: str = "The report could not be made", reference: str = "a1b2c3") -> Child:
    return w.error_view(title, "Try again in a minute.", reference=reference, actions=w.button("Try again"), level=3)
