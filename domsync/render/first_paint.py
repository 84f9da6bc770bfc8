"""The first paint: the page's content as HTML, and the first frame, with which the client adopts it.

One walk over the nodes, and over the descriptions of deferred ones, gives the HTML, the shape by which the client finds
the nodes in it again, and ops for everything that HTML cannot express (listeners, properties, the styles that the
page's policy refuses in HTML). If the HTML parser would create other nodes from an element's content
(:mod:`domsync.dom.checks.nesting`), the content is not written: the first frame inserts it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from domsync.dom import ops
from domsync.dom.checks.element_names import ElementName, name_of_data
from domsync.dom.checks.names import MATHML, SVG
from domsync.dom.checks.nesting import (
    ESCAPABLE_TEXT,
    FOREIGN_ATTRIBUTES,
    READ_OTHERWISE,
    START,
    around,
    attribute_survives,
    excluded_by,
    holds,
    inside,
    is_body,
    is_empty,
    is_text_only,
)
from domsync.dom.document.snapshot import describe_root, undescribed
from domsync.dom.element.element import Element
from domsync.dom.nodes.character_data import CharacterData, Comment, Text
from domsync.dom.nodes.node import Node
from domsync.dom.traversal import children_of
from domsync.dom.tree.description import SubtreeDescription, id_runs
from domsync.dom.tree.lazy import LazyElementData
from domsync.render.columns import read_run
from domsync.render.control_markup import Markup, shown
from domsync.render.html_serialization import DROPS_NEWLINE, end_tag, tag_name
from domsync.render.painted_runs import FEWEST_ROWS, PaintedRun, painted_run
from domsync.render.quoting import html_attribute, html_comment, html_raw_text, html_text
from domsync.render.shapes import SHORTEST_RUN
from domsync.render.tree_shape import COMMENT, EMPTY_TEXT, MOUNTED, SEPARATORS, TEXT, TEXTS_MEET, ShapeWriter

if TYPE_CHECKING:
    from domsync.dom.document.document import Document

#: The maximum number of levels of elements. Chromium's HTML parser flattens elements below 512 levels.
DEEPEST: Final = 150


class LeftOut(NamedTuple):
    """An element whose content is not in the HTML.

    Args:
        number: The element's number.
        element: Its name.
        child: The child that an HTML parser would read differently: a name, or ``text`` or ``comment``.
    """

    number: int
    element: str
    child: str


class FirstPaint(NamedTuple):
    """A document in the form in which a page loads it.

    Args:
        html: The content of the root element; empty if the first frame has to insert it.
        ops: The ops of the first frame.
        mounted: The elements whose shared documents are in the HTML.
        excluded: The contexts in which this HTML is not allowed (:func:`domsync.dom.checks.nesting.excluded_by`).
        left_out: The elements whose content the first frame inserts.
    """

    html: str
    ops: list[ops.Op]
    mounted: frozenset[Node] = frozenset()
    excluded: int = 0
    left_out: tuple[LeftOut, ...] = ()


def has_reactions(described: Iterable[ops.Op]) -> bool:
    """Return whether these ops contain an instant action, which the browser runs by itself."""
    return any(
        op.listener.reactions if isinstance(op, ops.Listen) else isinstance(op, ops.Insert) and _react(op.nodes)
        for op in described
    )


def _react(nodes: Iterable[ops.NodeData]) -> bool:
    return any(
        any(listener.reactions for listener in (node.listeners or {}).values()) or _react(node.children)
        for node in nodes
        if isinstance(node, ops.ElementData)
    )


def first_paint(document: Document, mounted: Mapping[Node, FirstPaint] | None = None) -> FirstPaint:
    """Render a document for its first page load. Deferred nodes stay deferred.

    Calls and messages are not part of the tree: they are in the op log, which is not changed.

    Args:
        document: The document.
        mounted: The shared documents that its elements show.
    """
    root = document.documentElement
    painter = Painter(mounted or {})
    if root.first_child is None:
        return FirstPaint("", describe_root(document))
    if not painter.paint(root):
        return FirstPaint("", document.snapshot())
    first: list[ops.Op] = [ops.Adopt(*painter.shape.result()), *painter.unsaid, *painter.choices]
    return FirstPaint(
        "".join(painter.parts),
        [*first, *describe_root(document), *undescribed(painter.rare)],
        frozenset(painter.mounted),
        painter.excluded,
        tuple(painter.left_out),
    )


class Painter:
    """Paints a document.

    Args:
        documents: The shared documents that elements show.
    """

    __slots__ = (
        "choices",
        "description",
        "documents",
        "excluded",
        "left_out",
        "mounted",
        "parts",
        "rare",
        "runs",
        "shape",
        "unsaid",
    )

    def __init__(self, documents: Mapping[Node, FirstPaint]) -> None:
        self.documents: Mapping[Node, FirstPaint] = documents
        self.parts: list[str] = []
        self.unsaid: list[ops.Op] = []
        #: The choices in selects: set once the attributes of all options are restored.
        self.choices: list[ops.Op] = []
        self.shape: ShapeWriter = ShapeWriter()
        #: Elements that an insert op could not describe completely.
        self.rare: list[Node] = []
        self.mounted: list[Node] = []
        self.excluded: int = 0
        self.left_out: list[LeftOut] = []
        self.runs: dict[tuple[str, int, int], list[PaintedRun]] = {}
        #: A description that is required but not used here.
        self.description: SubtreeDescription = SubtreeDescription()

    def paint(self, root: Element) -> bool:
        """Paint the content of the root element, and return whether HTML can express it."""
        contexts = _live_contexts(root, START, 0)
        if contexts is None:
            return False
        self.shape.root(len(contexts))
        self.description.root = root
        self._live_children(root, contexts, 0)
        return not self.shape.is_full

    # Live nodes

    def _live_children(self, parent: Element, contexts: Sequence[int], depth: int) -> None:
        nodes = children_of(parent)
        at, count, texts_meet = 0, len(nodes), False
        while at < count:
            node = nodes[at]
            if isinstance(node, Element):
                texts_meet = False
                if node.lazy_children is not None:
                    stretch = _deferred_from(nodes, at)
                    if stretch - at >= FEWEST_ROWS:
                        self._deferred_rows(nodes[at:stretch], contexts[at:stretch], depth)
                        at = stretch
                        continue
                self._live_element(node, contexts[at], depth)
            else:
                self.shape.ids(node.node_id)
                data = node.text_data  # type: ignore[attr-defined]
                if isinstance(node, Comment):
                    self._comment(data)
                    texts_meet = False
                else:
                    self._text(data, meets=texts_meet, first=at == 0, name=parent.element_name)
                    texts_meet = True
            at += 1

    def _text(self, data: str, *, meets: bool, first: bool, name: ElementName) -> None:
        self.shape.add(TEXT)
        if meets:
            self.parts.append(TEXTS_MEET)
        elif first and name.html in DROPS_NEWLINE and data.startswith("\n"):
            self.parts.append("\n")
        self.parts.append(html_text(data) or EMPTY_TEXT)

    def _comment(self, data: str) -> None:
        self.shape.add(COMMENT)
        self.parts.append(html_comment(data, in_text=False))

    def _live_element(self, element: Element, context: int, depth: int) -> None:
        number, name = element.node_id, element.element_name
        self.shape.ids(number)
        self.excluded |= excluded_by(name)
        attributes = element.attribute_map
        markup: Markup | None = None
        if element.style_map or element.listener_list or element.rare_data is not None or name.is_control:
            markup = self._unsaid_of(element)
        self.parts.append(f"<{tag_name(name)}")
        self._attributes(number, name, attributes if markup is None else markup.attributes)
        if element.rare_data is not None:
            self._namespaced(element)
        self.parts.append(">")
        deferred = element.lazy_children
        if deferred is not None:
            self._data_content(name, deferred.children, number, context, depth)
        elif markup is not None and markup.text is not None:
            self._control_text(element, markup.text)
        else:
            self._live_content(element, context, depth)
        if not (name.is_html and is_empty(context) and name.html != "noscript"):
            self.parts.append(end_tag(name))

    def _live_content(self, element: Element, context: int, depth: int) -> None:
        if element.first_child is None:
            self.shape.element(element.element_name, 0)
            painted = self.documents.get(element)
            if painted is not None and painted.html and is_body(context) and not around(context) & painted.excluded:
                self.parts += (MOUNTED, painted.html)
                self.mounted.append(element)
            return
        contexts = _live_contexts(element, context, depth)
        if contexts is not None:
            self.shape.element(element.element_name, len(contexts))
            if is_text_only(context):
                self._only_text(element.element_name, element.first_child)
            else:
                self._live_children(element, contexts, depth + 1)
            return
        self.shape.element(element.element_name, 0)
        self._leave_out(element.node_id, element.element_name, children_of(element), context)
        self._insert(element)

    def _only_text(self, name: ElementName, text: Any) -> None:
        self.shape.ids(text.node_id)
        self.shape.add(TEXT)
        self.parts.append(_with_newline(name, _text_source(name, text.text_data)))

    def _control_text(self, element: Element, text: str) -> None:
        """Write a textarea's value instead of its children, which the first frame inserts."""
        self.shape.element(element.element_name, 0)
        self.parts.append(_with_newline(element.element_name, html_text(text)))
        if text:
            self.unsaid.append(ops.SetText(element.node_id, 0, ""))
        if element.first_child is not None:
            self._insert(element)

    def _leave_out(self, number: int, name: ElementName, children: Sequence[Any], context: int) -> None:
        """Note that the content of an element is not in the HTML, and which child is the reason."""
        child = "text"
        for node in children:
            if isinstance(node, Comment) and not _survives(node, context):
                child = "comment"
            elif isinstance(node, Element) and inside(context, node.element_name) == READ_OTHERWISE:
                child = f"<{node.element_name.qualified}>"
            elif isinstance(node, LazyElementData) and (
                inside(context, name_of_data(node.tag, node.namespace)) == READ_OTHERWISE
            ):
                child = f"<{node.tag}>"
            else:
                continue
            break
        self.left_out.append(LeftOut(number, f"<{name.qualified}>", child))

    def _insert(self, element: Element) -> None:
        """Make the first frame insert the children of an element."""
        description = SubtreeDescription()
        for child in children_of(element):
            description.add(child)
        self.unsaid.append(ops.Insert(element.node_id, 0, id_runs(description.order), tuple(description.data)))
        self.rare += description.order

    def _unsaid_of(self, element: Element) -> Markup | None:
        """Note what HTML cannot express about an element; return the markup of a control."""
        number = element.node_id
        described = element._describe((), self.description)
        if element.rare_data is not None:
            self.rare.append(element)
        if not isinstance(described, ops.ElementData):
            return None
        self.unsaid += [ops.SetStyle(number, *pair) for pair in (described.styles or {}).items()]
        self.unsaid += [ops.Listen(number, *pair) for pair in (described.listeners or {}).items()]
        properties = [ops.SetProperty(number, *pair) for pair in (described.properties or {}).items()]
        markup = shown(element, described)
        if element.element_name.html in {"option", "select"}:
            # Selecting an option that is already selected has no effect: it would still follow its attribute.
            self.unsaid += markup.ops
            self.choices += properties
        else:
            self.unsaid += properties
            self.unsaid += markup.ops
        return markup

    def _attributes(self, number: int, name: ElementName, attributes: Mapping[str, str] | None) -> None:
        for attribute, value in (attributes or {}).items():
            if "\0" in value or not attribute_survives(name, attribute):
                self.unsaid.append(ops.SetAttribute(number, attribute, value))
            else:
                self.parts.append(f" {attribute}={html_attribute(value)}")

    def _namespaced(self, element: Element) -> None:
        is_foreign = element.element_name.namespace in (MATHML, SVG)
        for (namespace, _), (qualified, value) in element.namespaced_attributes().items():
            if is_foreign and FOREIGN_ATTRIBUTES.get(qualified) == namespace and "\0" not in value:
                self.parts.append(f" {qualified}={html_attribute(value)}")
            else:
                self.unsaid.append(ops.SetAttributeNS(element.node_id, namespace, qualified, value))

    # Descriptions

    def _deferred_rows(self, rows: Sequence[Node], contexts: Sequence[int], depth: int) -> None:
        """Paint siblings whose children are deferred, all of one shape at once."""
        description = self.description
        datas = [row._describe(row.lazy_children.children, description) for row in rows]  # type: ignore[union-attr]
        at = 0
        while at < len(rows):
            run, count, columns = self._run_at(datas, at, contexts[at], depth)
            if run is None:
                self._live_element(rows[at], contexts[at], depth)  # type: ignore[arg-type]
                at += 1
                continue
            numbers = [row.node_id for row in rows[at : at + count]]
            for number in numbers:
                self.shape.ids(number, run.size)
            run.paint(self, numbers, columns)
            at += count

    def _data_content(self, name: ElementName, children: Sequence[Any], number: int, context: int, depth: int) -> int:
        """Paint the deferred children of an element; return the number after the last node below it."""
        contexts = _data_contexts(name, children, context, depth)
        if contexts is not None:
            self.shape.element(name, len(contexts))
            if is_text_only(context):
                for text in children:
                    self.shape.ids(number + 1)
                    self.shape.add(TEXT)
                    self.parts.append(_with_newline(name, _text_source(name, text)))
                return number + 1 + len(children)
            return self._data_children(name, children, contexts, number + 1, depth + 1)
        self.shape.element(name, 0)
        self._leave_out(number, name, children, context)
        self.unsaid.append(ops.Insert(number, 0, number + 1, tuple(children)))
        return number + 1 + sum(1 if isinstance(child, str) else child.size for child in children)

    def _data_children(
        self, parent: ElementName, children: Sequence[Any], contexts: Sequence[int], number: int, depth: int
    ) -> int:
        at, count, texts_meet = 0, len(children), False
        while at < count:
            data = children[at]
            if isinstance(data, str):
                self.shape.ids(number)
                self._text(data, meets=texts_meet, first=at == 0, name=parent)
                texts_meet = True
                number += 1
                at += 1
                continue
            texts_meet = False
            if count - at >= FEWEST_ROWS:
                run, rows, columns = self._run_at(children, at, contexts[at], depth)
                if run is not None:
                    numbers = list(range(number, number + rows * run.size, run.size))
                    self.shape.ids(number, rows * run.size)
                    run.paint(self, numbers, columns)
                    number += rows * run.size
                    at += rows
                    continue
            number = self._data_element(data, contexts[at], number, depth)
            at += 1
        return number

    def _data_element(self, data: LazyElementData, context: int, number: int, depth: int) -> int:
        name = name_of_data(data.tag, data.namespace)
        self.shape.ids(number)
        self.excluded |= excluded_by(name)
        self.unsaid += [ops.SetStyle(number, *pair) for pair in (data.styles or {}).items()]
        self.unsaid += [ops.Listen(number, *pair) for pair in (data.listeners or {}).items()]
        self.parts.append(f"<{tag_name(name)}")
        self._attributes(number, name, data.attributes)
        self.parts.append(">")
        after = self._data_content(name, data.children, number, context, depth)
        if not (name.is_html and is_empty(context) and name.html != "noscript"):
            self.parts.append(end_tag(name))
        return after

    def _run_at(
        self, nodes: Sequence[Any], start: int, context: int, depth: int
    ) -> tuple[PaintedRun | None, int, list[Sequence[Any]]]:
        """Find the shape of siblings, and read them as long as they have it."""
        node = nodes[start]
        if isinstance(node, str):
            return None, 0, []
        known = self.runs.setdefault((node.tag, len(node.children), context), [])
        for run in known:
            count, columns = read_run(run.read, nodes, start)
            if count:
                return (run, count, columns) if run.fits(columns) else (None, 0, [])
        found = painted_run(nodes, start, context, DEEPEST - depth, self.shape)
        if found is None:
            return None, 0, []
        count, columns = read_run(found.read, nodes, start)
        if count < SHORTEST_RUN or not found.fits(columns):
            return None, 0, []
        known.append(found)
        self.excluded |= found.excluded
        return found, count, columns


def _text_source(name: ElementName, text: str) -> str:
    return html_text(text) if name.html in ESCAPABLE_TEXT else html_raw_text(text, name.html, anywhere=False)


def _text_alone(name: ElementName, texts: Sequence[Any]) -> list[int] | None:
    """Return the contexts of the children of an element whose content a parser reads as one text."""
    if not texts:
        return []
    text = texts[0]
    if len(texts) > 1 or not isinstance(text, str) or not text or "\0" in text:
        return None
    is_same = name.html in ESCAPABLE_TEXT or ("\r" not in text and _text_source(name, text) == text)
    return [0] if is_same else None


def _with_newline(name: ElementName, text: str) -> str:
    """Add a line feed if a parser would drop the first one, as it does at the start of some elements."""
    return "\n" + text if name.html in DROPS_NEWLINE and text.startswith("\n") else text


def _deferred_from(nodes: Sequence[Node], start: int) -> int:
    """Find the end of the run of siblings whose children are deferred."""
    at = start
    while at < len(nodes) and nodes[at].lazy_children is not None:
        at += 1
    return at


def _live_contexts(parent: Element, context: int, depth: int) -> list[int] | None:
    """Return the contexts of the children of a live element; None if one of them cannot be written there as HTML."""
    children: Iterator[Any] = iter(children_of(parent))
    if is_text_only(context):
        return _text_alone(parent.element_name, [c.text_data if isinstance(c, Text) else None for c in children])
    if depth >= DEEPEST:
        return None
    contexts: list[int] = []
    for child in children:
        if isinstance(child, Element):
            at = inside(context, child.element_name)
            if at == READ_OTHERWISE:
                return None
            contexts.append(at)
        elif isinstance(child, CharacterData) and _survives(child, context):
            contexts.append(0)
        else:
            return None
    return contexts


def _survives(node: CharacterData, context: int) -> bool:
    data = node.text_data
    if "\0" in data:
        return False
    if isinstance(node, Comment):
        return data not in SEPARATORS and "\r" not in data and html_comment(data, in_text=False) == f"<!--{data}-->"
    return holds(context, data)


def _data_contexts(name: ElementName, children: Sequence[Any], context: int, depth: int) -> list[int] | None:
    """Return the contexts of children that are descriptions; None if one of them cannot be written there as HTML."""
    if is_text_only(context):
        return _text_alone(name, children)
    if depth >= DEEPEST and children:
        return None
    contexts: list[int] = []
    for child in children:
        if isinstance(child, str):
            if "\0" in child or not holds(context, child):
                return None
            contexts.append(0)
        else:
            at = inside(context, name_of_data(child.tag, child.namespace))
            if at == READ_OTHERWISE:
                return None
            contexts.append(at)
    return contexts
