"""The class of all elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from domsync.dom.checks.names import SVG
from domsync.dom.checks.nesting import VOID
from domsync.dom.checks.unicode import ascii_lower, well_formed
from domsync.dom.element.attr import Attr
from domsync.dom.element.browser_calls import BrowserMethods
from domsync.dom.element.dataset import DOMStringMap
from domsync.dom.element.form_lists import FormLists
from domsync.dom.element.properties import require_tag
from domsync.dom.element.reflected import ReflectedAttributes
from domsync.dom.element.style import CSSStyleDeclaration
from domsync.dom.element.tokens import DOMTokenList
from domsync.dom.element.views import view_of
from domsync.dom.nodes.node import Node, require_node
from domsync.dom.ports import render_html, render_inner_html
from domsync.dom.traversal import descend
from domsync.dom.tree import mutation, text_content
from domsync.dom.tree.contenteditable import is_edited
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.checks.trusted import TrustedHTML

_POSITIONS = ("beforebegin", "afterbegin", "beforeend", "afterend")


class Element(ReflectedAttributes, FormLists, BrowserMethods):
    """An element. Create one with `document.createElement(tag)`.

    All elements are of this class, whatever their tag. Properties and methods that only some elements have in a browser
    (`checked`, `href`, `showModal()`) raise AttributeError on the others.

    From https://dom.spec.whatwg.org/#interface-element.
    """

    __slots__ = ()

    # Text

    @property
    def innerText(self) -> str:
        """The text of all descendants, with a line break for each `<br>`.

        Layout is not taken into account, as it would be in a browser. Setting it replaces all children with text, and
        line breaks with `<br>`. From https://html.spec.whatwg.org/#the-innertext-idl-attribute.
        """
        parts = []
        for node in descend(self):
            if node.nodeType in (Node.TEXT_NODE, Node.CDATA_SECTION_NODE):
                parts.append(node.nodeValue or "")
            elif node is not self and node.element_name is not None and node.element_name.html == "br":
                parts.append("\n")
        return "".join(parts)

    @innerText.setter
    def innerText(self, value: str | None) -> None:
        text = "" if value is None else well_formed(value)
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if "\n" in text or "\r" in text else [text]
        # The user may have changed it, which is not reported.
        if self._shows(lines) and not is_edited(self):
            return
        document = self.node_document
        nodes: list[Node] = []
        for number, line in enumerate(lines):
            if number:
                nodes.append(document._make_html("br"))
            if line:
                nodes.append(document.createTextNode(line))
        text_content.set_lines(self, nodes, text)

    def _shows(self, lines: list[str]) -> bool:
        """Return whether the children are exactly the texts and line breaks of these lines."""
        child = self.first_child
        for number, line in enumerate(lines):
            if number:
                if (
                    child is None
                    or child.element_name is None
                    or child.element_name.html != "br"
                    or not _is_bare(child)
                ):
                    return False
                child = child.next_sibling
            if line:
                if child is None or child.nodeType != Node.TEXT_NODE or child.nodeValue != line:
                    return False
                child = child.next_sibling
        return child is None

    @property
    def outerText(self) -> str:
        """The same as `innerText`."""
        return self.innerText

    @property
    def isContentEditable(self) -> bool:
        """True if the user can edit the element's content: it, or its nearest ancestor that sets it, is
        `contenteditable`.

        From https://html.spec.whatwg.org/#dom-iscontenteditable.
        """
        node: Element | None = self
        while node is not None:
            if (said := node.contentEditable) != "inherit" and node.element_name.is_html:
                return said != "false"
            node = node.parentElement
        return False

    # Views

    @property
    def classList(self) -> DOMTokenList:
        """The classes: `classList.add("open")`. Setting it sets the attribute `class`."""
        return view_of(self, "class", lambda: DOMTokenList(self, "class"))

    @classList.setter
    def classList(self, value: str) -> None:
        self.setAttribute("class", value)

    @property
    def relList(self) -> DOMTokenList:
        """The words of the `rel` attribute of a link or form."""
        if self.element_name.namespace != SVG:
            require_tag(self, "relList", ("a", "area", "form", "link"))
        return view_of(self, "rel", lambda: DOMTokenList(self, "rel"))

    @relList.setter
    def relList(self, value: str) -> None:
        require_tag(self, "relList", ("a", "area", "form", "link"))
        self.setAttribute("rel", value)

    @property
    def dataset(self) -> DOMStringMap:
        """The `data-*` attributes: `dataset["userId"]` is `data-user-id`."""
        return view_of(self, "dataset", lambda: DOMStringMap(self))

    @property
    def style(self) -> CSSStyleDeclaration:
        """The declarations of the `style` attribute: `style.color = "red"`. Setting it sets `style.cssText`."""
        return view_of(self, "style", lambda: CSSStyleDeclaration(self))

    @style.setter
    def style(self, value: str | Mapping[str, str]) -> None:
        if isinstance(value, str):
            self.setAttribute("style", value)
            return
        # Set on a separate element first, so that either all of them are set or none.
        trial = Element(self.node_document, self.element_name)
        for name, declared in value.items():
            trial.style[name] = declared
        self._set_styles(trial.style_map or {})

    # Attr objects

    def getAttributeNode(self, name: str) -> Attr | None:
        """Return an attribute as an object, or None."""
        return self.attributes.getNamedItem(name)

    def getAttributeNodeNS(self, namespace: str | None, localName: str) -> Attr | None:
        """Return an attribute in a namespace as an object, or None."""
        return self.attributes.getNamedItemNS(namespace, localName)

    def setAttributeNode(self, attr: Attr) -> Attr | None:
        """Set an attribute given as an object. Return the attribute that it replaced, or None."""
        return self.attributes.setNamedItem(attr)

    setAttributeNodeNS = setAttributeNode

    def removeAttributeNode(self, attr: Attr) -> Attr:
        """Remove an attribute given as an object, and return it.

        Raises:
            DOMException: NotFoundError: it is not an attribute of this element.
            TypeError: The argument is not an attribute.
        """
        if not isinstance(attr, Attr):
            raise TypeError(f"an Attr is needed here, not {attr!r}; removeAttribute(name) takes a name")
        if attr.ownerElement is not self:
            raise DOMException(f"the element does not have this attribute {attr.name}", "NotFoundError")
        return self.attributes.removeNamedItemNS(attr.namespaceURI, attr.localName)

    # Selectors

    def matches(self, selectors: str) -> bool:
        """Return whether a selector matches this element.

        Raises:
            DOMException: SyntaxError: the selector is invalid.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-element-matches.
        """
        from domsync.dom.selectors import matches

        return matches(self, selectors)

    def webkitMatchesSelector(self, selectors: str) -> bool:
        """An alias of `matches()`.

        From https://dom.spec.whatwg.org/#dom-element-webkitmatchesselector.
        """
        return self.matches(selectors)

    def closest(self, selectors: str) -> Element | None:
        """Return the closest match of a selector among this element and its ancestors, or None.

        Raises:
            DOMException: SyntaxError: the selector is invalid.
            MissingExtraError: The extra `selectors` is not installed.

        From https://dom.spec.whatwg.org/#dom-element-closest.
        """
        from domsync.dom.selectors import closest

        return closest(self, selectors)

    # Insertion by place

    def insertAdjacentElement(self, where: str, element: Element) -> Element | None:
        """Insert an element next to this one or into it.

        Args:
            where: `"beforebegin"`, `"afterbegin"`, `"beforeend"` or `"afterend"`.
            element: The element.

        Returns:
            `element`, or None if this element has no parent to insert it into.

        Raises:
            DOMException: SyntaxError: `where` is not one of the four. HierarchyRequestError: the element is not allowed
                there.

        From https://dom.spec.whatwg.org/#dom-element-insertadjacentelement.
        """
        if require_node(element).nodeType != Node.ELEMENT_NODE:
            raise TypeError(f"an element is needed here, not {element!r}")
        return element if self._insert_adjacent(where, element) else None

    def insertAdjacentText(self, where: str, data: str) -> None:
        """Insert text next to this element or into it.

        Raises:
            DOMException: SyntaxError: `where` is not one of the four positions. HierarchyRequestError: text is not
                allowed there.

        From https://dom.spec.whatwg.org/#dom-element-insertadjacenttext.
        """
        self._insert_adjacent(where, self.node_document.createTextNode(data))

    def _insert_adjacent(self, where: str, node: Node) -> bool:
        place = _place(where)
        if place in ("beforebegin", "afterend"):
            if self.parent_node is None:
                return False
            mutation.insert_before(self.parent_node, node, self if place == "beforebegin" else self.next_sibling)
        else:
            mutation.insert_before(self, node, self.first_child if place == "afterbegin" else None)
        return True

    # Markup

    @property
    def innerHTML(self) -> str:
        """The children as HTML. It can only be set to the result of `unsafe_html()`.

        From https://html.spec.whatwg.org/#dom-element-innerhtml.
        """
        return "" if self.element_name.html in VOID else render_inner_html(self)

    @innerHTML.setter
    def innerHTML(self, value: TrustedHTML) -> None:
        from domsync.dom.element.markup import parse_fragment

        fragment = parse_fragment(self.node_document, self, value)
        mutation.replace_children(self, [fragment])

    @property
    def outerHTML(self) -> str:
        """The element as HTML. Setting it replaces the element; it can only be set to the result of `unsafe_html()`.

        From https://html.spec.whatwg.org/#dom-element-outerhtml.
        """
        return render_html(self)

    @outerHTML.setter
    def outerHTML(self, value: TrustedHTML) -> None:
        from domsync.dom.element.markup import parse_fragment

        parent = self.parent_node
        if parent is not None and parent.nodeType == Node.DOCUMENT_NODE:
            raise DOMException("the root element cannot be replaced", "NoModificationAllowedError")
        fragment = parse_fragment(self.node_document, self._context(parent), value)
        if parent is not None:
            mutation.replace_child(parent, fragment, self)

    def insertAdjacentHTML(self, position: str, text: TrustedHTML) -> None:
        """Parse HTML and insert the nodes next to this element or into it.

        Args:
            position: `"beforebegin"`, `"afterbegin"`, `"beforeend"` or `"afterend"`.
            text: The result of `unsafe_html()`.

        Raises:
            DOMException: SyntaxError: `position` is not one of the four. NoModificationAllowedError: nothing can be
                inserted next to this element.
            TypeError: `text` is a plain string.
            MissingExtraError: The extra `html` is not installed.

        From https://html.spec.whatwg.org/#dom-element-insertadjacenthtml.
        """
        from domsync.dom.element.markup import parse_fragment

        place = _place(position)
        context: Element = self
        if place in ("beforebegin", "afterend"):
            if self.parent_node is None or self.parent_node.nodeType == Node.DOCUMENT_NODE:
                raise DOMException("nothing can be inserted next to this element", "NoModificationAllowedError")
            context = self._context(self.parent_node)
        self._insert_adjacent(place, parse_fragment(self.node_document, context, text))

    def _context(self, parent: Node | None) -> Element:
        """Return the element as whose content HTML is parsed."""
        return parent if isinstance(parent, Element) else self.node_document._make_html("body")

    def __repr__(self) -> str:
        attributes = self.attribute_map or {}
        shown = "".join([f" {name}={attributes[name]!r}" for name in ("id", "class") if name in attributes])
        return f"<Element {self.element_name.qualified}{shown}>"


def _place(where: str) -> str:
    place = ascii_lower(where)
    if place not in _POSITIONS:
        raise DOMException(f"{where!r} is not one of {', '.join(_POSITIONS)}", "SyntaxError")
    return place


def _is_bare(node: Node) -> bool:
    return node.attribute_map is None and node.first_child is None and node.listener_list is None
