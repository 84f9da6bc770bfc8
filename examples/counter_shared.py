"""A value that all visitors can change, and the number of visitors.

Run it with `python examples/counter_shared.py` and open http://127.0.0.1:8000 in several windows.
"""

from pathlib import Path

from domsync import App, Child, Component
from domsync import html as h

STATIC = Path(__file__).parent / "static"
app = App(title="Shared counter", static=STATIC, stylesheets=["/static/base.css", "/static/counter_shared.css"])


@app.page("/", shared=True)
class Counter(Component):
    value: int = 0

    def render(self) -> Child:
        users = app.presence.count
        return h.main(
            h.h1("Everybody's counter"),
            h.button("\N{MINUS SIGN}", on_click=self.decrease, aria={"label": "less"}),
            h.output(self.value),
            h.button("+", on_click=self.increase, aria={"label": "more"}),
            h.p(f"{users} user{'s' * (users != 1)} online", class_="soft"),
            class_="card counter",
        )

    def increase(self) -> None:
        self.value += 1

    def decrease(self) -> None:
        self.value -= 1


if __name__ == "__main__":
    app.run()
