"""Random programs of DOM calls: what always holds, whatever is called."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domsync.dom import Document, Element, Node
from domsync.dom.controls.selects import chosen, is_list, is_multiple, options_of
from domsync.dom.events import merge_for_browser
from domsync.dom.ops import Insert, Remove
from domsync.dom.traversal import descend
from domsync.testing.browser.apply import ReferenceBrowser
from domsync.testing.tree.canonical import canonical
from tests.profiles import scaled
from tests.programs import Program, programs


def check_links(parent: Node) -> None:
    """The children of a node and its links say the same."""
    previous = None
    child = parent.firstChild
    while child is not None:
        assert child.parentNode is parent
        assert child.previousSibling is previous
        previous, child = child, child.nextSibling
    assert parent.lastChild is previous


def check_select(select: Element) -> None:
    """A select that takes one option has one of its own, or none where that is possible."""
    options = list(options_of(select))
    option = chosen(select)
    if is_multiple(select):
        assert option is None
    else:
        assert option is None or option in options
        assert [other for other in options if other.selected] == ([] if option is None else [option])  # type: ignore[attr-defined]
        if option is None and not is_list(select) and select.rare_data is None:
            assert all("disabled" in (other.attribute_map or ()) for other in options)


def check_tree(root: Node, document: Document) -> None:
    for node in descend(root):
        assert node.node_document is document
        check_links(node)
        if node.nodeName == "SELECT":
            assert isinstance(node, Element)
            check_select(node)


def check_document(document: Document) -> None:
    """What the document keeps in its books is what stands in the tree."""
    connected = list(descend(document.documentElement))
    check_tree(document, document)
    assert set(document.registry.nodes.values()) == set(connected)
    assert all(node.node_id == wire for wire, node in document.registry.nodes.items())
    ids: dict[str, list[Node]] = {}
    radios: dict[str, set[Node]] = {}
    listening = len(merge_for_browser(document.listener_list or ())) + len(
        merge_for_browser(document.defaultView.listener_list or ())
    )
    for node in connected:
        assert node.node_id < document.registry.next_id
        if not isinstance(node, Element):
            continue
        if node.id:
            ids.setdefault(node.id, []).append(node)
        if node.localName == "input" and node.type == "radio" and node.name:
            radios.setdefault(node.name, set()).add(node)
        listening += node.reported_events()
    assert document.registry.ids.keys() == ids.keys()
    for id, elements in ids.items():
        assert document.getElementById(id) is elements[0]
        kept = document.registry.ids[id]
        assert (list(kept) if isinstance(kept, dict) else [kept]) != []
        assert (set(kept) if isinstance(kept, dict) else {kept}) == set(elements)
    assert {name: set(group) for name, group in document.registry.radios.items()} == radios
    assert document.registry.listening == listening


def check_detached(node: Node, document: Document) -> None:
    root = node.getRootNode()
    if root is not document:
        check_tree(root, document)
        for one in descend(root):
            assert one.node_id == 0
            assert not one.isConnected
            assert not isinstance(one, Element) or one.reported_events() == 0


class Witness:
    """What a call that raises may not change: the tree, the log, and the links of all nodes that there were before."""

    def __init__(self, document: Document, nodes: list[Node]) -> None:
        roots = dict.fromkeys(node.getRootNode() for node in [*nodes, document])
        self.links = {
            node: (
                node.parent_node,
                node.previous_sibling,
                node.next_sibling,
                node.first_child,
                node.last_child,
                node.node_id,
            )
            for root in roots
            for node in descend(root)
        }
        # After all that was deferred has been made, which changes the words of a snapshot and nothing else.
        self.seen = (document.snapshot(), list(document.op_log.ops))

    def __eq__(self, before: object) -> bool:
        assert isinstance(before, Witness)
        return self.seen == before.seen and all(self.links[node] == links for node, links in before.links.items())

    __hash__ = None  # type: ignore[assignment]


@given(programs())
@settings(max_examples=scaled(150))
def test_the_books_are_always_right(program: Program) -> None:
    document = Document("root")
    for _ in program.run(document):
        check_document(document)
        for node in program.pool:
            check_detached(node, document)


@given(programs())
@settings(max_examples=scaled(60))
def test_a_call_that_raises_changes_nothing(program: Program) -> None:
    document = Document("root")

    program.witness = lambda: Witness(document, program.pool)
    for _ in program.run(document):
        pass


class Detached:
    """A document whose root, for all that a program knows, is an element that is not connected."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.documentElement = document._make_html("div")
        # The document and its window are always connected.
        self.addEventListener = self.documentElement.addEventListener
        self.removeEventListener = self.documentElement.removeEventListener
        self.defaultView = self.documentElement

    def __getattr__(self, name: str) -> Any:
        return getattr(self._document, name)


class DetachedProgram(Program):
    """A program that does not look for what is connected."""

    def _parent(self) -> Any:
        return self._one(lambda node: node.nodeName in {"DIV", "SPAN", "P", "#document-fragment"})


@given(st.builds(DetachedProgram, st.randoms(use_true_random=False), steps=st.integers(1, 60)))
@settings(max_examples=scaled(60))
def test_detached_work_logs_nothing(program: Program) -> None:
    document = Document("root")
    detached = Detached(document)
    for _ in program.run(detached):
        assert document.op_log.ops == []
        assert len(document.registry.nodes) == 1
        check_detached(detached.documentElement, document)
    browser = ReferenceBrowser("root")
    document.body.append(detached.documentElement)
    check_document(document)
    operations = document.take_ops()
    assert len(operations) == 1
    assert isinstance(operations[0], Insert)
    browser.apply(operations)
    assert browser.canonical(listeners=True) == canonical(document, listeners=True)
    detached.documentElement.remove()
    assert document.take_ops() == [Remove(4)]
    check_document(document)


@given(programs(max_steps=20), programs(max_steps=20), st.randoms(use_true_random=False))
@settings(max_examples=scaled(60))
def test_nodes_move_between_documents(one: Program, other: Program, random: Any) -> None:
    first, second = Document("first"), Document("second")
    browsers = [(first, ReferenceBrowser("first")), (second, ReferenceBrowser("second"))]
    for program, document in ((one, first), (other, second)):
        for _ in program.run(document):
            pass
    for _ in range(10):
        source, target = random.sample([first, second], 2)
        nodes = list(descend(source.documentElement))[1:]
        parents = [node for node in descend(target.documentElement) if node.nodeName in {"DIV", "SPAN", "P", "UL"}]
        for node in random.sample(nodes, min(3, len(nodes))):
            if node.nodeName not in {"OPTION", "OPTGROUP"} and node.ownerDocument is source:
                random.choice([target.documentElement, *parents]).append(node, "x")
        check_document(first)
        check_document(second)
        for document, browser in browsers:
            browser.apply(document.take_ops())
            assert browser.canonical(listeners=True) == canonical(document, listeners=True)
