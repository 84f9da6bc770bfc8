"""The element."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domsync.dom import mutation, text_content
from domsync.dom.attributes import Attr
from domsync.dom.compare import descend
from domsync.dom.control_details import ControlDetails
from domsync.dom.dataset import DOMStringMap
from domsync.dom.methods import BrowserMethods
from domsync.dom.node import Node, require_node
from domsync.dom.ports import render_html, render_inner_html
from domsync.dom.reflected import ReflectedAttributes
from domsync.dom.style import CSSStyleDeclaration
from domsync.dom.tokens import DOMTokenList
from domsync.dom.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.trusted import TrustedHTML

_POSITIONS = ("beforebegin", "afterbegin", "beforeend", "afterend")


class Element(ReflectedAttributes, ControlDetails, BrowserMethods):
    """An element. `document.createElement(tag)` makes one.

    All elements are of this class, whatever their tag; properties and methods that only some elements have in a
    browser (`checked`, `href`, `showModal()`) raise AttributeError on the others.

    From https://dom.spec.whatwg.org/#interface-element.
    """

    __slots__ = ()

    # Text

    @property
    def innerText(self) -> str:
        """The text of all descendants, with a line break for each `<br>`.

        (A browser also looks at how the elements are laid out; here they are not.) Setting it replaces all children
        by texts, with a `<br>` for each line break. From https://html.spec.whatwg.org/#the-innertext-idl-attribute.
        """
        parts = []
        for node in descend(self):
            if node.nodeType == Node.TEXT_NODE:
                parts.append(node.nodeValue or "")
            elif node._name is not None and node._name.html == "br":
                parts.append("\n")
        return "".join(parts)

    @innerText.setter
    def innerText(self, value: str | None) -> None:
        text = "" if value is None else well_formed(value)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if "\n" in text or "\r" in text else [text]
        if self._shows(lines):
            return
        document = self._document
        nodes: list[Node] = []
        for number, line in enumerate(lines):
            if number:
                nodes.append(document._make_html("br"))
            if line:
                nodes.append(document.createTextNode(line))
        text_content.set_lines(self, nodes, text)

    def _shows(self, lines: list[str]) -> bool:
        """Say whether the children are exactly the texts and line breaks of these lines."""
        child = self._first
        for number, line in enumerate(lines):
            if number:
                if child is None or child._name is None or child._name.html != "br" or not _is_bare(child):
                    return False
                child = child._next
            if line:
                if child is None or child.nodeType != Node.TEXT_NODE or child.nodeValue != line:
                    return False
                child = child._next
        return child is None

    @property
    def outerText(self) -> str:
        """The same as `innerText`."""
        return self.innerText

    # Views

    @property
    def classList(self) -> DOMTokenList:
        """The classes: `classList.add("open")`. Setting it sets the attribute `class`."""
        return DOMTokenList(self, "class")

    @classList.setter
    def classList(self, value: str) -> None:
        self.setAttribute("class", value)

    @property
    def relList(self) -> DOMTokenList:
        """The words of the attribute `rel` of a link."""
        return DOMTokenList(self, "rel")

    @property
    def dataset(self) -> DOMStringMap:
        """The attributes that begin with `data-`: `dataset["userId"]` is `data-user-id`."""
        return DOMStringMap(self)

    @property
    def style(self) -> CSSStyleDeclaration:
        """The declarations of the attribute `style`: `style.color = "red"`. Setting it sets `style.cssText`."""
        return CSSStyleDeclaration(self)

    @style.setter
    def style(self, value: str | Mapping[str, str]) -> None:
        if isinstance(value, str):
            self.setAttribute("style", value)
            return
        # An element of its own to try them on: all of them are set, or none.
        trial = Element(self._document, self._name)
        for name, declared in value.items():
            trial.style[name] = declared
        self._set_styles(trial._styles or {})

    # Attr objects

    def getAttributeNode(self, name: str) -> Attr | None:
        """Return an attribute as an object, or None."""
        return self.attributes.getNamedItem(name)

    def getAttributeNodeNS(self, namespace: str | None, localName: str) -> Attr | None:
        """Return an attribute with a namespace as an object, or None."""
        return self.attributes.getNamedItemNS(namespace, localName)

    def setAttributeNode(self, attr: Attr) -> Attr | None:
        """Set an attribute that is an object, and return what it replaced."""
        return self.attributes.setNamedItem(attr)

    setAttributeNodeNS = setAttributeNode

    def removeAttributeNode(self, attr: Attr) -> Attr:
        """Remove an attribute that is an object, and return it.

        Raises:
            DOMException: NotFoundError: it is not an attribute of this element.
        """
        if attr.ownerElement is not self:
            raise DOMException(f"the element does not have this attribute {attr.name}", "NotFoundError")
        return self.attributes.removeNamedItem(attr.name)

    # Selectors

    def matches(self, selectors: str) -> bool:
        """Say whether a selector matches this element.

        Raises:
            DOMException: SyntaxError: it is not a selector.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-element-matches.
        """
        from domsync.dom.selectors import matches

        return matches(self, selectors)

    def closest(self, selectors: str) -> Element | None:
        """Return the nearest of this element and its ancestors that a selector matches, or None.

        Raises:
            DOMException: SyntaxError: it is not a selector.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-element-closest.
        """
        from domsync.dom.selectors import closest

        return closest(self, selectors)

    # Insertion by place

    def insertAdjacentElement(self, where: str, element: Element) -> Element | None:
        """Insert an element beside or into this one.

        Args:
            where: `"beforebegin"`, `"afterbegin"`, `"beforeend"` or `"afterend"`.
            element: The element.

        Returns:
            `element`; None if this element has no parent that it could be put into.

        Raises:
            DOMException: SyntaxError: `where` is none of the four. HierarchyRequestError: it cannot stand there.

        From https://dom.spec.whatwg.org/#dom-element-insertadjacentelement.
        """
        if require_node(element).nodeType != Node.ELEMENT_NODE:
            raise TypeError(f"an element is needed here, not {element!r}")
        return element if self._insert_adjacent(where, element) else None

    def insertAdjacentText(self, where: str, data: str) -> None:
        """Insert a text beside or into this element.

        Raises:
            DOMException: SyntaxError: `where` is none of the four places. HierarchyRequestError: it cannot stand there.

        From https://dom.spec.whatwg.org/#dom-element-insertadjacenttext.
        """
        self._insert_adjacent(where, self._document.createTextNode(data))

    def _insert_adjacent(self, where: str, node: Node) -> bool:
        place = _place(where)
        if place in ("beforebegin", "afterend"):
            if self._parent is None:
                return False
            mutation.insert_before(self._parent, node, self if place == "beforebegin" else self._next)
        else:
            mutation.insert_before(self, node, self._first if place == "afterbegin" else None)
        return True

    # Markup

    @property
    def innerHTML(self) -> str:
        """The children as HTML. Setting it takes only what `unsafe_html()` makes.

        From https://html.spec.whatwg.org/#dom-element-innerhtml.
        """
        return render_inner_html(self)

    @innerHTML.setter
    def innerHTML(self, value: TrustedHTML) -> None:
        from domsync.dom.markup import parse_fragment

        fragment = parse_fragment(self._document, self, value)
        mutation.replace_children(self, [fragment])

    @property
    def outerHTML(self) -> str:
        """The element as HTML. Setting it replaces the element, and takes only what `unsafe_html()` makes.

        From https://html.spec.whatwg.org/#dom-element-outerhtml.
        """
        return render_html(self)

    @outerHTML.setter
    def outerHTML(self, value: TrustedHTML) -> None:
        from domsync.dom.markup import parse_fragment

        parent = self._parent
        if parent is not None and parent.nodeType == Node.DOCUMENT_NODE:
            raise DOMException("the root element cannot be replaced", "NoModificationAllowedError")
        fragment = parse_fragment(self._document, self._context(parent), value)
        if parent is not None:
            mutation.replace_child(parent, fragment, self)

    def insertAdjacentHTML(self, position: str, text: TrustedHTML) -> None:
        """Parse HTML and insert the nodes beside or into this element.

        Args:
            position: `"beforebegin"`, `"afterbegin"`, `"beforeend"` or `"afterend"`.
            text: What `unsafe_html()` makes.

        Raises:
            DOMException: SyntaxError: `position` is none of the four. NoModificationAllowedError: beside this element
                nothing can stand.
            TypeError: `text` is a plain string.
            MissingExtraError: The extra `html` is not installed.

        From https://html.spec.whatwg.org/#dom-element-insertadjacenthtml.
        """
        from domsync.dom.markup import parse_fragment

        place = _place(position)
        context: Element = self
        if place in ("beforebegin", "afterend"):
            if self._parent is None or self._parent.nodeType == Node.DOCUMENT_NODE:
                raise DOMException("nothing can stand beside this element", "NoModificationAllowedError")
            context = self._context(self._parent)
        self._insert_adjacent(place, parse_fragment(self._document, context, text))

    def _context(self, parent: Node | None) -> Element:
        """Return the element in whose place HTML is parsed."""
        return parent if isinstance(parent, Element) else self._document._make_html("body")

    def __repr__(self) -> str:
        attributes = self._attributes or {}
        shown = "".join([f" {name}={attributes[name]!r}" for name in ("id", "class") if name in attributes])
        return f"<Element {self._name.qualified}{shown}>"


def _place(where: str) -> str:
    place = where.lower()
    if place not in _POSITIONS:
        raise DOMException(f"{where!r} is none of {', '.join(_POSITIONS)}", "SyntaxError")
    return place


def _is_bare(node: Node) -> bool:
    return node._attributes is None and node._first is None and node._listeners is None
