"""Checkboxes, switches, radio groups, selects and segmented controls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeAlias, TypeVar

import msgspec

from domsync import VNode
from domsync import html as h
from domsync.components import Binding, Child
from domsync.events import ChangeEvent, Source
from domsync.widgets.base import Common, check_binding, check_functions, check_lists, check_numbers, dressed, one_of
from domsync.widgets.inputs.labels import Labelled
from domsync.widgets.inputs.options import (
    Option,
    Options,
    check_one,
    chosen_places,
    current_of,
    empty_of,
    grouped,
    names_of,
    options_of,
)
from domsync.widgets.words import counted

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k

T = TypeVar("T")
Direction: TypeAlias = Literal["row", "column"]
DIRECTIONS: tuple[Direction, ...] = ("row", "column")


def checkbox(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A checkbox.

    >>> w.checkbox("I agree", bind=self.field("agreed"))

    Args:
        label: Its label, next to it.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `checked`, `value`, `disabled` ...

    Emits:
        `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Space | ticks or unticks it |

    Raises:
        TypeError: It has no accessible name.
    """
    return _ticked("checkbox", label, help, error, attributes)


def switch(
    label: Child = None,
    *,
    help: Child = None,
    error: Child = None,
    **attributes: Unpack[k.HtmlInput],
) -> VNode:
    """A switch, for settings that take effect at once.

    >>> w.switch("Notifications", bind=self.field("news"))

    Args:
        label: Its label, next to it.
        help: Text below it.
        error: An error message.
        attributes: As for `h.input`: `bind`, `checked`, `disabled` ...

    Emits:
        `on_change`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Space | switches it |

    Raises:
        TypeError: It has no accessible name.
    """
    return _ticked("switch", label, help, error, {"role": "switch", **attributes})


def _ticked(kind: str, label: Child, help: Child, error: Child, attributes: Any) -> VNode:
    made = Labelled(label, help, error, attributes, kind)
    control = h.input(**dressed(made.attributes, f"ds-{kind}", type="checkbox"))
    named = h.label(control, made.caption("ds-check-text"), class_="ds-check")
    return h.div(named, *made.notes(), class_="ds-field", **made.whole)


class _Ticked(msgspec.Struct, frozen=True):
    """A report of whether a checkbox is ticked now."""

    checked: Annotated[bool, Source("target.checked")]


def checkbox_group(
    label: Child = None,
    options: Options[T] | None = None,
    *,
    values: Sequence[T] = (),
    on_change: Callable[[list[T]], object] | None = None,
    direction: Direction = "column",
    help: Child = None,
    error: Child = None,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """Several checkboxes, of which any number can be ticked.

    >>> w.checkbox_group("Days", ["Mon", "Tue", "Wed"], bind=self.field("days"))

    Args:
        label: Its label.
        options: Values, a mapping of values to texts, or `w.Option`s.
        values: The chosen values, without `bind`.
        on_change: Called with the list of the chosen values, in the order of the options.
        direction: `column` or `row`.
        help: Text below it.
        error: An error message.
        disabled: Whether it is disabled.
        bind: A field that is a list.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next box |
        | Space | ticks or unticks it |

    Raises:
        TypeError: It has no accessible name.
    """
    one_of("direction", direction, DIRECTIONS)
    check_functions("checkbox_group", on_change=on_change)
    check_binding("checkbox_group", bind)
    check_lists("checkbox_group", values=values)
    made = Labelled(label, help, error, {**attributes, "bind": bind}, "checkbox_group")
    listed = options_of(options, bind)
    if current_of(bind, values) is not None:
        check_lists("checkbox_group", values=current_of(bind, values))
    chosen = chosen_places(listed, current_of(bind, values) or ())

    def ticked(place: int, event: _Ticked) -> object:
        # From the current choice, not from that at the time of the render.
        now = chosen_places(listed, bind.value or ()) if bind is not None else set(chosen)
        now = now | {place} if event.checked else now - {place}
        chosen.symmetric_difference_update(now ^ chosen)
        result = [option.value for at, option in enumerate(listed) if at in now]
        if bind is not None:
            bind.assign(result)
        return on_change(result) if on_change is not None else None

    boxes = [
        h.label(
            h.input(
                type="checkbox",
                class_="ds-checkbox",
                checked=place in chosen,
                disabled=disabled or option.disabled,
                on_change=partial(ticked, place) if bind is not None or on_change is not None else None,
            ),
            _option_text(option),
            class_="ds-check",
            key=place,
        )
        for place, option in enumerate(listed)
    ]
    return made.group(boxes, role="group", box=f"ds-options ds-options--{direction}")


def radio_group(
    label: Child = None,
    options: Options[T] | None = None,
    *,
    value: T | None = None,
    on_change: Callable[[T], object] | None = None,
    direction: Direction = "column",
    help: Child = None,
    error: Child = None,
    required: bool = False,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """Radio buttons: one of a few options, all of them visible.

    >>> w.radio_group("Size", ["S", "M", "L"], bind=self.field("size"))

    Args:
        label: Its label.
        options: Values, a mapping of values to texts, or `w.Option`s; by default those of the bound field, if it is a
            Literal or an Enum.
        value: The chosen value, without `bind`.
        on_change: Called with the chosen value.
        direction: `column` or `row`.
        help: Text below it.
        error: An error message.
        required: Whether an option must be chosen.
        disabled: Whether it is disabled.
        bind: The field.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the chosen option |
        | arrow keys | choose the next or the previous one |
        | Space | chooses the one with the focus |

    Raises:
        TypeError: It has no accessible name.
    """
    one_of("direction", direction, DIRECTIONS)
    class_ = f"ds-options ds-options--{direction}"
    return _radios(
        "radio_group", label, options, value, on_change, help, error, required, disabled, bind, class_, attributes
    )


def segmented(
    label: Child = None,
    options: Options[T] | None = None,
    *,
    value: T | None = None,
    on_change: Callable[[T], object] | None = None,
    help: Child = None,
    error: Child = None,
    required: bool = False,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """One of a few options as a bar, for views and filters.

    >>> w.segmented("View", ["Day", "Week", "Month"], bind=self.field("view"))

    Args:
        label: Its label. False for none; then `aria={"label": ...}` is required.
        options: As for `radio_group`.
        value: The chosen value, without `bind`.
        on_change: Called with the chosen value.
        help: Text below it.
        error: An error message.
        required: Whether an option must be chosen.
        disabled: Whether it is disabled.
        bind: The field.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the chosen option |
        | arrow keys | choose the next or the previous one |

    Raises:
        TypeError: It has no accessible name.
    """
    class_ = "ds-segmented"
    return _radios(
        "segmented", label, options, value, on_change, help, error, required, disabled, bind, class_, attributes
    )


def rating(
    label: Child = None,
    *,
    value: int | None = None,
    highest: int = 5,
    on_change: Callable[[int], object] | None = None,
    help: Child = None,
    error: Child = None,
    required: bool = False,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A rating in stars.

    >>> w.rating("How was it?", bind=self.field("stars"))

    Args:
        label: What is rated.
        value: The number of stars, without `bind`.
        highest: The largest possible number.
        on_change: Called with the number.
        help: Text below it.
        error: An error message.
        required: Whether a rating is required.
        disabled: Whether it is read-only.
        bind: The field.
        attributes: As for `h.fieldset`.

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | one star more or less |

    Raises:
        TypeError: It has no accessible name.
        ValueError: `highest` is not between 1 and 20, or `value` not between 0 and `highest`.
    """
    check_numbers("rating", highest=highest)
    chosen: Any = value
    if chosen is not None and not (isinstance(chosen, int) and 0 <= chosen <= highest):
        raise ValueError(f"rating(): value is a whole number up to {highest}, not {value!r}")
    if not 1 <= highest <= 20:
        raise ValueError(f"a rating has 1 to 20 stars, not {highest}")
    options = [Option(stars, counted("{count} star", "{count} stars", stars)) for stars in range(1, highest + 1)]
    return _radios(
        "rating", label, options, value, on_change, help, error, required, disabled, bind, "ds-rating", attributes
    )


def _radios(
    kind: str,
    label: Child,
    options: Options[Any] | None,
    value: Any,
    on_change: Callable[[Any], object] | None,
    help: Child,
    error: Child,
    required: bool,
    disabled: bool,
    bind: Binding | None,
    class_: str,
    attributes: Any,
) -> VNode:
    check_functions(kind, on_change=on_change)
    check_binding(kind, bind)
    given = {**attributes, "bind": bind}
    if required:
        given["required"] = True
    made = Labelled(label, help, error, given, kind)
    listed = options_of(options, bind)
    check_one(kind, listed, current_of(bind, value))
    chosen = chosen_places(listed, [current_of(bind, value)])

    def choose(option: Option[Any], event: ChangeEvent) -> object:
        if bind is not None:
            bind.assign(option.value)
        return on_change(option.value) if on_change is not None else None

    values = names_of(listed)
    radios = [
        h.label(
            h.input(
                type="radio",
                class_="ds-radio",
                # Radio buttons with the same name form a group, for the arrow keys and for exclusive choice.
                name=attributes.get("name") or made.id,
                value=values[place],
                checked=place in chosen,
                disabled=disabled or option.disabled,
                on_change=partial(choose, option) if bind is not None or on_change is not None else None,
            ),
            _option_text(option),
            class_="ds-check",
            key=place,
        )
        for place, option in enumerate(listed)
    ]
    return made.group(radios, role="radiogroup", box=class_)


def _option_text(option: Option[Any]) -> VNode:
    help = h.small(option.help, class_="ds-help") if option.help else None
    return h.span(option.text, help, class_="ds-check-text")


def select(
    label: Child = None,
    options: Options[T] | None = None,
    *,
    value: T | None = None,
    on_change: Callable[[T | None], object] | None = None,
    empty: str | None = None,
    help: Child = None,
    error: Child = None,
    required: bool = False,
    disabled: bool = False,
    bind: Binding | None = None,
    **attributes: Unpack[Common],
) -> VNode:
    """One of several options, in the browser's own list. For long lists, or to choose several, use `combobox`.

    >>> w.select("Country", {"at": "Austria", "ch": "Switzerland"}, bind=self.field("country"))

    Args:
        label: Its label.
        options: Values, a mapping of values to texts, or `w.Option`s, which may have groups; by default those of the
            bound field, if it is a Literal or an Enum.
        value: The chosen value, without `bind`.
        on_change: Called with the chosen value; None for the empty option.
        empty: The text of an empty option. There is always one while the value is not among the options.
        help: Text below it.
        error: An error message.
        required: Whether an option must be chosen.
        disabled: Whether it is disabled.
        bind: The field.
        attributes: As for `h.select`.

    Keyboard:
        | key | what it does |
        |---|---|
        | arrow keys | the next or the previous option |
        | letters | the option that starts with them |
        | Space, Enter, Alt + Down | open the list |

    Raises:
        TypeError: It has no accessible name, or there are no options.
    """
    check_functions("select", on_change=on_change)
    check_binding("select", bind)
    given: dict[str, Any] = {**attributes, "bind": bind}
    if required:
        given["required"] = True
    made = Labelled(label, help, error, given, "select")
    listed = options_of(options, bind)
    check_one("select", listed, current_of(bind, value), is_multiple=bool(given.get("multiple")))
    chosen = chosen_places(listed, [current_of(bind, value)])

    names = names_of(listed)

    def choose(event: ChangeEvent) -> object:
        result = listed[names.index(event.value)].value if event.value in names else None
        if bind is not None:
            bind.assign(empty_of(bind) if result is None else result)
        return on_change(result) if on_change is not None else None

    shown: list[Child] = []
    if empty is not None or not chosen or (bind is not None and bind.rules.optional):
        shown.append(h.option(empty or "", value="", selected=not chosen, key="none"))
    for group, members in grouped(listed):
        made_options = [
            h.option(option.text, value=names[at], selected=at in chosen, disabled=option.disabled, key=at)
            for at, option in members
        ]
        shown.append(h.optgroup(made_options, label=group, key=f"group {members[0][0]}") if group else made_options)
    control = dict(made.attributes)
    if control.pop("bind", None) is not None and bind is not None:
        control.setdefault("name", bind.name)
    chose = choose if bind is not None or on_change is not None else None
    return made.around(h.select(shown, disabled=disabled, on_change=chose, **dressed(control, "ds-select")))
