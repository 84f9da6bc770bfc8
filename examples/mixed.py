"""Both layers on one page: a component inside raw DOM, and raw DOM in an island of that component.

The frame of the page is built with the browser's own methods. The component inside shows the state and the buttons. The
cells of the board are raw DOM again: the game knows which of them change, so nothing has to be compared.

Run it with `python examples/mixed.py` and open http://127.0.0.1:8000.
"""

import asyncio
from collections import Counter
from itertools import product
from pathlib import Path
from typing import TypeAlias

from pydantic import PrivateAttr

from domsync import App, Child, Component, Document, Element, mount
from domsync import html as h
from domsync.dom.events import Event

COLUMNS, ROWS = 36, 20
Place: TypeAlias = tuple[int, int]
AROUND = [step for step in product((-1, 0, 1), repeat=2) if step != (0, 0)]
START = {(17, 9), (18, 9), (16, 10), (17, 10), (17, 11)}


class Life(Component):
    generation: int = 0
    running: bool = False
    alive: set[Place] = START
    _cells: dict[Place, Element] = PrivateAttr(default_factory=dict)

    def render(self) -> Child:
        return h.div(
            h.island("div", self.fill, class_="board"),
            h.footer(
                h.button("Stop" if self.running else "Start", on_click=self.start_or_stop, class_="primary"),
                h.button("Step", on_click=self.step, disabled=self.running),
                h.span(f"Generation {self.generation}, {len(self.alive)} alive", class_="soft"),
            ),
        )

    def fill(self, board: Element) -> None:
        document = board.getDocument()
        for x, y in product(range(COLUMNS), range(ROWS)):
            cell = self._cells[x, y] = document.createElement("i")
            cell.className = "alive" if (x, y) in self.alive else ""
            board.appendChild(cell)
        board.addEventListener("click", self.click)

    def click(self, event: Event) -> None:
        for place, cell in self._cells.items():
            if cell is event.target:
                self.change(self.alive ^ {place})

    def change(self, alive: set[Place]) -> None:
        for place in self.alive ^ alive:
            self._cells[place].classList.toggle("alive")
        self.alive = alive

    def step(self) -> None:
        neighbours = Counter(((x + dx) % COLUMNS, (y + dy) % ROWS) for x, y in self.alive for dx, dy in AROUND)
        self.change({place for place, n in neighbours.items() if n == 3 or (n == 2 and place in self.alive)})
        self.generation += 1

    def start_or_stop(self) -> None:
        self.running = not self.running

    async def mounted(self) -> None:
        while True:
            await asyncio.sleep(0.12)
            if self.running:
                self.step()


STATIC = Path(__file__).parent / "static"
app = App(title="Life", static=STATIC, stylesheets=["/static/base.css", "/static/mixed.css"])


@app.page("/")
def page(document: Document) -> None:
    card = document.createElement("main", attributes={"class": "card life"})
    card.appendChild(document.createElement("h1", innerText="Life"))
    card.appendChild(
        document.createElement("p", innerText="Click on cells, or let them live.", attributes={"class": "soft"})
    )
    document.body.appendChild(card)
    mount(Life(), card)


if __name__ == "__main__":
    app.run()
