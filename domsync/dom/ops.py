"""The op log's vocabulary: every change that a document can tell a browser, as data.

The set is closed. A mutator of the tree validates, changes the tree and then appends one of these; ``domsync.render``
turns lists of them into JavaScript text or into wire frames. The integer tags are the wire's op codes; the browser's
``client/protocol.js`` holds the same numbers and a test keeps the two equal.

Nodes are integers. ``0`` is "no node"; the first real ids are fixed:

* ``ROOT`` (1): the document's root element,
* ``DOCUMENT`` (2): the browser's ``document`` as an event target,
* ``WINDOW`` (3): the browser's ``window`` as an event target,
* from ``FIRST_NODE`` (4): nodes, numbered when they are connected, in document order within one insertion.
"""

from typing import Any, TypeAlias

import msgspec

NONE = 0
ROOT = 1
DOCUMENT = 2
WINDOW = 3
FIRST_NODE = 4

#: JSON values, as ops carry them.
Json: TypeAlias = "str | int | float | bool | None | list[Json] | dict[str, Json]"


class Action(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """An action that the browser runs at once, by itself: `dom/actions/` has the vocabulary.

    ``target`` has the steps from the element with the handler to the elements that the action applies to, as pairs of a
    kind and its argument; without steps it applies to the element itself. ``arguments`` depend on ``name``.
    """

    name: str
    target: tuple[tuple[str, str], ...] = ()
    arguments: tuple[str | int | None, ...] = ()


class Reaction(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """Actions of one handler, with the conditions under which they run: ``flags`` and ``keys`` as in a listener."""

    flags: int
    keys: tuple[str, ...]
    actions: tuple[Action, ...]


class Listener(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """The options with which the browser listens for one event on one node.

    ``fields`` are pairs of the payload's field name and its source, a dotted path that starts at the event:
    ``("value", "target.value")``, ``("key", "key")``, ``("id", "currentTarget.dataset.id")``. ``flags`` is a sum of the
    constants below; ``debounce`` and ``throttle`` are milliseconds; ``keys`` limits keyboard events to these
    ``KeyboardEvent.key`` values. ``script`` is the original's ``js_value_getter``: JavaScript, which only the rendering
    as JavaScript text can contain, and the wire never does. ``reactions`` are run before the server is told.
    """

    fields: tuple[tuple[str, str], ...] = ()
    flags: int = 0
    debounce: int = 0
    throttle: int = 0
    keys: tuple[str, ...] = ()
    script: str | None = None
    reactions: tuple[Reaction, ...] = ()


PREVENT_DEFAULT = 1
STOP_PROPAGATION = 2
ONCE = 4
CAPTURE = 8
PASSIVE = 16
#: Listen for events *outside* the node (a click beside an open menu).
OUTSIDE = 32
#: Drop further events of this listener until the server has answered the last one (double submits).
SINGLE = 64
#: Leave the event to the browser while one of these keys is held. By default, this holds for all four keys and clicks
#: on links whose default is prevented; with `ANYWAY`, it does not.
UNLESS_CTRL = 128
UNLESS_ALT = 256
UNLESS_SHIFT = 512
UNLESS_META = 1024
ANYWAY = 2048
#: Report only events at the node itself, not at its descendants.
IF_SELF = 4096
#: Drop further events of this listener until the handler of the last one has finished.
LOCK = 8192
#: Do not report the event: the listener has only actions.
LOCAL = 16384
#: Of a reaction: undo it when the handler has finished.
UNDO = 32768


class CommentData(msgspec.Struct, frozen=True, gc=False):
    """A comment node to insert."""

    data: str


class ElementData(msgspec.Struct, frozen=True):
    """An element to insert, with everything below it. A text node is a plain ``str`` among the children.

    ``attributes`` does not include ``style``; ``styles`` has its declarations, in order; a value may end in
    ``" !important"``. ``namespace`` is None for HTML. Attributes that have a namespace are in ``namespaced``, as
    ``(namespace, qualified name, value)``. ``properties`` are IDL properties that do not follow from the attributes
    (``value``, ``checked``, ``selectedIndex`` ...).
    """

    tag: str
    children: "tuple[NodeData, ...]" = ()
    attributes: dict[str, str] | None = None
    styles: dict[str, str] | None = None
    properties: dict[str, Json] | None = None
    listeners: dict[str, Listener] | None = None
    namespace: str | None = None
    namespaced: tuple[tuple[str, str, str], ...] = ()


NodeData: TypeAlias = "str | CommentData | ElementData"


class Insert(msgspec.Struct, frozen=True, array_like=True, tag=1):
    """Insert a run of new subtrees into ``parent``, before the child ``before`` (0: at the end).

    ``ids`` numbers the new nodes in document order: an int is the first of consecutive ids, a tuple holds runs
    ``(first, count, first, count, ...)``, which a snapshot needs after the tree has changed.
    """

    parent: int
    before: int
    ids: int | tuple[int, ...]
    nodes: tuple[NodeData, ...]


class Remove(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=2):
    """Remove ``node`` and the ``count - 1`` siblings after it. Their ids are never used again."""

    node: int
    count: int = 1


class Move(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=3):
    """Move a connected node into ``parent``, before ``before`` (0: at the end), keeping its browser-side state."""

    node: int
    parent: int
    before: int


class SetData(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=4):
    """Set the ``data`` of a text or comment node."""

    node: int
    data: str


class SetText(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=5):
    """Replace all children of an element as ``innerText = text`` does: text nodes, and ``<br>`` for each line break.

    The new children are numbered from ``first``; the id of a text node that was the only child is used again for a new
    only text node. (``textContent`` is the same op where the text has no line break.)
    """

    node: int
    first: int
    text: str


class SetAttribute(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=6):
    """Set an attribute that has no namespace (never ``style``)."""

    node: int
    name: str
    value: str


class SetAttributeNS(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=7):
    """Set an attribute in a namespace, by its qualified name."""

    node: int
    namespace: str
    name: str
    value: str


class RemoveAttribute(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=8):
    """Remove an attribute by its qualified name (``style`` too: it drops all declarations)."""

    node: int
    name: str


class SetProperty(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=9):
    """Set an IDL property from the closed list that the client knows (``value``, ``checked``, ...)."""

    node: int
    name: str
    value: Json


class SetStyle(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=10):
    """Set one CSS declaration of the element's ``style``; an empty value removes it."""

    node: int
    name: str
    value: str


class Listen(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=11):
    """Report ``event`` on ``node``, in place of an earlier listener for that event on that node."""

    node: int
    event: str
    listener: Listener


class Unlisten(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=12):
    """Stop reporting ``event`` on ``node``."""

    node: int
    event: str


class Call(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=13):
    """Call a method from the closed list that the client knows (``focus``, ``scrollIntoView``, ...).

    A ``call`` other than 0 asks for the result, which comes back under that number. The arguments of ``module``, for a
    client module, may contain bytes (:class:`~domsync.dom.checks.js_values.Binary`).
    """

    node: int
    method: str
    arguments: tuple[Any, ...] = ()
    call: int = 0


class Message(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=14):
    """Deliver a message to the page's own JavaScript: ``HANDLERS[op](params)``.

    A ``call`` other than 0 asks for the result, which comes back under that number.
    """

    op: str
    params: dict[str, Json]
    call: int = 0


class Mount(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=15):
    """Make ``node`` the root element of the shared document number ``document``; 0 removes the document from it."""

    node: int
    document: int


class Reset(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=16):
    """Forget the whole document: empty its root and drop the root's listeners. A snapshot begins with it."""


class Adopt(msgspec.Struct, frozen=True, gc=False, array_like=True, tag=17):
    """Adopt the nodes that are in the page's HTML already: the first paint, which the server rendered.

    ``ids`` numbers them in document order, as in :class:`Insert`. ``shape`` describes them: alternately a text and how
    often it is repeated. Joined, these give the number of the root's children, then for each node ``-`` (a text), ``!``
    (a comment), or a letter for an element, followed by the number of its children if it has any: ``A`` (U+0041) stands
    for the first of ``names``, and so on. Nodes that are not described belong to somebody else (an extension), or to a
    shared document.
    """

    ids: int | tuple[int, ...]
    names: tuple[str, ...]
    shape: tuple[str | int, ...]


class Props(msgspec.Struct, frozen=True, array_like=True, tag=19):
    """Change JavaScript properties of a custom element, or the model of a client module that ``node`` shows.

    ``edits`` are those of :mod:`domsync.dom.tree.differences`; bytes among their values are
    :class:`~domsync.dom.checks.js_values.Binary`.
    """

    node: int
    edits: tuple[tuple[Any, ...], ...]


Op: TypeAlias = (
    Insert
    | Remove
    | Move
    | SetData
    | SetText
    | SetAttribute
    | SetAttributeNS
    | RemoveAttribute
    | SetProperty
    | SetStyle
    | Listen
    | Unlisten
    | Call
    | Message
    | Mount
    | Reset
    | Adopt
    | Props
)

#: Op names in the client's spelling, with their codes on the wire. TEMPLATE does not change the tree: it lets the wire
#: shorten an Insert of many similar nodes.
OP_CODES: dict[str, int] = {
    "INSERT": 1,
    "REMOVE": 2,
    "MOVE": 3,
    "SET_DATA": 4,
    "SET_TEXT": 5,
    "SET_ATTRIBUTE": 6,
    "SET_ATTRIBUTE_NS": 7,
    "REMOVE_ATTRIBUTE": 8,
    "SET_PROPERTY": 9,
    "SET_STYLE": 10,
    "LISTEN": 11,
    "UNLISTEN": 12,
    "CALL": 13,
    "MESSAGE": 14,
    "MOUNT": 15,
    "RESET": 16,
    "ADOPT": 17,
    "TEMPLATE": 18,
    "PROPS": 19,
}
