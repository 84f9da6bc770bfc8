"""Attributes as objects: `Attr`, and `NamedNodeMap`, the live map of an element's attributes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, ClassVar, Self, overload

from domsync.dom.checks.unicode import ascii_lower, well_formed
from domsync.dom.element.views import held_attr, hold_attr, part_attr
from domsync.dom.nodes.node import Node
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.document.document import Document
    from domsync.dom.element.base import ElementBase


class Attr(Node):
    """An attribute: of an element, or created by `document.createAttribute()` and not set yet.

    Attributes:
        namespaceURI: The namespace, or None.
        prefix: The part of the name before the colon, or None.
        localName: The part of the name after the colon.
        name: The qualified name.

    From https://dom.spec.whatwg.org/#interface-attr.
    """

    __slots__ = ("__weakref__", "_owner", "_value", "localName", "name", "namespaceURI", "prefix")
    nodeType: ClassVar[int] = Node.ATTRIBUTE_NODE
    #: True, as in every browser.
    specified: ClassVar[bool] = True

    def __init__(
        self, document: Document, namespace: str | None, name: str, value: str = "", owner: ElementBase | None = None
    ) -> None:
        super().__init__(document)
        prefix, _, local = name.rpartition(":") if namespace else ("", "", name)
        self._owner = owner
        self._value = value
        self.namespaceURI: str | None = namespace
        self.prefix: str | None = prefix or None
        self.localName: str = local
        self.name: str = name

    @property
    def ownerDocument(self) -> Document:
        """The document that the attribute belongs to."""
        return self.node_document if self._owner is None else self._owner.node_document

    def getDocument(self) -> Document:
        """Return `ownerDocument`."""
        return self.ownerDocument

    @property
    def ownerElement(self) -> ElementBase | None:
        """The element that has the attribute, or None."""
        return self._owner

    @property
    def value(self) -> str:
        """The value. Setting it sets the attribute of the element.

        Raises:
            UnsafeValueError: The new value could run code or load something.
        """
        if self._owner is not None:
            found = self._owner.getAttributeNS(self.namespaceURI, self.localName)
            if found is not None:
                self._value = found
        return self._value

    @value.setter
    def value(self, value: str) -> None:
        if self._owner is None:
            self._value = well_formed(value)
        else:
            self._owner.setAttributeNS(self.namespaceURI, self.name, value)

    def _get_value(self) -> str | None:
        return self.value

    def _set_value(self, value: str | None) -> None:
        self.value = "" if value is None else value

    nodeValue = property(_get_value, _set_value, doc="The value.")
    textContent = property(_get_value, _set_value, doc="The value.")

    @property
    def nodeName(self) -> str:
        """The qualified name."""
        return self.name

    def part(self, value: str) -> None:
        """Note that the element has lost the attribute.

        Args:
            value: The attribute's last value.
        """
        self.node_document = self.ownerDocument
        self._owner = None
        self._value = value

    def join(self, element: ElementBase) -> None:
        """Become the attribute of an element that already has its name and value."""
        self._owner = element
        self.node_document: Document = element.node_document
        hold_attr(element, self.namespaceURI or "", self.localName, self)

    def _copy(self, document: Document) -> Self:
        return type(self)(document, self.namespaceURI, self.name, self.value)

    def _is_like(self, other: Node) -> bool:
        return isinstance(other, Attr) and (self.namespaceURI, self.localName, self.value) == (
            other.namespaceURI,
            other.localName,
            other.value,
        )

    def __repr__(self) -> str:
        return f"<Attr {self.name}={self.value!r}>"


class NamedNodeMap(Mapping[str, str]):
    """The attributes of an element: a live mapping from names to values, with the browser's methods.

    Unlike in a browser, `attributes["x"]` is the value and not an `Attr`, as in the original library. `attributes[0]`,
    `item(0)` and `getNamedItem("x")` return `Attr` objects.

    From https://dom.spec.whatwg.org/#interface-namednodemap.
    """

    __slots__ = ("__weakref__", "_element")

    def __init__(self, element: ElementBase) -> None:
        self._element = element

    @property
    def length(self) -> int:
        """The number of attributes."""
        return len(self)

    def item(self, index: int) -> Attr | None:
        """Return the attribute at `index`, or None."""
        keys = self._keys()
        return self._attr(*keys[index]) if 0 <= index < len(keys) else None

    def getNamedItem(self, qualifiedName: str) -> Attr | None:
        """Return the first attribute with this qualified name, or None."""
        if self._element.folds_case:
            qualifiedName = ascii_lower(qualifiedName)
        return next((self._attr(*key) for key in self._keys() if key[2] == qualifiedName), None)

    def getNamedItemNS(self, namespace: str | None, localName: str) -> Attr | None:
        """Return the attribute with this namespace and local name, or None."""
        wanted = (namespace or "", localName)
        return next((self._attr(*key) for key in self._keys() if key[:2] == wanted), None)

    def setNamedItem(self, attr: Attr) -> Attr | None:
        """Set an attribute. The object becomes the element's attribute.

        Args:
            attr: An attribute from `document.createAttribute()`, or one of this element.

        Returns:
            The attribute that it replaced, or None.

        Raises:
            DOMException: InUseAttributeError: another element has the attribute.
            UnsafeValueError: The value could run code or load something.
            TypeError: The argument is not an attribute.

        From https://dom.spec.whatwg.org/#concept-element-attributes-set.
        """
        if not isinstance(attr, Attr):
            raise TypeError(f"an Attr is needed here, not {attr!r}; setAttribute(name, value) takes strings")
        element = self._element
        if attr.ownerElement is element:
            return attr
        if attr.ownerElement is not None:
            raise DOMException(f"another element has this attribute {attr.name}", "InUseAttributeError")
        old = self.getNamedItemNS(attr.namespaceURI, attr.localName)
        value = "" if old is None else old.value
        element.setAttributeNS(attr.namespaceURI, attr.name, attr.value)
        if old is not None:
            part_attr(element, attr.namespaceURI or "", attr.localName, value)
            if old.name != attr.name:
                # The prefix is another one, which setting the value alone would not change.
                element.removeAttributeNS(attr.namespaceURI, attr.localName)
                element.setAttributeNS(attr.namespaceURI, attr.name, attr.value)
        if element.hasAttributeNS(attr.namespaceURI, attr.localName):  # an empty style is absent
            attr.join(element)
        return old

    setNamedItemNS = setNamedItem

    def removeNamedItem(self, qualifiedName: str) -> Attr:
        """Remove an attribute and return it.

        Raises:
            DOMException: NotFoundError: there is no such attribute.
        """
        return self._remove(self.getNamedItem(qualifiedName), qualifiedName)

    def removeNamedItemNS(self, namespace: str | None, localName: str) -> Attr:
        """Remove an attribute in a namespace and return it.

        Raises:
            DOMException: NotFoundError: there is no such attribute.
        """
        return self._remove(self.getNamedItemNS(namespace, localName), localName)

    def _remove(self, found: Attr | None, name: str) -> Attr:
        if found is None:
            raise DOMException(f"there is no attribute {name!r}", "NotFoundError")
        self._element.removeAttributeNS(found.namespaceURI, found.localName)
        return found

    def _keys(self) -> list[tuple[str, str, str]]:
        """List namespace, local name and qualified name of each attribute."""
        element = self._element
        keys = [("", name, name) for name in element.attribute_map or ()]
        keys += [(*key, named[0]) for key, named in element.namespaced_attributes().items()]
        return [*keys, ("", "style", "style")] if element.style_map else keys

    def _attr(self, namespace: str, local: str, name: str) -> Attr:
        element = self._element
        attr = held_attr(element, namespace, local)
        if attr is None:
            attr = Attr(element.node_document, namespace or None, name)
            attr.join(element)
        return attr

    @overload
    def __getitem__(self, name: str) -> str: ...
    @overload
    def __getitem__(self, name: int) -> Attr: ...
    def __getitem__(self, name: str | int) -> str | Attr:
        if isinstance(name, int):
            attr = self.item(name)
            if attr is None:
                raise IndexError(f"there are {len(self)} attributes; none has the index {name}")
            return attr
        value = self._element.getAttribute(name)
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return iter(self._element.getAttributeNames())

    def __len__(self) -> int:
        return len(self._keys())

    def __repr__(self) -> str:
        return f"NamedNodeMap({dict(self)!r})"
