"""A message board: the list of messages is shared, the draft belongs to each visitor.

Run it with `python examples/message_board.py` and open http://127.0.0.1:8000 in several windows.
"""

import time
from pathlib import Path
from typing import NamedTuple

from domsync import App, Child, Component, Shared
from domsync import html as h


class Message(NamedTuple):
    number: int
    time: str
    name: str
    text: str


class Messages(Component):
    newest_first: list[Message] = []

    def render(self) -> Child:
        return h.ul(h.li(h.b(m.name), h.time(m.time), h.p(m.text), key=m.number) for m in self.newest_first)

    def add(self, name: str, text: str) -> None:
        number = self.newest_first[0].number + 1 if self.newest_first else 0
        self.newest_first = [Message(number, time.strftime("%H:%M"), name, text), *self.newest_first[:99]]


board = Shared(Messages, tag="section")


class Page(Component):
    name: str = "Somebody"
    text: str = ""

    def render(self) -> Child:
        return h.main(
            h.h1("Message board"),
            board,
            h.form(
                h.input(bind=self.field("name"), aria={"label": "Your name"}),
                h.input(bind=self.field("text"), placeholder="Your message", autofocus=True),
                h.button("Send", class_="primary"),
                on_submit=self.send,
            ),
            class_="card board",
        )

    def send(self) -> None:
        if self.text.strip():
            board.component.add(self.name.strip() or "Somebody", self.text.strip())
        self.text = ""


STATIC = Path(__file__).parent / "static"
app = App(Page, title="Message board", static=STATIC, stylesheets=["/static/base.css", "/static/message_board.css"])

if __name__ == "__main__":
    app.run()
