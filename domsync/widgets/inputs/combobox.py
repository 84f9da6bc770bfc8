"""Comboboxes: one or several of many options, known or loaded, or free values; and tags."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from enum import EnumType
from functools import partial
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import Field, PrivateAttr

from domsync import Component, Element, Ref, VNode, on
from domsync import html as h
from domsync.components import Binding, Child
from domsync.components.field_messages import field_message
from domsync.events import InputEvent, KeyboardEvent
from domsync.widgets.base import Common, check_binding, check_functions, check_lists, is_empty, parted
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.inputs.labels import Labelled
from domsync.widgets.inputs.options import Option, Options, chosen_places, empty_of, is_exactly, is_like, options_of
from domsync.widgets.words import counted, word

if TYPE_CHECKING:
    from typing import Unpack

T = TypeVar("T")

#: The maximum number of options that are shown; others are found by typing.
MOST_SHOWN = 50
#: The pause in typing after which options are loaded, in milliseconds.
_PAUSE = 150

#: A function that returns the options for a typed text: `async def find(self, text: str) -> list[str]`.
OptionSource = Callable[[str], "Awaitable[Iterable[Any]] | Iterable[Any]"]


class Combobox(Component):
    """The component that `combobox` and `tags_input` make: see there."""

    label: Child = None
    options: Any = Field(default=None, exclude=True)
    value: Any = None
    on_change: Any = Field(default=None, exclude=True)
    bind: Any = Field(default=None, exclude=True)
    multiple: bool = False
    free: bool = False
    shows: Any = Field(default=None, exclude=True)
    most: int | None = None
    help: Child = None
    error: Child = None
    disabled: bool = False
    kind: str = "combobox"
    attributes: dict[str, Any] = {}

    text: str = ""
    is_typing: bool = False
    is_loading: bool = Field(default=False, exclude=True)
    found: list[Any] = Field(default=[], exclude=True)
    failed: str = Field(default="", exclude=True)
    said: str = ""
    #: The texts of values that were chosen, by the values as text: their options may not be loaded again.
    labels: dict[str, str] = {}
    #: Whether something was not accepted because as many as possible are chosen.
    is_full: bool = False
    _input: Ref[Element] = PrivateAttr(default_factory=Ref)
    _listed: list[Option[Any]] = PrivateAttr(default_factory=list)
    _listed_of: Any = PrivateAttr(default=None)
    _search: int = PrivateAttr(default=0)

    # The choice

    def chosen(self) -> list[Any]:
        """The chosen values, in their order."""
        current = self.bind.value if self.bind is not None else self.value
        if self.multiple:
            return list(current or ())
        return [] if current is None or (current == "" and self.free) else [current]

    def choose(self, values: list[Any]) -> object:
        """Store the chosen values."""
        self.is_full = False
        result: Any = values if self.multiple else (values[-1] if values else None)
        if self.bind is not None:
            if result is None:
                result = empty_of(self.bind)
            self.bind.assign(result)
        else:
            self.value = result
        return self.on_change(result) if self.on_change is not None else None

    def listed(self) -> list[Option[Any]]:
        """The options that do not come from a source."""
        if callable(self.options):
            return self.found
        if self.options is None and self.free:
            return []
        if self._listed_of is not self.options or not self._listed:
            self._listed, self._listed_of = list(options_of(self.options, self.bind)), self.options
        return self._listed

    def text_of(self, value: Any) -> str:
        """The text of a value."""
        listed = self.listed()
        for option in listed:
            if is_exactly(option.value, value):
                return option.text
        if str(value) in self.labels:
            return self.labels[str(value)]
        return next((option.text for option in listed if is_like(option.value, value)), str(value))

    def is_of(self, option: Option[Any], value: Any) -> bool:
        """Return whether a chosen value is that of an option."""
        if is_exactly(option.value, value):
            return True
        return is_like(option.value, value) and not any(is_exactly(one.value, value) for one in self.listed())

    def matches(self) -> list[tuple[int, Option[Any]]]:
        """The options that match the typed text, with their indexes; those that begin with it come first."""
        listed = self.listed()
        if callable(self.options):
            return list(enumerate(listed[:MOST_SHOWN]))
        wanted = self.text.casefold().strip() if self.is_typing else ""
        if not wanted:
            return [(place, option) for place, option in enumerate(listed[: MOST_SHOWN + 1])][:MOST_SHOWN]
        first: list[tuple[int, Option[Any]]] = []
        others: list[tuple[int, Option[Any]]] = []
        for place, option in enumerate(listed):
            text = option.text.casefold()
            if text.startswith(wanted):
                first.append((place, option))
                if len(first) == MOST_SHOWN:
                    break
            elif len(others) < MOST_SHOWN and wanted in text:
                others.append((place, option))
        return [*first, *others][:MOST_SHOWN]

    # Rendering

    def render(self) -> VNode:
        given: dict[str, Any] = {**self.attributes, "bind": self.bind}
        error = self.error
        if self.is_full and is_empty(error):
            problem: Any = {"type": "too_long", "msg": "", "loc": (), "ctx": {"max_length": self.most}}
            error = field_message(problem)
        made = Labelled(self.label, self.help, error, given, self.kind)
        chosen = self.chosen()
        one = self.text_of(chosen[0]) if chosen and not self.multiple else ""
        matches = self.matches()
        control = dict(made.attributes)
        control.pop("bind", None)
        class_ = control.pop("class_", None)
        has_list = self.options is not None or not self.free
        aria: Any = {
            **control.pop("aria"),
            "expanded": False if has_list else None,
            "controls": f"{made.id}-list" if has_list else None,
            "autocomplete": "list" if has_list else None,
        }
        keys = [key for key, is_used in (("Backspace", self.multiple or self.free), ("Escape", has_list)) if is_used]
        # A word that is accepted does not also send the form around it.
        enter = on(self.pressed, key="Enter", prevent_default=True) if self.free else on(self.pressed, key="Enter")
        box = h.input(
            role="combobox" if has_list else None,
            type="text",
            autocomplete="off",
            spellcheck=False,
            value=self.text if self.is_typing else one,
            disabled=self.disabled,
            aria=aria,
            class_="ds-input",
            ref=self._input,
            data={"ds-combobox": f"{made.id}-list" if has_list else None, "ds-free": "" if self.free else None},
            on_input=on(self.typed, debounce=_PAUSE) if callable(self.options) else self.typed,
            on_focus=self.entered if callable(self.options) else None,
            on_blur=self.left,
            on_keydown=[enter, on(self.pressed, key=tuple(keys))] if keys else enter,
            **control,
        )
        tags = [self.tag(value, place) for place, value in enumerate(chosen)] if self.multiple else None
        clear = None
        if chosen and not self.multiple and not self.disabled and self.may_be_empty():
            clear = h.button(
                cross(),
                type="button",
                class_="ds-close",
                aria={"label": word("Clear")},
                on_click=self.clear,
                tabindex=-1,
            )
        return made.around(
            h.div(tags, box, clear, class_=["ds-box ds-combobox", class_]),
            self.popup(f"{made.id}-list", made, matches, chosen) if has_list else None,
            h.span(self.said, class_="ds-sr", role="status"),
        )

    def may_be_empty(self) -> bool:
        """Return whether the choice may be empty."""
        return self.bind is None or self.bind.rules.optional or str in self.bind.rules.kinds

    def tag(self, value: Any, place: int) -> VNode:
        """One of several chosen values, with a button to remove it."""
        text = self.text_of(value)
        remove = h.button(
            cross(),
            type="button",
            class_="ds-close",
            disabled=self.disabled,
            aria={"label": word("Remove {name}", name=text)},
            on_click=partial(self.take_away, place),
        )
        return h.span(h.span(text, class_="ds-tag-text"), remove, class_="ds-tag", key=f"{place} {text}")

    def popup(
        self, name: str, made: Labelled, matches: Sequence[tuple[int, Option[Any]]], chosen: Sequence[Any]
    ) -> VNode:
        """The list of matching options."""
        rows: list[Child] = []
        group = ""
        ticked = chosen_places([option for _, option in matches], chosen)
        for number, (place, option) in enumerate(matches):
            if option.group != group:
                group = option.group
                rows.append(h.div(group, class_="ds-list-group", role="presentation", key=f"group {place}"))
            shown = self.shows(option.value) if self.shows is not None else option.text
            help = h.small(option.help, class_="ds-help") if option.help else None
            rows.append(
                h.div(
                    shown,
                    help,
                    role="option",
                    id=f"{name}-{place}",
                    class_="ds-option",
                    aria={"selected": number in ticked, "disabled": True if option.disabled else None},
                    on_click=partial(self.pick, option),
                    key=place,
                )
            )
        count = len(self.listed())
        note: Child = None
        if self.is_loading:
            note = word("Loading")
        elif self.failed:
            note = self.failed
        elif not matches:
            note = word("Press Enter to take it") if self.free and self.text else word("Nothing found")
        elif count > len(matches) == MOST_SHOWN:
            note = word("Type to find more")
        label = self.label if isinstance(self.label, str) else made.rules.label if made.rules is not None else None
        return h.div(
            h.div(
                rows,
                role="listbox",
                id=name,
                aria={
                    "label": label or (self.attributes.get("aria") or {}).get("label") or word("Options"),
                    "multiselectable": True if self.multiple else None,
                },
            ),
            None if is_empty(note) else h.div(note, class_="ds-list-note"),
            popover="manual",
            class_="ds-list",
        )

    # Events

    async def entered(self) -> None:
        """Load options from their source, when the control gets the focus."""
        if not self.found and not self.is_loading:
            await self.load("")

    def typed(self, event: InputEvent) -> object:
        self.text, self.is_typing, self.is_full = event.value, True, False
        if callable(self.options):
            return self.load(event.value)
        if self.options is not None or not self.free:
            self.said = counted("{count} option", "{count} options", len(self.matches()))
        return None

    async def load(self, text: str) -> None:
        """Load the options for the typed text; results for an earlier text are dropped."""
        self._search += 1
        search, self.is_loading, self.failed = self._search, True, ""
        try:
            result = self.options(text)
            result = await result if isawaitable(result) else result
        except BaseException as error:
            if isinstance(error, Exception):
                # What a handler has assigned before its first wait is rolled back if it fails.
                await asyncio.sleep(0)
            if search == self._search:
                self.is_loading, self.failed = False, word("The options could not be loaded")
            raise
        if search == self._search:
            self.is_loading, self.found = False, list(options_of(result, None))
            self.said = counted("{count} option", "{count} options", len(self.found))

    def pick(self, option: Option[Any]) -> object:
        """Choose an option that was clicked, or on which Enter was pressed."""
        if option.disabled:
            return None
        self.labels = {**self.labels, str(option.value): option.text}
        if not self.multiple:
            return self._took([option.value])
        chosen = self.chosen()
        kept = [value for value in chosen if not self.is_of(option, value)]
        if len(kept) == len(chosen):
            if self.most is not None and len(chosen) >= self.most:
                self.is_full = True
                return None
            kept.append(option.value)
        return self._took(kept)

    def _took(self, values: list[Any]) -> object:
        self.text, self.is_typing = "", False
        return self.choose(values)

    def pressed(self, event: KeyboardEvent) -> object:
        """Handle keys: Enter accepts the typed text as a free value, Backspace at the start removes the last value.

        Escape, which is only reported while the list is closed, empties the field.
        """
        if event.key == "Enter":
            return self.take_text()
        if event.key == "Escape":
            self.text, self.is_typing = "", False
            return self._took([]) if not self.multiple and self.chosen() and self.may_be_empty() else None
        if self.multiple and not (self.is_typing and self.text):
            chosen = self.chosen()
            return self.choose(chosen[:-1]) if chosen else None
        return None

    def take_text(self) -> object:
        text = self.text.strip()
        if not self.is_typing or not text:
            return None
        for option in self.listed():
            if option.text.casefold() == text.casefold() and not option.disabled:
                return self.pick(option)
        if not self.free:
            return None
        chosen = self.chosen()
        if not self.multiple:
            return self._took([text])
        if text in chosen:
            self.text, self.is_typing = "", False
            return None
        if self.most is not None and len(chosen) >= self.most:
            self.is_full = True
            return None
        return self._took([*chosen, text])

    def left(self) -> object:
        """Accept the typed text, or discard it if it cannot be chosen, when the control loses the focus."""
        if not self.is_typing:
            return None
        if not self.text and not self.multiple and self.chosen() and self.may_be_empty():
            return self._took([])
        result = self.take_text() if self.free else None
        if self.free and self.is_full:
            # It stays until there is room for it.
            return result
        self.text, self.is_typing = "", False
        return result

    def take_away(self, place: int) -> object:
        """Remove one of several values."""
        chosen = self.chosen()
        if place >= len(chosen):
            return None
        self.said = word("{name} was removed", name=self.text_of(chosen[place]))
        self._input.element.focus()
        return self.choose([value for at, value in enumerate(chosen) if at != place])

    def clear(self) -> object:
        """Clear the choice."""
        self._input.element.focus()
        return self._took([])


def combobox(
    label: Child = None,
    options: Options[T] | OptionSource | None = None,
    *,
    value: Any = None,
    on_change: Callable[[Any], object] | None = None,
    multiple: bool = False,
    free: bool = False,
    shows: Callable[[T], Child] | None = None,
    most: int | None = None,
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> Combobox:
    """One or several of many options, which the user finds by typing.

    >>> w.combobox("Country", COUNTRIES, bind=self.field("country"))
    >>> w.combobox("Customers", self.find_customers, multiple=True, bind=self.field("customers"))

    Args:
        label: Its label.
        options: Values, a mapping of values to texts, or `w.Option`s: even 10,000 or more, of which the matching ones
            are shown. Or a function, sync or async, of the typed text that returns them.
        value: The chosen value, or a list of values, without `bind`.
        on_change: Called with the chosen value or None, or with a list.
        multiple: Whether several can be chosen.
        free: Whether words that are not options are accepted, with Enter.
        shows: Makes the content of an option in the list from its value.
        most: The most that can be chosen; for what is beyond, there is an error message.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: The field; a list with `multiple`.
        attributes: As for `h.input`: `key`, `aria` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Down, Up | opens the list; the next or previous option |
        | Enter | selects it |
        | Escape | closes the list; then empties the field |
        | Home, End | the start or end of what was typed |
        | Backspace | in an empty field, removes the last chosen option |

    Raises:
        TypeError: It has no accessible name, there are no options, or the value is no list with `multiple`.
    """
    check_functions("combobox", on_change=on_change, shows=shows)
    check_binding("combobox", bind)
    current = bind.value if bind is not None else value
    if multiple and current is not None:
        check_lists("combobox", value=current)
    return _combobox(
        "combobox",
        label,
        attributes,
        options=options,
        value=value,
        on_change=on_change,
        multiple=multiple,
        free=free,
        shows=shows,
        most=most,
        help=help,
        error=error,
        disabled=disabled,
        bind=bind,
    )


def tags_input(
    label: Child = None,
    *,
    options: Options[str] | OptionSource | None = None,
    values: Sequence[str] = (),
    on_change: Callable[[list[str]], object] | None = None,
    most: int | None = None,
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> Combobox:
    """Free words, such as tags.

    >>> w.tags_input("Tags", bind=self.field("tags"), options=["red", "green"])

    Args:
        label: Its label.
        options: Suggestions.
        values: The words, without `bind`.
        on_change: Called with the list of words.
        most: The most that there can be.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: A field that is a list of strings.
        attributes: As for `h.input`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | adds the word |
        | Backspace | in an empty field, removes the last word |
        | Tab, Shift + Tab | to the buttons that remove a word |

    Raises:
        TypeError: It has no accessible name.
    """
    check_functions("tags_input", on_change=on_change)
    check_binding("tags_input", bind)
    if isinstance(values, str) or "value" in attributes:
        raise TypeError('tags_input() takes a list of texts: tags_input("Tags", values=["new"])')
    return _combobox(
        "tags_input",
        label,
        attributes,
        options=options,
        value=list(values),
        on_change=on_change,
        multiple=True,
        free=True,
        most=most,
        help=help,
        error=error,
        disabled=disabled,
        bind=bind,
    )


def _combobox(kind: str, label: Child, attributes: Any, *, bind: Binding | None, **fields: Any) -> Combobox:
    own, directives = parted(attributes)
    options = fields.get("options")
    if isinstance(options, dict | list | tuple):
        # A copy, because the program may change its own in place.
        fields["options"] = dict(options) if isinstance(options, dict) else list(options)
    elif options is not None and (not callable(options) or isinstance(options, EnumType)):
        fields["options"] = options_of(options, None)
    if options is None and not fields["free"]:
        options_of(None, bind)
    return Combobox(label=label, kind=kind, bind=bind, attributes=own, **directives, **fields)
