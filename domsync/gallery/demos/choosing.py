"""Demos of comboboxes and tags."""

import asyncio

from domsync import Child, Component
from domsync import html as h
from domsync import widgets as w
from domsync.gallery.demo import Family

FAMILY = Family("choosing", "Choosing by typing", "One or several of many options: known, loaded, or free words.")

NAMES = [
    f"{first} {last}" for first in ("Ada", "Alan", "Grace", "Edsger", "Barbara") for last in ("Berg", "Lind", "Holm")
]


@FAMILY.demo("label", "multiple", "free", "help", "disabled")
class Combobox(Component):
    label: str = "Assigned to"
    multiple: bool = False
    free: bool = False
    help: str = "Type a part of a name"
    disabled: bool = False
    people: list[str] = []

    def render(self) -> Child:
        value = self.people if self.multiple else next(iter(self.people), None)
        return w.column(
            w.combobox(
                self.label,
                NAMES,
                value=value,
                on_change=self.assign,
                multiple=self.multiple,
                free=self.free,
                help=self.help,
                disabled=self.disabled,
            ),
            w.combobox("Loaded as you type", self.load, multiple=True),
            h.p(", ".join(self.people) or "Nobody yet"),
        )

    def assign(self, people: list[str] | str | None) -> None:
        self.people = people if isinstance(people, list) else [people] if people else []

    async def load(self, text: str) -> list[str]:
        await asyncio.sleep(0.2)  # a database
        return [name for name in NAMES if text.lower() in name.lower()]


@FAMILY.demo("label", "help", "disabled")
class TagsInput(Component):
    label: str = "Tags"
    help: str = "Press Enter after each"
    disabled: bool = False
    tags: list[str] = ["urgent", "customer"]

    def render(self) -> Child:
        return w.tags_input(
            self.label,
            bind=self.field("tags"),
            options=["urgent", "later", "bug"],
            help=self.help,
            disabled=self.disabled,
        )
