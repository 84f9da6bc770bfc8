"""`element.style`: the element's inline style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from domsync.dom.checks import css
from domsync.dom.checks.unicode import well_formed

if TYPE_CHECKING:
    from domsync.dom.element.element import Element

_UPPER = re.compile(r"[A-Z]")
_IMPORTANT = " !important"


class CSSStyleDeclaration:
    """A live view of an element's inline style.

    Properties are attributes in the browser's spelling (`style.backgroundColor`), or items in that of CSS
    (`style["background-color"]`, `style["--accent"]`). A property that is not declared is the empty string; set the
    empty string or None to remove a declaration. Values are kept as written: the server knows neither units nor
    computed values.

    Args:
        element: The element.

    From https://drafts.csswg.org/cssom/#the-cssstyledeclaration-interface.
    """

    __slots__ = ("__weakref__", "_element")
    _element: Element

    def __init__(self, element: Element) -> None:
        object.__setattr__(self, "_element", element)

    def _declarations(self) -> dict[str, str]:
        return self._element.style_map or {}

    @property
    def cssText(self) -> str:
        """All declarations as text. Setting it replaces them.

        Raises:
            UnsafeValueError: A new value could load something or break out of its declaration.
        """
        return css.serialize(self._declarations())

    @cssText.setter
    def cssText(self, text: str) -> None:
        self._element._set_styles(css.parse_declarations(text))

    @property
    def length(self) -> int:
        """The number of declarations."""
        return len(self._declarations())

    def item(self, index: int) -> str:
        """Return the name of the property at `index`, or the empty string."""
        names = list(self._declarations())
        return names[index] if 0 <= index < len(names) else ""

    def getPropertyValue(self, property: str) -> str:
        """Return the value of a property without its priority; empty if it is not declared."""
        return self._declarations().get(_lower(property), "").removesuffix(_IMPORTANT)

    def getPropertyPriority(self, property: str) -> str:
        """Return `"important"` or the empty string."""
        return "important" if self._declarations().get(_lower(property), "").endswith(_IMPORTANT) else ""

    def setProperty(self, property: str, value: str | None, priority: str | None = "") -> None:
        """Declare a property.

        Args:
            property: The name, as in CSS.
            value: The value with its unit. It may end in `!important`; empty or None removes the declaration.
            priority: `"important"` or empty. With any other priority nothing happens, as in browsers.

        Raises:
            UnsafeValueError: The name is not a property name, the value could load something or break out of its
                declaration, the value is too long, or there are too many declarations.
        """
        name = css.check_property(property)
        if value is None or value == "":
            self.removeProperty(name)
            return
        if not isinstance(value, str):
            well_formed(value)  # raises
        checked = css.check_value(name, value)
        priority = (priority or "").lower()
        if not checked or priority not in {"", "important"}:
            return
        if priority and not checked.endswith(_IMPORTANT):
            checked += _IMPORTANT
        declarations = self._declarations()
        css.check_count(len(declarations) + (name not in declarations))
        self._element._set_style(name, checked)

    def removeProperty(self, property: str) -> str:
        """Remove a declaration. Removing a shorthand (`margin`) also removes its longhands (`margin-left`).

        Returns:
            The old value without its priority; empty if it was not declared.
        """
        name = _lower(property)
        value = self.getPropertyValue(name)
        self._element._set_style(name, "")
        return value

    def __getitem__(self, property: str | int) -> str:
        if isinstance(property, int):
            return list(self._declarations())[property]
        return self.getPropertyValue(property if "-" in property else _css_name(property))

    def __setitem__(self, property: str, value: str | None) -> None:
        self.setProperty(property if "-" in property else _css_name(property), value)

    def __delitem__(self, property: str) -> None:
        self[property] = ""

    def __getattr__(self, name: str) -> str:
        if name.startswith("_"):
            raise AttributeError(f"'CSSStyleDeclaration' object has no attribute {name!r}", name=name, obj=self)
        return self[name]

    def __setattr__(self, name: str, value: str | None) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
        elif name.startswith("_"):
            raise AttributeError(f"'CSSStyleDeclaration' object has no attribute {name!r}", name=name, obj=self)
        else:
            self[name] = value

    def __delattr__(self, name: str) -> None:
        self[name] = ""

    def __contains__(self, property: object) -> bool:
        return isinstance(property, str) and self[property] != ""

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._declarations()))

    def __len__(self) -> int:
        return len(self._declarations())

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        return f"CSSStyleDeclaration({self.cssText!r})"


def _lower(property: str) -> str:
    return property if property.startswith("--") else property.lower()


def _css_name(name: str) -> str:
    """Turn a browser's attribute into the property that it stands for.

    From https://drafts.csswg.org/cssom/#idl-attribute-to-css-property.
    """
    if name == "cssFloat":
        return "float"
    dashed = _UPPER.sub(lambda found: "-" + found[0].lower(), name)
    return "-" + dashed if dashed.startswith("webkit-") else dashed
