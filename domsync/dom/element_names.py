"""The names of elements, taken apart once and shared by all elements that have them."""

from functools import lru_cache
from typing import Final

from domsync.dom.names import HTML, check_tag, split_qualified
from domsync.dom.trusted import UnsafeTag
from domsync.dom.unicode import well_formed


class ElementName:
    """What an element is: one object for all elements of the same name.

    Attributes:
        namespace: The namespace's URI, or None.
        prefix: What stands before the colon, or None.
        local: The local name.
        qualified: The name with its prefix.
        tag_name: The qualified name as `tagName` gives it: in upper case for HTML.
        is_html: It is in the HTML namespace.
        html: The local name of an HTML element; empty for others. It tells `input` from SVG's `input`.
        wire_namespace: The namespace as insert ops have it: None for HTML, empty for no namespace.
        is_control: The browser keeps state for it beside the attributes: `value`, `checked`, `selectedIndex` ...
        holds_options: It can be the parent of options.
        is_option: It is an option or a group of them.
    """

    __slots__ = (
        *("html", "holds_options", "is_control", "is_html", "is_option", "local", "namespace", "prefix", "qualified"),
        *("tag_name", "wire_namespace"),
    )

    def __init__(self, namespace: str | None, prefix: str | None, local: str) -> None:
        self.namespace: Final = namespace
        self.prefix: Final = prefix
        self.local: Final = local
        self.qualified: Final = f"{prefix}:{local}" if prefix else local
        self.is_html: Final = namespace == HTML
        self.html: Final = local if self.is_html else ""
        self.tag_name: Final = self.qualified.upper() if self.is_html else self.qualified
        # createElement() of a browser makes no prefixes and no capitals: such names need their namespace.
        plain = self.is_html and not prefix and local == local.lower()
        self.wire_namespace: Final = None if plain else namespace or ""
        self.is_control: Final = self.html in _CONTROLS
        self.holds_options: Final = self.html in {"select", "optgroup"}
        self.is_option: Final = self.html in {"option", "optgroup"}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ElementName) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def _key(self) -> tuple[str | None, str | None, str]:
        return self.namespace, self.prefix, self.local

    def __repr__(self) -> str:
        return f"ElementName({self.namespace!r}, {self.prefix!r}, {self.local!r})"


_CONTROLS = frozenset(("input", "textarea", "select", "option", "dialog"))
#: The HTML elements whose state is more than their attributes and children say.
STATEFUL: Final = _CONTROLS | {"optgroup"}


@lru_cache(1024)
def _html_name(local: str) -> ElementName:
    return ElementName(HTML, None, local)


@lru_cache(1024)
def _name(namespace: str | None, prefix: str | None, local: str) -> ElementName:
    return ElementName(namespace, prefix, local)


# Tags that need no look any more, because they were given as plain strings and are harmless.
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


def qualified_name(namespace: str | None, qualified: str) -> ElementName:
    """Check a qualified name and return it taken apart.

    Raises:
        DOMException: InvalidCharacterError or NamespaceError.
        UnsafeValueError: The element could run code.
    """
    if namespace is not None:
        namespace = well_formed(namespace)
    namespace, prefix, local = split_qualified(namespace, qualified)
    check_tag(local)
    # The plain string: an UnsafeTag in the cache would vouch for whoever asks next.
    return _name(namespace, prefix, str.__str__(local) if isinstance(local, UnsafeTag) else local)


def name_of_data(tag: str, namespace: str | None) -> ElementName:
    """Return the name of an element that an `ElementData` describes."""
    return html_name(tag) if namespace is None else qualified_name(namespace or None, tag)
