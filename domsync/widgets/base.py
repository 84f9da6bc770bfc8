"""Common parts of all widgets: class names, kinds and sizes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from numbers import Number
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict

from domsync import Component
from domsync.components import Binding, Child, Key

if TYPE_CHECKING:
    from domsync import attributes as k

#: The appearance of a button, badge or alert, by the attention that it should draw.
Kind: TypeAlias = Literal["default", "primary", "danger", "ghost", "link"]
Tone: TypeAlias = Literal["neutral", "info", "success", "warning", "danger"]
Size: TypeAlias = Literal["small", "medium", "large"]


class Common(TypedDict, total=False):
    """The keywords of widgets whose events are functions of values rather than of the browser's events."""

    key: Key | None
    id: str | None
    name: str | None
    class_: k.Classes
    style: k.Style
    data: Mapping[str, str | int | float | None] | None
    aria: k.Aria
    attributes: Mapping[str, str | int | float | None] | None
    lang: str | None
    dir: k.Direction | None
    hidden: bool | None
    show: object


def parted(attributes: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Split the keywords of a widget that is a component: those of its element; and its own ones, `key` and `show`.

    Args:
        attributes: The caller's keywords.
    """
    own = dict(attributes)
    return own, {"key": own.pop("key", None), "show": bool(own.pop("show", True))}


def dressed(attributes: Mapping[str, Any], *classes: str | None | bool, **defaults: Any) -> dict[str, Any]:
    """Merge a widget's own classes and attributes with those of its caller, which take precedence.

    Args:
        attributes: The caller's keywords.
        classes: The widget's classes, before the caller's; falsy values are left out.
        defaults: The widget's own attributes. `aria` and `data` are merged with the caller's, key by key; and so is
            `style`, in either form.
    """
    made = {**defaults, **attributes}
    for name in ("aria", "data", "style"):
        own, given = defaults.get(name), attributes.get(name)
        if isinstance(own, Mapping) and isinstance(given, Mapping):
            made[name] = {**own, **given}
        elif given is None and own is not None:
            made[name] = own
        elif name == "style" and isinstance(own, Mapping) and isinstance(given, str):
            # If a property is declared twice, the later declaration counts.
            made[name] = "".join(f"{one.replace('_', '-')}: {value}; " for one, value in own.items()) + given
    own_classes = [name for name in classes if name]
    given_classes = attributes.get("class_")
    made["class_"] = [*own_classes, given_classes] if given_classes else " ".join(map(str, own_classes)) or None
    return made


def modifier(name: str, value: str, plain: str) -> str | None:
    """The class of a variant: `ds-button--danger`; None for the variant without a class.

    Args:
        name: The widget's class.
        value: The variant.
        plain: The variant without a class.
    """
    return None if value == plain else f"{name}--{value}"


def one_of(what: str, value: str, known: tuple[str, ...]) -> str:
    """Check the name of a variant.

    Args:
        what: The parameter.
        value: The given name.
        known: The known names.

    Raises:
        ValueError: It is none of them.
    """
    if value not in known:
        raise ValueError(f"{what} is one of {', '.join(known)}, not {value!r}")
    return value


def is_listed(value: object) -> bool:
    """Return whether a value is a collection, but not text.

    Args:
        value: The value.
    """
    return isinstance(value, Iterable) and not isinstance(value, str)


def check_owner(owner: object, what: str, like: str) -> None:
    """Check the component on whose page something is shown.

    Args:
        owner: The given value.
        what: The function.
        like: An example of a call, for the message.

    Raises:
        TypeError: It is not a component.
    """
    if not isinstance(owner, Component):
        raise TypeError(f"{what}() takes the component that is on the page first, {like}, not {owner!r}")


def check_number(value: object, what: str) -> None:
    """Check a number.

    Args:
        value: The given value.
        what: The function and the parameter, for the message.

    Raises:
        TypeError: It is not a number.
    """
    if not (isinstance(value, Number) or hasattr(value, "__float__")):
        raise TypeError(f"{what} is a number, not {value!r}")


def check_functions(what: str, **given: object) -> None:
    """Check handlers and other functions; None is allowed.

    Args:
        what: The widget, for the message.
        given: The given values, by parameter.

    Raises:
        TypeError: One cannot be called.
    """
    for name, value in given.items():
        if value is not None and not callable(value):
            raise TypeError(f"{what}(): {name} is a function, not {value!r}; give the function without calling it")


def check_numbers(what: str, **given: object) -> None:
    """Check numbers.

    Args:
        what: The widget, for the message.
        given: The given values, by parameter.

    Raises:
        TypeError: One is not a number.
        ValueError: One is NaN.
    """
    for name, value in given.items():
        check_number(value, f"{what}(): {name}")
        if value != value:
            raise ValueError(f"{what}(): {name} is a number, not {value!r}")


def check_whole(what: str, **given: object) -> None:
    """Check whole numbers.

    Args:
        what: The widget, for the message.
        given: The given values, by parameter.

    Raises:
        TypeError: One is not a whole number.
    """
    for name, value in given.items():
        if not isinstance(value, int):
            raise TypeError(f"{what}(): {name} is a whole number, not {value!r}")


def check_texts(what: str, **given: object) -> None:
    """Check texts.

    Args:
        what: The widget, for the message.
        given: The given values, by parameter.

    Raises:
        TypeError: One is not a string.
    """
    for name, value in given.items():
        if not isinstance(value, str):
            raise TypeError(f"{what}(): {name} is a text, not {value!r}")


def check_lists(what: str, **given: object) -> None:
    """Check lists and other collections.

    Args:
        what: The widget, for the message.
        given: The given values, by parameter.

    Raises:
        TypeError: One is a single value or a string.
    """
    for name, value in given.items():
        if not is_listed(value):
            raise TypeError(f"{what}(): {name} is a list, not {value!r}")


def check_binding(what: str, bind: object) -> None:
    """Check the binding of a control; None is allowed.

    Args:
        what: The widget, for the message.
        bind: The given value.

    Raises:
        TypeError: It is not a field.
    """
    if bind is not None and not isinstance(bind, Binding):
        raise TypeError(f'{what}(): bind takes self.field("name"), not {bind!r}')


def hint_of(name: str, known: Iterable[str]) -> str:
    """Suggest a similar name: " (did you mean 'name'?)"; empty if there is none.

    Args:
        name: The unknown name.
        known: The known names.
    """
    near = get_close_matches(name, list(known), 1)
    return f" (did you mean {near[0]!r}?)" if near else ""


def pairs_of(items: Any, what: str, like: str) -> list[Any]:
    """List pairs, such as titles with their contents: the items of a mapping, or given as pairs.

    Args:
        items: The given value.
        what: The widget, for the message.
        like: An example, for the message.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(items, Mapping):
        return list(items.items())
    listed = list(items) if isinstance(items, Iterable) and not isinstance(items, str) else None
    wrong = items if listed is None else next((one for one in listed if not _is_pair(one)), None)
    if listed is None or wrong is not None:
        raise TypeError(f"{what}() takes {like}, not {wrong!r}")
    return listed


def _is_pair(item: Any) -> bool:
    return isinstance(item, tuple | list) and len(item) == 2


def is_empty(child: Child) -> bool:
    """Return whether a child shows nothing: None, False, an empty text, or a list of nothing else."""
    if isinstance(child, list | tuple):
        return all(map(is_empty, child))
    return child is None or child is False or (isinstance(child, str) and not child)
