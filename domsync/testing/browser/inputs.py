"""The user's input, which no older value from the server replaces.

This is what the browser's client does in `client/inputs.js`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from domsync.dom.controls.operational_transform import apply, between, from_units, respelled, to_units, transform_typed
from domsync.dom.ops import SetProperty
from domsync.testing.browser.apply import ReferenceDocument
from domsync.testing.tree.form_values import radio_group
from domsync.testing.tree.nodes import CUSTOM_VALIDITY, FILES, ReferenceElement
from domsync.testing.tree.traversal import (
    EDITED,
    NO_TEXT,
    PICKED,
    closest,
    files_of,
    input_type,
    is_checkable,
    option_value,
    selected_options,
    text_content,
    value_of,
    way_up,
)

Value: TypeAlias = "str | bool | list[str]"

#: The properties that hold what a user enters.
_ENTERED = frozenset(("value", "checked", "selected", "selectedIndex"))
_NOT_TYPED = NO_TEXT | PICKED
#: Texts of at least this length are sent as edits of the text that was sent last.
_LONG = 1000
#: The room in a message for everything besides a text, and the validation message of a control whose text is too long.
_ROOM = 2000
_TOO_LONG = "Too long to be sent"
_encode = msgspec.json.Encoder().encode

#: A listening node and its payload; None if it wants no fields.
Hit: TypeAlias = "tuple[int, dict[str, object] | None]"
#: A control with its number, and a value of it.
_Kept: TypeAlias = "tuple[int, ReferenceElement, Value]"


def is_control(element: ReferenceElement) -> bool:
    """Return whether the value of an element belongs to the user."""
    return element.kind in EDITED and input_type(element) != "file"


def is_typed(control: ReferenceElement) -> bool:
    """Return whether the user types into a control; others are clicked, chosen or dragged."""
    return control.kind == "textarea" or (control.kind == "input" and input_type(control) not in _NOT_TYPED)


def is_field(target: object) -> bool:
    """Return whether the target of an event is something that the user types into or chooses from."""
    if not isinstance(target, ReferenceElement):
        return False
    if any(above.get("contenteditable") not in (None, "false") for above in way_up(target)):
        return True
    return target.kind == "select" or (is_typed(target) and target.get("readonly") is None)


def entered(control: ReferenceElement) -> Value:
    """Read what the user has entered in a control."""
    if is_checkable(control):
        return bool(control.shown("checked"))
    if control.kind == "select" and control.get("multiple") is not None:
        return [option_value(option) for option in selected_options(control)]
    return value_of(control)


def enter(control: ReferenceElement, value: Value) -> None:
    """Set the value of a control to one read by `entered`."""
    if isinstance(value, list):
        for option in control.elements("option"):
            option.properties["selected"] = option_value(option) in value
    else:
        control.set_property("checked" if is_checkable(control) else "value", value)


class _State:
    """The state of a control that the user has changed or the server has set."""

    __slots__ = ("base", "is_fresh", "seq", "told", "view")

    def __init__(self, view: Value, *, is_fresh: bool = False) -> None:
        #: The server's value as of the last event that it has handled, or the value that it has set since.
        self.view: Value = view
        #: The values sent since then: the event's number, the value, and the text sent before it.
        self.told: list[tuple[int, Value, str | None]] = []
        #: The server has set it since it was last sent, in the frame with this number.
        self.is_fresh: bool = is_fresh
        self.seq: int = 0
        #: The text that was sent last, if the next one can be sent as an edit of it.
        self.base: str | None = None

    @property
    def believed(self) -> Value:
        """The value that the server will hold once it has handled everything sent to it."""
        return self.told[-1][1] if self.told else self.view


class UserInput:
    """The controls whose values have not been sent to the server, or have been sent and not acknowledged.

    Args:
        carets: The start and end of each control's selection.
    """

    def __init__(self, carets: dict[ReferenceElement, tuple[int, int]] | None = None) -> None:
        #: The controls that have changed since they were last sent, in the order of the changes.
        self._dirty: dict[ReferenceElement, None] = {}
        #: The controls in shared documents when the page around them was rebuilt, kept until they are rebuilt too.
        self._shared: dict[int, tuple[list[_Kept], list[_Kept]]] = {}
        self._states: dict[ReferenceElement, _State] = {}
        #: The controls that the user has changed, and their values before.
        self.touched: dict[ReferenceElement, Value] = {}
        #: Controls that have been password fields at any time.
        self.secret: set[ReferenceElement] = set()
        self._carets = {} if carets is None else carets
        #: The number of the newest event that the server has handled.
        self.acknowledged = 0
        #: The largest message that the server accepts, in bytes, and the function that reports larger ones.
        self.longest: Callable[[], int] = lambda: 1_048_576
        self.complain: Callable[[str], None] = lambda text: None
        #: The number of changes that the user has made to controls.
        self.entered: int = 0
        #: True if a document already had a history when it was built: its controls show what had been set by then.
        self.is_late = False
        #: The document whose long texts are sent as edits: nobody else types into it.
        self.private: ReferenceDocument | None = None

    def of(self, control: ReferenceElement) -> _State:
        """Get the state of a control. Called before the user changes it."""
        state = self._states.get(control)
        if state is None:
            # Before the user's first change, a value set by the server is a property.
            is_fresh = self.is_late or (is_typed(control) and "value" in control.properties)
            state = self._states[control] = _State(entered(control), is_fresh=is_fresh)
        return state

    def mark(self, control: ReferenceElement) -> None:
        """Record that the user has changed a control."""
        if is_control(control):
            self.of(control)
            if control.properties.get(CUSTOM_VALIDITY) == _TOO_LONG:
                control.properties[CUSTOM_VALIDITY] = ""
            self._dirty[control] = None
            self.touched.setdefault(control, self.of(control).view)
            if input_type(control) == "password":
                self.secret.add(control)
            self.entered += 1
            if input_type(control) == "radio" and control.shown("checked"):
                for other in radio_group(control):
                    # Nothing else reports that another one was chosen instead.
                    if other is not control:
                        state = self.of(other)
                        state.view, state.told = False, []

    def is_ahead(self, control: ReferenceElement) -> bool:
        """Return whether the server has not yet handled the last event that reported a control."""
        state = self._states.get(control)
        return state is not None and bool(state.told) and state.told[-1][0] > self.acknowledged

    def has_changed(self, control: ReferenceElement) -> bool:
        """Return whether a control's value differs from the server's, and forget any change by the user."""
        self._dirty.pop(control, None)
        return self.of(control).believed != entered(control)

    def keeps(self, document: ReferenceDocument, op: SetProperty) -> bool:
        """Apply a value from the server to a control that the user may have changed, as an edit of the known text.

        Args:
            document: The document that the op is for.
            op: The op.

        Returns:
            Whether nothing else has to be done.
        """
        element = document.element(op.node)
        control = closest(element, "select") if op.name == "selected" else element
        if control is None or not is_control(control) or op.name not in _ENTERED:
            return False
        if op.name == "value" and is_typed(control):
            self._merge(control, str(op.value), document.seq)
            return True
        if self.is_ahead(control):
            return True
        self._dirty.pop(control, None)
        self._states.pop(control, None)
        return False

    def _merge(self, control: ReferenceElement, value: str, seq: int) -> None:
        state, text = self.of(control), value_of(control)
        self._settle(state)
        before, edit = to_units(str(state.view)), respelled(to_units(str(state.view)), to_units(value))
        told: list[tuple[int, Value, str | None]] = []
        for n, own, base in (*state.told, (0, text, None)):
            units = to_units(str(own))
            typed = between(before, units)
            before = units
            edit, _ = transform_typed(edit, typed)
            told.append((n, from_units(apply(units, edit)), base))
        shown = str(told.pop()[1])
        state.view, state.told, state.seq, state.is_fresh, state.base = value, told, seq, True, None
        if not told and shown == value:
            self._dirty.pop(control, None)
        if shown == text:
            if control not in self.touched:
                # What it begins with may be taken away now.
                control.set_property("value", shown)
            return
        control.set_property("value", shown)
        if control in self._carets:
            start, end = self._carets[control]
            place = _caret_map(to_units(text), to_units(value_of(control)))
            self._carets[control] = (place(start), place(end))

    def _settle(self, state: _State) -> None:
        """Take the values that the server has handled as the ones that it holds."""
        while state.told and state.told[0][0] <= self.acknowledged:
            state.view = state.told.pop(0)[1]

    def unsent(self, document: ReferenceDocument) -> list[tuple[int, Value]]:
        """List the values in a document that have not been sent to the server."""
        return [
            (control.wire, entered(control)) for control in self._dirty if document.nodes.get(control.wire) is control
        ]

    def take(
        self, document: ReferenceDocument, hits: Sequence[Hit]
    ) -> tuple[list[list[object]], Callable[[int], None]]:
        """Take the values that an event has to report besides its payloads.

        Args:
            document: The event's document.
            hits: The payloads of the event's listeners; values reported separately are removed from them.

        Returns:
            The controls' values, and a function to call with the event's number.
        """
        taken = [control for control in self._dirty if document.nodes.get(control.wire) is control]
        too_long: list[ReferenceElement] = []
        values: list[list[object]] = []
        for control in taken:
            state, value, field = self.of(control), entered(control), "checked" if is_checkable(control) else "value"
            del self._dirty[control]
            payload = next((told for wire, told in hits if wire == control.wire and _tells(told, field, value)), None)
            is_too_long = isinstance(value, str) and self._is_too_long(control, value)
            is_long = is_too_long or (is_typed(control) and len(to_units(str(value))) > _LONG)
            if payload is not None and not state.is_fresh and not is_long:
                continue
            if payload is not None:
                # Sent only once: the server takes it from here.
                del payload[field]
            told: object = value
            if is_too_long:
                told = None
                too_long.append(control)
            elif is_long and document is self.private and state.base is not None and not state.is_fresh:
                base = to_units(state.base)
                told = {"edit": between(base, to_units(str(value))), "of": len(base)}
            values.append([control.wire, told, document.seq] if state.is_fresh else [control.wire, told])

        def sent(n: int) -> None:
            for control in taken:
                if control in too_long:
                    continue
                state, value = self.of(control), entered(control)
                state.told.append((n, value, state.base))
                state.is_fresh = False
                state.base = value if isinstance(value, str) and is_typed(control) else None
                self._settle(state)

        return values, sent

    def _is_too_long(self, control: ReferenceElement, value: str) -> bool:
        """Return whether a value is too long for any message; if so, the control and the page report it."""
        longest = self.longest()
        if len(value) <= longest / 4 or len(_encode(value)) <= longest - _ROOM:
            return False
        control.properties[CUSTOM_VALIDITY] = _TOO_LONG
        self.complain(f"more than can be sent: <{control.kind}>")
        return True

    def keep(self, number: int, documents: Mapping[int, ReferenceDocument]) -> Callable[[], None]:
        """Keep the user's input in a document that is being rebuilt; the returned function restores it.

        Args:
            number: The document; when the page's own is rebuilt, those inside it follow.
            documents: All documents of the page.
        """
        document = documents[number]
        if document is self.private:
            for other, shared in documents.items():
                if shared is not document and any(found := self._controls_in(shared)):
                    self._shared[other] = found
        kept, touched = self._shared.pop(number) if number in self._shared else self._controls_in(document)

        def restore() -> None:
            for wire, old, value in touched:
                node = document.nodes.get(wire)
                if isinstance(node, ReferenceElement) and _is_like(node, old):
                    self.touched[node] = value
                    if old in self.secret:
                        self.secret.add(node)
            for wire, old, value in kept:
                node = document.nodes.get(wire)
                if not isinstance(node, ReferenceElement) or not _is_like(node, old):
                    continue
                given = entered(node)
                enter(node, value)
                state = self._states[node] = self.of(old)
                self._dirty[node] = None
                if is_typed(node):
                    self._merge(node, str(given), document.seq)
                else:
                    state.view = given
                if state.believed == entered(node):
                    self._dirty.pop(node, None)

        return restore

    def _controls_in(self, document: ReferenceDocument) -> tuple[list[_Kept], list[_Kept]]:
        """List the controls of a document whose values the server does not know, or has not acknowledged; and all that
        the user has changed, with their values before."""
        nodes = [(wire, node) for wire, node in document.nodes.items() if isinstance(node, ReferenceElement)]
        controls = [(wire, node) for wire, node in nodes if is_control(node)]
        return (
            [(wire, node, entered(node)) for wire, node in controls if node in self._dirty or self.is_ahead(node)],
            [(wire, node, self.touched[node]) for wire, node in controls if node in self.touched],
        )


#: The text of an element edited in place, before the user began.
_WRITTEN = ":written"


def note_written(element: ReferenceElement) -> None:
    """Record the text of an element edited in place, before the user changes it."""
    element.properties.setdefault(_WRITTEN, text_content(element))


def keep_written(document: ReferenceDocument) -> Callable[[], None]:
    """Keep texts edited in place in a document that is being rebuilt; the returned function restores them.

    If the program has set another text meanwhile, that one stays.

    Args:
        document: The document.
    """
    edited = [
        (wire, node, node.properties[_WRITTEN])
        for wire, node in document.nodes.items()
        if isinstance(node, ReferenceElement) and node.properties.get(_WRITTEN, None) not in (None, text_content(node))
    ]

    def restore() -> None:
        for wire, old, before in edited:
            node = document.nodes.get(wire)
            if not isinstance(node, ReferenceElement) or node.kind != old.kind or text_content(node) != before:
                continue
            note_written(node)
            written = list(old.children)
            first = next(iter(node.children), None)
            if first is not None and first.kind == "#text":
                # The server's next text replaces the first text node, whose number it knows.
                first.data = written.pop(0).data if written and written[0].kind == "#text" else ""
            for child in written:
                old.remove(child)
                node.insert(child)

    return restore


def keep_files(document: ReferenceDocument) -> Callable[[], None]:
    """Keep the files that were chosen in a document that is built anew; what is returned puts them back.

    Args:
        document: The document.
    """
    chosen = [
        (wire, node) for wire, node in document.nodes.items() if isinstance(node, ReferenceElement) and files_of(node)
    ]

    def restore() -> None:
        for wire, old in chosen:
            node = document.nodes.get(wire)
            if isinstance(node, ReferenceElement) and _is_like(node, old):
                node.properties[FILES] = old.properties[FILES]

    return restore


def _tells(payload: dict[str, object] | None, field: str, value: Value) -> bool:
    """Return whether a payload contains its control's own value, so that it is not sent twice."""
    return payload is not None and field in payload and payload[field] == value


def _caret_map(old: str, new: str) -> Callable[[int], int]:
    """Map a position in one text to another: the common beginning and end, ignoring case, keep their positions."""
    a, b = old.lower(), new.lower()
    more, least = len(new) - len(old), min(len(old), len(new), len(a), len(b))
    head = tail = 0
    while head < least and a[head] == b[head]:
        head += 1
    while tail < least - head and a[-1 - tail] == b[-1 - tail]:
        tail += 1

    def place(at: int) -> int:
        if at >= len(old) - tail:
            return at + more
        return at if at <= head or not more else min(at, len(new) - tail)

    return place


def _is_like(one: ReferenceElement, other: ReferenceElement) -> bool:
    return one.kind == other.kind and all(one.get(name) == other.get(name) for name in ("type", "name", "id"))
