"""The controls of a pydantic model, and the values entered into them."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import partial
from inspect import isawaitable
from types import NoneType
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel, PrivateAttr, SecretBytes, SecretStr
from pydantic.fields import FieldInfo

from domsync import Component, Element, Ref, VNode
from domsync import html as h
from domsync.components import Binding, Child, as_text, field_rules, unique_id
from domsync.events import InputEvent
from domsync.widgets.base import Common, check_functions, check_numbers, dressed, hint_of, parted
from domsync.widgets.buttons import button
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.forms import drafts
from domsync.widgets.forms.drafts import Kind, Path
from domsync.widgets.inputs.choices import checkbox, checkbox_group, select, switch
from domsync.widgets.inputs.combobox import combobox, tags_input
from domsync.widgets.inputs.numbers import number_input
from domsync.widgets.inputs.options import Option
from domsync.widgets.inputs.pickers import date_input, datetime_input, time_input
from domsync.widgets.inputs.text import password_input, text_area, text_input
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync.components import FieldRules

M = TypeVar("M", bound=BaseModel)

#: The elements that can get the focus in a new row.
_CONTROLS = ("INPUT", "SELECT", "TEXTAREA", "BUTTON")

#: A function that makes the control of a field: `w.text_area`, or your own function of the binding. None leaves the
#: field out.
Make: TypeAlias = "Callable[..., Child] | None"


class DraftBinding(Binding):
    """The connection of a control with a place of a form's draft.

    Args:
        fields: The form.
        path: The place.
        info: pydantic's information about the field.
        title: The label, if the field has none itself.
    """

    __slots__ = ("_fields", "_info", "_place", "_title", "control_id")

    def __init__(self, fields: Fields[Any], path: Path, info: FieldInfo, title: str) -> None:
        self.component: Fields[Any] = fields
        self.name: str = ".".join(map(str, path))
        self._fields = fields
        self._place = path
        self._info = info
        self._title = title
        #: The id of the control, for the summary's links.
        self.control_id: str = fields.id_of(path)

    @property
    def value(self) -> Any:
        """The value that was entered."""
        return drafts.get(self._fields.draft, self._place)

    @property
    def annotation(self) -> Any:
        """The field's type."""
        return self._info.annotation

    @property
    def rules(self) -> FieldRules:
        """The rules of the field's declaration."""
        return field_rules(self._title, self._info)

    @property
    def error(self) -> str:
        """The error message, once something was entered or the form was sent."""
        return self._fields.errors.get(self.name, "")

    def shown(self, kind: str = "") -> str:
        """Return the text in the control."""
        value = self.value
        return value if isinstance(value, str) else as_text(value, kind)

    def assign(self, value: object, text: str | None = None) -> bool:
        """Store an entered value, whatever it is."""
        with suppress(LookupError):  # the row was removed before this entry arrived
            if isinstance(self.value, drafts.Zoned) and (value is None or isinstance(value, str)):
                # Its control stays, whatever is entered.
                value = drafts.Zoned(value or "")
            self._fields.put(self._place, value)
        return True


class Fields(Component, Generic[M]):
    """The component that `fields` makes: the controls of a model, and the entered values."""

    model: type[M]
    initial: Any = None
    layout: Mapping[str, Any] = {}
    columns: int = 1
    on_change: Any = None
    attributes: dict[str, Any] = {}

    draft: dict[str, Any] = {}
    tried: bool = False
    _first: dict[str, Any] = PrivateAttr(default_factory=dict)
    _touched: set[Path] = PrivateAttr(default_factory=set)
    _serial: str = PrivateAttr(default="")
    _told: dict[Path, str] = PrivateAttr(default_factory=dict)
    #: The places where rows were added, removed or moved, or another model was chosen; nothing was entered there yet.
    _arranged: set[Path] = PrivateAttr(default_factory=set)
    #: The row that has to get the focus, and the part of it; its element, when it exists.
    _next_row: Path | None = PrivateAttr(default=None)
    _next_part: str = PrivateAttr(default="")
    _next: Ref[Element] = PrivateAttr(default_factory=Ref)
    #: What an async `on_change` has still to do.
    _running: list[Awaitable[Any]] = PrivateAttr(default_factory=list)

    def model_post_init(self, context: Any, /) -> None:
        super().model_post_init(context)
        self._serial = unique_id("form")
        self._first = drafts.raw(self.initial) if self.initial is not None else drafts.blank_model(self.model)
        if not self.draft:
            self.draft = self._first

    # For programs

    @property
    def dirty(self) -> bool:
        """True if something was changed."""
        return self.draft != self._first

    def read(self) -> M | None:
        """Validate the entered values; errors are shown from then on.

        Returns:
            The model; None if something is invalid.
        """
        self.tried = True
        self._told.clear()
        made = self.check()
        self.refresh()
        return made

    def reset(self, value: M | None = None) -> None:
        """Discard everything that was entered.

        Args:
            value: The model to edit from now on; by default the initial one.
        """
        if value is not None:
            self._first = drafts.raw(value)
        self.draft, self.tried = self._first, False
        self._touched.clear()
        self._arranged.clear()
        self._told.clear()
        self.errors.clear()

    def saved(self, value: M, sent: Mapping[str, Any]) -> None:
        """Edit the model that was saved; what has been entered since then stays.

        Args:
            value: The model.
            sent: The draft from which it was made.
        """
        if self.draft == sent:
            self.reset(value)
        else:
            self._first = drafts.raw(value)
            self.tried = False
            self.check()

    def refuse(self, messages: Mapping[str, str]) -> None:
        """Show errors that only the program can find, such as a name that is taken.

        Args:
            messages: The messages by field, shown until it is changed: `"lines.0.amount"`; `""` for the whole form.
        """
        for name, message in messages.items():
            path = tuple(int(step) if step.isdecimal() else step for step in name.split(".")) if name else ()
            self._told[path] = message
        self.tried = True
        self.check()
        self.refresh()

    # For the controls

    def put(self, path: Path, value: object, *, is_entered: bool = True) -> None:
        """Store a value that was entered at a place.

        Args:
            path: The place.
            value: The new value.
            is_entered: Whether all of it was entered; otherwise errors are shown only for the place itself.

        Raises:
            LookupError: The place no longer exists.
        """
        self.draft = drafts.replaced(self.draft, path, value)
        (self._touched if is_entered else self._arranged).add(path)
        self._told.pop(path, None)
        self._told.pop((), None)
        made = self.check()
        if self.on_change is not None:
            result = self.on_change(made)
            if isawaitable(result):
                self._running.append(result)

    def check(self) -> M | None:
        """Validate, and show the errors of fields that were changed, or of all fields once the form was sent."""
        made, wrong = drafts.check(self.model, self.draft)
        self.errors.clear()
        for path, message in {**wrong, **self._told}.items():
            is_due = self.tried or path in self._arranged or any(path[: len(one)] == one for one in self._touched)
            # The key of a pair, whose message is at the pair.
            is_due = is_due or (*path, 0) in self._touched
            if is_due:
                self.errors.setdefault(".".join(map(str, path)), message)
        return made if not self._told else None  # type: ignore[return-value]

    def id_of(self, path: Path) -> str:
        """The id of the control at a place."""
        return f"{self._serial}-{'-'.join(str(step).replace('_', '-') for step in path)}"

    # Rendering

    def render(self) -> VNode:
        made = [self.field_of((name,), info, name) for name, info in self.model.model_fields.items()]
        style = {"--ds-columns": self.columns} if self.columns > 1 else None
        classes = ("ds-fields", "ds-grid ds-grid--fixed" if self.columns > 1 else None)
        return h.div(made, **dressed(self.attributes, *classes, style=style))

    def field_of(self, path: Path, info: FieldInfo, title: str) -> Child:
        """The control, or the controls, of a field."""
        plain = ".".join(str(step) for step in path if isinstance(step, str))
        binding = DraftBinding(self, path, info, title)
        if plain in self.layout:
            make: Make = self.layout[plain]
            return None if make is None else h.div(make(bind=binding), class_="ds-slot", key=binding.name)
        kind = drafts.kind_of(info)
        if kind.name == "scalar":
            return h.div(control_of(binding, info), class_="ds-slot", key=binding.name)
        whole = {"model": self.nested, "union": self.union, "list": self.items, "dict": self.pairs}[kind.name]
        return h.div(whole(path, kind, binding), class_="ds-slot ds-slot--whole", key=binding.name)

    def box(self, binding: DraftBinding, *content: Child, head: Child = None) -> VNode:
        """Several controls below the label of their field."""
        rules, error = binding.rules, binding.error
        about = f"{binding.control_id}-help"
        return h.fieldset(
            h.legend(rules.label, class_="ds-label"),
            None if not rules.help else h.p(rules.help, class_="ds-help", id=about),
            head,
            *content,
            None if not error else h.p(error, class_="ds-error", role="alert", id=f"{binding.control_id}-error"),
            id=binding.control_id,
            tabindex=-1,
            class_="ds-nested",
            aria={"describedby": about if rules.help else None},
        )

    def fields_at(self, path: Path, model: type[BaseModel], leave_out: str = "") -> Child:
        """The controls of a model at a place, in as many columns as all of them."""
        listed = model.model_fields.items()
        made = [self.field_of((*path, name), info, name) for name, info in listed if name != leave_out]
        return made if self.columns == 1 else h.div(made, class_="ds-fields ds-grid ds-grid--fixed")

    def nested(self, path: Path, kind: Kind, binding: DraftBinding) -> VNode:
        """A nested model; if it may be None, with a switch."""
        model = kind.models[0].model
        toggle = self.toggle(path, kind, binding)
        return self.box(binding, self.fields_at(path, model) if binding.value is not None else None, head=toggle)

    def toggle(self, path: Path, kind: Kind, binding: DraftBinding) -> Child:
        """The switch that adds or removes an optional value."""
        if not kind.optional:
            return None
        first = kind.models[0]

        def switched() -> None:
            fresh = drafts.blank_model(first.model)
            if kind.discriminator:
                fresh[kind.discriminator] = first.tag
            self.put(path, fresh if binding.value is None else None, is_entered=False)

        is_there = binding.value is not None
        return switch(word("Include {name}", name=binding.rules.label), checked=is_there, on_change=switched)

    def union(self, path: Path, kind: Kind, binding: DraftBinding) -> VNode:
        """A union of models: the choice of one, and its fields."""
        head = self.toggle(path, kind, binding)
        if binding.value is None:
            return self.box(binding, head=head)
        variant = drafts.variant_of(kind, binding.value)

        def choose(tag: Any) -> None:
            model = next(other.model for other in kind.models if other.tag == tag)
            kept = {name: value for name, value in binding.value.items() if name in model.model_fields}
            self.put(path, {**drafts.blank_model(model), **kept, kind.discriminator: tag}, is_entered=False)

        options = [Option(other.tag, _title_of(other.model, other.tag)) for other in kind.models]
        label = field_rules(kind.discriminator, variant.model.model_fields[kind.discriminator]).label
        chooser = select(
            label, options, value=variant.tag, on_change=choose, id=self.id_of((*path, kind.discriminator))
        )
        return self.box(binding, chooser, self.fields_at(path, variant.model, kind.discriminator), head=head)

    def items(self, path: Path, kind: Kind, binding: DraftBinding) -> VNode:
        """A list: a single control for texts and choices, rows for other items."""
        item = kind.item
        if item is None or (drafts.kind_of(item).name == "scalar" and item.annotation in (str, Any)):
            return h.div(tags_input(bind=binding))
        if drafts.is_choice(item):
            choices = field_rules("item", item).choices
            options = [Option(value, text) for value, text in choices]
            many = len(options) > 8
            control: Child = (
                combobox(None, options, multiple=True, bind=binding)
                if many
                else checkbox_group(None, options, bind=binding)
            )
            return h.div(control)
        return self.rows(path, binding, lambda place, title: self.field_of(place, item, title), drafts.blank(item))

    def pairs(self, path: Path, kind: Kind, binding: DraftBinding) -> VNode:
        """A dict: rows with a key and a value."""
        item = kind.item or FieldInfo.from_annotation(str)

        def row(place: Path, title: str) -> Child:
            key, _ = drafts.get(self.draft, place)
            name = ".".join(map(str, place))

            def typed(event: InputEvent) -> None:
                with suppress(LookupError):
                    self.put((*place, 0), event.value)

            entry = text_input(
                word("Key"), value=str(key), on_input=typed, error=self.errors.get(name, False), id=self.id_of(place)
            )
            return h.div(entry, self.field_of((*place, 1), item, "value"), class_="ds-pair")

        return self.rows(path, binding, row, drafts.Pair(("", drafts.blank(item))))

    def rows(self, path: Path, binding: DraftBinding, row: Callable[[Path, str], Child], fresh: Any) -> VNode:
        """The rows of a list or dict, which can be added, removed and moved."""
        values = binding.value or []
        label = binding.rules.label
        made = []
        for at in range(len(values)):
            name = f"{label} {at + 1}"
            up = button(
                "\u2191",
                kind="ghost",
                size="small",
                disabled=at == 0,
                on_click=partial(self.move, path, at, at - 1),
                aria={"label": word("Move {name} up", name=name)},
            )
            down = button(
                "\u2193",
                kind="ghost",
                size="small",
                disabled=at == len(values) - 1,
                on_click=partial(self.move, path, at, at + 1),
                aria={"label": word("Move {name} down", name=name)},
            )
            remove = button(
                cross(),
                kind="ghost",
                size="small",
                on_click=partial(self.remove, path, at),
                aria={"label": word("Remove {name}", name=name)},
            )
            tools = h.div(up, down, remove, class_="ds-row-tools")
            body = h.div(row((*path, at), str(at + 1)), class_="ds-row-body")
            ref = self._next if self._next_row == (*path, at) else None
            made.append(h.li(body, tools, class_="ds-form-row", key=at, aria={"label": name}, ref=ref))
        add = button(
            word("Add"),
            size="small",
            on_click=partial(self.add, path, fresh),
            aria={"label": word("Add to {name}", name=label)},
            ref=self._next if self._next_row == (*path, "add") else None,
        )
        return self.box(binding, h.ol(made, class_="ds-form-rows") if made else None, add)

    def add(self, path: Path, fresh: Any) -> None:
        """Add a row, which gets the focus."""
        values = list(drafts.get(self.draft, path) or ())
        self._next_row, self._next_part = (*path, len(values)), "first"
        self.put(path, [*values, fresh], is_entered=False)

    def remove(self, path: Path, at: int) -> None:
        """Remove a row; the state of the rows after it moves with them."""
        values = list(drafts.get(self.draft, path) or ())
        if at < len(values):
            del values[at]
            self._renumber(path, lambda place: None if place == at else place - (place > at))
            self._next_row = (*path, min(at, len(values) - 1) if values else "add")
            self._next_part = "remove"
            self.put(path, values, is_entered=False)

    def move(self, path: Path, at: int, to: int) -> None:
        """Move a row to the place of another one."""
        values = list(drafts.get(self.draft, path) or ())
        if not (0 <= at < len(values) and 0 <= to < len(values)):
            return
        values[at], values[to] = values[to], values[at]
        self._renumber(path, lambda place: {at: to, to: at}.get(place, place))
        self._next_row, self._next_part = (*path, to), "up" if to < at else "down"
        self.put(path, values, is_entered=False)

    def updated(self) -> Awaitable[Any] | None:
        """Focus a row that was added or moved, and go on with what the program does about a change."""
        self._focus_row()
        running, self._running = self._running, []
        return asyncio.gather(*running) if running else None

    def _focus_row(self) -> None:
        """Give the focus to the row that was added or moved, or to a remaining one."""
        row, self._next_row = self._next_row, None
        if row is None or self._next.current is None:
            return
        element = self._next.element
        if self._next_part == "first":
            controls = [one for one in element.getElementsByTagName("*") if one.tagName in _CONTROLS]
        else:
            up, down, remove = ([element] * 3 + list(element.getElementsByTagName("button")))[-3:]
            # At either end, one of the buttons is disabled.
            controls = {"up": [up, down], "down": [down, up], "remove": [remove]}[self._next_part]
        usable = [one for one in controls if not one.hasAttribute("disabled")]
        if usable:
            usable[0].focus()

    def _renumber(self, path: Path, number: Callable[[int], int | None]) -> None:
        """Move the state of rows that get another place: which fields were changed, and the program's messages."""

        def moved(place: Path) -> Path | None:
            if len(place) <= len(path) or place[: len(path)] != path or not isinstance(place[len(path)], int):
                return place
            at = number(int(place[len(path)]))
            return None if at is None else (*path, at, *place[len(path) + 1 :])

        self._touched = {place for one in self._touched if (place := moved(one)) is not None}
        self._arranged = {place for one in self._arranged if (place := moved(one)) is not None}
        self._told = {place: text for one, text in self._told.items() if (place := moved(one)) is not None}


def _title_of(model: type[BaseModel], tag: Any) -> str:
    title = model.model_config.get("title")
    if title:
        return title
    words = str(getattr(tag, "value", tag)).replace("_", " ")
    return words[:1].upper() + words[1:]


def control_of(binding: Binding, info: FieldInfo) -> Child:
    """The control for a field with a single value.

    Args:
        binding: The field.
        info: pydantic's information about it.
    """
    kinds = [kind for kind in drafts.parts_of(info.annotation) if kind not in (None, NoneType)]
    optional = binding.rules.optional
    if drafts.is_choice(info):
        return select(bind=binding)
    kind = kinds[0] if len(kinds) == 1 and isinstance(kinds[0], type) else str
    if kind is bool:
        return (
            select(None, {True: word("Yes"), False: word("No")}, bind=binding) if optional else checkbox(bind=binding)
        )
    if issubclass(kind, int | float | Decimal):
        return number_input(bind=binding)
    if issubclass(kind, datetime.datetime):
        # Times with a time zone are text here, because browsers have no control for them.
        return text_input(bind=binding) if drafts.is_zoned(binding.value) else datetime_input(bind=binding)
    if issubclass(kind, datetime.date):
        return date_input(bind=binding)
    if issubclass(kind, datetime.time):
        return time_input(bind=binding)
    if issubclass(kind, datetime.timedelta):
        return text_input(bind=binding, placeholder="0:30:00")
    if issubclass(kind, SecretStr | SecretBytes):
        return password_input(bind=binding, autocomplete="new-password")
    name = kind.__name__
    if "Email" in name:
        return text_input(bind=binding, type="email", autocomplete="email")
    if name.endswith("Url"):
        return text_input(bind=binding, type="url")
    if (binding.rules.max_length or 0) > 200:
        return text_area(bind=binding)
    return text_input(bind=binding)


def check_form(what: str, model: Any, value: Any, layout: Mapping[str, Any] | None, columns: int) -> None:
    """Check the arguments of a form.

    Args:
        what: The widget, for the messages.
        model: The model.
        value: The instance to edit.
        layout: The controls of some fields.
        columns: The number of columns.

    Raises:
        TypeError: The model is not a pydantic model, or the value is not one of it.
        ValueError: There is no such field, or less than one column.
    """
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        named = (
            f"; give {type(model).__name__}, and value=... for what is edited" if isinstance(model, BaseModel) else ""
        )
        raise TypeError(f"{what}() takes a pydantic model (a class), not {model!r}{named}")
    if value is not None and not isinstance(value, model):
        made = f" (make one with {model.__name__}(**value))" if isinstance(value, Mapping) else ""
        raise TypeError(f"{what}(): value is an instance of {model.__name__}, not {value!r}{made}")
    check_numbers(what, columns=columns)
    if columns < 1:
        raise ValueError(f"{what}() has at least one column, not {columns}")
    for name in layout or ():
        _check_name(what, name, model)


def _check_name(what: str, name: str, model: type[BaseModel]) -> None:
    """Check the name of a field, which may be in nested models, lists and dicts of them, and unions."""
    models = [model]
    for step in name.split("."):
        infos = [one.model_fields[step] for one in models if step in one.model_fields]
        if not infos:
            owners = " or ".join(one.__name__ for one in models) or name.rpartition(f".{step}")[0]
            hint = hint_of(step, [field for one in models for field in one.model_fields])
            raise ValueError(f"{what}(): layout names {name!r}, but {owners} has no field {step!r}{hint}")
        models = [variant.model for info in infos for variant in _inner_kind(info).models]


def _inner_kind(info: FieldInfo) -> Kind:
    """The kind of a field's values; of lists and dicts, that of their items."""
    kind = drafts.kind_of(info)
    return kind if kind.item is None else _inner_kind(kind.item)


def fields(
    model: type[M],
    value: M | None = None,
    *,
    layout: Mapping[str, Make] | None = None,
    columns: int = 1,
    on_change: Callable[[M | None], object] | None = None,
    **attributes: Unpack[Common],
) -> Fields[M]:
    """The controls for a model, to be used in your own form. Keep the object and read the model from it.

    >>> class Page(Component):
    ...     address: w.Fields = Field(default_factory=lambda: w.fields(Address))
    ...
    ...     def render(self):
    ...         return h.form(self.address, w.button("Save", submit=True), on_submit=self.save, novalidate=True)
    ...
    ...     def save(self):
    ...         address = self.address.read()
    ...         if address is not None:
    ...             store(address)

    Args:
        model: The model.
        value: An instance to edit.
        layout: The controls of some fields, by name (`"address.city"`, `"lines.amount"`): `w.text_area`,
            `lambda bind: w.slider("Age", bind=bind)`; None leaves a field out.
        columns: The number of columns on a wide screen.
        on_change: Called with the model after each change; with None while an entry is invalid.
        attributes: As for `h.div`.

    Keyboard: that of its controls.

    Raises:
        TypeError: The model is not a pydantic model, or the value is not one of it.
        ValueError: `layout` names a field that the model does not have, or `columns` is less than 1.
    """
    check_functions("fields", on_change=on_change)
    check_form("fields", model, value, layout, columns)
    own, directives = parted(attributes)
    return Fields(
        model=model,
        initial=value,
        layout=dict(layout or {}),
        columns=columns,
        on_change=on_change,
        attributes=own,
        **directives,
    )
