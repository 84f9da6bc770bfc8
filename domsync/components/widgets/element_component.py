"""The original library's kind of component: an object that puts elements below a parent and can remove them again."""

from collections.abc import Iterator, MutableMapping
from typing import Any

from domsync.dom import Document, Element


class ElementComponent(MutableMapping[str, Any]):
    """A group of elements with data of its own. A subclass makes its elements in `__init__` and overrides `_remove`.

    The data is kept by key, `self["table"] = table`, as components of the original library do it.
    (`domsync.core.Component` is this class; `domsync.Component` is the declarative one.)

    Args:
        parent_el: The element below which the component puts its own.

    Raises:
        TypeError: `parent_el` is not an element.
    """

    def __init__(self, parent_el: Element) -> None:
        if not isinstance(parent_el, Element):
            raise TypeError(f"the parent of a component is an element, not {parent_el!r}")
        self._data["parent_el"] = parent_el
        self._has_been_removed = False

    def getParentElement(self) -> Element:
        """The element that the component was put below."""
        parent: Element = self._data["parent_el"]
        return parent

    def getDocument(self) -> Document:
        """The document of the parent element."""
        return self.getParentElement().getDocument()

    def has_been_removed(self) -> bool:
        """Return whether `remove` was called."""
        return self._has_been_removed

    def remove(self) -> None:
        """Remove the component's elements. Does nothing if they have been removed already."""
        if not self._has_been_removed:
            self._remove()
            self._has_been_removed = True

    def _remove(self) -> None:
        """Remove all elements that the component has added."""
        raise NotImplementedError(f"{type(self).__name__} does not say in _remove() which elements it has added")

    @property
    def _data(self) -> dict[str, Any]:
        # Created on demand: the original allows `self["x"] = y` before `super().__init__(parent_el)`.
        data: dict[str, Any] = self.__dict__.setdefault("_component_data", {})
        return data

    def __getitem__(self, key: str) -> Any:
        return self._data[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._data[key] = value

    def __delitem__(self, key: str) -> None:
        del self._data[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    # Components are compared by identity, not by their data.
    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)

    def __bool__(self) -> bool:
        return True
