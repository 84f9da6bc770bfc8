"""Text inputs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from domsync import Component, Element, Ref, VNode, on, svg
from domsync import html as h
from domsync.components import Child
from domsync.events import InputEvent, KeyboardEvent
from domsync.widgets.base import Common, check_functions, check_number, dressed, parted
from domsync.widgets.inputs.labels import Labelled
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def text_input(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    before: Child = None,
    after: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A line of text.

    >>> w.text_input("Name", bind=self.field("name"), help="As in your passport")

    Label, help, placeholder, required mark, length and pattern come from the bound field by default.

    Args:
        label: Its label. False for none; then `aria={"label": ...}` is required.
        help: Text below it.
        error: An error message.
        before: Content in its box before the text, such as a currency.
        after: Content after the text, such as a unit.
        attributes: As for `h.input`: `bind`, `type` (`email`, `tel`, `url`), `value`, `placeholder`, `required` ...

    Emits:
        `on_input`, `on_change`.

    Keyboard: that of a text field.

    Raises:
        TypeError: It has no accessible name.
    """
    made = Labelled(label, help, error, attributes, "text_input")
    control = h.input(**dressed(made.attributes, "ds-input"))
    return made.around(boxed(control, before, after))


def boxed(control: VNode, before: Child, after: Child) -> VNode:
    """Put something beside a control, in the same box."""
    if before is None and after is None:
        return control
    return h.div(
        before is not None and h.span(before, class_="ds-affix"),
        control,
        after is not None and h.span(after, class_="ds-affix"),
        class_="ds-box",
    )


def text_area(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    counter: bool = False,
    grows: bool = True,
    **attributes: Unpack[k.HtmlTextarea],
) -> VNode:
    """Text of several lines.

    >>> w.text_area("Message", bind=self.field("message"), counter=True, maxlength=500)

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        counter: Whether it shows, while the user types, how much of `maxlength` is used.
        grows: Whether it grows with its text.
        attributes: As for `h.textarea`: `bind`, `rows`, `maxlength` ...

    Emits:
        `on_input`, `on_change`.

    Keyboard: that of a text field.

    Raises:
        TypeError: It has no accessible name, or `counter` without `maxlength`.
    """
    made = Labelled(label, help, error, attributes, "text_area")
    classes = ("ds-input", "ds-area", "ds-area--grows" if grows else None)
    rows = made.attributes.get("rows", 3)
    # A text area that grows is as high as its text, whatever its `rows`: the style sheet sets the minimum height.
    style = {"--ds-rows": rows} if grows and rows != 3 else None
    control = h.textarea(**dressed(made.attributes, *classes, rows=3, style=style))
    if not counter:
        return made.around(control)
    limit = made.attributes.get("maxlength")
    if limit is None and made.rules is not None:
        limit = made.rules.max_length
    if limit is None:
        raise TypeError("text_area(counter=True) counts up to maxlength=..., or to the max_length of its field")
    shown = made.binding.shown("") if made.binding is not None else str(made.attributes.get("value") or "")
    # In UTF-16 code units, which `maxlength` counts.
    used = len(shown.encode("utf-16-le", "surrogatepass")) // 2
    count = h.span(f"{used} / {limit}", class_="ds-counter", data={"ds-counter": made.id}, aria={"hidden": True})
    return made.around(control, count)


def password_input(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    shows: bool = True,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A password, with a button to show it.

    >>> w.password_input("Password", name="password", autocomplete="current-password")

    Args:
        label: Its label.
        help: Text below it.
        error: An error message.
        shows: Whether there is a button that shows the password.
        attributes: As for `h.input`: `bind`, `autocomplete` (`current-password`, `new-password`) ...

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the button that shows the password |

    Raises:
        TypeError: It has no accessible name.
    """
    made = Labelled(label, help, error, attributes, "password_input")
    control = h.input(**dressed(made.attributes, "ds-input", type="password", spellcheck=False, autocapitalize="off"))
    if not shows:
        return made.around(control)
    reveal = h.button(
        word("Show"),
        type="button",
        class_="ds-button ds-button--ghost ds-button--small",
        data={"ds-reveal": made.id},
        aria={"pressed": False, "controls": made.id},
    )
    return made.around(boxed(control, None, reveal))


def search_input(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A search field.

    >>> w.search_input("Search orders", on_input=on(self.search, debounce=200))

    Args:
        label: Its label. False for none; then `aria={"label": ...}` is required.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `on_input`, `placeholder` ...

    Emits:
        `on_input`, `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Escape | clears it |

    Raises:
        TypeError: It has no accessible name.
    """
    made = Labelled(label, help, error, attributes, "search_input")
    control = h.input(**dressed(made.attributes, "ds-input", type="search", enterkeyhint="search", autocomplete="off"))
    return made.around(boxed(control, magnifier(), None))


def magnifier() -> VNode:
    """The magnifying glass of search fields."""
    return svg.svg(
        svg.circle(cx="7", cy="7", r="4.5"),
        svg.path(d="M10.5 10.5L14 14"),
        viewBox="0 0 16 16",
        width="16",
        height="16",
        fill="none",
        stroke="currentColor",
        stroke_width="1.5",
        stroke_linecap="round",
        aria={"hidden": True},
    )


def otp_input(
    label: Child = None,
    *,
    length: int = 6,
    help: Child = None,
    error: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A one-time code, in one field, so that it can be pasted and filled in by the system.

    >>> w.otp_input("Code", length=6, on_change=self.check)

    Args:
        label: Its label.
        length: The number of digits.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `on_input` ...

    Emits:
        `on_input`, `on_change`.

    Keyboard: that of a text field.

    Raises:
        TypeError: It has no accessible name.
        ValueError: The length is not between 1 and 12.
    """
    check_number(length, "otp_input(): length")
    if not 1 <= length <= 12:
        raise ValueError(f"a code has 1 to 12 digits, not {length}")
    made = Labelled(label, help, error, attributes, "otp_input")
    control = h.input(
        **dressed(
            made.attributes,
            "ds-input",
            "ds-otp",
            inputmode="numeric",
            autocomplete="one-time-code",
            maxlength=length,
            pattern=f"\\d{{{length}}}",
            style={"--ds-digits": length},
        )
    )
    return made.around(control)


class Editable(Component):
    """The component that `editable` makes: see there."""

    value: str
    label: str
    on_change: Any = None
    placeholder: str = ""
    multiline: bool = False
    attributes: Mapping[str, Any] = {}

    editing: bool = False
    draft: str = ""
    #: The new text while the program decides about it, in `on_change`.
    entered: str | None = None
    _control: Ref[Element] = PrivateAttr(default_factory=Ref)
    _button: Ref[Element] = PrivateAttr(default_factory=Ref)
    _focus: str = PrivateAttr(default="")

    def render(self) -> VNode:
        if not self.editing:
            shown = self.value if self.entered is None else self.entered
            empty = not shown
            return h.button(
                self.placeholder or word("Empty") if empty else shown,
                h.span(word("Edit {label}", label=self.label), class_="ds-sr"),
                type="button",
                on_click=self.edit,
                ref=self._button,
                **dressed(self.attributes, "ds-editable", "ds-editable--empty" if empty else None),
            )
        keys: tuple[str, ...] = ("Escape",) if self.multiline else ("Escape", "Enter")
        make: Any = h.textarea if self.multiline else h.input
        control = make(
            class_="ds-input",
            value=self.draft,
            aria={"label": self.label},
            ref=self._control,
            on_input=self.typed,
            on_blur=self.left,
            # The keys do not also send a form or close a dialog around it.
            on_keydown=on(self.pressed, key=keys, prevent_default=True),
        )
        return h.div(control, **dressed(self.attributes, "ds-editable-box"))

    def edit(self) -> None:
        self.draft, self.editing, self._focus = self.value, True, "control"

    def typed(self, event: InputEvent) -> None:
        self.draft = event.value

    def left(self) -> object:
        return self.save() if self.editing else None

    def pressed(self, event: KeyboardEvent) -> object:
        self._focus = "button"
        if event.key == "Escape":
            self.editing = False
            return None
        return self.save()

    def save(self) -> object:
        """End the edit, and notify the program if the text has changed."""
        changed, self.editing = self.draft != self.value, False
        if not changed:
            return None
        if self.on_change is None:
            self.value = self.draft
            return None
        result = self.on_change(self.draft)
        return self.decided(result) if isawaitable(result) else result

    async def decided(self, result: Awaitable[object]) -> object:
        """Show the new text until the program has decided whether `value` becomes it."""
        self.entered = self.draft
        try:
            return await result
        finally:
            self.entered = None

    def updated(self) -> None:
        # The focus goes to the element that has replaced the focused one.
        focus, self._focus = self._focus, ""
        if focus == "control" and self.editing:
            self._control.element.focus()
            self._control.element.select()
        elif focus == "button" and not self.editing:
            self._button.element.focus()


def editable(
    value: str,
    *,
    label: str,
    on_change: Callable[[str], object] | None = None,
    placeholder: str = "",
    multiline: bool = False,
    **attributes: Unpack[Common],
) -> Editable:
    """Text that becomes a field when it is clicked.

    >>> w.editable(self.title, label="Title", on_change=self.rename)

    Args:
        value: The text.
        label: Its label, for screen readers.
        on_change: Called with the new text when editing ends. The text changes if the program gives another `value`;
            without this function, it changes by itself.
        placeholder: The text that is shown when it is empty.
        multiline: Whether it may have several lines; then Enter starts a new line, and leaving the field ends editing.
        attributes: Of the element: `class_`, `key` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | starts editing |
        | Enter | ends editing |
        | Escape | cancels editing |
    """
    check_functions("editable", on_change=on_change)
    own, directives = parted(attributes)
    return Editable(
        value=value,
        label=label,
        on_change=on_change,
        placeholder=placeholder,
        multiline=multiline,
        attributes=own,
        **directives,
    )
