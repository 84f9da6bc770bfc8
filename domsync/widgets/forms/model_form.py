"""Complete forms of pydantic models: controls, validation while the user types, and the submitted model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, Field, PrivateAttr

from domsync import Component, DomsyncError, Element, Ref, VNode, act, on
from domsync import html as h
from domsync.components import Child, field_rules
from domsync.widgets.base import Common, dressed, is_empty, parted
from domsync.widgets.buttons import button
from domsync.widgets.forms import drafts
from domsync.widgets.forms.drafts import Path
from domsync.widgets.forms.fields import Fields, Make, check_form, fields
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack


M = TypeVar("M", bound=BaseModel)


class FormError(DomsyncError, ValueError):
    """An error that a form's handler finds in the submitted model: `raise w.FormError({"name": "It is taken"})`.

    Args:
        messages: The error messages by field: `"lines.0.amount"`; `""` is the form as a whole.
    """

    def __init__(self, messages: Mapping[str, str]) -> None:
        if not isinstance(messages, Mapping):
            raise TypeError(
                f'FormError takes messages by field, {{"name": "It is taken"}}; "" is the whole form; not {messages!r}'
            )
        super().__init__(messages)
        self.messages: dict[str, str] = dict(messages)

    def __str__(self) -> str:
        return "; ".join(f"{name or 'form'}: {message}" for name, message in self.messages.items())


class ModelForm(Component):
    """The component that `form` makes: see there."""

    model: Any = Field(exclude=True)
    on_submit: Any = Field(exclude=True)
    value: Any = Field(default=None, exclude=True)
    layout: Mapping[str, Any] = Field(default={}, exclude=True)
    columns: int = 1
    submit: str | None = None
    resets: bool = True
    guards: bool = True
    children: Child = None
    attributes: dict[str, Any] = {}

    pending: bool = Field(default=False, exclude=True)
    said: str = ""
    _made: Any = PrivateAttr(default=None)
    _of: Any = PrivateAttr(default=None)
    #: The model that was submitted last.
    _sent: Any = PrivateAttr(default=None)
    _summary: Ref[Element] = PrivateAttr(default_factory=Ref)
    _shows_summary: bool = PrivateAttr(default=False)

    @property
    def _fields(self) -> Fields[Any]:
        """The controls, created on demand, and again when another model is edited."""
        if self._made is None or self.value is not self._of:
            # A program that keeps what was submitted has not given another model to edit.
            if self._made is None or self._sent is None or self.value != self._sent:
                self._made = self._controls()
            self._of = self.value
        made: Fields[Any] = self._made
        return made

    def _controls(self) -> Fields[Any]:
        def changed(_: Any) -> None:
            self.said = ""
            self.refresh()

        return fields(self.model, self.value, layout=self.layout, columns=self.columns, on_change=changed)

    @property
    def dirty(self) -> bool:
        """True if something was changed."""
        return self._fields.dirty

    def render(self) -> VNode:
        made = self._fields
        wrong = self.wrong() if made.tried else []
        summary = None
        if wrong:
            title = counted("There is {count} problem", "There are {count} problems", len(wrong))
            links = [h.li(link_to(target, text) if target else text, key=target) for target, text in wrong]
            summary = h.div(
                heading(title, 2, class_="ds-notice-title"),
                h.ul(links),
                class_="ds-alert ds-tone--danger ds-summary",
                role="alert",
                tabindex=-1,
                ref=self._summary,
                key="summary",
            )
        reset = None
        if self.resets:
            reset = button(word("Reset"), on_click=self.reset, disabled=not made.dirty, key="reset")
        save = button(self.submit or word("Save"), kind="primary", submit=True, pending=self.pending, key="submit")
        own = dict(self.attributes)
        data = {**(own.pop("data", None) or {}), "ds-dirty": made.dirty if self.guards else None}
        return h.form(
            summary,
            made,
            self.children,
            h.div(save, reset, h.span(self.said, role="status", class_="ds-help"), class_="ds-actions", key="actions"),
            on_submit=self.send,
            novalidate=True,
            data=data,
            **dressed(own, "ds-form"),
        )

    def wrong(self) -> list[tuple[str, str]]:
        """List the errors: the id of each control, and the text in the summary."""
        made = []
        for name, message in self._fields.errors.items():
            path: Path = tuple(int(step) if step.isdecimal() else step for step in name.split(".")) if name else ()
            label = self.label_of(path)
            made.append((self._fields.id_of(path) if path else "", f"{label}: {message}" if label else message))
        return made

    def label_of(self, path: Path) -> str:
        """Name a place: "Lines 2, Amount"."""
        names: list[str] = []
        model: Any = self.model
        value: Any = self._fields.draft
        for step in path:
            if isinstance(value, drafts.Pair):
                # The key and the value of a dict have one name.
                value = value[1] if step == 1 else None
                continue
            if isinstance(step, int):
                names[-1:] = [f"{names[-1]} {step + 1}" if names else str(step + 1)]
                value = value[step] if isinstance(value, list) and step < len(value) else None
                continue
            info = model.model_fields.get(step) if model is not None else None
            if info is None:
                continue
            names.append(field_rules(step, info).label)
            value = value.get(step) if isinstance(value, Mapping) else None
            kind = drafts.kind_of(info)
            inner = drafts.kind_of(kind.item) if kind.item is not None else kind
            if inner.name == "union" and isinstance(value, Mapping):
                model = drafts.variant_of(inner, value).model
            else:
                model = inner.models[0].model if inner.models else None
        return ", ".join(names)

    async def send(self) -> None:
        """Validate the submitted form, and call the handler with the model if it is valid."""
        if self.pending:
            return
        made = self._fields.read()
        if made is None:
            self._shows_summary = True
            return
        self.pending, self._sent = True, made
        sent = self._fields.draft
        try:
            result = self.on_submit(made)
            if isawaitable(result):
                await result
        except FormError as error:
            self._fields.refuse(error.messages)
            self._shows_summary = True
        else:
            self._fields.saved(made, sent)
            self.said = word("Saved")
        finally:
            self.pending = False

    def reset(self) -> None:
        """Discard what was entered."""
        self._fields.reset()
        self.said = ""

    def updated(self) -> None:
        if self._shows_summary and self._summary.current is not None:
            self._shows_summary = False
            self._summary.element.focus()


def link_to(target: str, text: str) -> VNode:
    """A link in the summary, which moves the focus to a control.

    Args:
        target: The control's id.
        text: The text of the link.
    """
    control = act.closest("form").inner(f'[id="{target}"]')
    goes = on(act.scroll_into_view(block="center", of=control), prevent_default=True)
    return h.a(text, href=f"#{target}", on_click=[goes, act.focus(of=control)])


def form(
    model: type[M],
    on_submit: Callable[[M], object],
    *children: Child,
    value: M | None = None,
    layout: Mapping[str, Make] | None = None,
    columns: int = 1,
    submit: str | None = None,
    resets: bool = True,
    guards: bool = True,
    **attributes: Unpack[Common],
) -> ModelForm:
    """A complete form for a pydantic model.

    >>> w.form(Order, self.save, value=self.order, columns=2)

    It has controls for text, numbers, dates and times, durations, booleans, choices (Literal, Enum), secrets, addresses
    (EmailStr, HttpUrl), lists of all of these, nested models, lists of models (rows can be added, removed and moved),
    dicts, and discriminated unions. Errors in changed fields are shown while the user types; on submit, all errors are
    shown, with a summary that links to the fields.

    Args:
        model: The model.
        on_submit: Called with the model if it is valid; may be `async`. It reports errors of its own by raising
            `w.FormError({"name": "It is taken"})`.
        children: The content below the controls.
        value: An instance to edit.
        layout: The controls of some fields, by name (`"address.city"`, `"lines.amount"`): `w.text_area`,
            `lambda bind: w.slider("Age", bind=bind)`; None leaves a field out.
        columns: The number of columns on a wide screen.
        submit: The text of its button, "Save" by default.
        resets: Whether there is a button that undoes all entries.
        guards: Whether the browser asks before leaving a page with unsaved changes.
        attributes: As for `h.form`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | in a field of one line sends the form |
        | Tab | goes to the next control |

    Raises:
        TypeError: The model is not a pydantic model, the value is not one of it, or `on_submit` is not a function.
        ValueError: `layout` names a field that the model does not have, or `columns` is less than 1.
    """
    check_form("form", model, value, layout, columns)
    if not callable(on_submit):
        raise TypeError(f"form() needs a function that takes the {model.__name__}, not {on_submit!r}")
    own, directives = parted(attributes)
    return ModelForm(
        model=model,
        on_submit=on_submit,
        children=None if all(map(is_empty, children)) else children,
        value=value,
        layout=dict(layout or {}),
        columns=columns,
        submit=submit,
        resets=resets,
        guards=guards,
        attributes=own,
        **directives,
    )
