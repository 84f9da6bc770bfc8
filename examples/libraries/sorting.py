"""A SortableJS list: the visitor drags, Python has the order."""

from typing import Any

from pydantic import Field

from domsync import Child, ClientModule, Component, Writable
from domsync import html as h


class SortableList(ClientModule):
    module = "sorting.js"

    items: Writable[list[str]] = []


class SortingPart(Component):
    list: SortableList = Field(
        default_factory=lambda: SortableList(items=["cherry", "apple", "banana"], attrs={"class_": "list"})
    )
    told: str = "Drag an item."

    def mounted(self) -> None:
        self.list.on_change = self.sorted

    def render(self) -> Child:
        return [
            self.list,
            h.p(h.button("Sort", on_click=self.sort), " ", h.button("Add", on_click=self.add), " ", self.told),
        ]

    def sort(self) -> None:
        self.list.items = sorted(self.list.items)

    def add(self) -> None:
        self.list.items = [*self.list.items, f"item {len(self.list.items) + 1}"]

    def sorted(self, changes: dict[str, Any]) -> None:
        self.told = ", ".join(self.list.items)
