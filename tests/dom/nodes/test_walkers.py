"""TreeWalker, NodeIterator and NodeFilter; from https://dom.spec.whatwg.org/#traversal."""

import gc
import random
from collections.abc import Callable
from typing import Any

import pytest

from domsync.dom import Document, Element, Node, NodeFilter, NodeIterator, TreeWalker
from domsync.dom.nodes.child import ChildNode
from domsync.dom.traversal import descend
from domsync.errors import DOMException

ACCEPT, REJECT, SKIP = NodeFilter.FILTER_ACCEPT, NodeFilter.FILTER_REJECT, NodeFilter.FILTER_SKIP


def tree(document: Document, shape: Any) -> Element:
    """Make `<a><b/>text</a>` of `("a", "b", "=text")`; a tuple is an element with children."""
    tag, *children = shape if isinstance(shape, tuple) else (shape,)
    element = document.implementation.createHTMLDocument().createElement(tag)
    for child in children:
        if isinstance(child, str) and child.startswith("="):
            element.append(child[1:])
        elif isinstance(child, str) and child.startswith("!"):
            element.append(document.createComment(child[1:]))
        else:
            element.append(tree(document, child))
    return element


def shown(node: Node | None) -> str | None:
    return None if node is None else node.nodeValue if node.nodeType != 1 else node.nodeName.lower()


def walked(step: Callable[[], Node | None]) -> list[str | None]:
    """Take steps until there is none."""
    found = []
    while (node := step()) is not None:
        found.append(shown(node))
    return found


@pytest.fixture
def root(document: Document) -> Element:
    return tree(document, ("a", ("b", "=t", "c"), "!n", ("d", ("e", "f")), "g"))


@pytest.fixture
def document() -> Document:
    return Document("root")


def by_name(**answers: int) -> Callable[[Node], int]:
    return lambda node: answers.get(shown(node) or "", ACCEPT)


class TestTreeWalker:
    def test_all_nodes_forth_and_back(self, document: Document, root: Element) -> None:
        walker = document.createTreeWalker(root)
        assert isinstance(walker, TreeWalker)
        assert (walker.root, walker.currentNode, walker.whatToShow, walker.filter) == (root, root, 0xFFFFFFFF, None)
        assert walked(walker.nextNode) == ["b", "t", "c", "n", "d", "e", "f", "g"]
        assert shown(walker.currentNode) == "g"
        assert walked(walker.previousNode) == ["f", "e", "d", "n", "c", "t", "b", "a"]
        assert walker.currentNode is root

    def test_what_is_shown(self, document: Document, root: Element) -> None:
        only = [
            (NodeFilter.SHOW_ELEMENT, ["b", "c", "d", "e", "f", "g"]),
            (NodeFilter.SHOW_TEXT, ["t"]),
            (NodeFilter.SHOW_COMMENT, ["n"]),
            (NodeFilter.SHOW_TEXT | NodeFilter.SHOW_COMMENT, ["t", "n"]),
            (0, []),
        ]
        for kinds, expected in only:
            assert walked(document.createTreeWalker(root, kinds).nextNode) == expected
        assert document.createTreeWalker(root, -1).whatToShow == 0xFFFFFFFF

    def test_what_is_rejected_goes_with_all_below_and_what_is_skipped_alone(
        self, document: Document, root: Element
    ) -> None:
        rejecting = document.createTreeWalker(root, NodeFilter.SHOW_ALL, by_name(b=REJECT, d=SKIP))
        assert walked(rejecting.nextNode) == ["n", "e", "f", "g"]
        assert walked(rejecting.previousNode) == ["f", "e", "n", "a"]

    def test_children_and_siblings_of_what_is_skipped_stand_in_its_place(
        self, document: Document, root: Element
    ) -> None:
        walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT, by_name(b=SKIP, d=SKIP))
        assert [shown(walker.firstChild()), *walked(walker.nextSibling)] == ["c", "e", "g"]
        assert walked(walker.previousSibling) == ["e", "c"]
        walker.currentNode = root
        assert shown(walker.lastChild()) == "g"
        assert walker.nextSibling() is None
        walker.currentNode = root.children[0]
        assert shown(walker.parentNode()) == "a"
        assert walker.parentNode() is None

    def test_neither_its_root_nor_what_is_beside_it_is_left(self, document: Document, root: Element) -> None:
        inner = root.children[1]
        walker = document.createTreeWalker(inner)
        assert (walker.parentNode(), walker.nextSibling(), walker.previousSibling()) == (None, None, None)
        assert walker.previousNode() is None
        assert walked(walker.nextNode) == ["e", "f"]
        assert shown(walker.parentNode()) == "e"
        # One outside goes on where it is.
        walker.currentNode = root.children[2]
        assert shown(walker.previousNode()) == "f"
        walker.currentNode = root.children[0]
        assert walker.parentNode() is root

    def test_no_accepted_parent_lies_between_siblings(self, document: Document, root: Element) -> None:
        walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT)
        walker.currentNode = root.children[0].children[0]
        assert walker.nextSibling() is None
        assert shown(walker.currentNode) == "c"


class TestFilters:
    def test_an_object_has_accept_node_looked_up_each_time(self, document: Document, root: Element) -> None:
        class Choosy:
            acceptNode = staticmethod(by_name(b=REJECT))

        choosy = Choosy()
        walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT, choosy)
        assert walker.filter is choosy
        assert shown(walker.nextNode()) == "d"
        Choosy.acceptNode = staticmethod(by_name(e=REJECT))
        assert shown(walker.nextNode()) == "g"

    def test_what_is_not_shown_is_not_asked_of(self, document: Document, root: Element) -> None:
        asked: list[str | None] = []

        def filter(node: Node) -> int:
            asked.append(shown(node))
            return ACCEPT

        walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, filter)
        walked(walker.nextNode)
        assert asked == ["t"]

    @pytest.mark.parametrize("kind", ["createTreeWalker", "createNodeIterator"])
    def test_what_a_filter_raises_is_the_callers(self, document: Document, root: Element, kind: str) -> None:
        fault = [KeyError("x")]

        def raising(node: Node) -> int:
            if fault:
                raise fault[0]
            return ACCEPT

        walk = getattr(document, kind)(root, NodeFilter.SHOW_ALL, raising)
        with pytest.raises(KeyError):
            walk.nextNode()
        assert (walk.currentNode if kind == "createTreeWalker" else walk.referenceNode) is root
        fault.clear()
        assert walk.nextNode() is (root.firstChild if kind == "createTreeWalker" else root)

    @pytest.mark.parametrize("kind", ["createTreeWalker", "createNodeIterator"])
    def test_a_filter_cannot_have_its_own_walk_go_on(self, document: Document, root: Element, kind: str) -> None:
        errors: list[str] = []

        def nested(node: Node) -> int:
            with pytest.raises(DOMException) as caught:
                walk.nextNode()
            errors.append(caught.value.name)
            return ACCEPT

        walk = getattr(document, kind)(root, NodeFilter.SHOW_ALL, nested)
        assert walk.nextNode() is (root.firstChild if kind == "createTreeWalker" else root)
        assert errors == ["InvalidStateError"]

    def test_wrong_ones_are_refused(self, document: Document, root: Element) -> None:
        with pytest.raises(TypeError, match="a filter must be a function of a node"):
            document.createTreeWalker(root, NodeFilter.SHOW_ALL, "b")  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="a node is needed here, not NoneType"):
            document.createNodeIterator(None)  # type: ignore[arg-type]
        with pytest.raises(TypeError, match="a node is needed here, not str"):
            document.createTreeWalker(root).currentNode = "b"  # type: ignore[assignment]


class TestNodeIterator:
    def test_forth_and_back(self, document: Document, root: Element) -> None:
        iterator = document.createNodeIterator(root, NodeFilter.SHOW_ELEMENT, by_name(b=REJECT))
        assert isinstance(iterator, NodeIterator)
        assert (iterator.referenceNode, iterator.pointerBeforeReferenceNode) == (root, True)
        # To reject is to skip.
        assert walked(iterator.nextNode) == ["a", "c", "d", "e", "f", "g"]
        assert (shown(iterator.referenceNode), iterator.pointerBeforeReferenceNode) == ("g", False)
        assert walked(iterator.previousNode) == ["g", "f", "e", "d", "c", "a"]
        assert (iterator.referenceNode, iterator.pointerBeforeReferenceNode) == (root, True)
        iterator.detach()
        assert iterator.nextNode() is root

    def test_it_leaves_what_is_removed(self, document: Document, root: Element) -> None:
        iterator = document.createNodeIterator(root)
        b, d = root.children[0], root.children[1]
        while iterator.nextNode() is not d.firstChild:
            pass
        d.remove()
        assert (shown(iterator.referenceNode), iterator.pointerBeforeReferenceNode) == ("n", False)
        assert shown(iterator.nextNode()) == "g"
        assert shown(iterator.previousNode()) == "g"
        assert shown(iterator.previousNode()) == "n"
        assert shown(iterator.previousNode()) == "c"
        # Before the first child of what goes: what follows it is next, whatever was in it.
        b.remove()
        assert (shown(iterator.referenceNode), iterator.pointerBeforeReferenceNode) == ("n", True)
        root.replaceChildren()
        assert (iterator.referenceNode, iterator.pointerBeforeReferenceNode) == (root, False)
        assert iterator.nextNode() is None
        assert iterator.previousNode() is root

    def test_its_root_can_go_and_to_another_document_too(self, document: Document, root: Element) -> None:
        document.body.append(root)
        iterator = document.createNodeIterator(root)
        iterator.nextNode()
        iterator.nextNode()
        root.remove()
        other = Document("other")
        other.body.append(root)
        assert shown(iterator.referenceNode) == "b"
        root.children[0].remove()
        assert (iterator.referenceNode, iterator.pointerBeforeReferenceNode) == (root, False)
        assert shown(iterator.nextNode()) == "n"

    def test_a_filter_may_remove_what_it_is_asked_of(self, document: Document, root: Element) -> None:
        def removing(node: Node) -> int:
            if shown(node) in {"b", "d"}:
                node.parentNode.removeChild(node)  # type: ignore[union-attr]
            return ACCEPT

        iterator = document.createNodeIterator(root, NodeFilter.SHOW_ALL, removing)
        assert walked(iterator.nextNode) == ["a", "b", "n", "d", "g"]

    def test_components_that_leave_are_left(self, document: Document) -> None:
        # As the upper layer takes nodes out: links are cut at once.
        from domsync.dom.document.builder import remove_run

        first, second = (document.createElement("p") for _ in range(2))
        document.body.append(first, second)
        iterator = document.createNodeIterator(document.body)
        iterator.nextNode()
        iterator.nextNode()
        assert iterator.referenceNode is first
        remove_run(first, first)
        assert (iterator.referenceNode, iterator.nextNode()) == (document.body, second)

    def test_nobody_keeps_one(self, document: Document, root: Element) -> None:
        document.createNodeIterator(root)
        gc.collect()
        assert not document.node_iterators

    @pytest.mark.parametrize("seed", range(50))
    def test_at_random_it_stays_in_its_tree_and_in_order(self, document: Document, seed: int) -> None:
        """What is removed and inserted elsewhere, one step never leads back, nor out of the tree."""
        choose = random.Random(seed)
        root = document.createElement("div")
        for _ in range(12):
            choose.choice([node for node in descend(root) if isinstance(node, Element)]).append(
                document.createElement("p") if choose.random() < 0.5 else "t"
            )
        iterator = document.createNodeIterator(root)
        for _ in range(40):
            inner = [node for node in descend(root) if isinstance(node, ChildNode) and node is not root]
            if inner and choose.random() < 0.3:
                choose.choice(inner).remove()
            order = list(descend(root))
            assert iterator.referenceNode in order
            at = order.index(iterator.referenceNode) + (not iterator.pointerBeforeReferenceNode)
            if choose.random() < 0.6:
                assert iterator.nextNode() is (order[at] if at < len(order) else None)
            else:
                assert iterator.previousNode() is (order[at - 1] if at else None)
