"""The smallest page: a field, a view of it, and a button that changes it.

Run it with `python examples/counter.py` and open http://127.0.0.1:8000.
"""

from pathlib import Path

from domsync import App, Child, Component
from domsync import html as h


class Counter(Component):
    count: int = 0

    def render(self) -> Child:
        return h.div(h.h1(f"Count: {self.count}"), h.button("+1", on_click=self.increment), class_="card counter")

    def increment(self) -> None:
        self.count += 1


STATIC = Path(__file__).parent / "static"
app = App(Counter, title="Counter", static=STATIC, stylesheets=["/static/base.css", "/static/counter.css"])

if __name__ == "__main__":
    app.run()
