"""Demos of dialogs and questions."""

import asyncio

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family
from domsync.widgets.base import Size, Tone
from domsync.widgets.overlays.dialogs import Side

FAMILY = Family("overlays", "Dialogs and questions", "Dialogs and questions that come before the rest of the page.")


@FAMILY.demo("title", "size")
class Dialog(Component):
    title: str = "New order"
    size: Size = "medium"
    adding: bool = False

    def render(self) -> Child:
        return w.row(
            w.button("Open", on_click=self.open),
            w.dialog(
                w.text_input("Customer"),
                title=self.title,
                open=self.adding,
                on_close=self.close,
                size=self.size,
                footer=w.button("Add", kind="primary", on_click=self.close),
            ),
        )

    def open(self) -> None:
        self.adding = True

    def close(self) -> None:
        self.adding = False


@FAMILY.demo()
def drawer(title: str = "Filters", side: Side = "end") -> Child:
    # Opened by the browser: no round trip.
    return w.row(
        w.button("Open", commandfor="demo-drawer", command="show-modal"),
        w.drawer(w.checkbox("Only open orders"), title=title, side=side, id="demo-drawer"),
    )


@FAMILY.demo("text", "danger")
class Confirm(Component):
    text: str = "Delete 3 orders?"
    danger: bool = True
    answer: str = ""

    def render(self) -> Child:
        return w.row(w.button("Delete", on_click=self.ask), h.span(self.answer))

    async def ask(self) -> None:
        yes = await w.confirm(self, self.text, yes="Delete", danger=self.danger)
        self.answer = "They are gone." if yes else "They are still there."


@FAMILY.demo("text", "value")
class Prompt(Component):
    text: str = "How many?"
    value: str = "3"
    answer: str = ""

    def render(self) -> Child:
        return w.row(w.button("Ask", on_click=self.ask), h.span(self.answer))

    async def ask(self) -> None:
        number = await w.prompt(self, self.text, value=self.value, check=int)
        self.answer = "No answer" if number is None else f"{number + 1} is one more."


@FAMILY.demo("text", "tone", "undo")
class Toast(Component):
    text: str = "3 orders were deleted"
    tone: Tone = "neutral"
    undo: bool = True
    undone: bool = False

    def render(self) -> Child:
        return w.row(w.button("Delete", on_click=self.delete), h.span("Undone." if self.undone else ""))

    def delete(self) -> None:
        self.undone = False
        w.toast(self, self.text, tone=self.tone, undo=self.restore if self.undo else None)

    def restore(self) -> None:
        self.undone = True


@FAMILY.demo("label")
class Track(Component):
    label: str = "Import"
    done: int = 0

    def render(self) -> Child:
        return w.row(w.button("Start", on_click=self.run), h.span(f"{self.done} rows"))

    async def run(self) -> None:
        self.done = 0
        async for _ in w.track(range(40), self, label=self.label):
            await asyncio.sleep(0.05)  # a row that is saved
            self.done += 1


@FAMILY.demo("title", "text")
class Tour(Component):
    title: str = "Search"
    text: str = "Finds orders and customers."

    def render(self) -> Child:
        return w.row(
            w.button("Show me around", on_click=self.start),
            w.button("Search", id="tour-search"),
            w.button("New order", id="tour-new"),
        )

    async def start(self) -> None:
        await w.tour(self, [("tour-search", self.title, self.text), ("tour-new", "New order", "Begins one.")])
