"""Turn keyword arguments into attributes: text, flags, classes, styles, `data=` and `aria=`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from domsync.components.elements.media import media_address
from domsync.components.elements.refused_values import leave_out
from domsync.components.elements.vocabulary import ARIA
from domsync.components.elements.vocabulary_svg import PREFIXES
from domsync.dom.checks.css import check_count, check_property, check_value, parse_declarations
from domsync.dom.checks.names import check_attribute, is_custom
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import attribute_url, may_hold_url
from domsync.errors import UnsafeValueError

_CAPITAL = re.compile(r"[A-Z]")

#: The text for True, by the kind of the attribute; kinds that are not here do not accept True. None leaves an attribute
#: out. False always leaves a text out, so that `title=error and error.text` works.
_TRUE: dict[str, str] = {"flag": "", "bool": "true", "yesno": "yes", "onoff": "on", "raw": "", "data": "true"}
_FALSE: dict[str, str] = {"bool": "false", "yesno": "no", "onoff": "off", "data": "false"}


#: The attributes that show pictures, sounds and films.
_MEDIA = {
    *(("img", "src"), ("input", "src"), ("source", "src"), ("audio", "src"), ("video", "src"), ("video", "poster")),
    *(("image", "href"), ("feImage", "href")),
}


class Attribute:
    """An attribute of some kind of element: it checks and converts the values of a keyword argument.

    Args:
        tag: The element's name, for messages and for the check of URLs.
        name: The attribute's name as it is sent to the browser.
        kind: The kind, as in `vocabulary.py`; `raw` and `data` are those of `attributes=` and `data=`.
    """

    __slots__ = ("is_media", "is_url", "name", "namespace", "tag", "takes_text", "when_false", "when_true")

    def __init__(self, tag: str, name: str, kind: str) -> None:
        first, _, rest = kind.partition("|")
        self.tag: str = tag
        self.name: str = name
        self.namespace: str | None = PREFIXES.get(name.partition(":")[0]) if ":" in name else None
        self.is_url: bool = may_hold_url(name) and not is_custom(tag)
        #: Whether it also accepts data in memory.
        self.is_media: bool = (tag, name) in _MEDIA
        self.when_true: str | None = _TRUE.get(first)
        self.when_false: str | None = _FALSE.get(first)
        self.takes_text: bool = bool(rest) or first != "flag"

    def text(self, value: object) -> str | None:
        """Convert a value.

        Args:
            value: The user's value.

        Returns:
            The attribute's text, or None to leave the attribute out.

        Raises:
            TypeError: The attribute does not accept such a value.
            UnsafeValueError: It is a URL or a CSS value that could run code or load something, and nothing is being
                rendered; a `render` goes on without the attribute.
        """
        if value is None:
            return None
        if value is True:
            if self.when_true is None:
                raise TypeError(f"{self.name} of <{self.tag}> takes text, not True")
            return self.when_true
        if value is False:
            return self.when_false
        if not self.takes_text:
            raise TypeError(f"{self.name} of <{self.tag}> takes True or False, not {value!r}; write bool(...)")
        if isinstance(value, str):
            if self.is_url:
                try:
                    return attribute_url(self.tag.lower(), self.name.lower(), value)
                except UnsafeValueError as error:
                    leave_out(error, self.tag, self.name)
                    return None
            return well_formed(value)
        if isinstance(value, int | float):
            return str(value)
        if self.is_media and (address := media_address(value)) is not None:
            return address
        raise TypeError(
            f"{self.name} of <{self.tag}> takes text, not {type(value).__name__}: {value!r};"
            " write str(...) or format it"
        )


@lru_cache(2048)
def any_attribute(tag: str, name: str, kind: str = "raw", *, keep_case: bool = False) -> Attribute:
    """Make the rule for an attribute that is not in the tables.

    Args:
        tag: The element's name.
        name: The attribute's name.
        kind: The kind, which determines how True and False are written.
        keep_case: Whether capitals matter, as they do outside HTML.

    Raises:
        TypeError: The name is not a string.
        InvalidNameError: It is not a valid name.
        UnsafeValueError: The values of this attribute would be code.
    """
    if not isinstance(name, str):
        raise TypeError(f"an attribute's name must be a string, not {name!r}")
    lowered = check_attribute(name)
    return Attribute(tag, name if keep_case else lowered, kind)


def class_names(value: object) -> str:
    """Convert the value of `class_` to the `class` attribute.

    Args:
        value: A string, a mapping of names to whether they apply, or an iterable of these, nested to any depth. Falsy
            values are left out.

    Returns:
        The names, separated by spaces.

    Raises:
        TypeError: It contains something else.
    """
    if isinstance(value, str):
        return well_formed(value)
    names: list[str] = []
    _collect(value, names)
    return well_formed(" ".join(names))


def _collect(value: object, names: list[str]) -> None:
    if isinstance(value, str):
        if value:
            names.append(value)
    elif isinstance(value, Mapping):
        for name, applies in value.items():
            if applies:
                _collect(name, names)
    elif isinstance(value, Iterable) and not isinstance(value, bytes | bytearray):
        for item in value:
            _collect(item, names)
    elif value:
        raise TypeError(f"class_ takes names, lists and mappings of name to bool, not {value!r}")


def styles(value: object, tag: str = "element") -> dict[str, str]:
    """Read the value of `style`.

    Args:
        tag: The element's name, for messages.
        value: A string of declarations, or a mapping of property names (`background_color` or `background-color`,
            `--custom`) to strings and numbers. None, False and empty values are left out; a number gets no unit.

    Returns:
        The values, by property.

    Raises:
        TypeError: It is something else.
        UnsafeValueError: A value could load something or end its declaration, and nothing is being rendered; a `render`
            leaves out this declaration, or the whole string that contains it.
    """
    if isinstance(value, str):
        try:
            return dict(_parsed(value))
        except UnsafeValueError as error:
            leave_out(error, tag, "style")
            return {}
    if not isinstance(value, Mapping):
        raise TypeError(f"style takes a string or a mapping of property to value, not {value!r}")
    declarations: dict[str, str] = {}
    for name, given in value.items():
        if given is None or given is False:
            continue
        try:
            known, text = _declaration(name, given)
            check_count(len(declarations) + (known not in declarations))
        except UnsafeValueError as error:
            leave_out(error, tag, f"style {name}")
            continue
        if text:
            declarations[known] = text
    return declarations


@lru_cache(512)
def _parsed(text: str) -> Mapping[str, str]:
    return parse_declarations(text)


# Typed, because css_url("...") equals the plain string, which still has to be checked.
@lru_cache(2048, typed=True)
def _declaration(name: object, value: object) -> tuple[str, str]:
    if not isinstance(name, str):
        raise TypeError(f"a CSS property must be a string, not {name!r}")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError(f"{name} takes a string or a number, not {value!r}")
    if not name.startswith("--"):
        # The DOM spells it `element.style.backgroundColor`.
        name = _CAPITAL.sub(_dashed, name.replace("_", "-"))
    name = check_property(name)
    return name, check_value(name, value if isinstance(value, str) else str(value))


def _dashed(found: re.Match[str]) -> str:
    return f"-{found[0].lower()}"


@lru_cache(2048)
def data_attribute(tag: str, name: str) -> Attribute:
    """Make the rule for one key of `data=`: `user_id`, `user-id` and `userId` are all `data-user-id`."""
    if not isinstance(name, str):
        raise TypeError(f"a key of data= must be a string, not {name!r}")
    return any_attribute(tag, "data-" + _CAPITAL.sub(_dashed, name).replace("_", "-"), "data")


_ARIA_KINDS = {name: kind or "text" for name, _, kind in (entry.partition(":") for entry in ARIA.split())}


@lru_cache(1024)
def aria_attribute(tag: str, name: str) -> Attribute:
    """Make the rule for one key of `aria=`.

    Raises:
        TypeError: There is no such attribute.
    """
    kind = _ARIA_KINDS.get(name)
    if kind is None:
        hint = suggest(str(name).removeprefix("aria-"), _ARIA_KINDS, "did you mean {}? ")
        raise TypeError(f"there is no attribute aria-{name}; {hint}attributes={{...}} takes any")
    return Attribute(tag, f"aria-{name}", kind)


class Group:
    """A keyword argument that is a mapping to attributes: `data=`, `aria=`.

    Args:
        keyword: The keyword.
        rule: Makes the rule of a key, for the element with a name.
    """

    __slots__ = ("_keyword", "_rule")

    def __init__(self, keyword: str, rule: Callable[[str, str], Attribute]) -> None:
        self._keyword = keyword
        self._rule = rule

    def set(self, attributes: dict[str, str], tag: str, value: Mapping[str, object] | None) -> None:
        """Set the attributes that a mapping contains.

        Args:
            attributes: Receives the attributes.
            tag: The element's name.
            value: The user's value.

        Raises:
            TypeError: It is not a mapping, there is no such attribute, or an attribute does not accept a value.
        """
        for name, given in items_of(self._keyword, value):
            rule = self._rule(tag, name)
            text = rule.text(given)
            if text is not None:
                attributes[rule.name] = text


def items_of(keyword: str, value: Mapping[Any, Any] | None) -> Iterable[tuple[Any, Any]]:
    """List the items of a mapping.

    Args:
        keyword: The keyword argument, for the message.
        value: The user's value; None is an empty mapping.

    Raises:
        TypeError: It is not a mapping.
    """
    if value is None:
        return ()
    if not isinstance(value, Mapping):
        raise TypeError(f"{keyword}= takes a mapping, not {value!r}")
    return value.items()


def suggest(name: str, known: Iterable[str], text: str) -> str:
    """Suggest the names that may have been meant.

    Args:
        name: The unknown name.
        known: The known names.
        text: The sentence, with `{}` for the suggested names.

    Returns:
        The sentence, or an empty string if no name is similar.
    """
    close = get_close_matches(name, list(known), 3)
    return text.format(" or ".join(close)) if close else ""
