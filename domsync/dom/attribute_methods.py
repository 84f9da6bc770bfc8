"""The names of an element, and what can be done with its attributes."""

from __future__ import annotations

from domsync.dom import css
from domsync.dom.attributed import AttributedNode
from domsync.dom.attributes import NamedNodeMap
from domsync.dom.names import XLINK, check_attribute, split_qualified
from domsync.dom.trusted import UnsafeUrl
from domsync.dom.unicode import well_formed
from domsync.dom.urls import URL_ATTRIBUTES, check_attribute_url


class AttributeMethods(AttributedNode):
    """The part of `Element` that names it and changes its attributes."""

    __slots__ = ()

    # Names

    @property
    def nodeName(self) -> str:
        """The same as `tagName`."""
        return self._name.tag_name

    @property
    def tagName(self) -> str:
        """The qualified name, in upper case for HTML elements."""
        return self._name.tag_name

    @property
    def localName(self) -> str:
        """The local name: `"div"`."""
        return self._name.local

    @property
    def prefix(self) -> str | None:
        """What stands before the colon of the qualified name, or None."""
        return self._name.prefix

    @property
    def namespaceURI(self) -> str | None:
        """The namespace: `"http://www.w3.org/1999/xhtml"` for HTML elements."""
        return self._name.namespace

    # Attributes

    @property
    def attributes(self) -> NamedNodeMap:
        """The attributes as a live map from names to values, which also has the browser's `item()`, `length` ..."""
        return NamedNodeMap(self)

    def hasAttributes(self) -> bool:
        """Say whether there is any attribute."""
        return bool(self._attributes) or bool(self._styles) or bool(self._namespaced())

    def getAttributeNames(self) -> list[str]:
        """Return the qualified names of all attributes: first those without a namespace, `style` last."""
        names = list(self._attributes or ())
        names += [qualified for qualified, _ in self._namespaced().values()]
        return [*names, "style"] if self._styles else names

    def getAttribute(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute's value.

        Args:
            name: The qualified name; for HTML elements in any case.
            default: What to return when there is no such attribute.

        From https://dom.spec.whatwg.org/#dom-element-getattribute.
        """
        if self._attributes is not None and name in self._attributes:
            return self._attributes[name]
        name = self._cased(name)
        if name == "style":
            return css.serialize(self._styles) if self._styles else default
        if self._attributes is not None and name in self._attributes:
            return self._attributes[name]
        for qualified, value in self._namespaced().values():
            if qualified == name:
                return value
        return default

    def hasAttribute(self, name: str) -> bool:
        """Say whether there is an attribute with this qualified name.

        From https://dom.spec.whatwg.org/#dom-element-hasattribute.
        """
        return self.getAttribute(name) is not None

    def setAttribute(self, name: str, value: str) -> None:
        """Set an attribute.

        `style` is taken apart into declarations, each of which the browser gets by itself; an empty one counts as
        absent.

        Args:
            name: The qualified name; for HTML elements in any case.
            value: The value.

        Raises:
            DOMException: InvalidCharacterError: no attribute can have this name.
            UnsafeValueError: The attribute, the URL or the CSS value could run code or load something.
            TypeError: The value is not a string.

        From https://dom.spec.whatwg.org/#dom-element-setattribute.
        """
        lowered = check_attribute(name)
        if self._name.is_html:
            name = lowered
        text = well_formed(value)
        if name == "style":
            self._set_styles(css.parse_declarations(value))
            return
        if name in URL_ATTRIBUTES:
            check_attribute_url(self._name.local, name, value if isinstance(value, UnsafeUrl) else text)
        if self._attributes is None or name not in self._attributes:
            for (namespace, _), (qualified, _) in self._namespaced().items():
                if qualified == name:
                    # Its namespace may say that it is a URL.
                    self.setAttributeNS(namespace, qualified, value)
                    return
        self._put_attribute(name, text)

    def removeAttribute(self, name: str) -> None:
        """Remove an attribute, if it is there.

        Args:
            name: The qualified name; for HTML elements in any case.

        From https://dom.spec.whatwg.org/#dom-element-removeattribute.
        """
        name = self._cased(name)
        if name == "style":
            self._set_styles({})
        elif self._attributes is not None and name in self._attributes:
            self._drop_attribute(name)
        else:
            for (namespace, local), (qualified, _) in self._namespaced().items():
                if qualified == name:
                    self.removeAttributeNS(namespace, local)
                    return

    def toggleAttribute(self, name: str, force: bool | None = None) -> bool:
        """Add an empty attribute or remove it.

        Args:
            name: The qualified name; for HTML elements in any case.
            force: True only adds, False only removes.

        Returns:
            Whether the attribute is there now.

        Raises:
            DOMException: InvalidCharacterError: no attribute can have this name.

        From https://dom.spec.whatwg.org/#dom-element-toggleattribute.
        """
        check_attribute(name)
        present = self.hasAttribute(name)
        wanted = not present if force is None else bool(force)
        if wanted and not present:
            self.setAttribute(name, "")
        elif present and not wanted:
            self.removeAttribute(name)
        return wanted

    def getAttributeNS(self, namespace: str | None, localName: str) -> str | None:
        """Return the value of an attribute, or None.

        From https://dom.spec.whatwg.org/#dom-element-getattributens.
        """
        found = self._namespaced().get((namespace or "", localName))
        if found is not None:
            return found[1]
        if namespace:
            return None
        if localName == "style":
            return css.serialize(self._styles) if self._styles else None
        return (self._attributes or {}).get(localName)

    def hasAttributeNS(self, namespace: str | None, localName: str) -> bool:
        """Say whether there is an attribute with this namespace and local name."""
        return self.getAttributeNS(namespace, localName) is not None

    def setAttributeNS(self, namespace: str | None, qualifiedName: str, value: str) -> None:
        """Set an attribute that has a namespace: `setAttributeNS(XLINK, "xlink:href", "#a")`.

        Args:
            namespace: The namespace's URI; None or empty for none.
            qualifiedName: The name, with a prefix if there is one.
            value: The value.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is wrong.
            UnsafeValueError: The attribute or the URL could run code or load something.

        From https://dom.spec.whatwg.org/#dom-element-setattributens.
        """
        space, _, local = split_qualified(namespace, qualifiedName)
        lowered = check_attribute(qualifiedName)
        if space is None and (lowered == qualifiedName or not self._name.is_html):
            self.setAttribute(qualifiedName, value)
            return
        # The browser looks at namespace and local name; the prefix means nothing.
        text = well_formed(value)
        checked = f"xlink:{local}" if space == XLINK else qualifiedName
        for name in {checked, checked.lower(), local.lower()}:
            if name in URL_ATTRIBUTES:
                check_attribute_url(self._name.local, name, value if isinstance(value, UnsafeUrl) else text)
        if local.lower() == "style":
            # As HTML text it would be the element's style, whatever its namespace.
            css.parse_declarations(value)
        value, space = text, well_formed(space or "")
        old = self._namespaced().get((space, local))
        if old is None or old[1] != value:
            self._put_namespaced(space, local, old[0] if old is not None else qualifiedName, value)

    def removeAttributeNS(self, namespace: str | None, localName: str) -> None:
        """Remove an attribute, if it is there.

        From https://dom.spec.whatwg.org/#dom-element-removeattributens.
        """
        namespaced = self._namespaced()
        key = (namespace or "", localName)
        if key in namespaced and self._rare is not None:
            qualified = namespaced[key][0]
            self._rare.namespaced = {other: value for other, value in namespaced.items() if other != key} or None
            self._document._version += 1
            self._log_removal(qualified)
        elif not namespace and localName == "style":
            self._set_styles({})
        elif not namespace and localName in (self._attributes or ()):
            self._drop_attribute(localName)

    def _cased(self, name: str) -> str:
        return name.lower() if self._name.is_html else name
