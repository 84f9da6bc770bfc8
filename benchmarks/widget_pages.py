"""The pages of the widget comparison with domsync, on 127.0.0.1:PORT: `/table`, `/line` and `/chat`.

`#go` makes the update; the last thing in it is that `#done` counts it.
"""

import os
from typing import Any

from benchmarks.widget_data import COLUMNS, Sizes, answer, changed_name, paced, row, sizes_of_this_process, value
from domsync import App, Component
from domsync import html as h
from domsync import widgets as w
from domsync.components import Child


class Compared(Component):
    """A widget, and the button that makes its update."""

    sizes: Sizes = Sizes()
    done: int = 0

    def render(self) -> Child:
        return h.main(w.button("Go", id="go", on_click=self.go), h.p(self.done, id="done"), self.widget())

    def widget(self) -> Child:
        """What is compared."""
        raise NotImplementedError

    async def go(self) -> None:
        """The update."""
        raise NotImplementedError


class TablePage(Compared):
    """A table, of which a cell changes."""

    rows: list[dict[str, Any]] = []

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self.rows = [row(number) for number in range(self.sizes.rows)]

    def widget(self) -> Child:
        return w.table(self.rows, columns=COLUMNS, label="Customers")

    async def go(self) -> None:
        self.done += 1
        self.rows[2] = {**self.rows[2], "name": changed_name(self.done)}


class LinePage(Compared):
    """A line that grows by a point again and again."""

    points: list[dict[str, float]] = []

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self.points = [{"x": index, "y": value(index)} for index in range(self.sizes.points)]

    def widget(self) -> Child:
        return w.line_chart(self.points, x="x", y="y", label="Load")

    async def go(self) -> None:
        async for _ in paced(self.sizes.growth, self.sizes.points_per_s):
            index = len(self.points)
            self.points.append({"x": index, "y": value(index)})
        self.done += 1


class ChatPage(Compared):
    """A question and an answer that is streamed."""

    messages: list[w.Message] = []

    def widget(self) -> Child:
        return w.chat(self.messages, on_send=self.messages.append)

    async def go(self) -> None:
        message = w.Message(author="Assistant")
        self.messages += [w.Message(author="You", text="Tell me"), message]
        tokens = answer(self.sizes.tokens)
        async for number in paced(len(tokens), self.sizes.tokens_per_s):
            message.append(tokens[number])
        message.finish()
        self.done += 1


def make_app(sizes: Sizes) -> App:
    """The app.

    Args:
        sizes: How much its pages show.
    """
    app = App(title="Widgets: domsync", development=False)
    for name, page in {"table": TablePage, "line": LinePage, "chat": ChatPage}.items():
        app.page(f"/{name}")(lambda page=page: page(sizes=sizes))
    return app


if __name__ == "__main__":
    make_app(sizes_of_this_process()).run(port=int(os.environ["PORT"]))
