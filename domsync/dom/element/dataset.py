"""`element.dataset`: the `data-*` attributes by their JavaScript names."""

from __future__ import annotations

import re
from collections.abc import Iterator, MutableMapping
from typing import TYPE_CHECKING

from domsync.dom.checks.unicode import well_formed
from domsync.errors import DOMException

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

_UPPER = re.compile(r"[A-Z]")
_DASH_LOWER = re.compile(r"-([a-z])")


class DOMStringMap(MutableMapping[str, str]):
    """A live view of an element's `data-*` attributes.

    `dataset.userId`, `dataset["userId"]` and the attribute `data-user-id` are the same. Names that are also methods of
    a mapping (`items`, `keys`, `get`, ...) have to be read as `dataset["items"]`.

    Args:
        element: The element.

    From https://html.spec.whatwg.org/#domstringmap.
    """

    __slots__ = ("__weakref__", "_element")
    _element: Element

    def __init__(self, element: Element) -> None:
        object.__setattr__(self, "_element", element)

    def __getitem__(self, name: str) -> str:
        # A name that contains "-a" belongs to no attribute; only setting it is an error.
        value = None if _DASH_LOWER.search(well_formed(name)) else self._element.getAttribute(_attribute_name(name))
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name) is not None

    def __setitem__(self, name: str, value: str) -> None:
        self._element.setAttribute(_attribute_name(name), value)

    def __delitem__(self, name: str) -> None:
        if name not in self:
            raise KeyError(name)
        self._element.removeAttribute(_attribute_name(name))

    def __iter__(self) -> Iterator[str]:
        names = self._element.getAttributeNames()
        return iter([_property_name(name) for name in names if name.startswith("data-") and not _UPPER.search(name)])

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return self[name]
        except KeyError:
            raise AttributeError(f"the element has no attribute {_dashed(name)!r}", name=name, obj=self) from None

    def __setattr__(self, name: str, value: str) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        try:
            del self[name]
        except KeyError:
            raise AttributeError(f"the element has no attribute {_dashed(name)!r}", name=name, obj=self) from None

    def __repr__(self) -> str:
        return f"DOMStringMap({dict(self)!r})"


def _attribute_name(name: str) -> str:
    name = well_formed(name)
    if _DASH_LOWER.search(name):
        raise DOMException(
            f"{name!r} is not a valid name in a dataset: write {_property_name('data-' + name)!r}", "SyntaxError"
        )
    return _dashed(name)


def _dashed(name: str) -> str:
    return "data-" + _UPPER.sub(lambda found: "-" + found[0].lower(), name)


def _property_name(attribute: str) -> str:
    return _DASH_LOWER.sub(lambda found: found[1].upper(), attribute.removeprefix("data-"))
