"""Templates: neighbours of one shape are sent as the shape, once, and columns of what differs.

A table of 1,000 rows is then one template and a column for each text that is not the same in all rows. The shapes are
found in the data, whatever made it: components, loops or raw DOM calls. `docs/reference/protocol.md` has the form.

A shape begins as its first row, all of it fixed. Each row that differs from it in a text or value makes that place a
hole; one whose element has another number of children makes the children of that element a list of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from domsync.dom.names import MATHML, SVG
from domsync.dom.ops import CommentData, ElementData, Listener, NodeData

#: Fewer neighbours are not worth a template.
SHORTEST_RUN: Final = 3
FEWEST_NODES: Final = 16
#: How many templates one document may have; what comes after is sent as it is.
MOST_TEMPLATES: Final = 200

NAMESPACE_CODES: Final[dict[str | None, int]] = {None: 0, SVG: 1, MATHML: 2}
SET_ATTRIBUTE_NS, SET_PROPERTY, SET_STYLE, LISTEN = 7, 9, 10, 11


class Text:
    """A text of a shape: fixed, or a hole."""

    __slots__ = ("fixed",)

    def __init__(self, data: str) -> None:
        self.fixed: str | None = data


class Shape:
    """An element of a shape.

    Attributes:
        sample: The element that it began with.
        children: The shapes of the children; None where they are a list of their own.
        open_attributes: Names of attributes whose values differ; likewise of styles and properties.
    """

    __slots__ = ("children", "open_attributes", "open_properties", "open_styles", "sample")

    def __init__(self, sample: ElementData) -> None:
        self.sample = sample
        self.open_attributes: set[str] = set()
        self.open_styles: set[str] = set()
        self.open_properties: set[str] = set()
        self.children: list[Shape | Text] | None = None
        # A comment holds the place of a component that shows nothing now: as good as a list.
        if not any(isinstance(child, CommentData) for child in sample.children):
            self.children = [
                Text(child) if isinstance(child, str) else Shape(child)  # type: ignore[arg-type]
                for child in sample.children
            ]

    def take_in(self, data: NodeData) -> bool:
        """Widen the shape so that it fits another element too.

        Args:
            data: The other one.

        Returns:
            Whether that was possible: tags, names and listeners have to be the same.
        """
        if not self._same_kind(data) or not isinstance(data, ElementData):
            return False
        children = self.children
        if children is not None:
            if len(data.children) != len(children):
                self.children = None
            else:
                for shape, child in zip(children, data.children, strict=True):
                    if isinstance(shape, Text):
                        if not isinstance(child, str):
                            self.children = None
                            break
                        if shape.fixed != child:
                            shape.fixed = None
                    elif not shape.take_in(child):
                        self.children = None
                        break
        self.open_attributes |= _differing(self.sample.attributes, data.attributes)
        self.open_styles |= _differing(self.sample.styles, data.styles)
        self.open_properties |= _differing(self.sample.properties, data.properties)
        return True

    def _same_kind(self, data: NodeData) -> bool:
        sample = self.sample
        return (
            isinstance(data, ElementData)
            and data.tag == sample.tag
            and data.namespace == sample.namespace
            and data.namespaced == sample.namespaced
            and list(data.attributes or ()) == list(sample.attributes or ())
            and list(data.styles or ()) == list(sample.styles or ())
            and list(data.properties or ()) == list(sample.properties or ())
            and data.listeners == sample.listeners
        )


def _differing(one: dict[str, Any] | None, other: dict[str, Any] | None) -> set[str]:
    if one == other or not one or not other:
        return set()
    return {name for name, value in one.items() if other[name] != value}


#: Takes the values of the holes out of an element, in order; False if it has not this shape.
Reader = Callable[[Any, list[Any]], bool]


class Template:
    """A shape under a number.

    Args:
        number: Its number in the document, from 1.
        shape: The shape, which is not changed any more.
    """

    __slots__ = ("announced", "definition", "holes", "lists", "number", "read", "size")

    def __init__(self, number: int, shape: Shape) -> None:
        self.number = number
        #: How many holes there are, and which of them are lists of children.
        self.holes = 0
        self.lists: list[int] = []
        #: How many nodes one copy has, those in lists not counted.
        self.size = 0
        #: What the browser is told; whether those who follow the document have been told it.
        self.definition = self._describe(shape)
        self.announced = False
        self.read: Reader = _reader(shape)

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


def _reader(shape: Shape) -> Reader:
    """Make a function that reads elements of a shape. It is called for every element of every row."""
    sample = shape.sample
    tag, namespace, namespaced, listeners = sample.tag, sample.namespace, sample.namespaced, sample.listeners
    kinds = [
        (field, getattr(sample, field), tuple(name for name in getattr(sample, field) or () if name in opened))
        for field, opened in (
            ("attributes", shape.open_attributes),
            ("styles", shape.open_styles),
            ("properties", shape.open_properties),
        )
    ]
    plain = namespace is None and not namespaced
    attributes, open_attributes = kinds[0][1], kinds[0][2]
    styles, properties = sample.styles, sample.properties
    others_fixed = not shape.open_styles and not shape.open_properties
    children = _children_reader(shape)

    def read(data: Any, values: list[Any]) -> bool:
        if type(data) is CommentData or type(data) is str or data.tag != tag:
            return False
        if data.listeners is not listeners and data.listeners != listeners:
            return False
        if not (plain and data.namespace is None and not data.namespaced) and (
            data.namespace != namespace or data.namespaced != namespaced
        ):
            return False
        if open_attributes:
            if not _take(attributes, data.attributes, open_attributes, values):
                return False
        elif data.attributes != attributes:
            return False
        if others_fixed:
            if data.styles != styles or data.properties != properties:
                return False
        elif not (
            _take(styles, data.styles, kinds[1][2], values) and _take(properties, data.properties, kinds[2][2], values)
        ):
            return False
        return children(data.children, values)

    return read


def _take(
    fixed: dict[str, Any] | None, given: dict[str, Any] | None, opened: tuple[str, ...], values: list[Any]
) -> bool:
    """Read the open values of a mapping whose other values have to be the fixed ones, in the same order."""
    if not opened:
        return fixed == given
    if fixed is None or given is None or list(given) != list(fixed):
        return False
    for name, value in given.items():
        if name in opened:
            values.append(value)
        elif fixed[name] != value:
            return False
    return True


def _children_reader(shape: Shape) -> Callable[[tuple[NodeData, ...], list[Any]], bool]:
    children = shape.children
    if children is None:

        def read_list(given: tuple[NodeData, ...], values: list[Any]) -> bool:
            values.append(given)
            return True

        return read_list
    if not children:
        return lambda given, values: not given
    if len(children) == 1:
        only = children[0]
        if isinstance(only, Shape):
            read_only = _reader(only)
            return lambda given, values: len(given) == 1 and read_only(given[0], values)
        fixed = only.fixed
        if fixed is not None:
            return lambda given, values: len(given) == 1 and given[0] == fixed

        def read_text(given: tuple[NodeData, ...], values: list[Any]) -> bool:
            if len(given) != 1 or type(given[0]) is not str:
                return False
            values.append(given[0])
            return True

        return read_text
    count = len(children)
    # For each child its reader, or None for a text, with the text if it is a fixed one.
    readers: list[tuple[Reader | None, str | None]] = [
        (_reader(child), None) if isinstance(child, Shape) else (None, child.fixed) for child in children
    ]

    def read_children(given: tuple[NodeData, ...], values: list[Any]) -> bool:
        if len(given) != count:
            return False
        for child, (read, fixed) in zip(given, readers, strict=True):
            if read is not None:
                if not read(child, values):
                    return False
            elif type(child) is not str:
                return False
            elif fixed is None:
                values.append(child)
            elif child != fixed:
                return False
        return True

    return read_children


class Templates:
    """The templates of one document's frames, and the writer of node data that finds and uses them.

    Args:
        most: How many there may be.
    """

    __slots__ = ("_by_tag", "_fresh", "_known", "_most")

    def __init__(self, most: int = MOST_TEMPLATES) -> None:
        self._most = most
        self._known: list[Template] = []
        self._by_tag: dict[tuple[str, int], list[Template]] = {}
        #: Templates that the present frame uses and has to define.
        self._fresh: list[Template] = []

    def begin(self, *, snapshot: bool) -> None:
        """Begin a frame.

        Args:
            snapshot: It is for one who knows nothing yet: all templates are defined in it, and those that are new stay
                unannounced to the others.
        """
        self._fresh = [template for template in self._known if template.announced] if snapshot else []

    def definitions(self) -> list[tuple[int, list[Any]]]:
        """The templates that the frame has to define, after its nodes were written."""
        return [(template.number, template.definition) for template in self._fresh]

    def announced(self) -> None:
        """The frame with these definitions goes to everybody who follows."""
        for template in self._fresh:
            template.announced = True

    def write(self, nodes: Sequence[NodeData]) -> list[Any]:
        """Write neighbouring nodes.

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
            template, rows = self._read_known(nodes, index)
            if template is None and index + SHORTEST_RUN <= count and len(self._known) < self._most:
                template, rows = self._read_new(nodes, index)
            if template is None:
                written.append(self.write_node(node))
                index += 1
                continue
            if not template.announced and template not in self._fresh:
                self._fresh.append(template)
            written.append(self._run(template, rows))
            index += len(rows)
        return written

    def _read_known(self, nodes: Sequence[NodeData], start: int) -> tuple[Template | None, list[list[Any]]]:
        node = nodes[start]
        for template in self._by_tag.get((node.tag, len(node.children)), ()):  # type: ignore[union-attr]
            rows = _read_rows(template.read, nodes, start)
            if rows:
                return template, rows
        return None, []

    def _read_new(self, nodes: Sequence[NodeData], start: int) -> tuple[Template | None, list[list[Any]]]:
        """Find the shape of the nodes from `start`: that of the first ones, widened for some of those after them."""
        first = nodes[start]
        if not isinstance(first, ElementData):
            return None, []
        shape = Shape(first)
        end = start + 1
        # The first and the last, and a few between, show what differs; the rest is only read.
        while end < len(nodes) and end < start + 8:
            if not shape.take_in(nodes[end]):
                break
            end += 1
        if end - start < SHORTEST_RUN:
            return None, []
        for index in (len(nodes) - 1, (start + len(nodes)) // 2):
            if index >= end:
                shape.take_in(nodes[index])
        template = Template(len(self._known) + 1, shape)
        rows = _read_rows(template.read, nodes, start)
        if len(rows) < SHORTEST_RUN or template.size * len(rows) < FEWEST_NODES:
            return None, []
        self._known.append(template)
        self._by_tag.setdefault((first.tag, len(first.children)), []).append(template)
        return template, rows

    def _run(self, template: Template, rows: list[list[Any]]) -> list[Any]:
        columns: list[Any] = [_column(column) for column in zip(*rows, strict=True)]
        for index in template.lists:
            columns[index] = [self.write(row[index]) for row in rows]
        return [-template.number, len(rows), *columns]

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


def _column(values: tuple[Any, ...]) -> Any:
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


def _read_rows(read: Reader, nodes: Sequence[NodeData], start: int) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for node in _from(nodes, start):
        values: list[Any] = []
        if not read(node, values):
            break
        rows.append(values)
    return rows


def _from(nodes: Sequence[NodeData], start: int) -> Iterator[NodeData]:
    return iter(nodes) if start == 0 else iter(nodes[start:])


def listener_to_wire(listener: Listener) -> list[Any]:
    """What the browser is told of a listener, without trailing defaults.

    Args:
        listener: The listener.
    """
    fields = list(chain.from_iterable(listener.fields))
    return without_zeros([fields or 0, listener.flags, listener.debounce, listener.throttle, listener.keys or 0])


def without_zeros(items: list[Any]) -> list[Any]:
    """Drop trailing items that say nothing.

    Args:
        items: The items; they are changed.
    """
    while items and items[-1] == 0:
        items.pop()
    return items
