"""Views of an element's attributes that keep no state of their own: `NamedNodeMap` and `Attr`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.attribute_methods import AttributeMethods


class Attr:
    """One attribute: of an element, or made by `document.createAttribute()` and not yet set.

    From https://dom.spec.whatwg.org/#interface-attr.
    """

    __slots__ = ("_element", "_value", "localName", "name", "namespaceURI", "prefix")

    nodeType = 2
    specified = True

    def __init__(self, element: AttributeMethods | None, namespace: str | None, name: str, value: str = "") -> None:
        prefix, _, local = name.rpartition(":") if namespace else ("", "", name)
        self._element = element
        self._value = value
        self.namespaceURI = namespace
        self.prefix = prefix or None
        self.localName = local
        self.name = name

    @property
    def ownerElement(self) -> AttributeMethods | None:
        """The element that has the attribute, or None."""
        element = self._element
        if element is None or not element.hasAttributeNS(self.namespaceURI, self.localName):
            return None
        return element

    @property
    def value(self) -> str:
        """The attribute's value."""
        element = self.ownerElement
        found = None if element is None else element.getAttributeNS(self.namespaceURI, self.localName)
        return self._value if found is None else found

    @value.setter
    def value(self, value: str) -> None:
        element = self.ownerElement
        if element is None:
            self._value = well_formed(value)
        else:
            element.setAttributeNS(self.namespaceURI, self.name, value)

    nodeValue = value
    textContent = value

    @property
    def nodeName(self) -> str:
        """The qualified name."""
        return self.name

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Attr)
            and (self._element is other._element)
            and (self.namespaceURI, self.localName, self.value) == (other.namespaceURI, other.localName, other.value)
        )

    def __hash__(self) -> int:
        return hash((self.namespaceURI, self.localName))

    def __repr__(self) -> str:
        return f"<Attr {self.name}={self.value!r}>"


class NamedNodeMap(Mapping[str, str]):
    """The attributes of an element: a live mapping from names to values, with the browser's methods beside.

    (In a browser `attributes["x"]` is an `Attr`; here it is the value, as in the original. `getNamedItem("x")` and
    `item(0)` give `Attr` objects.)

    From https://dom.spec.whatwg.org/#interface-namednodemap.
    """

    __slots__ = ("_element",)

    def __init__(self, element: AttributeMethods) -> None:
        self._element = element

    @property
    def length(self) -> int:
        """How many attributes there are."""
        return len(self)

    def item(self, index: int) -> Attr | None:
        """Return the attribute at `index`, None when there is none."""
        attributes = self._all()
        return attributes[index] if 0 <= index < len(attributes) else None

    def getNamedItem(self, qualifiedName: str) -> Attr | None:
        """Return the attribute with this qualified name, or None."""
        if self._element._name.is_html:
            qualifiedName = qualifiedName.lower()
        return next((attribute for attribute in self._all() if attribute.name == qualifiedName), None)

    def getNamedItemNS(self, namespace: str | None, localName: str) -> Attr | None:
        """Return the attribute with this namespace and local name, or None."""
        key = (namespace or None, localName)
        return next((attr for attr in self._all() if (attr.namespaceURI, attr.localName) == key), None)

    def setNamedItem(self, attr: Attr) -> Attr | None:
        """Set an attribute.

        Args:
            attr: From `document.createAttribute()`, or one of this element.

        Returns:
            What it replaced, apart from the element now; None if it is new.

        Raises:
            DOMException: InUseAttributeError: another element has it.
            UnsafeValueError: It could run code or load something.
        """
        element = self._element
        if attr.ownerElement is not None and attr.ownerElement is not element:
            raise DOMException(f"another element has this attribute {attr.name}", "InUseAttributeError")
        old = self.getNamedItemNS(attr.namespaceURI, attr.localName)
        if old == attr:
            return attr
        replaced = None if old is None else Attr(None, old.namespaceURI, old.name, old.value)
        element.setAttributeNS(attr.namespaceURI, attr.name, attr.value)
        attr._element = element
        return replaced

    setNamedItemNS = setNamedItem

    def removeNamedItem(self, qualifiedName: str) -> Attr:
        """Remove an attribute and return it.

        Raises:
            DOMException: NotFoundError: there is no such attribute.
        """
        found = self.getNamedItem(qualifiedName)
        if found is None:
            raise DOMException(f"there is no attribute {qualifiedName!r}", "NotFoundError")
        removed = Attr(None, found.namespaceURI, found.name, found.value)
        self._element.removeAttribute(found.name)
        return removed

    def _all(self) -> list[Attr]:
        element = self._element
        attributes = [Attr(element, None, name) for name in element._attributes or ()]
        attributes += [Attr(element, key[0] or None, named[0]) for key, named in element._namespaced().items()]
        if element._styles:
            attributes.append(Attr(element, None, "style"))
        return attributes

    def __getitem__(self, name: str) -> str:
        value = self._element.getAttribute(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._element.getAttributeNames())

    def __len__(self) -> int:
        return len(self._element.getAttributeNames())

    def __repr__(self) -> str:
        return f"NamedNodeMap({dict(self)!r})"
