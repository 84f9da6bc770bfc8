"""All examples and the widget gallery: `python -m examples` serves them on port 8000, or on the port in PORT."""

import os
from inspect import getdoc
from types import ModuleType

from domsync import App, DomsyncServer, SessionOptions
from domsync.gallery import Example, gallery
from examples import (
    at_once,
    chat,
    clock,
    collaborative_editor,
    countdown,
    counter,
    counter_shared,
    form,
    hello_client,
    inputs,
    login,
    message_board,
    mixed,
    order,
    sales,
    search,
    shop,
    show_time,
    svg_chart,
    sync_time,
    todo,
    whiteboard,
)
from examples.apps import chat as rooms
from examples.apps import dashboard, orders

EXAMPLES: tuple[tuple[str, ModuleType, App | DomsyncServer], ...] = (
    ("Orders", orders, orders.app),
    ("Monitor", dashboard, dashboard.app),
    ("Chat with an assistant", rooms, rooms.app),
    ("Counter", counter, counter.app),
    ("To-do list", todo, todo.app),
    ("Instant actions", at_once, at_once.app),
    ("Form", form, form.app),
    ("Order", order, order.app),
    ("Search", search, search.app),
    ("Shop", shop, shop.app),
    ("Chart", svg_chart, svg_chart.app),
    ("Game of Life", mixed, mixed.app),
    ("Shared counter", counter_shared, counter_shared.app),
    ("Chat", chat, chat.app),
    ("Message board", message_board, message_board.app),
    ("Write together", collaborative_editor, collaborative_editor.app),
    ("Whiteboard", whiteboard, whiteboard.app),
    ("Countdown", countdown, countdown.app),
    ("One clock for everyone", sync_time, sync_time.app),
    ("A clock for each visitor", show_time, show_time.app),
    ("Notes behind a login", login, login.app),
    ("Sales", sales, sales.app),
    ("Hello without a browser", hello_client, hello_client.app),
    ("Clock", clock, clock.server),
    ("Inputs", inputs, inputs.server),
)


def name_of(module: ModuleType) -> str:
    return module.__name__.removeprefix("examples.").replace(".", "/")


def file_of(module: ModuleType) -> str:
    return f"{module.__name__.replace('.', '/')}.py"


#: The widget gallery, which lists the examples. Their addresses end with a slash, so that relative URLs in an HTML file
#: point below them.
app = gallery(
    [
        Example(title, f"/examples/{name_of(module)}/", (getdoc(module) or "").partition("\n\n")[0], file_of(module))
        for title, module, _ in EXAMPLES
    ],
    # Of those in which one signs in: sessions are those of the app that is served.
    sessions=SessionOptions(model=login.Notes),
)
for _, module, example in EXAMPLES:
    app.mount(f"/examples/{name_of(module)}", example)

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
