"""The action that puts a description into the tree whose nodes are made when somebody asks for them."""

from typing import Any

from domsync.dom.document.builder import Builder
from domsync.dom.events.listeners import ListenerEntry
from domsync.dom.ops import Listener, NodeData
from domsync.dom.tree.lazy import LazyElementData
from tests.programs.base import Base
from tests.programs.elements import first_callback
from tests.programs.words import FOREIGN, TAGS

_HEARD = Listener((), 0, 0, 0, ())


def listening() -> tuple[ListenerEntry, ...]:
    return (ListenerEntry("click", first_callback, _HEARD, capture=False, once=False),)


class ListenerFactory:
    """Lets the elements listen that are made later."""

    def attach_listeners(self, element: Any, data: Any) -> None:
        assert data.listeners is not None
        element.listener_list = listening()


class DescriptionActions(Base):
    """What components do when they show something new."""

    def insert_description(self) -> None:
        parent = self._parent()
        children = list(parent.childNodes)
        before = self.random.choice(children) if children and self._chance(0.5) else None
        data = self._description(0)
        self._say(f"insert {data} into {self._name(parent)} before {before!r}")
        builder = Builder(parent.node_document)
        element = builder.lazy_element(data, listening() if data.listeners is not None else None, ListenerFactory())
        builder.connect(parent, [element], before, [data])
        self._keep(element)

    def _description(self, level: int) -> LazyElementData:
        namespace, tag = self.random.choice(FOREIGN) if self._chance(0.2) else (None, self.random.choice(TAGS))
        count = self.random.choice((0, 1, 2, 3)) if level < 4 else 0
        children: list[NodeData] = [
            self._text() if self._chance(0.3) else self._description(level + 1) for _ in range(count)
        ]
        elements = [child for child in children if isinstance(child, LazyElementData)]
        heard = {"click": _HEARD} if self._chance(0.3) else None
        return LazyElementData(
            tag,
            tuple(children),
            {"title": self._text()} if self._chance(0.3) else None,
            # What is in none of the browser's namespaces has no style there.
            {"color": "red"} if self._chance(0.2) and tag != "p:other" else None,
            None,
            heard,
            namespace,
            (),
            1 + len(children) - len(elements) + sum(child.size for child in elements),
            (heard is not None) + sum(child.listening for child in elements),
        )
