"""All examples on one port: `python -m examples` serves them on the port PORT, 8000 unless it is set."""

import os
from inspect import getdoc
from pathlib import Path
from types import ModuleType

from domsync import App, Child, Component, DomsyncServer
from domsync import html as h
from examples import (
    chat,
    clock,
    collaborative_editor,
    countdown,
    counter,
    counter_shared,
    form,
    hello_client,
    inputs,
    message_board,
    mixed,
    search,
    show_time,
    svg_chart,
    sync_time,
    todo,
    whiteboard,
)

EXAMPLES: tuple[tuple[str, ModuleType, App | DomsyncServer], ...] = (
    ("Counter", counter, counter.app),
    ("To-do list", todo, todo.app),
    ("Form", form, form.app),
    ("Search", search, search.app),
    ("Chart", svg_chart, svg_chart.app),
    ("Game of Life", mixed, mixed.app),
    ("Shared counter", counter_shared, counter_shared.app),
    ("Chat", chat, chat.app),
    ("Message board", message_board, message_board.app),
    ("Write together", collaborative_editor, collaborative_editor.app),
    ("Whiteboard", whiteboard, whiteboard.app),
    ("Countdown", countdown, countdown.app),
    ("One time for all", sync_time, sync_time.app),
    ("A time for each", show_time, show_time.app),
    ("Hello without a browser", hello_client, hello_client.app),
    ("Clock", clock, clock.server),
    ("Inputs", inputs, inputs.server),
)


def name_of(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


class Index(Component):
    def render(self) -> Child:
        return h.main(
            h.h1("domsync"),
            h.p("Web pages whose whole user interface lives in Python. Each example is one short file.", class_="soft"),
            h.ul(
                h.li(
                    h.a(title, href=f"/{name_of(module)}"),
                    h.p((getdoc(module) or "").partition("\n\n")[0]),
                    h.code(f"examples/{name_of(module)}.py"),
                )
                for title, module, _ in EXAMPLES
            ),
            class_="index",
        )


STATIC = Path(__file__).parent / "static"
app = App(Index, title="domsync examples", static=STATIC, stylesheets=["/static/base.css", "/static/index.css"])
for _, module, example in EXAMPLES:
    app.mount(f"/{name_of(module)}", example)

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
