"""Element names, split into prefix and local name once and shared by all elements with that name."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from domsync.dom.checks.names import HTML, check_tag, split_qualified
from domsync.dom.checks.rules import UNSAFE_TAGS
from domsync.dom.checks.trusted import UnsafeTag
from domsync.dom.checks.unicode import ascii_lower, ascii_upper, well_formed


class ElementName:
    """The name of an element, and properties that follow from it: one object for all elements of the same name.

    Attributes:
        namespace: The namespace's URI, or None.
        prefix: The part before the colon, or None.
        local: The local name.
        qualified: The name with its prefix.
        tag_name: The qualified name as `tagName` gives it: in upper case for HTML.
        is_html: It is in the HTML namespace.
        html: The local name of an HTML element; empty for others. It distinguishes HTML's `title` from SVG's.
        wire_namespace: The namespace as insert ops have it: None for HTML, empty for no namespace.
        wire_tag: The qualified name as insert ops have it: an `UnsafeTag` if it needs `unsafe_tag()`.
        is_control: The browser keeps state for it besides the attributes: `value`, `checked`, `selectedIndex` ...
        holds_options: It can be the parent of options.
        is_option: It is an option or a group of options, or another element with options in it.
    """

    __slots__ = (
        *("html", "holds_options", "is_control", "is_html", "is_option", "local", "namespace", "prefix", "qualified"),
        *("tag_name", "wire_namespace", "wire_tag"),
    )

    def __init__(self, namespace: str | None, prefix: str | None, local: str) -> None:
        self.namespace: Final = namespace
        self.prefix: Final = prefix
        self.local: Final = local
        self.qualified: Final = f"{prefix}:{local}" if prefix else local
        self.is_html: Final = namespace == HTML
        self.html: Final = local if self.is_html else ""
        self.tag_name: Final = ascii_upper(self.qualified) if self.is_html else self.qualified
        # A browser's createElement() makes neither prefixes nor capitals: such names need their namespace.
        plain = self.is_html and not prefix and local == ascii_lower(local)
        self.wire_namespace: Final = None if plain else namespace or ""
        # All functions below check the name, so such a name was given by `unsafe_tag()`.
        is_unsafe = ascii_lower(local).rpartition(":")[2] in UNSAFE_TAGS
        self.wire_tag: Final = UnsafeTag(self.qualified) if is_unsafe else self.qualified
        self.is_control: Final = self.html in _CONTROLS
        self.holds_options: Final = self.html in {"select", "optgroup"}
        self.is_option: bool = self.html in {"option", "optgroup"}

    def with_options(self) -> ElementName:
        """Return the same name, for an element with options in it."""
        return _holder(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ElementName) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str | None, str | None, str]:
        return self.namespace, self.prefix, self.local

    def __repr__(self) -> str:
        return f"ElementName({self.namespace!r}, {self.prefix!r}, {self.local!r})"


_CONTROLS = frozenset(("input", "textarea", "select", "option", "dialog"))
#: The HTML elements with state beyond their attributes and children.
STATEFUL: Final = _CONTROLS | {"optgroup"}


@lru_cache(1024)
def _holder(name: ElementName) -> ElementName:
    holder = ElementName(name.namespace, name.prefix, name.local)
    holder.is_option = True
    return holder


@lru_cache(1024)
def _html_name(local: str) -> ElementName:
    return ElementName(HTML, None, local)


@lru_cache(1024)
def _name(namespace: str | None, prefix: str | None, local: str) -> ElementName:
    return ElementName(namespace, prefix, local)


# Tags that were checked already; they were given as plain strings and are harmless.
_known: dict[str, ElementName] = {}
_MANY = 1024


def html_name(tag: str) -> ElementName:
    """Check the tag of an HTML element and return its name.

    Raises:
        DOMException: InvalidCharacterError: no element can have this name.
        UnsafeValueError: The element could run code.
    """
    name = _known.get(tag)
    if name is None:
        name = _html_name(check_tag(tag))
        if type(tag) is str and len(_known) < _MANY:
            _known[tag] = name
    return name


def local_name(namespace: str | None, name: str, *, lower: bool) -> ElementName:
    """Check a name without a prefix, even if it contains colons, and return it.

    Args:
        namespace: The namespace, or None.
        name: The name.
        lower: Whether it is case-insensitive, and returned in lower case.

    Raises:
        DOMException: InvalidCharacterError: no element can have this name.
        UnsafeValueError: The element could run code.
    """
    lowered = check_tag(name)
    return _name(namespace, None, lowered if lower else str.__str__(name))


def qualified_name(namespace: str | None, qualified: str) -> ElementName:
    """Check a qualified name and return it, split into its parts.

    Raises:
        DOMException: InvalidCharacterError or NamespaceError.
        UnsafeValueError: The element could run code.
    """
    if namespace is not None:
        namespace = well_formed(namespace)
    namespace, prefix, local = split_qualified(namespace, qualified)
    check_tag(local)
    # As a plain string: an UnsafeTag in the cache would vouch for later callers.
    return _name(namespace, prefix, str.__str__(local) if isinstance(local, UnsafeTag) else local)


def name_of_data(tag: str, namespace: str | None) -> ElementName:
    """Return the name of an element that an `ElementData` describes."""
    return html_name(tag) if namespace is None else qualified_name(namespace or None, tag)
