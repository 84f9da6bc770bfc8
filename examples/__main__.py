"""All examples on one port: `python -m examples` serves them on the port PORT, 8000 unless it is set."""

import os
from inspect import getdoc
from pathlib import Path
from types import ModuleType

from domsync import App, Child, Component
from domsync import html as h
from examples import counter, form, mixed, search, svg_chart, todo

EXAMPLES: dict[str, ModuleType] = {
    "Counter": counter,
    "To-do list": todo,
    "Form": form,
    "Search": search,
    "Chart": svg_chart,
    "Game of Life": mixed,
}


def address(module: ModuleType) -> str:
    return "/" + module.__name__.rpartition(".")[2]


def sentence(module: ModuleType) -> str:
    return (getdoc(module) or "").partition("\n\n")[0]


class Index(Component):
    def render(self) -> Child:
        return h.main(
            h.h1("domsync"),
            h.p("Web pages whose whole user interface lives in Python. Each example is one short file.", class_="soft"),
            h.ul(
                h.li(
                    h.a(title, href=address(module)),
                    h.p(sentence(module)),
                    h.code(f"examples{address(module)}.py"),
                )
                for title, module in EXAMPLES.items()
            ),
            class_="index",
        )


STATIC = Path(__file__).parent / "static"
app = App(Index, title="domsync examples", static=STATIC, stylesheets=["/static/base.css", "/static/index.css"])
for module in EXAMPLES.values():
    app.mount(address(module), module.app)

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
