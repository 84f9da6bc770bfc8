"""`bind=`: a control of a form and a field of a component that follow each other."""

from __future__ import annotations

import datetime
import enum
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any
from weakref import WeakKeyDictionary

import msgspec
from pydantic import PydanticUserError, TypeAdapter, ValidationError

from domsync.components.attributes import suggest
from domsync.components.handlers import Handler, Plan, known_listener
from domsync.components.payloads import Source, Text, sources
from domsync.components.submission import WHOLE_FORM, alternatives, empty_is_none, error_messages
from domsync.components.vnode import Many, VNode

if TYPE_CHECKING:
    from domsync.components.component import Component
    from domsync.components.elements import Parts
    from domsync.components.vnode import Slot
    from domsync.dom.event import Event

_NO_FIELD_TYPES = frozenset(("button", "submit", "reset", "image", "file", "hidden"))
#: In a browser, a control with such a name takes the place of its form's own property.
_OF_FORMS = frozenset(
    (
        *("attributes", "blur", "click", "closest", "contains", "dataset", "elements", "focus", "remove", "reset"),
        *("select", "style", "submit"),
    )
)
_MONTH = re.compile(r"(\d{4,6})-(\d\d)")
_WEEK = re.compile(r"(\d{4,6})-W(\d\d)")


class _Typed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    value: Annotated[Text, Source("target.value")]


class _Ticked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    checked: Annotated[bool, Source("target.checked")]


class _Draft(msgspec.Struct, frozen=True):
    """What stands in a control that is not simply its field as text: `"0.50"` of 0.5, or what was refused."""

    text: str
    field: object
    refused: bool


#: What users typed, by component and field. It goes with the component.
_drafts: WeakKeyDictionary[Component, dict[str, _Draft]] = WeakKeyDictionary()


class Entry:
    """The function behind a bound control: it takes over what the user entered.

    Args:
        binding: Whose control it is.
        function: Takes the event over.
    """

    __slots__ = ("_function", "binding")

    def __init__(self, binding: Binding, function: Callable[[Any], object]) -> None:
        self.binding = binding
        self._function = function

    def __call__(self, event: Any) -> object:
        """Take over an event."""
        return self._function(event)


class Bindable:
    """What the ``bind`` keyword takes: something that a control of a form shows and that follows the control."""

    __slots__ = ()

    def apply(self, parts: Parts) -> None:
        """Give a control its value and its handlers.

        Args:
            parts: What the control's other keywords gave.

        Raises:
            TypeError: The element is no control that can be bound, or lacks what binding it needs.
        """
        raise NotImplementedError


class Binding(Bindable):
    """The connection of a field with a control; `Component.field(name)` makes one.

    Args:
        component: The component.
        name: Its field.

    Raises:
        AttributeError: The component has no such field.
    """

    __slots__ = ("component", "name")

    def __init__(self, component: Component, name: str) -> None:
        fields = type(component).model_fields
        if name not in fields:
            hint = suggest(name, fields, "; did you mean {}?")
            raise AttributeError(f"{type(component).__name__} has no field {name!r}{hint}", name=name, obj=component)
        self.component = component
        self.name = name

    @property
    def value(self) -> Any:
        """What the field holds."""
        return getattr(self.component, self.name)

    def __repr__(self) -> str:
        return f"<Binding of {type(self.component).__name__}.{self.name}>"

    def apply(self, parts: Parts) -> None:
        """Give a control its value and its handler, and the field's name if it has none.

        Args:
            parts: What the control's other keywords gave.

        Raises:
            TypeError: The element is no control that can be bound, or lacks what binding it needs.
        """
        tag, keywords = parts.rules.tag, parts.keywords
        if tag == "textarea":
            self._bind_text(parts, "")
        elif tag == "select":
            self._bind_select(parts)
        elif tag == "input":
            kind = keywords.get("type") or "text"
            if kind in _NO_FIELD_TYPES:
                raise TypeError(f'bind= does not work with <input type="{kind}">')
            if kind == "checkbox":
                self._bind_checkbox(parts)
            elif kind == "radio":
                self._bind_radio(parts)
                # A name makes a group of them, which is one for each component, whatever the field is called.
                return
            else:
                self._bind_text(parts, kind)
        else:
            raise TypeError(f"bind= is for input, select and textarea, not for <{tag}>")
        if self.name not in _OF_FORMS:
            # So that a form that is submitted has an entry for it.
            parts.attributes.setdefault("name", self.name)

    def _bind_text(self, parts: Parts, kind: str) -> None:
        self._refuse_keyword(parts, "value")
        parts.set_property("value", self.shown(kind))
        self._listen(parts, "input", _Typed, lambda event: self.typed(event.value, kind))

    def _bind_checkbox(self, parts: Parts) -> None:
        self._refuse_keyword(parts, "checked")
        current, own = self.value, parts.attributes.get("value")
        if isinstance(current, list | tuple | set | frozenset):
            if own is None:
                raise TypeError(f"a checkbox bound to the list {self.name!r} needs value=: what ticking it adds")
            parts.set_property("checked", own in map(as_text, current))
            self._listen(parts, "change", _Ticked, lambda event: self._tick(own, event.checked))
        else:
            parts.set_property("checked", bool(current))
            self._listen(parts, "change", _Ticked, lambda event: self.assign(event.checked))

    def _tick(self, own: str, ticked: bool) -> None:
        others = [item for item in self.value if as_text(item) != own]
        self.assign([*others, own] if ticked else others)

    def _bind_radio(self, parts: Parts) -> None:
        self._refuse_keyword(parts, "checked")
        own = parts.attributes.get("value")
        if own is None:
            raise TypeError(f"a radio button bound to {self.name!r} needs value=: what choosing it sets")
        parts.set_property("checked", as_text(self.value) == own)
        self._listen(parts, "change", _Ticked, lambda event: self.typed(own, "radio") if event.checked else None)

    def _bind_select(self, parts: Parts) -> None:
        self._refuse_keyword(parts, "value")
        current = self.value
        if parts.keywords.get("multiple"):
            parts.selected = frozenset(map(as_text, current))
            self._listen(parts, "change", None, self._choose)
        else:
            parts.selected = frozenset((as_text(current),))
            self._listen(parts, "change", _Typed, lambda event: self.typed(event.value, "select"))

    def _choose(self, event: Event) -> None:
        # The live tree holds already what the user chose; no path could name a list of values.
        select: Any = event.currentTarget
        self.assign([option.value for option in select.selectedOptions])

    def _refuse_keyword(self, parts: Parts, keyword: str) -> None:
        if parts.keywords.get(keyword) is not None:
            raise TypeError(f"{keyword}= and bind= both say what <{parts.rules.tag}> shows; give one of them")

    def _listen(
        self, parts: Parts, event: str, payload: type[msgspec.Struct] | None, function: Callable[[Any], object]
    ) -> None:
        fields = () if payload is None else sources(payload)
        listener = known_listener(fields, 0, 0, 0, ())
        own = Handler(Entry(self, function), Plan(event, listener, payload, wants_event=payload is None))
        if event in parts.handlers:
            own = parts.handlers.pop(event).after(own)
        parts.listen(own)

    def shown(self, kind: str = "") -> str:
        """Say what stands in the control: the field as text, or what the user typed where that is another text.

        Args:
            kind: The control's `type`.
        """
        current = self.value
        draft = _drafts.get(self.component, {}).get(self.name)
        if draft is not None and draft.field == current and (not draft.refused or self.name in self.component.errors):
            return draft.text
        return as_text(current, kind)

    def typed(self, text: str, kind: str = "") -> None:
        """Take over what the user typed or chose.

        Args:
            text: The control's value.
            kind: The control's `type`.
        """
        annotation = type(self.component).model_fields[self.name].annotation
        value: object = None if not text and empty_is_none(annotation) else text
        if kind in {"month", "week"} and value is not None and str not in alternatives(annotation):
            value = first_day(text)
        self.assign(value, text)

    def assign(self, value: object, text: str | None = None) -> bool:
        """Set the field, or note in the component's errors why it cannot be set.

        Args:
            value: The new value, to be validated.
            text: What the user typed.

        Returns:
            Whether the field was set.
        """
        component, name = self.component, self.name
        refused = False
        try:
            setattr(component, name, value)
        except ValidationError as error:
            messages = error_messages(error)
            component.errors[name] = messages.get(name) or messages.get(WHOLE_FORM) or next(iter(messages.values()))
            component.refresh()
            refused = True
        else:
            if component.errors.pop(name, None) is not None:
                component.refresh()
        drafts = _drafts.setdefault(component, {})
        drafts.pop(name, None)
        if text is not None and (refused or (not isinstance(self.value, str) and self._is_spelled(value))):
            drafts[name] = _Draft(text, self.value, refused)
        return not refused

    def _is_spelled(self, value: object) -> bool:
        """Whether a value that was entered is the field's own, and not one that a validator has put in its place."""
        adapter = _adapter(type(self.component), self.name)
        try:
            return adapter is not None and bool(adapter.validate_python(value) == self.value)
        except ValidationError:
            return False


#: What reads values as the types of the fields alone say, by component class and field.
_adapters: WeakKeyDictionary[type[Component], dict[str, TypeAdapter[Any] | None]] = WeakKeyDictionary()


def _adapter(component: type[Component], name: str) -> TypeAdapter[Any] | None:
    known = _adapters.setdefault(component, {})
    if name not in known:
        annotation: Any = component.model_fields[name].annotation
        try:
            known[name] = TypeAdapter(annotation)
        except PydanticUserError:
            known[name] = None
    return known[name]


def as_text(value: object, kind: str = "") -> str:
    """Write a field's value as controls hold it.

    Args:
        value: The value; None is empty.
        kind: The control's `type`: it decides how dates and times are written.

    Raises:
        TypeError: It is a date with a time zone in a control that has none.
    """
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None and kind == "datetime-local":
            raise TypeError("a datetime with a time zone cannot be bound to datetime-local; bind one without")
        return value.isoformat(timespec=_precision(value))
    if isinstance(value, datetime.time):
        return value.isoformat(_precision(value))
    if isinstance(value, datetime.date):
        if kind == "month":
            return value.isoformat()[:-3]
        if kind == "week":
            year, week, _ = value.isocalendar()
            return f"{year:04}-W{week:02}"
        return value.isoformat()
    return str(value)


def _precision(value: datetime.datetime | datetime.time) -> str:
    # Browsers take no more than three digits after the seconds.
    return "milliseconds" if value.microsecond else "seconds" if value.second else "minutes"


def first_day(text: str) -> object:
    """Read what a month or a week control holds as a date, for fields that are dates.

    Args:
        text: `"2024-05"` or `"2024-W21"`.

    Returns:
        Its first day, or the text itself when it is something else.
    """
    month, week = _MONTH.fullmatch(text), _WEEK.fullmatch(text)
    try:
        if month is not None:
            return datetime.date(int(month[1]), int(month[2]), 1)
        if week is not None:
            return datetime.date.fromisocalendar(int(week[1]), int(week[2]), 1)
    except ValueError:
        return text
    return text


def select_options(children: tuple[Slot, ...], values: frozenset[str]) -> tuple[Slot, ...]:
    """Mark the options of a select that are chosen.

    It is the options that say so, as `selected`, because a select forgets its value when its options change.

    Args:
        children: The children of the select.
        values: The values of the chosen options.

    Returns:
        The children, with `selected` on the options with these values.
    """
    return tuple([_selected(child, values) for child in children])


def _selected(child: Slot, values: frozenset[str]) -> Slot:
    if isinstance(child, Many):
        return msgspec.structs.replace(child, children=select_options(child.children, values))
    if not isinstance(child, VNode):
        return child
    if child.tag == "optgroup":
        return msgspec.structs.replace(child, children=select_options(child.children, values))  # type: ignore[arg-type]
    if child.tag != "option" or _option_value(child) not in values:
        return child
    return msgspec.structs.replace(child, properties={**(child.properties or {}), "selected": True})


def _option_value(option: VNode) -> str:
    attributes: Mapping[str, str] = option.attributes or {}
    if "value" in attributes:
        return attributes["value"]
    return " ".join("".join([child for child in option.children if isinstance(child, str)]).split())
