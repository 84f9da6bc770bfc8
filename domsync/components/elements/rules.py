"""The rules for each element's keyword arguments. A rule is compiled when its keyword is first used, then cached."""

from __future__ import annotations

import datetime
import enum
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import update_wrapper
from keyword import iskeyword
from typing import TYPE_CHECKING, Any, TypeVar, cast

from domsync.components.elements import vocabulary, vocabulary_mathml, vocabulary_svg
from domsync.components.elements.attributes import (
    Attribute,
    Group,
    any_attribute,
    aria_attribute,
    data_attribute,
    items_of,
    suggest,
)
from domsync.components.elements.bind import as_text
from domsync.components.elements.control import Bindable
from domsync.components.elements.factory import Rule, maker
from domsync.components.handlers import EventProp, handler
from domsync.components.handlers.payloads import EVENTS
from domsync.components.uploads import EVENT as UPLOAD_EVENT
from domsync.dom.checks import names
from domsync.dom.checks.element_names import STATEFUL
from domsync.dom.checks.rules import UNSAFE_TAGS
from domsync.dom.checks.trusted import UnsafeTag
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import URL_ATTRIBUTES
from domsync.dom.tree.js_properties import js_values
from domsync.dom.tree.lazy import EAGER

if TYPE_CHECKING:
    from domsync.components.elements.factory import VNodeBuilder
    from domsync.components.vnode import VNode

F = TypeVar("F", bound="Callable[..., VNode]")

#: The types of values that a control can show.
_VALUES = (str, int, float, Decimal, datetime.date, datetime.time, enum.Enum)
#: The types of input whose value is the attribute itself.
_VALUE_IS_ATTRIBUTE = frozenset(("button", "checkbox", "hidden", "image", "radio", "reset", "submit"))

#: Spellings that people know from HTML, JavaScript or another library.
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


class ElementSpec(dict[str, Rule]):
    """The rules of one element, by keyword.

    Args:
        tag: The element's name.
        namespace: Its namespace; None for HTML.
        table: The attributes that it has, in the notation of `vocabulary.py`.
    """

    __slots__ = ("_known", "_table", "make", "namespace", "size", "tag")

    def __init__(self, tag: str, namespace: str | None, table: str) -> None:
        self.tag: str = tag
        self.namespace: str | None = namespace
        #: The size that such an element adds to a description: see :class:`domsync.dom.tree.lazy.LazyElementData`. A
        #: select is as lazy as its options are.
        self.size = EAGER if namespace is None and tag.lower() in STATEFUL - {"select", "option"} else 1
        #: Makes such an element from children and keyword arguments.
        self.make: Callable[..., VNode] = maker(self)
        self._table = table
        self._known: dict[str, tuple[str, str]] = {}

    @property
    def known(self) -> dict[str, tuple[str, str]]:
        """The attributes that it has, by keyword: their names and kinds."""
        if not self._known:
            for entry in self._table.split():
                # An attribute's name may contain a colon: `xlink:href`. Such attributes are text, without a kind.
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
            return EventProp(keyword[3:])
        if keyword == "on_upload":
            return _set_upload
        raise TypeError(self._unknown(keyword))

    def _attribute(self, name: str, kind: str) -> Rule:
        if kind == "bound":
            return _bound(self.tag, name)
        if kind == "value":
            return _set_selection if self.tag == "select" else _set_value
        if kind in _STATES:
            return _STATES[kind]
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
            hint = suggest(keyword, [f"on_{event}" for event in EVENTS], "; did you mean {}?")
            return (
                f"{self.tag}() knows no event {keyword[3:]!r}{hint or '.'} "
                f"Custom events are handled by events={{{keyword[3:]!r}: handler}}"
            )
        for prefix in ("aria_", "data_"):
            if keyword.startswith(prefix):
                name = keyword.removeprefix(prefix)
                return f"{self.tag}() has no keyword {keyword!r}; write {prefix[:-1]}={{{name!r}: ...}}"
        event = keyword.lower().removeprefix("on")
        if keyword in _OTHER_SPELLINGS:
            hint = f"; it is written {_OTHER_SPELLINGS[keyword]}."
        elif keyword.lower().startswith("on") and event in EVENTS:
            hint = f"; it is written on_{event}."
        else:
            hint = suggest(keyword, [*self.known, *_SPECIAL, "class_", "key"], "; did you mean {}?")
        return (
            f"{self.tag}() has no attribute {keyword!r}{hint or '.'} Any attribute can be set by"
            f" attributes={{{keyword.strip('_').replace('_', '-')!r}: ...}}"
        )


def keyword_of(name: str) -> str:
    """Write an attribute's name as a keyword argument: `accept-charset` is `accept_charset`, `for` is `for_`.

    Args:
        name: The attribute's name.
    """
    keyword = name.replace("-", "_").replace(":", "_")
    return f"{keyword}_" if iskeyword(keyword) else keyword


class _Elements(dict[str, ElementSpec]):
    """The rules of all elements of a namespace, by tag. Elements that are in no table have the common attributes."""

    def __init__(self, table: str, namespace: str | None, everywhere: str) -> None:
        self._namespace = namespace
        self._everywhere = everywhere
        self._tables: dict[str, str] = {}
        for line in table.strip().splitlines():
            tag, _, attributes = line.partition(" =")[0].partition(" ")
            self._tables[tag] = attributes

    @property
    def tags(self) -> Mapping[str, str]:
        """The elements in the table."""
        return self._tables

    def __missing__(self, tag: str) -> ElementSpec:
        spec = ElementSpec(tag, self._namespace, f"{self._everywhere} {self._tables.get(tag, '')}")
        # Names of custom elements could come from data.
        if tag in self._tables or len(self) < _MOST_ELEMENTS:
            self[tag] = spec
        return spec

    def function(self, tag: str, *, void: bool = False) -> Callable[[F], F]:
        """Turn the declaration of an element's function, with its signature and docstring, into the function.

        Args:
            tag: The element's name.
            void: Whether the element has no children.

        Returns:
            A decorator.
        """

        def decorate(declared: F) -> F:
            make: Any = self[tag].make
            if void:
                make = _childless(tag, make)
            return cast("F", update_wrapper(make, declared))

        return decorate

    def checked(self, tag: str) -> ElementSpec:
        """Check the name of an element, and find its rules.

        Args:
            tag: The name; in SVG, capitals matter. In HTML, names that only MathML or SVG has are elements of those.

        Raises:
            InvalidNameError: No element can have this name.
            UnsafeValueError: It could run code, and is not an `unsafe_tag()`.
        """
        lowered = names.check_tag(tag)
        if self._namespace is None and lowered in MATHML.tags:
            return MATHML[lowered]
        if self._namespace is None and lowered in _ONLY_SVG:
            drawn = _ONLY_SVG[lowered]
            return SVG.checked(UnsafeTag(drawn) if isinstance(tag, UnsafeTag) else drawn)
        name = lowered if self._namespace is None else str.__str__(tag)
        # The rules are stored for this object, which exists only if somebody has vouched for the name.
        return self[UnsafeTag(name) if lowered.rpartition(":")[2] in UNSAFE_TAGS else name]


_MOST_ELEMENTS = 2048


def _childless(tag: str, make: Callable[..., VNode]) -> Callable[..., VNode]:
    def make_void(*children: Any, **keywords: Any) -> VNode:
        if children:
            raise TypeError(
                f"<{tag}> takes no children such as {children[0]!r}: in HTML it is always empty; "
                'give its content by keyword, such as value="..."'
            )
        return make(**keywords)

    return make_void


def _set_style(builder: VNodeBuilder, value: object) -> None:
    if value is not None and value is not False:
        builder.add_styles(value)


def _set_attributes(builder: VNodeBuilder, value: Mapping[str, object] | None) -> None:
    for name, given in items_of("attributes", value):
        keep_case = builder.spec.namespace is not None
        builder.set_attribute(any_attribute(builder.spec.tag, name, keep_case=keep_case), given)


def _set_events(builder: VNodeBuilder, value: Mapping[str, Any] | None) -> None:
    for name, given in items_of("events", value):
        if not isinstance(name, str):
            raise TypeError(f"an event's name must be a string, not {name!r}")
        if given is not None and given is not False:
            builder.listen(handler(well_formed(name), given))


def _set_upload(builder: VNodeBuilder, value: Any) -> None:
    if value is None or value is False:
        return
    made = handler(UPLOAD_EVENT, value)
    if not made.listener.fields and (builder.spec.tag != "input" or builder.keywords.get("type") != "file"):
        raise TypeError(
            f"<{builder.spec.tag}> accepts files with on_upload=on(..., drop=True) or paste=True; "
            'to let users choose files, use h.input(type="file", on_upload=...)'
        )
    builder.listen(made)


def _set_show(builder: VNodeBuilder, value: object) -> None:
    builder.show = bool(value)


def _set_open(builder: VNodeBuilder, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, bool):
        raise TypeError(f"open of <{builder.spec.tag}> takes True or False, not {value!r}; write bool(...)")
    if builder.spec.tag not in _OPENED and builder.keywords.get("popover") in {None, False}:
        raise TypeError(
            f"<{builder.spec.tag}> cannot be opened; open= is for <details>, <dialog> and elements with popover="
        )
    builder.open = value


def _set_modal(builder: VNodeBuilder, value: object) -> None:
    if value is not None and not isinstance(value, bool):
        raise TypeError(f"modal of <dialog> takes True or False, not {value!r}; write bool(...)")
    if value and "open" not in builder.keywords:
        raise TypeError("modal=True needs open= on a <dialog>; give both, or call showModal() on its element")
    builder.modal = bool(value)


def _set_ref(builder: VNodeBuilder, value: Callable[[Any], object] | None) -> None:
    if value is not None and not callable(value):
        raise TypeError(f"ref takes a Ref or a function of the element, not {value!r}")
    builder.ref = value


def _set_props(builder: VNodeBuilder, value: Mapping[str, Any] | None) -> None:
    if not names.is_custom(builder.spec.tag):
        raise TypeError(
            f"props= sets JavaScript properties of custom elements, and <{builder.spec.tag}> is not one; "
            "built-in elements have keywords for their properties"
        )
    if value is not None:
        builder.props = js_values(dict(items_of("props", value)))


def _set_urls(builder: VNodeBuilder, value: Iterable[str] | None) -> None:
    if not names.is_custom(builder.spec.tag):
        raise TypeError(
            f"urls= names the URL attributes of custom elements; those of <{builder.spec.tag}> are known already"
        )
    if isinstance(value, str):
        raise TypeError(f"urls= takes a list of attribute names: urls=[{value!r}]")
    builder.urls = tuple(value or ())


def _set_bind(builder: VNodeBuilder, value: object) -> None:
    if value is None:
        return
    if not isinstance(value, Bindable):
        raise TypeError(f'bind takes self.field("name") or a SharedText, not the value {value!r}')
    builder.binding = value


def _set_value(builder: VNodeBuilder, value: object) -> None:
    if value is None or value is False:
        return
    if value is True or not isinstance(value, _VALUES):
        raise TypeError(f"value of <{builder.spec.tag}> takes text, not {value!r}; write str(...) or format it")
    kind = builder.keywords.get("type") if builder.spec.tag == "input" else None
    text = well_formed(value if type(value) is str else as_text(value, kind or ""))
    if kind == "file":
        raise TypeError("only the user can choose the files of a file input; it takes no value")
    if kind in _VALUE_IS_ATTRIBUTE:
        builder.attributes["value"] = text
    else:
        builder.set_property("value", text)


def _bound(tag: str, name: str) -> Rule:
    attribute = Attribute(tag, name, "number")

    def set_bound(builder: VNodeBuilder, value: object) -> None:
        if isinstance(value, Decimal | datetime.date | datetime.time):
            value = as_text(value, builder.keywords.get("type") or "")
        builder.set_attribute(attribute, value)

    return set_bound


def _set_selection(builder: VNodeBuilder, value: object) -> None:
    if value is None or value is False:
        return
    if isinstance(value, _VALUES):
        builder.selected = frozenset((as_text(value),))
    elif isinstance(value, Iterable) and builder.keywords.get("multiple"):
        builder.selected = frozenset(map(as_text, value))
    else:
        raise TypeError(f"value of <select> takes text, or with multiple=True a list of texts, not {value!r}")


def _property(name: str, kind: type) -> Rule:
    first, *others = name.split("_")
    known = first + "".join(map(str.capitalize, others))

    def rule(builder: VNodeBuilder, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool) != (kind is bool) or not isinstance(value, bool | int | float):
            wanted = "True or False" if kind is bool else "a number"
            raise TypeError(f"{name} of <{builder.spec.tag}> takes {wanted}, not {value!r}")
        builder.set_property(known, value)

    return rule


#: The elements for which HTML has the attribute `open`.
_OPENED = frozenset(("details", "dialog"))

_STATES: dict[str, Rule] = {"open": _set_open, "modal": _set_modal}

_SPECIAL: dict[str, Rule] = {
    "style": _set_style,
    "data": Group("data", data_attribute),
    "aria": Group("aria", aria_attribute),
    "attributes": _set_attributes,
    "events": _set_events,
    "show": _set_show,
    "ref": _set_ref,
    "bind": _set_bind,
    "props": _set_props,
    "urls": _set_urls,
}

#: The rules of HTML elements by tag, and those of SVG and MathML elements.
HTML = _Elements(vocabulary.HTML_ELEMENTS, None, vocabulary.GLOBAL)
SVG = _Elements(vocabulary_svg.SVG_ELEMENTS, names.SVG, vocabulary_svg.GLOBAL)
MATHML = _Elements(vocabulary_mathml.MATHML_ELEMENTS, names.MATHML, vocabulary_mathml.GLOBAL)
#: SVG's names of the elements that neither HTML nor MathML has, by the names in lower case.
_ONLY_SVG = {name.lower(): name for name in SVG.tags if name not in HTML.tags and name not in MATHML.tags}
