"""`bind=`: keep a form control and a field of a component in sync."""

from __future__ import annotations

import datetime
import enum
import math
import re
import warnings
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import count
from types import NoneType
from typing import TYPE_CHECKING, Annotated, Any
from weakref import WeakKeyDictionary

import msgspec
from pydantic import BaseModel, PydanticUserError, TypeAdapter, ValidationError

from domsync.components.annotations import alternatives
from domsync.components.elements.control import Bindable, ControlBuilder
from domsync.components.elements.field_rules import FieldRules, control_attributes, field_rules
from domsync.components.elements.paths import FieldPath, Step, split_path
from domsync.components.handlers import Handler, Plan, known_listener
from domsync.components.handlers.payloads import Text
from domsync.components.handlers.sources import Source, sources
from domsync.components.handlers.submission import (
    RADIO_MARK,
    WHOLE_FORM,
    FormOwner,
    choice,
    empty_is_none,
    error_messages,
)
from domsync.components.source_location import users_line
from domsync.components.vnode import (
    BegunSelected,
    Fragment,
    VNode,
    attributes_of,
    properties_of,
    shared_attributes,
)
from domsync.dom.checks.unicode import ascii_words
from domsync.dom.controls.input_values import sanitized

if TYPE_CHECKING:
    from domsync.components.vnode import NormalizedChild
    from domsync.dom.element.element import Element
    from domsync.dom.events.event import Event

_NO_FIELD_TYPES = frozenset(("button", "submit", "reset", "image", "file", "hidden"))
#: Names of a form's own properties, which a control with such a name would hide in the browser.
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
    """The text of a control, if it is not simply its field as text: `"0.50"` for 0.5, or a refused entry."""

    text: str
    field: object
    refused: bool
    owner: object


#: The numbers by which the names of radio buttons differ from component to component.
_numbers: WeakKeyDictionary[FormOwner, int] = WeakKeyDictionary()
_count = count(1)


@lru_cache(2048)
def _name(model: str, steps: tuple[Step, ...]) -> str:
    return ".".join(map(str, (model, *steps) if model else steps))


def _allows_none(annotation: Any) -> bool:
    return any(kind is None or kind is NoneType for kind in alternatives(annotation))


#: The texts that users have typed, by component and field; they are dropped with the component.
_drafts: WeakKeyDictionary[FormOwner, dict[str, _Draft]] = WeakKeyDictionary()


@lru_cache(2048)
def _plan(
    event: str, payload: type[msgspec.Struct] | None, take: Callable[[Binding, Any, str], object], known: str
) -> Plan:
    """Make the plan that takes over the entries of a control: the same for all controls of a kind."""
    listener = known_listener(() if payload is None else sources(payload), 0, 0, 0, ())
    # Pages have many bound controls; for each of them, only the binding is stored besides this.
    return Plan(event, listener, payload, wants_event=payload is None, alone={event: listener}, take=take, known=known)


class Binding(Bindable):
    """The connection of a field with a form control; created by `Component.field(...)`.

    Args:
        component: The component that is rendered when the field changes, and whose `errors` say what was refused.
        path: The field: its name, or the path to it through models, lists and dicts.
        of: The model in which the path begins, usually a State. Default: the component itself.

    Raises:
        AttributeError: There is no such field.
        LookupError: There is no such item.
        TypeError: The path leads through something that has neither fields nor items.
    """

    __slots__ = ("_root", "_steps", "component", "name")

    def __init__(self, component: FormOwner, *path: Step, of: BaseModel | None = None) -> None:
        # A page may have hundreds: what they have in common is shared, and the rest is looked up when needed.
        self._root: Any = component if of is None else of
        self._steps = split_path(path)
        self.component: FormOwner = component
        #: The name of the field in `errors` and forms: `"lines.3.amount"`; `"Board.note"` in another model.
        self.name: str = _name("" if of is None else type(of).__name__, self._steps)
        _ = self._path  # raises an exception if there is no such field

    @property
    def _path(self) -> FieldPath:
        return FieldPath(self._root, self._steps)

    @property
    def _is_nested(self) -> bool:
        return self._root is not self.component or len(self._steps) > 1

    @property
    def value(self) -> Any:
        """The field's value."""
        return self._path.value

    @property
    def annotation(self) -> Any:
        """The field's type."""
        return self._path.info.annotation

    @property
    def rules(self) -> FieldRules:
        """The rules in the field's declaration: its label, its help text, and its constraints."""
        return field_rules(str(self._steps[-1]), self._path.info)

    @property
    def error(self) -> str:
        """The error message for the last input; empty if it was valid."""
        message = self.component.errors.get(self.name, "")
        if not message:
            return ""
        draft = _drafts.get(self.component, {}).get(self.name)
        # An error about a row that has moved in its list does not apply to the row that is now in its place.
        return "" if draft is not None and draft.refused and draft.owner is not self._holder else message

    @property
    def _holder(self) -> object:
        """The model, list or dict that holds the field; None for the component, which must not keep itself alive."""
        return self._path.owner if self._is_nested else None

    def __repr__(self) -> str:
        return f"<Binding of {type(self.component).__name__}.{self.name}>"

    def apply(self, builder: ControlBuilder) -> None:
        """Give a control its value and handler, and the field's name if it has none.

        Args:
            builder: The control's other keywords.

        Raises:
            TypeError: The element is not a control that can be bound, or lacks something that binding needs.
        """
        tag, keywords = builder.spec.tag, builder.keywords
        if tag == "textarea":
            self._bind_text(builder, "")
        elif tag == "select":
            self._bind_select(builder)
        elif tag == "input":
            kind = keywords.get("type") or "text"
            if kind in _NO_FIELD_TYPES:
                raise TypeError(f'bind= does not work with <input type="{kind}">')
            if kind == "checkbox":
                self._bind_checkbox(builder)
            elif kind == "radio":
                self._bind_radio(builder)
                # Radio buttons with one name form a group; each component needs its own, whatever its field is called.
                number = _numbers.setdefault(self.component, next(_count))
                builder.attributes.setdefault("name", f"{self.name}{RADIO_MARK}{number}")
                return
            else:
                self._bind_text(builder, kind)
        else:
            raise TypeError(f"bind= is for input, select and textarea, not for <{tag}>")
        if self.error:
            builder.attributes.setdefault("aria-invalid", "true")
        if self.name not in _OF_FORMS:
            # A submitted form then has an entry for it.
            builder.attributes.setdefault("name", self.name)

    def _bind_text(self, builder: ControlBuilder, kind: str) -> None:
        self._refuse_keyword(builder, "value")
        builder.set_property("value", self.shown(kind))
        for name, text in control_attributes(self.rules, kind, as_text).items():
            # Arguments of the call take precedence, even None.
            if name not in builder.keywords:
                builder.attributes.setdefault(name, text)
        if kind == "range":
            self._compare_with_limits(builder)
        self._listen(builder, "input", _Typed, Binding._take_typed, kind)

    def _compare_with_limits(self, builder: ControlBuilder) -> None:
        """Warn if a slider cannot show the field's value: the browser would silently move it to another one."""
        value = self.shown("range")
        shown = sanitized("range", value, builder.attributes)
        # A float such as 0.1 + 0.2 counts as being on its step.
        if value and not math.isclose(float(shown), float(value), rel_tol=1e-9, abs_tol=1e-9):
            _warn_once(
                users_line(),
                f"{self!r}, which holds {self.value!r}, is shown as {shown}, because min, max and step of the range do"
                " not allow its value; set the field when its limits change",
                OutOfRangeWarning,
            )

    def _bind_checkbox(self, builder: ControlBuilder) -> None:
        self._refuse_keyword(builder, "checked")
        current, own = self.value, builder.attributes.get("value")
        if isinstance(current, list | tuple | set | frozenset):
            if own is None:
                raise TypeError(
                    f"a checkbox bound to the list {self.name!r} needs value=, the item that ticking it adds"
                )
            builder.set_property("checked", own in map(as_text, current))
            self._listen(builder, "change", _Ticked, Binding._tick, own)
        else:
            builder.set_property("checked", bool(current))
            self._listen(builder, "change", _Ticked, Binding._take_checked)

    def _take_typed(self, event: Any, kind: str) -> None:
        self.typed(event.value, kind)

    def _take_checked(self, event: Any, _: str) -> None:
        self.assign(event.checked)

    def _tick(self, event: Any, own: str) -> None:
        others = [item for item in self.value if as_text(item) != own]
        self.assign([*others, choice(self.annotation, own)] if event.checked else others)

    def _bind_radio(self, builder: ControlBuilder) -> None:
        self._refuse_keyword(builder, "checked")
        own = builder.attributes.get("value")
        if own is None:
            raise TypeError(f"a radio button bound to {self.name!r} needs value=, the value that choosing it sets")
        builder.set_property("checked", as_text(self.value) == own)
        self._listen(builder, "change", _Ticked, Binding._choose_radio, own)

    def _choose_radio(self, event: Any, own: str) -> None:
        if event.checked:
            self.typed(own, "radio")
        elif as_text(self.value) == own and _allows_none(self.annotation):
            # A form in which none of them was chosen initially was reset.
            self.assign(None)

    def _bind_select(self, builder: ControlBuilder) -> None:
        self._refuse_keyword(builder, "value")
        current = self.value
        if builder.keywords.get("multiple"):
            builder.selected = frozenset(map(as_text, current))
            self._listen(builder, "change", None, Binding._choose)
        else:
            builder.selected = frozenset((as_text(current),))
            self._listen(builder, "change", _Typed, Binding._take_typed, "select")
        builder.chooser = self

    def _choose(self, event: Event, _: str) -> None:
        # The live tree already has the user's choice; no path could name a list of values.
        select: Any = event.currentTarget
        self.assign([choice(self.annotation, option.value) for option in select.selectedOptions])

    def _refuse_keyword(self, builder: ControlBuilder, keyword: str) -> None:
        if builder.keywords.get(keyword) is not None:
            raise TypeError(f"{keyword}= and bind= both set what <{builder.spec.tag}> shows; give only one of them")

    def _listen(
        self,
        builder: ControlBuilder,
        event: str,
        payload: type[msgspec.Struct] | None,
        take: Callable[[Binding, Any, str], object],
        known: str = "",
    ) -> None:
        own = Handler(self, _plan(event, payload, take, known))
        if event in builder.handlers:
            own = builder.handlers.pop(event).after(own)
        builder.listen(own)

    def shown(self, kind: str = "") -> str:
        """Return the text in the control: the field as text, or what the user typed if that differs.

        Args:
            kind: The control's `type`.
        """
        current = self.value
        draft = _drafts.get(self.component, {}).get(self.name)
        if draft is not None and draft.field == current and (not draft.refused or self.error):
            return draft.text
        return as_text(current, kind)

    def typed(self, text: str, kind: str = "") -> None:
        """Handle what the user typed or selected.

        Args:
            text: The control's value.
            kind: The control's `type`.
        """
        annotation = self.annotation
        value: object = None if not text and empty_is_none(annotation) else text
        if kind in {"month", "week"} and value is not None and str not in alternatives(annotation):
            value = first_day(text)
        if kind in {"radio", "select"} and value is not None:
            # A Literal of numbers does not accept text; the choice is one of its values.
            value = choice(annotation, text)
        self.assign(value, text if kind not in {"radio", "select"} else None)

    def assign(self, value: object, text: str | None = None) -> bool:
        """Set the field, or record in the component's errors why it cannot be set.

        Args:
            value: The new value, to be validated.
            text: What the user typed.

        Returns:
            Whether the field was set.
        """
        component, name = self.component, self.name
        refused = False
        try:
            self._path.assign(value)
        except LookupError:
            # The item was removed before this entry arrived from a user who still saw it.
            component.refresh()
            return False
        except ValidationError as error:
            messages = error_messages(error)
            own = str(self._steps[-1])
            component.errors[name] = messages.get(own) or messages.get(WHOLE_FORM) or next(iter(messages.values()))
            component.refresh()
            refused = True
        else:
            if component.errors.pop(name, None) is not None or self._is_nested:
                component.refresh()
        drafts = _drafts.setdefault(component, {})
        drafts.pop(name, None)
        if text is not None and (refused or (not isinstance(self.value, str) and self._is_spelled(value))):
            drafts[name] = _Draft(text, self.value, refused, self._holder)
        return not refused

    def _is_spelled(self, value: object) -> bool:
        """Return whether the field has the entered value itself, and not one that a validator has replaced it with."""
        adapter = _adapter(type(self.component), self.name, self.annotation)
        try:
            return adapter is not None and bool(adapter.validate_python(value) == self.value)
        except ValidationError:
            return False


#: The adapters that read values by the types of the fields alone, by component class and field.
_adapters: WeakKeyDictionary[type, dict[str, tuple[Any, TypeAdapter[Any] | None]]] = WeakKeyDictionary()


def _adapter(owner: type, name: str, annotation: Any) -> TypeAdapter[Any] | None:
    known = _adapters.setdefault(owner, {})
    kept, adapter = known.get(name, (None, None))
    if kept is not annotation:
        try:
            adapter = TypeAdapter(annotation)
        except PydanticUserError:
            adapter = None
        known[name] = annotation, adapter
    return adapter


def as_text(value: object, kind: str = "") -> str:
    """Format a field's value as form controls hold it.

    Args:
        value: The value; None gives an empty text.
        kind: The control's `type`, which decides how dates and times are formatted.

    Raises:
        TypeError: The value is a date with a time zone, and the control has none.
    """
    if value is None:
        return ""
    if isinstance(value, enum.Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None and kind == "datetime-local":
            raise TypeError(
                "a datetime with a time zone cannot be bound to datetime-local; bind one without a time zone"
            )
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
    # Browsers accept at most three digits after the seconds.
    return "milliseconds" if value.microsecond else "seconds" if value.second else "minutes"


def first_day(text: str) -> object:
    """Parse the value of a month or week control as a date, for fields that are dates.

    Args:
        text: `"2024-05"` or `"2024-W21"`.

    Returns:
        Its first day, or the text itself if it is something else.
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


class NotAnOptionWarning(UserWarning):
    """A select is bound to a field whose value is not among its options, so it shows nothing."""


class OutOfRangeWarning(UserWarning):
    """A range is bound to a field whose value its `min`, `max` and `step` do not allow, so it shows another number."""


_seen: set[str] = set()


def warn_not_an_option(where: str, what: str) -> None:
    """Warn once for each place in the program.

    Args:
        where: The place, `"file.py:12"`.
        what: The select and the value.
    """
    _warn_once(
        where,
        f"{what} is not among the options of the select that shows it, so the select shows nothing; add an option for"
        " it, or set the field to one of them",
        NotAnOptionWarning,
    )


def _warn_once(where: str, message: str, category: type[Warning]) -> None:
    if not where or where in _seen:
        return
    _seen.add(where)
    filename, _, line = where.rpartition(":")
    warnings.warn_explicit(message, category, filename, int(line))


class Choosing:
    """Selects options of a live select whose options are components, and are therefore not known in advance.

    Args:
        values: The values of the selected options.
        what: A description of what is shown, for the warning.
        where: The line in the user's program.
        ref: The user's own ref.
    """

    __slots__ = ("ref", "values", "what", "where")

    def __init__(
        self, values: frozenset[str], what: str, where: str, ref: Callable[[Element | None], object] | None
    ) -> None:
        self.values: frozenset[str] = values
        self.what: str = what
        self.where: str = where
        self.ref: Callable[[Element | None], object] | None = ref

    def __call__(self, element: Element | None) -> None:
        """Select the options when they exist."""
        if self.ref is not None:
            self.ref(element)
        if element is None:
            return
        options: Any = list(element.options)
        found = False
        for option in options:
            chosen = option.value in self.values
            found = found or chosen
            if chosen or element.multiple:
                option.selected = chosen
        if not found and not element.multiple:
            element.selectedIndex = -1
            warn_not_an_option(self.where, self.what)


def choose_options(
    builder: ControlBuilder, children: tuple[NormalizedChild, ...], values: frozenset[str]
) -> tuple[NormalizedChild, ...]:
    """Mark the selected options of a select, and make sure that it shows none if none is selected.

    Args:
        builder: The select's keywords.
        children: Its children.
        values: The values of the selected options.

    Returns:
        The children, with `selected` on the options with these values.
    """
    children = select_options(children, values)
    binding = builder.chooser
    if binding is None:
        return children
    options, unknown = _survey(children)
    what = f"{binding!r}, which holds {binding.value!r},"
    if unknown:
        builder.ref = Choosing(values, what, users_line(), builder.ref)
    elif not builder.keywords.get("multiple") and options and not any(map(_is_selected, options)):
        builder.set_property("selectedIndex", -1)
        warn_not_an_option(users_line(), what)
    return children


def _is_selected(option: VNode) -> bool:
    return bool(properties_of(option).get("selected"))


def _survey(children: Iterable[NormalizedChild]) -> tuple[list[VNode], bool]:
    """The options among the children of a select, and whether there may be others in components."""
    options: list[VNode] = []
    unknown = False
    for child in children:
        if isinstance(child, Fragment) or (isinstance(child, VNode) and child.tag == "optgroup"):
            inner, more = _survey(child.children)  # type: ignore[arg-type]
            options += inner
            unknown = unknown or more
        elif isinstance(child, VNode):
            if child.tag == "option":
                options.append(child)
        elif child is not None and not isinstance(child, str):
            unknown = True
    return options, unknown


def select_options(children: tuple[NormalizedChild, ...], values: frozenset[str]) -> tuple[NormalizedChild, ...]:
    """Mark the selected options of a select.

    The options carry `selected`, because a select forgets its value when its options change.

    Args:
        children: The children of the select.
        values: The values of the selected options.

    Returns:
        The children, with `selected` on the options with these values.
    """
    return tuple([_selected(child, values) for child in children])


def _selected(child: NormalizedChild, values: frozenset[str]) -> NormalizedChild:
    if isinstance(child, Fragment):
        return msgspec.structs.replace(child, children=select_options(child.children, values))
    if not isinstance(child, VNode):
        return child
    if child.tag == "optgroup":
        return msgspec.structs.replace(child, children=select_options(child.children, values))  # type: ignore[arg-type]
    if child.tag != "option" or _option_value(child) not in values:
        return child
    if child.properties is None and (child.shown is not None or "selected" not in (child.attributes or ())):
        # An attribute works for a new option, which then need not be created before it is accessed.
        attributes = shared_attributes(BegunSelected(attributes_of(child), selected=""))
        return msgspec.structs.replace(child, attributes=attributes)
    return msgspec.structs.replace(child, properties={**(child.properties or {}), "selected": True})


def _option_value(option: VNode) -> str:
    attributes: Mapping[str, str] = option.attributes or {}
    if "value" in attributes:
        return attributes["value"]
    return " ".join(ascii_words("".join([child for child in option.children if isinstance(child, str)])))
