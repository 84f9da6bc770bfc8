"""The document: it makes nodes, finds them, and keeps the root of the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Never, Self, TypeVar, overload
from weakref import WeakValueDictionary

from domsync.dom import mutation, ops
from domsync.dom.attributes import Attr
from domsync.dom.character_data import Comment, Text
from domsync.dom.clone import clone
from domsync.dom.document_events import DocumentEvents
from domsync.dom.element import Element
from domsync.dom.element_names import html_name, qualified_name
from domsync.dom.fragment import DocumentFragment
from domsync.dom.links import link
from domsync.dom.names import check_attribute, split_qualified
from domsync.dom.node import Node, require_node
from domsync.dom.ports import ScriptRenderer, script_renderer
from domsync.dom.unicode import well_formed
from domsync.dom.window import Window
from domsync.errors import DOMException, DuplicateIdError, UnknownIdError

N = TypeVar("N", bound=Node)


class Document(DocumentEvents):
    """A document that lives here and is shown in a browser.

    It has exactly one child, the root element: the element of the page that has the id `root_id`. The root's
    attributes, listeners and children can all be changed; the root itself stays where it is.

    Args:
        root_id: The id of the page's element.
        scripts: Whether the document's browsers evaluate JavaScript, so that a `js_value_getter` can be any
            expression. The compact wire never does.

    From https://dom.spec.whatwg.org/#interface-document.
    """

    __slots__ = ("_last_id", "_renderer", "_scheduler", "_title")

    def __init__(self, root_id: str = "domsync_root_id", *, scripts: bool = True) -> None:
        root_id = well_formed(root_id)
        super().__init__(self, root_id, scripts=scripts)
        self._last_id = 0
        self._renderer: ScriptRenderer | None = None
        #: What renders the components that are mounted here; the upper layer sets it.
        self._scheduler: object | None = None
        self._title = ""
        self._window = Window(self)
        self._root = Element(self, html_name("div"))
        self._root._attributes = {"id": root_id}
        link(self, self._root, None)
        self._root._wire = ops.ROOT
        self._nodes[ops.ROOT] = self._root
        self._index(root_id, self._root)

    # The tree

    @property
    def nodeName(self) -> str:
        """`"#document"`."""
        return "#document"

    @property
    def ownerDocument(self) -> None:
        """None: a document belongs to no other."""
        return None

    @property
    def textContent(self) -> None:
        """None; setting it does nothing."""
        return None

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        pass

    @property
    def documentElement(self) -> Element:
        """The root element."""
        return self._root

    @property
    def body(self) -> Element:
        """The root element: it is all of the page that belongs to this document."""
        return self._root

    @property
    def defaultView(self) -> Window:
        """The browser's window as an event target."""
        return self._window

    @property
    def title(self) -> str:
        """The title of the page; empty until it is set, whatever the page itself says.

        From https://html.spec.whatwg.org/#document.title.
        """
        return self._title

    @title.setter
    def title(self, value: str) -> None:
        title = well_formed(value)
        if title != self._title:
            self._title = title
            self._log(ops.SetProperty(ops.DOCUMENT, "title", title))

    def getRootElement(self) -> Element:
        """Return the root element."""
        return self._root

    def getRootId(self) -> str:
        """Return the id that the root element has in the page."""
        return self.root_id

    @overload
    def getElementById(self, id: str, strict: Literal[True] = True) -> Element: ...
    @overload
    def getElementById(self, id: str, strict: bool) -> Element | None: ...
    def getElementById(self, id: str, strict: bool = True) -> Element | None:
        """Return the first element with this `id`; what `createElement(id=...)` made is found before it is connected.

        Args:
            id: The id.
            strict: Raise if there is none. A browser returns null, and so does `strict=False`.

        Raises:
            UnknownIdError: There is none.

        From https://dom.spec.whatwg.org/#dom-nonelementparentnode-getelementbyid.
        """
        found = self._find_id(id)
        if found is None and strict:
            raise UnknownIdError(id)
        return found

    # New nodes

    def createElement(
        self,
        tagName: str,
        id: str | None = None,
        innerText: str | None = None,
        value: str | float | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> Element:
        """Make an HTML element. It gets an id of its own where none is given.

        Args:
            tagName: The tag in any case: `"div"`.
            id: Its id, which no other element may have.
            innerText: Its text.
            value: Its `value`, if it is a control.
            attributes: Attributes to set.

        Raises:
            DOMException: InvalidCharacterError: no element or attribute can have this name.
            DuplicateIdError: Another element has the id.
            UnsafeValueError: The element, an attribute, a URL or a CSS value could run code or load something.

        From https://dom.spec.whatwg.org/#dom-document-createelement, and the original library.
        """
        element = Element(self, html_name(tagName))
        if id is None and attributes is not None:
            id = attributes.get("id")
        if id is not None:
            id = well_formed(id)
            if self._has_id(id):
                raise DuplicateIdError(id)
        element._attributes = {"id": self._new_id() if id is None else id}
        if attributes is not None:
            for name, given in attributes.items():
                element.setAttribute(name, given)
        if innerText is not None:
            element.innerText = innerText
        if value is not None:
            element.value = value
        if id:
            if self._made is None:
                self._made = WeakValueDictionary()
            self._made[id] = element
        return element

    def _new_id(self) -> str:
        while True:
            id = f"__domsync_el_{self._last_id}"
            self._last_id += 1
            if id not in self._ids and (not self._made or id not in self._made):
                return id

    def _make_html(self, tag: str) -> Element:
        """Make an HTML element without an id."""
        return Element(self, html_name(tag))

    def createElementNS(self, namespace: str | None, qualifiedName: str) -> Element:
        """Make an element of a namespace: SVG (`"http://www.w3.org/2000/svg"`), MathML or another one.

        Args:
            namespace: The namespace's URI; None or empty for none.
            qualifiedName: The name, with a prefix if there is one; its case counts.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is wrong.
            UnsafeValueError: The element could run code.

        From https://dom.spec.whatwg.org/#dom-document-createelementns.
        """
        return Element(self, qualified_name(namespace, qualifiedName))

    def createTextNode(self, data: str) -> Text:
        """Make a text."""
        return Text(self, well_formed(data))

    def createComment(self, data: str) -> Comment:
        """Make a comment."""
        return Comment(self, well_formed(data))

    def createDocumentFragment(self) -> DocumentFragment:
        """Make an empty fragment: what is put into it is later inserted together."""
        return DocumentFragment(self)

    def createAttribute(self, localName: str) -> Attr:
        """Make an attribute for `setAttributeNode()`.

        Raises:
            DOMException: InvalidCharacterError: no attribute can have this name.
            UnsafeValueError: Its value would be code.
        """
        return Attr(None, None, check_attribute(localName))

    def createAttributeNS(self, namespace: str | None, qualifiedName: str) -> Attr:
        """Make an attribute of a namespace for `setAttributeNodeNS()`.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is wrong.
            UnsafeValueError: Its value would be code.
        """
        split_qualified(namespace, qualifiedName)
        check_attribute(qualifiedName)
        return Attr(None, namespace or None, qualifiedName)

    def importNode(self, node: N, deep: bool = False) -> N:
        """Copy a node, which may belong to another document, for this one.

        Args:
            node: What to copy.
            deep: Copy the descendants too.

        Raises:
            DOMException: NotSupportedError: it is a document.

        From https://dom.spec.whatwg.org/#dom-document-importnode.
        """
        if require_node(node).nodeType == Node.DOCUMENT_NODE:
            raise DOMException("a document cannot be imported", "NotSupportedError")
        return clone(node, self, deep=deep)

    def adoptNode(self, node: N) -> N:
        """Make a node with its descendants belong to this document; it leaves its parent.

        Raises:
            DOMException: NotSupportedError: it is a document. HierarchyRequestError: it is a root element.

        From https://dom.spec.whatwg.org/#dom-document-adoptnode.
        """
        if require_node(node).nodeType == Node.DOCUMENT_NODE:
            raise DOMException("a document cannot be adopted", "NotSupportedError")
        mutation.remove(node)
        mutation.adopt_all([node], self)
        return node

    # JavaScript text

    def render_js_updates(self) -> str:
        """Return the changes since the last call as JavaScript, and forget them.

        The first call also binds the root element.
        """
        return self._need_renderer().updates(self.take_ops())

    def render_js_full(self) -> str:
        """Return the whole present state as JavaScript, listeners included, for a viewer that has nothing yet.

        Raises:
            DOMException: InvalidStateError: there are changes that `render_js_updates()` has not given yet.
        """
        if self.has_ops:
            raise DOMException(
                "call render_js_updates() first and send it to the viewers you have", "InvalidStateError"
            )
        return self._need_renderer().full()

    def _need_renderer(self) -> ScriptRenderer:
        if self._renderer is None:
            self._renderer = script_renderer(self)
        return self._renderer

    # What the algorithms ask

    def _copy(self, document: Document) -> Self:
        raise DOMException("a document cannot be copied", "NotSupportedError")

    def _is_like(self, other: Node) -> bool:
        return True

    def __getattr__(self, name: str) -> Never:
        if name in {"_document", "_root", "_window"}:
            # Only a released document is without them.
            raise DOMException("the page of this document has ended", "InvalidStateError")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<Document {self.root_id!r} with {self._count} nodes>"
