"""The document: it creates nodes, finds them, and holds the root of the tree."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Never, Self, TypeVar, overload

from domsync.dom import ops
from domsync.dom.checks.element_names import html_name, qualified_name
from domsync.dom.checks.js_values import to_js
from domsync.dom.checks.json_values import to_json
from domsync.dom.checks.names import check_attribute, check_target, split_qualified
from domsync.dom.checks.unicode import ascii_words, well_formed
from domsync.dom.controls import state as controls
from domsync.dom.document.browser_link import handle_message
from domsync.dom.document.calls import BrowserCalls
from domsync.dom.document.op_log import OpLog
from domsync.dom.document.registry import NodeRegistry
from domsync.dom.document.snapshot import snapshot
from domsync.dom.element.attr import Attr
from domsync.dom.element.browser_calls import MODULE, WIRE_METHODS
from domsync.dom.element.element import Element
from domsync.dom.element.views import view_of
from domsync.dom.events import Event, EventHost, EventTarget, Host, ListenerEntry, dispatch, entries_of, legacy_event
from domsync.dom.limits import Limits
from domsync.dom.nodes.character_data import CDATASection, Comment, ProcessingInstruction, Text
from domsync.dom.nodes.fragment import DocumentFragment
from domsync.dom.nodes.node import Node, require_node
from domsync.dom.nodes.parent import ParentNode
from domsync.dom.nodes.walkers import NodeFilter, NodeIterator, TreeWalker, WalkFilter
from domsync.dom.nodes.window import Window, check_listener, sync_listeners
from domsync.dom.ports import ScriptRenderer, implementation_of, script_renderer
from domsync.dom.rare import need_rare_data
from domsync.dom.records import DocumentRecord
from domsync.dom.tree import mutation
from domsync.dom.tree.clone import clone
from domsync.dom.tree.links import link
from domsync.errors import DOMException, DuplicateIdError, UnknownIdError

if TYPE_CHECKING:
    from weakref import WeakSet

    from domsync.dom.document.unshown import DOMImplementation
    from domsync.dom.nodes.doctype import DocumentType

N = TypeVar("N", bound=Node)


class Document(DocumentRecord, ParentNode):
    """A document that lives in this process and is shown in a browser.

    It has exactly one child, the root element: the element with the id `root_id` in the page. You can change the root's
    attributes, listeners and children; the root itself stays where it is.

    Args:
        root_id: The id of the root element in the page.
        scripts: Whether browsers evaluate JavaScript for this document, so that a `js_value_getter` can be any
            expression. Over the compact wire they never do.

    From https://dom.spec.whatwg.org/#interface-document.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.DOCUMENT_NODE

    def __init__(self, root_id: str = "domsync_root_id", *, scripts: bool = True) -> None:
        root_id = well_formed(root_id)
        super().__init__(self)
        self.root_id = root_id
        self.scripts = scripts
        self.limits: Limits = Limits()
        self.registry: NodeRegistry = NodeRegistry()
        self.op_log: OpLog = OpLog()
        self.browser_calls: BrowserCalls = BrowserCalls()
        self.event_host: Host = Host()
        self.tree_version = 0
        self.input_revision: int = 0
        self.node_iterators: WeakSet[NodeIterator] | None = None
        self.page_title = ""
        self.script_renderer = None
        self.scheduler: object | None = None
        self._begin()

    def _begin(self) -> None:
        """Create the root element and the window."""
        self.node_id = ops.DOCUMENT
        self.window: Window = Window(self)
        self.root_element: Element = Element(self, html_name("div"))
        self.root_element.attribute_map = {"id": self.root_id}
        link(self, self.root_element, None)
        self.root_element.node_id = ops.ROOT
        self.registry.clear(self.root_element, self.root_id)

    # The tree

    @property
    def nodeName(self) -> str:
        """`"#document"`."""
        return "#document"

    @property
    def ownerDocument(self) -> None:
        """None: a document belongs to no other document."""
        return None

    @property
    def textContent(self) -> None:
        """None. Setting it does nothing."""
        return None

    @textContent.setter
    def textContent(self, value: str | None) -> None:
        pass

    @property
    def implementation(self) -> DOMImplementation:
        """Creates documents that are not shown in a page: `implementation.createHTMLDocument("title")`."""
        return view_of(self, "implementation", lambda: implementation_of(self))

    @property
    def doctype(self) -> DocumentType | None:
        """None: the doctype belongs to the page, not to the document shown in it."""
        return None

    @property
    def contentType(self) -> str:
        """`"text/html"`."""
        return "text/html"

    @property
    def compatMode(self) -> str:
        """`"CSS1Compat"`: pages are never in quirks mode."""
        return "CSS1Compat"

    @property
    def characterSet(self) -> str:
        """`"UTF-8"`."""
        return "UTF-8"

    charset = characterSet
    inputEncoding = characterSet

    @property
    def documentElement(self) -> Element:
        """The root element."""
        return self.root_element

    @property
    def body(self) -> Element:
        """The root element, the only part of the page that belongs to this document."""
        return self.root_element

    @property
    def defaultView(self) -> Window:
        """The browser's window as an event target."""
        return self.window

    @property
    def title(self) -> str:
        """The page's title, with white space collapsed. It is empty until it is set, whatever title the page has.

        From https://html.spec.whatwg.org/#document.title.
        """
        return " ".join(ascii_words(self.page_title))

    @title.setter
    def title(self, value: str) -> None:
        title = well_formed(value)
        if title != self.page_title:
            self.page_title: str = title
            self.op_log.append(ops.SetProperty(ops.DOCUMENT, "title", title))

    def getRootElement(self) -> Element:
        """Return the root element."""
        return self.root_element

    def getRootId(self) -> str:
        """Return the id of the root element in the page."""
        return self.root_id

    @overload
    def getElementById(self, id: str, strict: Literal[True] = True) -> Element: ...
    @overload
    def getElementById(self, id: str, strict: bool) -> Element | None: ...
    def getElementById(self, id: str, strict: bool = True) -> Element | None:
        """Return the first element with an id. Elements made by `createElement(id=...)` are found before they are
        connected.

        Args:
            id: The id.
            strict: Raise an exception if there is none. With False, return None as browsers do.

        Raises:
            UnknownIdError: No element has the id, and `strict` is True.

        From https://dom.spec.whatwg.org/#dom-nonelementparentnode-getelementbyid.
        """
        found = self.registry.find_id(id)
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
        """Create an HTML element. Without an `id` it is given a generated one.

        Args:
            tagName: The tag name, in any case: `"div"`.
            id: The id, which no other element may have.
            innerText: The text.
            value: The value of a form control.
            attributes: Attributes to set.

        Raises:
            DOMException: InvalidCharacterError: the tag or an attribute has an invalid name.
            DuplicateIdError: Another element has the id.
            UnsafeValueError: The element, an attribute, a URL or a CSS value could run code or load something.

        From https://dom.spec.whatwg.org/#dom-document-createelement, and the original library.
        """
        element = Element(self, html_name(tagName))
        if id is None and attributes is not None:
            id = attributes.get("id")
        if id is not None:
            id = well_formed(id)
            if self.registry.find_id(id) is not None:
                raise DuplicateIdError(id)
        element.attribute_map = {"id": self.registry.new_id() if id is None else id}
        if attributes is not None:
            for name, given in attributes.items():
                element.setAttribute(name, given)
        if innerText is not None:
            element.innerText = innerText
        if value is not None:
            element.value = value
        if id:
            self.registry.remember_made(id, element)
        return element

    def _make_html(self, tag: str) -> Element:
        """Create an HTML element without an id."""
        return Element(self, html_name(tag))

    def createElementNS(self, namespace: str | None, qualifiedName: str) -> Element:
        """Create an element in a namespace: SVG (`"http://www.w3.org/2000/svg"`), MathML or another one.

        Args:
            namespace: The namespace's URI; None or empty for none.
            qualifiedName: The name, with or without a prefix. It is case-sensitive.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is invalid.
            UnsafeValueError: The element could run code.

        From https://dom.spec.whatwg.org/#dom-document-createelementns.
        """
        return Element(self, qualified_name(namespace, qualifiedName))

    def createTextNode(self, data: str) -> Text:
        """Create a text node."""
        return Text(self, data)

    def createComment(self, data: str) -> Comment:
        """Create a comment."""
        return Comment(self, data)

    def createProcessingInstruction(self, target: str, data: str) -> ProcessingInstruction:
        """Create a processing instruction, for documents that are not shown in a page: HTML has none.

        Raises:
            DOMException: InvalidCharacterError: the target is not a valid name, or the data contains `?>`.

        From https://dom.spec.whatwg.org/#dom-document-createprocessinginstruction.
        """
        check_target(target)
        if "?>" in data:
            raise DOMException("the data of a processing instruction cannot contain ?>", "InvalidCharacterError")
        return ProcessingInstruction(self, target, data)

    def createCDATASection(self, data: str) -> CDATASection:
        """Raise NotSupportedError: only XML documents have CDATA sections (see `implementation.createDocument()`).

        Raises:
            DOMException: NotSupportedError.

        From https://dom.spec.whatwg.org/#dom-document-createcdatasection.
        """
        raise DOMException("HTML has no CDATA sections; use createTextNode()", "NotSupportedError")

    def createEvent(self, interface: str) -> Event:
        """Create an event without a name; `initEvent()` gives it one. Prefer `Event(type)`.

        Args:
            interface: `"Event"`, `"CustomEvent"` or another name of a browser's event class, in any case. Classes that
                do not exist here give a plain `Event`.

        Raises:
            DOMException: NotSupportedError: there is no such interface.

        From https://dom.spec.whatwg.org/#dom-document-createevent.
        """
        return legacy_event(interface)

    def createDocumentFragment(self) -> DocumentFragment:
        """Create an empty fragment, to insert several nodes together."""
        return DocumentFragment(self)

    def createAttribute(self, localName: str) -> Attr:
        """Create an attribute for `setAttributeNode()`.

        Raises:
            DOMException: InvalidCharacterError: the name is invalid.
            UnsafeValueError: The attribute's value would be code.
        """
        return Attr(self, None, check_attribute(localName))

    def createAttributeNS(self, namespace: str | None, qualifiedName: str) -> Attr:
        """Create an attribute in a namespace for `setAttributeNodeNS()`.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is invalid.
            UnsafeValueError: The attribute's value would be code.
        """
        split_qualified(namespace, qualifiedName)
        check_attribute(qualifiedName)
        return Attr(self, namespace or None, qualifiedName)

    def importNode(self, node: N, deep: bool = False) -> N:
        """Copy a node, which may belong to another document, into this document.

        Args:
            node: The node.
            deep: Copy its descendants too.

        Raises:
            DOMException: NotSupportedError: it is a document.

        From https://dom.spec.whatwg.org/#dom-document-importnode.
        """
        if require_node(node).nodeType == Node.DOCUMENT_NODE:
            raise DOMException("a document cannot be imported", "NotSupportedError")
        return clone(node, self, deep=deep)

    def adoptNode(self, node: N) -> N:
        """Move a node and its descendants into this document. The node is removed from its parent.

        Raises:
            DOMException: NotSupportedError: it is a document. HierarchyRequestError: it is a root element.

        From https://dom.spec.whatwg.org/#dom-document-adoptnode.
        """
        if require_node(node).nodeType == Node.DOCUMENT_NODE:
            raise DOMException("a document cannot be adopted", "NotSupportedError")
        if isinstance(node, Attr):
            if node.ownerElement is not None:
                node.ownerElement.removeAttributeNS(node.namespaceURI, node.localName)
            node.node_document = self
            return node
        mutation.remove(node)
        mutation.adopt_all([node], self)
        return node

    # Walks

    def createTreeWalker(
        self, root: Node, whatToShow: int = NodeFilter.SHOW_ALL, filter: WalkFilter | None = None
    ) -> TreeWalker:
        """Create a walker that moves through a tree in any direction.

        Args:
            root: The node that the walker starts at and does not leave.
            whatToShow: The kinds of nodes to visit: a sum of NodeFilter's `SHOW_...` constants.
            filter: A function of a node, or an object with `acceptNode(node)`, that returns one of NodeFilter's
                `FILTER_...` constants; None to visit all nodes.

        From https://dom.spec.whatwg.org/#dom-document-createtreewalker.
        """
        return TreeWalker(root, whatToShow, filter)

    def createNodeIterator(
        self, root: Node, whatToShow: int = NodeFilter.SHOW_ALL, filter: WalkFilter | None = None
    ) -> NodeIterator:
        """Create an iterator that moves back and forth through a tree and keeps its place when nodes are removed.

        Args:
            root: The node that the iterator starts before and does not leave.
            whatToShow: The kinds of nodes to visit: a sum of NodeFilter's `SHOW_...` constants.
            filter: A function of a node, or an object with `acceptNode(node)`, that returns one of NodeFilter's
                `FILTER_...` constants; None to visit all nodes.

        From https://dom.spec.whatwg.org/#dom-document-createnodeiterator.
        """
        return NodeIterator(root, whatToShow, filter)

    # Events

    @property
    def run(self) -> Callable[[Awaitable[object]], None]:
        """The function that runs async callbacks. Default: each becomes a task, which is kept until it ends."""
        return self.event_host.run

    @run.setter
    def run(self, run: Callable[[Awaitable[object]], None]) -> None:
        self.event_host.run = run

    @property
    def report(self) -> Callable[[BaseException, str], None]:
        """The function that is called with exceptions in callbacks, and where they happened. Default: they go to the
        log `domsync`.
        """
        return self.event_host.report

    @report.setter
    def report(self, report: Callable[[BaseException, str], None]) -> None:
        self.event_host.report = report

    def dispatch(
        self, node: EventTarget, event: Event, path: Sequence[EventTarget] | None = None
    ) -> list[Awaitable[object]]:
        """Dispatch an event to its target and the target's ancestors.

        Args:
            node: The target.
            event: The event. A trusted one (`browser_event()`) has already happened in the browser.
            path: The targets that the event passes, as returned by `event_path()`; None to find them here.

        Returns:
            The awaitables of async callbacks, which the caller has to await.
        """
        if event.isTrusted and event.type == "close" and getattr(node, "localName", "") == "dialog":
            controls.set_open(node, False)  # type: ignore[arg-type]
        return dispatch(node, event, self.report, path=path)

    def apply_user_input(self, node: Node, value: str | bool | list[str] | dict[str, bool | float]) -> None:
        """Store what the user entered, before handlers run. The browser is not told: it already shows it.

        Input that is impossible there (text in a disabled control) is ignored.

        Args:
            node: The control.
            value: The text of an input or textarea, or the value of a select; whether a checkbox or radio button is
                checked; the selected values of a multiple select. For a dialog, details or popover, whether it is open,
                or `"modal"`; for media and scrolled elements, the properties that changed in the browser.
        """
        self.input_revision += 1
        if node.nodeType == node.ELEMENT_NODE:
            controls.accept(node, value)  # type: ignore[arg-type]

    def handle_event(self, msg: Mapping[str, Any]) -> Any:
        """Handle a message of the original client: `{"domsync": true, "event": ..., "id": ..., "value": ...}`.

        The value is stored in the tree if the listener's getter reads user input. Then the callbacks of this very
        element run: in the original wire each element reports its own events.

        Args:
            msg: The decoded message.

        Returns:
            The callback's result, an awaitable if it is async; None if nothing listens.

        Raises:
            ProtocolError: The message has another form.
        """
        return handle_message(self, msg)

    def _event_parent(self, event: Event) -> EventTarget | None:
        # https://html.spec.whatwg.org/#the-window-object: a document's get the parent
        return None if event.type == "load" else self.window

    def _event_host(self) -> EventHost:
        return self

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        check_listener(self, listener, is_new=not entries_of(self, type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        sync_listeners(self, self, ops.DOCUMENT, type, before)

    # The browser

    def call(self, node: Node, method: str, *arguments: Any) -> None:
        """Call a method of a node in the browser.

        Args:
            node: A connected node.
            method: One of `WIRE_METHODS`.
            arguments: JSON values.

        Raises:
            DOMException: InvalidStateError: the node is not connected.
            ValueError: There is no such method.
        """
        self._log_call(node, method, arguments, 0)

    def ask(self, node: Node, method: str, *arguments: Any) -> Awaitable[Any]:
        """Call a method of a node in the browser and get its result.

        Args:
            node: A connected node.
            method: One of `WIRE_METHODS`.
            arguments: JSON values.

        Returns:
            An awaitable of the result. If the document is shown in several browsers, the first answer counts.

        Raises:
            DOMException: InvalidStateError: the node is not connected.
            ValueError: There is no such method.
            RuntimeError: No asyncio loop is running.
        """
        return self.browser_calls.begin(f"{method}()", lambda number: self._log_call(node, method, arguments, number))

    def _log_call(self, node: Node, method: str, arguments: tuple[Any, ...], number: int) -> None:
        if method not in WIRE_METHODS:
            raise ValueError(f"the browser's client has no method {method!r}; it has {', '.join(sorted(WIRE_METHODS))}")
        if require_node(node).node_document is not self or not node.node_id:
            raise DOMException(f"{node!r} is not connected to this document", "InvalidStateError")
        check = to_js if method == MODULE else to_json
        self.op_log.append(ops.Call(node.node_id, method, tuple([check(argument) for argument in arguments]), number))

    def deliver(self, op: str, params: Mapping[str, Any]) -> None:
        """Send a message to the page's own scripts, which call `HANDLERS[op](params)`.

        Args:
            op: The handler's name.
            params: JSON values by name.

        Raises:
            TypeError: The parameters are not JSON.
        """
        self.op_log.append(ops.Message(well_formed(op), to_json(params)))  # type: ignore[arg-type]

    def consult(self, op: str, params: Mapping[str, Any]) -> Awaitable[Any]:
        """Send a message to the page's own scripts and get the result of ``HANDLERS[op](params)``.

        Args:
            op: The handler's name.
            params: JSON values by name.

        Returns:
            An awaitable of the result.

        Raises:
            TypeError: The parameters are not JSON.
            RuntimeError: No asyncio loop is running.
        """
        name, values = well_formed(op), to_json(params)
        return self.browser_calls.begin(
            f"the answer to {op!r}",
            lambda number: self.op_log.append(ops.Message(name, values, number)),  # type: ignore[arg-type]
        )

    def mount(self, element: Element, number: int) -> None:
        """Show a shared document inside an element.

        Args:
            element: An element of this document.
            number: The shared document's number in the session; 0 removes it.
        """
        if require_node(element).node_document is not self:
            raise DOMException(f"{element!r} belongs to another document", "WrongDocumentError")
        if element.mount_number != number:
            need_rare_data(element).mount = number
            if element.node_id:
                self.op_log.append(ops.Mount(element.node_id, number))

    # The op log

    @property
    def on_ops(self) -> Callable[[], None] | None:
        """Called when `take_ops()` has something to return again."""
        return self.op_log.on_ops

    @on_ops.setter
    def on_ops(self, callback: Callable[[], None] | None) -> None:
        self.op_log.on_ops = callback

    @property
    def has_ops(self) -> bool:
        """True if `take_ops()` has changes to return."""
        return bool(self.op_log.ops)

    def take_ops(self) -> list[ops.Op]:
        """Return the changes since the last call, and clear them."""
        return self.op_log.take()

    def snapshot(self) -> list[ops.Op]:
        """Return ops that build the current state on an empty page. The op log is left as it is."""
        return snapshot(self)

    def node_for(self, node_id: int) -> Node | Window | None:
        """Return the node with a number in the op log, or None.

        Args:
            node_id: The number; 2 is the document, 3 its `defaultView`.
        """
        if node_id == ops.DOCUMENT:
            return self
        if node_id == ops.WINDOW:
            return self.window
        return self.registry.node_for(node_id)

    # JavaScript text

    def render_js_updates(self) -> str:
        """Return the changes since the last call as JavaScript, and clear them.

        The first call also binds the root element.
        """
        return self._need_renderer().updates(self.take_ops())

    def render_js_full(self) -> str:
        """Return the whole current state as JavaScript, including listeners, for a new viewer.

        Raises:
            DOMException: InvalidStateError: there are changes that `render_js_updates()` has not returned yet.
        """
        if self.has_ops:
            raise DOMException(
                "call render_js_updates() first and send the result to the existing viewers", "InvalidStateError"
            )
        return self._need_renderer().full()

    def _need_renderer(self) -> ScriptRenderer:
        if self.script_renderer is None:
            self.script_renderer = script_renderer(self)
        return self.script_renderer

    # For the algorithms

    def _copy(self, document: Document) -> Self:
        raise DOMException("a document cannot be copied", "NotSupportedError")

    def _is_like(self, other: Node) -> bool:
        return True

    def __getattr__(self, name: str) -> Never:
        if name in {"node_document", "root_element", "window"}:
            # Only a destroyed document does not have them.
            raise DOMException("the page of this document has ended", "InvalidStateError")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)

    def __repr__(self) -> str:
        return f"<Document {self.root_id!r} with {self.registry.count} nodes>"
