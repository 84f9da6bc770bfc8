"""A whiteboard: everyone draws on the same SVG, each in their own color.

Run it with `python examples/whiteboard.py` and open http://127.0.0.1:8000 in several windows.
"""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from domsync import App, Child, Component, Shared, VNode, on, sender, svg
from domsync import html as h

LONGEST = 40  # points; a longer line continues as a new one, so that every change stays small


class Pointer(Struct):
    offsetX: float
    offsetY: float
    buttons: int


class Line(Struct, frozen=True):
    number: int
    colour: str
    points: tuple[str, ...]


class Board(Component):
    lines: list[Line] = []
    growing: dict[str, Line] = {}

    def render(self) -> Child:
        return h.figure(
            svg.svg(
                h.each(self.lines, show_line),
                role="img",
                aria={"label": f"{len(self.lines)} lines"},
                on_pointerdown=self.draw,
                on_pointermove=on(self.draw, throttle=30),
                on_pointerup=self.draw,
            ),
            h.button("Wipe", on_click=self.wipe, disabled=not self.lines),
        )

    def draw(self, pointer: Pointer) -> None:
        who, point = sender().id, f"{pointer.offsetX:.0f},{pointer.offsetY:.0f}"
        line = self.growing.pop(who, None)
        if line is not None:
            line = self.lines[line.number] = replace(line, points=(*line.points, point))
        if pointer.buttons & 1:
            if line is None or len(line.points) > LONGEST:
                line = Line(len(self.lines), f"hsl({hash(who) % 360} 60% 50%)", (point, point))
                self.lines.append(line)
            self.growing[who] = line

    def wipe(self) -> None:
        self.lines, self.growing = [], {}


def show_line(line: Line) -> VNode:
    return svg.polyline(points=" ".join(line.points), stroke=line.colour, key=line.number)


board = Shared(Board)
STATIC = Path(__file__).parent / "static"
app = App(
    lambda: h.main(h.h1("Whiteboard"), board, class_="card whiteboard"),
    title="Whiteboard",
    static=STATIC,
    stylesheets=["/static/base.css", "/static/whiteboard.css"],
)

if __name__ == "__main__":
    app.run()
