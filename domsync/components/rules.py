"""What each keyword argument of each element means. A rule is made when the keyword is used first, and then kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import update_wrapper
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

from domsync.components import vocabulary, vocabulary_svg
from domsync.components.attributes import (
    Attribute,
    Group,
    any_attribute,
    aria_attribute,
    data_attribute,
    items_of,
    suggest,
)
from domsync.components.elements import maker
from domsync.components.forms import Bindable, as_text
from domsync.components.handlers import Listens, handler
from domsync.components.payloads import EVENTS
from domsync.dom import names
from domsync.dom.deferred import AT_ONCE
from domsync.dom.element_names import STATEFUL
from domsync.dom.unicode import well_formed
from domsync.dom.urls import URL_ATTRIBUTES

if TYPE_CHECKING:
    from domsync.components.elements import Parts
    from domsync.components.vnode import VNode

F = TypeVar("F", bound="Callable[..., VNode]")

#: The name of an attribute that takes any text; an attribute of another kind; or what else a keyword does.
Rule: TypeAlias = "str | Attribute | Group | Listens | Callable[[Parts, Any], None]"

#: The types of input whose value is the attribute itself.
_VALUE_IS_ATTRIBUTE = frozenset(("button", "checkbox", "hidden", "image", "radio", "reset", "submit"))

#: What people write who know the names from HTML, JavaScript or another library.
_OTHER_SPELLINGS = {
    "cls": "class_",
    "class_name": "class_",
    "className": "class_",
    "classes": "class_",
    "html_for": "for_",
    "htmlFor": "for_",
    "styles": "style",
    "dataset": "data",
}


class Rules(dict[str, Rule]):
    """The rules of one element, by keyword.

    Args:
        tag: The element's name.
        namespace: Its namespace; None for HTML.
        table: The attributes that it has, in the notation of `vocabulary.py`.
    """

    __slots__ = ("_known", "_table", "make", "namespace", "size", "tag")

    def __init__(self, tag: str, namespace: str | None, table: str) -> None:
        self.tag = tag
        self.namespace = namespace
        #: What such an element adds to the size of a description: see :class:`domsync.dom.deferred.Deferrable`.
        self.size = AT_ONCE if namespace is None and tag.lower() in STATEFUL else 1
        #: Makes such an element of children and keyword arguments.
        self.make = maker(self)
        self._table = table
        self._known: dict[str, tuple[str, str]] = {}

    @property
    def known(self) -> dict[str, tuple[str, str]]:
        """The attributes that it has, by keyword: their names and kinds."""
        if not self._known:
            for entry in self._table.split():
                # An attribute's name may hold a colon: `xlink:href`, which is text; a kind never follows such a one.
                name, _, kind = (entry, "", "") if entry.startswith(("xlink:", "xml:")) else entry.partition(":")
                self._known[keyword_of(name)] = (name, kind)
        return self._known

    def __missing__(self, keyword: str) -> Rule:
        rule = self[keyword] = self._make(keyword)
        return rule

    def _make(self, keyword: str) -> Rule:
        if keyword in self.known:
            return self._attribute(*self.known[keyword])
        if keyword in _SPECIAL:
            return _SPECIAL[keyword]
        if keyword.startswith("on_") and keyword[3:] in EVENTS:
            return Listens(keyword[3:])
        raise TypeError(self._unknown(keyword))

    def _attribute(self, name: str, kind: str) -> Rule:
        if kind == "value":
            return _set_selection if self.tag == "select" else _set_value
        if kind in {"checked", "number-value"}:
            return _property(name, bool if kind == "checked" else float)
        if name.startswith("default_"):
            name = name.removeprefix("default_")
        plain = kind in {"", "text", "number"} or (kind.startswith("@") and "|" not in kind)
        if plain and ":" not in name and name.lower() not in URL_ATTRIBUTES:
            return name
        return Attribute(self.tag, name, kind)

    def _unknown(self, keyword: str) -> str:
        if keyword.startswith("on_"):
            hint = suggest(keyword, [f"on_{event}" for event in EVENTS], "did you mean {}? ")
            return (
                f"{self.tag}() knows no event {keyword[3:]!r}; {hint}"
                f"Custom events are handled by events={{{keyword[3:]!r}: handler}}"
            )
        for prefix in ("aria_", "data_"):
            if keyword.startswith(prefix):
                name = keyword.removeprefix(prefix)
                return f"{self.tag}() has no keyword {keyword!r}; write {prefix[:-1]}={{{name!r}: ...}}"
        event = keyword.lower().removeprefix("on")
        if keyword in _OTHER_SPELLINGS:
            hint = f"it is written {_OTHER_SPELLINGS[keyword]}. "
        elif keyword.lower().startswith("on") and event in EVENTS:
            hint = f"it is written on_{event}. "
        else:
            hint = suggest(keyword, [*self.known, *_SPECIAL, "class_", "key"], "did you mean {}? ")
        return (
            f"{self.tag}() has no attribute {keyword!r}; {hint}Any attribute can be set by"
            f" attributes={{{keyword.strip('_').replace('_', '-')!r}: ...}}"
        )


def keyword_of(name: str) -> str:
    """Write an attribute's name as a keyword argument: `accept-charset` is `accept_charset`, `for` is `for_`.

    Args:
        name: The attribute's name.
    """
    keyword = name.replace("-", "_").replace(":", "_")
    return f"{keyword}_" if iskeyword(keyword) else keyword


class _Elements(dict[str, Rules]):
    """The rules of all elements of a namespace, by tag. One that no table has gets the attributes that all have."""

    def __init__(self, table: str, namespace: str | None, everywhere: str) -> None:
        self._namespace = namespace
        self._everywhere = everywhere
        self._tables: dict[str, str] = {}
        for line in table.strip().splitlines():
            tag, _, attributes = line.partition(" =")[0].partition(" ")
            self._tables[tag] = attributes

    def __missing__(self, tag: str) -> Rules:
        rules = Rules(tag, self._namespace, f"{self._everywhere} {self._tables.get(tag, '')}")
        # Names of custom elements could come from data.
        if tag in self._tables or len(self) < _MOST_ELEMENTS:
            self[tag] = rules
        return rules

    def function(self, tag: str, *, void: bool = False) -> Callable[[F], F]:
        """Turn the declaration of an element's function, which is its signature and docstring, into the function.

        Args:
            tag: The element's name.
            void: It has no children.

        Returns:
            A decorator.
        """

        def decorate(declared: F) -> F:
            make: Any = self[tag].make
            if void:
                make = _childless(make)
            return cast("F", update_wrapper(make, declared))

        return decorate

    def checked(self, tag: str) -> Rules:
        """Find the rules of an element whose name is to be checked.

        Args:
            tag: The name; in SVG capitals count.

        Raises:
            InvalidNameError: No element can have this name.
            UnsafeValueError: It could run code, and is no `unsafe_tag()`.
        """
        lowered = names.check_tag(tag)
        return self[lowered if self._namespace is None else str.__str__(tag)]


_MOST_ELEMENTS = 2048


def _childless(make: Callable[..., VNode]) -> Callable[..., VNode]:
    def make_void(**keywords: Any) -> VNode:
        return make(**keywords)

    return make_void


def _set_style(parts: Parts, value: object) -> None:
    if value is not None and value is not False:
        parts.add_styles(value)


def _set_attributes(parts: Parts, value: Mapping[str, object] | None) -> None:
    for name, given in items_of("attributes", value):
        keep_case = parts.rules.namespace is not None
        parts.set_attribute(any_attribute(parts.rules.tag, name, keep_case=keep_case), given)


def _set_events(parts: Parts, value: Mapping[str, Any] | None) -> None:
    for name, given in items_of("events", value):
        if not isinstance(name, str):
            raise TypeError(f"the name of an event is a string, not {name!r}")
        if given is not None and given is not False:
            parts.listen(handler(well_formed(name), given))


def _set_show(parts: Parts, value: object) -> None:
    parts.show = bool(value)


def _set_ref(parts: Parts, value: Callable[[Any], object] | None) -> None:
    if value is not None and not callable(value):
        raise TypeError(f"ref takes what can be called with the element, not {value!r}")
    parts.ref = value


def _set_bind(parts: Parts, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, Bindable):
        raise TypeError(f'bind takes self.field("name") or a SharedText, not the value {value!r}')
    parts.binding = value


def _set_value(parts: Parts, value: object) -> None:
    if value is None or value is False:
        return
    if value is True or not isinstance(value, str | int | float):
        raise TypeError(f"value of <{parts.rules.tag}> takes text, not {value!r}; write str(...) or format it")
    text = well_formed(value) if isinstance(value, str) else str(value)
    kind = parts.keywords.get("type") if parts.rules.tag == "input" else None
    if kind == "file":
        raise TypeError("only the user can choose the files of an input; it takes no value")
    if kind in _VALUE_IS_ATTRIBUTE:
        parts.attributes["value"] = text
    else:
        parts.set_property("value", text)


def _set_selection(parts: Parts, value: object) -> None:
    if value is None or value is False:
        return
    if isinstance(value, str | int | float):
        parts.selected = frozenset((as_text(value),))
    elif isinstance(value, Iterable) and parts.keywords.get("multiple"):
        parts.selected = frozenset(map(as_text, value))
    else:
        raise TypeError(f"value of <select> takes text, or with multiple=True a list of texts, not {value!r}")


def _property(name: str, kind: type) -> Rule:
    first, *others = name.split("_")
    known = first + "".join(map(str.capitalize, others))

    def rule(parts: Parts, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool) != (kind is bool) or not isinstance(value, bool | int | float):
            wanted = "True or False" if kind is bool else "a number"
            raise TypeError(f"{name} of <{parts.rules.tag}> takes {wanted}, not {value!r}")
        parts.set_property(known, value)

    return rule


_SPECIAL: dict[str, Rule] = {
    "style": _set_style,
    "data": Group("data", data_attribute),
    "aria": Group("aria", aria_attribute),
    "attributes": _set_attributes,
    "events": _set_events,
    "show": _set_show,
    "ref": _set_ref,
    "bind": _set_bind,
}

#: The rules of HTML elements by tag, and those of SVG elements.
HTML = _Elements(vocabulary.HTML_ELEMENTS, None, vocabulary.GLOBAL)
SVG = _Elements(vocabulary_svg.SVG_ELEMENTS, names.SVG, vocabulary_svg.GLOBAL)
