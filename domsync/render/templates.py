"""Templates: siblings of the same shape are sent as the shape, once, and columns of their differences.

A table of 1,000 rows is then one template, and a column for each text that differs between rows. The shapes are found
in the data, whether it comes from components, loops or DOM calls. `docs/reference/protocol.md` describes the format.

A shape starts as its first row, with everything fixed. If another row differs in a text or value, that place becomes a
hole; if an element has another number of children there, these become a list of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, Final

from domsync.dom.checks.names import MATHML, SVG
from domsync.dom.ops import CommentData, ElementData, Listener, NodeData, Reaction
from domsync.render.columns import Column, Reader, read_run, reader
from domsync.render.shapes import SHORTEST_RUN, Shape, find_shape

#: Fewer nodes in all rows together are not worth a template.
FEWEST_NODES: Final = 16
#: The maximum number of templates of a document; nodes of further shapes are sent one by one.
MOST_TEMPLATES: Final = 200

NAMESPACE_CODES: Final[dict[str | None, int]] = {None: 0, SVG: 1, MATHML: 2}
SET_ATTRIBUTE_NS, SET_PROPERTY, SET_STYLE, LISTEN = 7, 9, 10, 11


class Template:
    """A shape with a number.

    Args:
        number: Its number in the document, from 1.
        shape: The shape, which no longer changes.
    """

    __slots__ = ("announced", "definition", "holes", "lists", "number", "read", "size")

    def __init__(self, number: int, shape: Shape) -> None:
        self.number: int = number
        #: The number of holes, and those that are lists of children.
        self.holes: int = 0
        self.lists: list[int] = []
        #: The number of nodes of one copy, without those in lists.
        self.size: int = 0
        #: The definition for the browser; and whether it was sent to all who follow the document.
        self.definition: list[Any] = self._describe(shape)
        self.announced: bool = False
        self.read: Reader = reader(shape)

    def _describe(self, shape: Shape) -> list[Any]:
        self.size += 1
        sample = shape.sample
        attributes = list(
            chain.from_iterable(
                (name, self._hole() if name in shape.open_attributes else value)
                for name, value in (sample.attributes or {}).items()
            )
        )
        extra: list[Any] = [[SET_ATTRIBUTE_NS, *triple] for triple in sample.namespaced]
        extra += [
            [SET_STYLE, name, [self._hole()] if name in shape.open_styles else value]
            for name, value in (sample.styles or {}).items()
        ]
        extra += [
            [SET_PROPERTY, name, [self._hole()] if name in shape.open_properties else value]
            for name, value in (sample.properties or {}).items()
        ]
        for event, listener in (sample.listeners or {}).items():
            told = listener_to_wire(listener)
            extra.append([LISTEN, event, told] if told else [LISTEN, event])
        children: list[Any] = []
        if shape.children is None:
            self.lists.append(self.holes)
            children.append(-1 - self._hole())
        else:
            for child in shape.children:
                if isinstance(child, Shape):
                    children.append(self._describe(child))
                else:
                    self.size += 1
                    children.append(self._hole() if child.fixed is None else child.fixed)
        return without_zeros(
            [
                sample.tag,
                children or 0,
                attributes or 0,
                extra or 0,
                NAMESPACE_CODES.get(sample.namespace, sample.namespace),
            ]
        )

    def _hole(self) -> int:
        self.holes += 1
        return self.holes - 1


class Templates:
    """The templates of one document's frames, and the writer of node data that finds and uses them.

    Args:
        most: The maximum number of templates.
    """

    __slots__ = ("_by_tag", "_fresh", "_known", "_most")

    def __init__(self, most: int = MOST_TEMPLATES) -> None:
        self._most = most
        self._known: list[Template] = []
        self._by_tag: dict[tuple[str, int], list[Template]] = {}
        #: Templates that the current frame uses and has to define.
        self._fresh: list[Template] = []

    def begin(self, *, snapshot: bool) -> None:
        """Begin a frame.

        Args:
            snapshot: Whether it is for a viewer who has nothing yet. Then all templates are defined in it, and new ones
                remain unannounced to the others.
        """
        self._fresh = [template for template in self._known if template.announced] if snapshot else []

    def definitions(self) -> list[tuple[int, list[Any]]]:
        """The definitions that the frame needs; call it after its nodes were written."""
        return [(template.number, template.definition) for template in self._fresh]

    def announced(self) -> None:
        """Note that the frame with these definitions is sent to all who follow the document."""
        for template in self._fresh:
            template.announced = True

    def write(self, nodes: Sequence[NodeData]) -> list[Any]:
        """Write siblings.

        Args:
            nodes: Their descriptions.

        Returns:
            Wire data: strings, `[tag, ...]`, `[0, comment]`, and runs `[-template, count, column, ...]`.
        """
        count = len(nodes)
        if count < SHORTEST_RUN and not self._known:
            return [self.write_node(node) for node in nodes]
        written: list[Any] = []
        index = 0
        while index < count:
            node = nodes[index]
            if isinstance(node, str):
                written.append(node)
                index += 1
                continue
            if isinstance(node, CommentData):
                written.append([0, node.data])
                index += 1
                continue
            template, rows, columns = self._read_known(nodes, index)
            if template is None and index + SHORTEST_RUN <= count and len(self._known) < self._most:
                template, rows, columns = self._read_new(nodes, index)
            if template is None:
                written.append(self.write_node(node))
                index += 1
                continue
            if not template.announced and template not in self._fresh:
                self._fresh.append(template)
            written.append(self._run(template, rows, columns))
            index += rows
        return written

    def _read_known(self, nodes: Sequence[NodeData], start: int) -> tuple[Template | None, int, list[Column]]:
        node = nodes[start]
        for template in self._by_tag.get((node.tag, len(node.children)), ()):  # type: ignore[union-attr]
            count, columns = read_run(template.read, nodes, start)
            if count:
                return template, count, columns
        return None, 0, []

    def _read_new(self, nodes: Sequence[NodeData], start: int) -> tuple[Template | None, int, list[Column]]:
        shape = find_shape(nodes, start)
        if shape is None:
            return None, 0, []
        template = Template(len(self._known) + 1, shape)
        count, columns = read_run(template.read, nodes, start)
        if count < SHORTEST_RUN or template.size * count < FEWEST_NODES:
            return None, 0, []
        self._known.append(template)
        self._by_tag.setdefault((shape.sample.tag, len(shape.sample.children)), []).append(template)
        return template, count, columns

    def _run(self, template: Template, count: int, columns: list[Column]) -> list[Any]:
        written: list[Any] = [_column(column) for column in columns]
        for index in template.lists:
            written[index] = [self.write(children) for children in columns[index]]
        return [-template.number, count, *written]

    def write_node(self, data: CommentData | ElementData | str) -> Any:
        """Write one node, without a template for itself.

        Args:
            data: Its description.
        """
        if isinstance(data, str):
            return data
        if isinstance(data, CommentData):
            return [0, data.data]
        children = self.write(data.children) if data.children else 0
        if data.namespace is None and not (data.styles or data.properties or data.listeners or data.namespaced):
            if data.attributes:
                return [data.tag, children, list(chain.from_iterable(data.attributes.items()))]
            return [data.tag, children] if children else [data.tag]
        extra: list[Any] = [[SET_ATTRIBUTE_NS, *triple] for triple in data.namespaced]
        extra += [[SET_STYLE, *pair] for pair in (data.styles or {}).items()]
        extra += [[SET_PROPERTY, *pair] for pair in (data.properties or {}).items()]
        for event, listener in (data.listeners or {}).items():
            told = listener_to_wire(listener)
            extra.append([LISTEN, event, told] if told else [LISTEN, event])
        attributes = list(chain.from_iterable((data.attributes or {}).items()))
        namespace = NAMESPACE_CODES.get(data.namespace, data.namespace)
        return without_zeros([data.tag, children, attributes or 0, extra or 0, namespace])


def _column(values: Column) -> Any:
    """The values of one hole: a list, one string if all are the same, or the first of consecutive whole numbers."""
    first = values[0]
    if type(first) is not str:
        return list(values)
    if first == values[-1]:
        return first if all(value == first for value in values) else list(values)
    if first.isdecimal() and first.isascii() and (first == "0" or first[0] != "0") and len(first) < 10:
        start = int(first)
        if values[-1] == str(start + len(values) - 1) and all(
            value == str(number) for number, value in enumerate(values, start)
        ):
            return start
    return list(values)


def listener_to_wire(listener: Listener) -> list[Any]:
    """Encode a listener for the browser, without trailing defaults.

    Args:
        listener: The listener.
    """
    fields = list(chain.from_iterable(listener.fields))
    reactions = [_reaction_to_wire(reaction) for reaction in listener.reactions]
    return without_zeros(
        [
            fields or 0,
            listener.flags,
            listener.debounce,
            listener.throttle,
            listener.keys or 0,
            reactions or 0,
        ]
    )


def _reaction_to_wire(reaction: Reaction) -> list[Any]:
    actions = [without_zeros([action.name, action.target or 0, *action.arguments]) for action in reaction.actions]
    return [reaction.flags, reaction.keys or 0, actions]


def without_zeros(items: list[Any]) -> list[Any]:
    """Remove trailing zeros.

    Args:
        items: The items; the list is changed.
    """
    while items and items[-1] == 0:
        items.pop()
    return items
