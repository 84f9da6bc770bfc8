"""Records of nodes: the slots of the tree, without behaviour.

The algorithms (`tree/`, `controls/`, `selectors/`, `document/`) read and write these. The classes that users see
(`Node`, `Element`, `Document`) derive from them and have the browser's names. Slots are in snake_case, unlike any
property of a browser's DOM: `node.parent_node` is the link, `node.parentNode` the property that shows it.

Slots are for this package only. If other code changes one, the tree no longer matches the browser's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from weakref import WeakSet

    from domsync.dom.checks.element_names import ElementName
    from domsync.dom.document.calls import BrowserCalls
    from domsync.dom.document.document import Document
    from domsync.dom.document.op_log import OpLog
    from domsync.dom.document.registry import NodeRegistry
    from domsync.dom.element.element import Element
    from domsync.dom.events.host import Host
    from domsync.dom.events.listeners import ListenerEntry
    from domsync.dom.limits import Limits
    from domsync.dom.nodes.node import Node
    from domsync.dom.nodes.parent import ParentNode
    from domsync.dom.nodes.walkers import NodeIterator
    from domsync.dom.nodes.window import Window
    from domsync.dom.ports import ScriptRenderer
    from domsync.dom.rare import RareData
    from domsync.dom.tree.lazy import LazyChildren
    from domsync.dom.tree.node_lists import LiveList


class TargetRecord:
    """The record of an event target.

    Attributes:
        listener_list: The standard's event listener list; None while it is empty. Elements made by components share
            theirs.
    """

    __slots__ = ("listener_list",)

    listener_list: tuple[ListenerEntry, ...] | None


class NodeRecord(TargetRecord):
    """The record of every node. The links are a doubly linked list, so that no operation on siblings scans.

    Attributes:
        node_document: The node's document, connected or not.
        parent_node: The parent.
        previous_sibling: The sibling before it.
        next_sibling: The sibling after it.
        node_id: The node's number in the op log while it is connected, 0 while it is not.
    """

    __slots__ = ("next_sibling", "node_document", "node_id", "parent_node", "previous_sibling")

    nodeType: ClassVar[int] = 0

    node_document: Document
    parent_node: ParentNode | None
    previous_sibling: Node | None
    next_sibling: Node | None
    node_id: int

    # Instead of slots, which would cost memory in texts and comments.
    first_child: Node | None = None
    last_child: Node | None = None
    live_lists: dict[str, LiveList[Node]] | None = None
    lazy_children: LazyChildren | None = None
    element_name: ElementName | None = None
    attribute_map: dict[str, str] | None = None
    rare_data: RareData | None = None


class TextRecord(NodeRecord):
    """The record of a text or comment.

    Attributes:
        text_data: Its data.
    """

    __slots__ = ("text_data",)

    text_data: str


class ParentRecord(NodeRecord):
    """The record of a node that can have children.

    Attributes:
        first_child: The first child.
        last_child: The last child.
        live_lists: `childNodes` and `children`, once they were used.
    """

    __slots__ = ("first_child", "last_child", "live_lists")

    first_child: Node | None
    last_child: Node | None
    live_lists: dict[str, LiveList[Node]] | None


class ElementRecord(ParentRecord):
    """The record of an element.

    Dictionaries of attributes, declarations and properties are replaced, never changed in place: ops in the log, and
    descriptions that several documents share, hold the same ones.

    Attributes:
        element_name: Its name, split into its parts.
        attribute_map: The attributes without a namespace, `style` left out; None for none.
        style_map: The declarations of its style; None for none.
        rare_data: Data that few elements have.
        lazy_children: Its children, as long as they are deferred; the element is a `LazyElement` then.
    """

    __slots__ = ("__weakref__", "attribute_map", "element_name", "lazy_children", "rare_data", "style_map")

    nodeType: ClassVar[int] = 1

    element_name: ElementName
    attribute_map: dict[str, str] | None
    style_map: dict[str, str] | None
    rare_data: RareData | None
    lazy_children: LazyChildren | None


class DocumentRecord(ParentRecord):
    """The record of a document.

    Attributes:
        registry: Its connected nodes by number, by id and by radio group.
        op_log: The changes that its browser has not been sent yet.
        browser_calls: The calls that wait for the browser's answers.
        event_host: Handles exceptions of callbacks, and runs async ones.
        tree_version: Counts all changes of the tree, connected or not, so that live lists know whether they are stale.
        node_iterators: The iterators over its nodes, which have to know about removals; None if there never were any.
        input_revision: How often something was entered in a control.
        page_title: The title, if it was set here; otherwise empty.
        root_element: The root element.
        window: Its window.
        script_renderer: Writes the document as JavaScript, once this was asked for.
        scheduler: Renders the components that are mounted here; the upper layer sets it.
        limits: The limits of its size.
        root_id: The id that the root element has in the page.
        scripts: Whether its browsers evaluate JavaScript; the compact wire never does.
    """

    __slots__ = (
        *("__weakref__", "browser_calls", "event_host", "input_revision", "limits", "node_iterators", "op_log"),
        *("page_title", "registry", "root_element", "root_id", "scheduler", "script_renderer", "scripts"),
        *("tree_version", "window"),
    )

    nodeType: ClassVar[int] = 9

    registry: NodeRegistry
    op_log: OpLog
    browser_calls: BrowserCalls
    event_host: Host
    tree_version: int
    input_revision: int
    node_iterators: WeakSet[NodeIterator] | None
    page_title: str
    root_element: Element
    window: Window
    script_renderer: ScriptRenderer | None
    scheduler: object | None
    limits: Limits
    root_id: str
    scripts: bool
