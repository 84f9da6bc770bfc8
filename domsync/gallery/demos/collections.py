"""Demos of trees and boards."""

from typing import Any

from pydantic import Field

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("collections", "Trees, boards, lists", "Many items: in a tree, on a board, in a list.")


@FAMILY.demo("label", "checks")
class Tree(Component):
    label: str = "Files"
    checks: bool = False
    files: dict[str, Any] = {
        "docs": {"tutorial.md": None, "reference": {"widgets.md": None}},
        "src": {"app.py": None, "orders.py": None, "tests": {}},
        "README.md": None,
    }
    checked: set[Any] = set()
    opened: str = ""

    def render(self) -> Child:
        ticks: Any = {"checked": self.checked, "on_check": self.check} if self.checks else {}
        tree = w.tree(
            self.files, label=self.label, expanded=[("docs",)], on_select=self.open, on_move=self.move, **ticks
        )
        return w.column(tree, h.p(self.opened, class_="ds-help"))

    def open(self, path: Any) -> None:
        self.opened = "/".join(path)

    def check(self, checked: set[Any]) -> None:
        self.checked = checked

    def folder(self, path: Any) -> Any:
        found: Any = self.files
        for name in path or ():
            found = found[name]
        return found

    def move(self, path: Any, parent: Any, index: int) -> None:
        name, target = path[-1], self.folder(parent)
        if target is None or (name in target and parent != path[:-1]):
            return  # a file takes nothing in, and a folder no name twice
        moved = self.folder(path[:-1]).pop(name)
        rest = list(target.items())
        rest.insert(index, (name, moved))
        target.clear()
        target.update(rest)


@FAMILY.demo("label", "most")
class Kanban(Component):
    label: str = "Release"
    most: int = 2
    lists: dict[str, list[str]] = {
        "To do": ["Write the announcement", "Update the screenshots", "Tag the version"],
        "Doing": ["Read the whole diff"],
        "Done": [],
    }

    def render(self) -> Child:
        limits = {"Doing": self.most}
        lists = [w.KanbanList(title, cards, most=limits.get(title)) for title, cards in self.lists.items()]
        return w.kanban(lists, label=self.label, on_move=self.move)

    def move(self, card: str, to: str, index: int) -> None:
        for cards in self.lists.values():
            if card in cards:
                cards.remove(card)
        self.lists[to].insert(index, card)


@FAMILY.demo()
def json_view(name: str = "Ada Lovelace", levels: int = 2) -> Child:
    order = {
        "id": 4711,
        "paid": True,
        "customer": {"name": name, "tags": ["new", "vip"], "phone": None},
        "lines": [{"article": "Tea", "amount": 2, "price": 4.5}, {"article": "Cup", "amount": 1, "price": 12}],
    }
    return w.json_view(order, label="Order", levels=max(levels, 0))


@FAMILY.demo("label", "grouped")
class ListView(Component):
    label: str = "Calendar"
    grouped: bool = True

    def render(self) -> Child:
        group: Any = (lambda day: f"Month {day // 30 + 1}") if self.grouped else None
        return w.list_view(range(10_000), self.day, label=self.label, group=group, height="16rem")

    def day(self, day: int) -> Child:
        notes = [h.div(f"Appointment {number}", class_="ds-help") for number in range(day % 4)]
        return [h.strong(f"Day {day + 1}"), notes]


LEVELS = ("\x1b[32mINFO\x1b[0m", "\x1b[32mINFO\x1b[0m", "\x1b[33mWARN\x1b[0m", "\x1b[1;31mERROR\x1b[0m")


def line(number: int) -> str:
    level = LEVELS[number * 7 % 11 % 4]
    return f"{number // 3600 % 24:02}:{number // 60 % 60:02}:{number % 60:02} {level} request {number}"


@FAMILY.demo("label", "numbers", "wrap")
class LogView(Component):
    label: str = "Requests"
    numbers: bool = False
    wrap: bool = False
    lines: w.LogLines = Field(default_factory=lambda: w.LogLines(map(line, range(2_000))))

    def render(self) -> Child:
        return w.column(
            w.log_view(
                self.lines,
                label=self.label,
                numbers=self.numbers,
                wrap=self.wrap,
                tone=lambda line: "danger" if "ERROR" in line else None,
                height="16rem",
            ),
            w.button("Add a line", on_click=self.add),
        )

    def add(self) -> None:
        self.lines.append(line(len(self.lines)))
