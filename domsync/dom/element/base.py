"""The state of an element: names, attributes, style declarations, listeners, and its description."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom import ops
from domsync.dom.checks import css
from domsync.dom.checks.css_shorthands import covers, steps_between, with_declaration, without_declaration
from domsync.dom.checks.names import MARK, XLINK, check_attribute, split_qualified
from domsync.dom.checks.unicode import ascii_lower, plain, well_formed
from domsync.dom.checks.urls import URL_ATTRIBUTES, attribute_url, may_hold_url
from domsync.dom.controls import state as controls
from domsync.dom.element.attr import NamedNodeMap
from domsync.dom.element.views import part_attr, view_of
from domsync.dom.events import ListenerEntry, entries_of, merge_for_browser
from domsync.dom.nodes.child import ChildNode
from domsync.dom.nodes.node import Node
from domsync.dom.nodes.parent import ParentNode
from domsync.dom.nodes.window import check_listener, sync_listeners
from domsync.dom.rare import VOLATILE_PROPERTIES, need_rare_data
from domsync.dom.records import ElementRecord

if TYPE_CHECKING:
    from domsync.dom.checks.element_names import ElementName
    from domsync.dom.document.document import Document
    from domsync.dom.rare import RareData
    from domsync.dom.tree.description import SubtreeDescription
    from domsync.dom.tree.lazy import LazyChildren
    from domsync.dom.tree.node_lists import LiveList


class ElementBase(ElementRecord, ChildNode, ParentNode):
    """The part of `Element` that holds its state: names, attributes, style and listeners.

    From https://dom.spec.whatwg.org/#interface-element.
    """

    __slots__ = ()
    nodeType: ClassVar[int] = Node.ELEMENT_NODE

    def __init__(self, document: Document, name: ElementName) -> None:
        # Without super().__init__(), for speed: there may be tens of thousands of elements.
        self.listener_list: tuple[ListenerEntry, ...] | None = None
        self.node_document = document
        self.parent_node: ParentNode | None = None
        self.previous_sibling: Node | None = None
        self.next_sibling: Node | None = None
        self.node_id = 0
        self.first_child: Node | None = None
        self.last_child: Node | None = None
        self.live_lists: dict[str, LiveList[Node]] | None = None
        self.element_name = name
        self.attribute_map = None
        self.style_map = None
        self.rare_data: RareData | None = None
        self.lazy_children: LazyChildren | None = None

    # Names

    @property
    def nodeName(self) -> str:
        """The same as `tagName`."""
        return self.tagName

    @property
    def tagName(self) -> str:
        """The qualified name, in upper case for HTML elements of an HTML document."""
        name = self.element_name
        return name.tag_name if self.node_document.contentType == "text/html" else name.qualified

    @property
    def localName(self) -> str:
        """The local name: `"div"`."""
        return self.element_name.local

    @property
    def prefix(self) -> str | None:
        """The part of the qualified name before the colon, or None."""
        return self.element_name.prefix

    @property
    def namespaceURI(self) -> str | None:
        """The namespace: `"http://www.w3.org/1999/xhtml"` for HTML elements."""
        return self.element_name.namespace

    # Attributes

    @property
    def attributes(self) -> NamedNodeMap:
        """The attributes as a live map from names to values, with the browser's `item()`, `length` and so on."""
        return view_of(self, "attributes", lambda: NamedNodeMap(self))

    def hasAttributes(self) -> bool:
        """Return whether the element has any attributes."""
        return bool(self.attribute_map) or bool(self.style_map) or bool(self.namespaced_attributes())

    def getAttributeNames(self) -> list[str]:
        """Return the qualified names of all attributes: first those without a namespace, `style` last."""
        names = list(self.attribute_map or ())
        names += [qualified for qualified, _ in self.namespaced_attributes().values()]
        return [*names, "style"] if self.style_map else names

    def getAttribute(self, name: str, default: str | None = None) -> str | None:
        """Return the value of an attribute.

        Args:
            name: The qualified name; for HTML elements in any case.
            default: The value to return if there is no such attribute.

        From https://dom.spec.whatwg.org/#dom-element-getattribute.
        """
        # As plain strings: code that copies a value does not vouch for it.
        if self.attribute_map is not None and name in self.attribute_map:
            return plain(self.attribute_map[name])
        name = self._cased(name)
        if name == "style":
            return css.serialize(self.style_map) if self.style_map else default
        if self.attribute_map is not None and name in self.attribute_map:
            return plain(self.attribute_map[name])
        for qualified, value in self.namespaced_attributes().values():
            if qualified == name:
                return plain(value)
        return default

    def hasAttribute(self, name: str) -> bool:
        """Return whether there is an attribute with this qualified name.

        From https://dom.spec.whatwg.org/#dom-element-hasattribute.
        """
        return self.getAttribute(name) is not None

    def setAttribute(self, name: str, value: str) -> None:
        """Set an attribute.

        `style` is parsed into declarations, which are sent to the browser one by one. An empty `style` counts as
        absent.

        Args:
            name: The qualified name; for HTML elements in any case.
            value: The value.

        Raises:
            DOMException: InvalidCharacterError: the name is invalid.
            UnsafeValueError: The attribute, the URL or the CSS value could run code or load something.
            TypeError: The value is not a string.

        From https://dom.spec.whatwg.org/#dom-element-setattribute.
        """
        lowered = check_attribute(name)
        if name != lowered and self.element_name.is_html:
            if not self.folds_case:
                # The name stays as it is, even if the element is moved into a page.
                self._set_namespaced("", name, name, value)
                return
            name = lowered
        text = well_formed(value)
        if name == "style":
            self._set_styles(css.parse_declarations(value))
            return
        if self.rare_data is not None and (self.attribute_map is None or name not in self.attribute_map):
            for (namespace, local), (qualified, _) in self.namespaced_attributes().items():
                if qualified == name:
                    # By its namespace it may be a URL.
                    self._set_namespaced(namespace, local, qualified, value)
                    return
        if lowered in URL_ATTRIBUTES or ":" in lowered or lowered == "style":
            text = self._checked_value(lowered, value)
        self._put_attribute(name, text)

    def _checked_value(self, lowered: str, value: str) -> str:
        """Check the value of an attribute without a namespace: URLs, and CSS if the name is `style` in any case.

        Args:
            lowered: Its name in lower case: elements that are not HTML keep capitals, but a parser of their HTML does
                not.
            value: The value.

        Returns:
            The value as the tree keeps it.
        """
        if lowered in URL_ATTRIBUTES or (":" in lowered and may_hold_url(lowered)):
            return attribute_url(ascii_lower(self.element_name.local), lowered, value)
        text = well_formed(value)
        if lowered == "style":
            css.parse_declarations(text)
        return text

    def removeAttribute(self, name: str) -> None:
        """Remove an attribute, if it is set.

        Args:
            name: The qualified name; for HTML elements in any case.

        From https://dom.spec.whatwg.org/#dom-element-removeattribute.
        """
        name = self._cased(name)
        if name == "style":
            self._set_styles({})
        elif self.attribute_map is not None and name in self.attribute_map:
            self._drop_attribute(name)
        else:
            for (namespace, local), (qualified, _) in self.namespaced_attributes().items():
                if qualified == name:
                    self.removeAttributeNS(namespace, local)
                    return

    def toggleAttribute(self, name: str, force: bool | None = None) -> bool:
        """Add an empty attribute, or remove it if it is set.

        Args:
            name: The qualified name; for HTML elements in any case.
            force: True only adds, False only removes.

        Returns:
            Whether the attribute is set now.

        Raises:
            DOMException: InvalidCharacterError: the name is invalid.

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
        """Return the value of an attribute in a namespace, or None.

        From https://dom.spec.whatwg.org/#dom-element-getattributens.
        """
        found = self.namespaced_attributes().get((namespace or "", localName))
        if found is not None:
            return plain(found[1])
        if namespace:
            return None
        if localName == "style":
            return css.serialize(self.style_map) if self.style_map else None
        value = (self.attribute_map or {}).get(localName)
        return None if value is None else plain(value)

    def hasAttributeNS(self, namespace: str | None, localName: str) -> bool:
        """Return whether there is an attribute with this namespace and local name."""
        return self.getAttributeNS(namespace, localName) is not None

    def setAttributeNS(self, namespace: str | None, qualifiedName: str, value: str) -> None:
        """Set an attribute in a namespace: `setAttributeNS(XLINK, "xlink:href", "#a")`.

        Args:
            namespace: The namespace's URI; None or empty for none.
            qualifiedName: The name, with or without a prefix.
            value: The value.

        Raises:
            DOMException: InvalidCharacterError or NamespaceError: the name is invalid.
            UnsafeValueError: The attribute or the URL could run code or load something.

        From https://dom.spec.whatwg.org/#dom-element-setattributens.
        """
        space, _, local = split_qualified(namespace, qualifiedName)
        lowered = check_attribute(qualifiedName)
        if space is not None or (lowered != qualifiedName and self.element_name.is_html):
            self._set_namespaced(well_formed(space or ""), local, qualifiedName, value)
        elif qualifiedName == "style":
            well_formed(value)  # raises, if it is no string
            self._set_styles(css.parse_declarations(value))
        else:
            self._put_attribute(qualifiedName, self._checked_value(lowered, value))

    def _set_namespaced(self, namespace: str, local: str, qualified: str, value: str) -> None:
        """Check the value of an attribute with a namespace, or with capitals on an HTML element, and set it."""
        # For the browser, namespace and local name count, not the prefix.
        text = well_formed(value)
        checked = f"xlink:{local}" if namespace == XLINK else qualified
        for name in sorted({checked, ascii_lower(local)}):
            if may_hold_url(name):
                found = attribute_url(self.element_name.local, name, value)
                text = text if type(found) is str else found
        if ascii_lower(local) == "style":
            # Written as HTML, it would be the element's style, whatever its namespace.
            css.parse_declarations(value)
        old = self.namespaced_attributes().get((namespace, local))
        if old is None or old[1] != text:
            self._put_namespaced(namespace, local, old[0] if old is not None else qualified, text)

    def removeAttributeNS(self, namespace: str | None, localName: str) -> None:
        """Remove an attribute in a namespace, if it is set.

        From https://dom.spec.whatwg.org/#dom-element-removeattributens.
        """
        namespaced = self.namespaced_attributes()
        key = (namespace or "", localName)
        if key in namespaced and self.rare_data is not None:
            qualified, value = namespaced[key]
            part_attr(self, *key, plain(value))
            self.rare_data.namespaced = {other: value for other, value in namespaced.items() if other != key} or None
            self.node_document.tree_version += 1
            self._log_removal(qualified)
        elif not namespace and localName == "style":
            self._set_styles({})
        elif not namespace and localName in (self.attribute_map or ()):
            self._drop_attribute(localName)

    @property
    def folds_case(self) -> bool:
        """True if attribute names can be given in any case: for an HTML element in an HTML document."""
        return self.element_name.is_html and self.node_document.contentType == "text/html"

    def _cased(self, name: str) -> str:
        lowered = ascii_lower(name)
        return lowered if lowered != name and self.folds_case else name

    # The state

    def namespaced_attributes(self) -> dict[tuple[str, str], tuple[str, str]]:
        rare = self.rare_data
        return rare.namespaced or {} if rare is not None else {}

    def _put_attribute(self, name: str, value: str) -> None:
        """Set an attribute without a namespace whose name and value were checked."""
        attributes = self.attribute_map
        old = None if attributes is None else attributes.get(name)
        if old == value:
            return
        before = controls.before_attribute(self, name) if self.element_name.is_control else None
        self.attribute_map = {name: value} if attributes is None else {**attributes, name: value}
        document = self.node_document
        document.tree_version += 1
        if self.node_id:
            if name == "id":
                document.registry.reindex(self, old, value)
            document.op_log.append(self._said(name, value))
        if before is not None:
            controls.attribute_changed(self, name, before)

    def _drop_attribute(self, name: str) -> None:
        """Remove an attribute without a namespace that is set."""
        attributes = self.attribute_map or {}
        old = attributes[name]
        part_attr(self, "", name, plain(old))
        before = controls.before_attribute(self, name) if self.element_name.is_control else None
        self.attribute_map = {other: value for other, value in attributes.items() if other != name} or None
        self.node_document.tree_version += 1
        if self.node_id and name == "id":
            self.node_document.registry.reindex(self, old, None)
        self._log_removal(name)
        if before is not None:
            controls.attribute_changed(self, name, before)

    def _put_namespaced(self, namespace: str, local: str, qualified: str, value: str) -> None:
        rare = need_rare_data(self)
        rare.namespaced = {**(rare.namespaced or {}), (namespace, local): (qualified, value)}
        self.node_document.tree_version += 1
        if self.node_id:
            self.node_document.op_log.append(ops.SetAttributeNS(self.node_id, namespace, qualified, value))

    def _said(self, name: str, value: str) -> ops.Op:
        """Return the op that sets an attribute without a namespace."""
        if self.rare_data is not None and any(
            qualified == name for qualified, _ in self.namespaced_attributes().values()
        ):
            # By the name alone, the browser would find the other attribute.
            return ops.SetAttributeNS(self.node_id, "", name, value)
        return ops.SetAttribute(self.node_id, name, value)

    def _log_removal(self, name: str) -> None:
        """Log that an attribute with this qualified name was removed."""
        if not self.node_id:
            return
        log = self.node_document.op_log
        log.append(ops.RemoveAttribute(self.node_id, name))
        # The op removes the first attribute of this name: if there are several, all are removed, and the others set
        # again.
        namesakes = [(key[0], value) for key, (other, value) in self.namespaced_attributes().items() if other == name]
        if self.attribute_map is not None and name in self.attribute_map:
            namesakes.append(("", self.attribute_map[name]))
        for _ in namesakes:
            log.append(ops.RemoveAttribute(self.node_id, name))
        for namespace, value in namesakes:
            log.append(ops.SetAttributeNS(self.node_id, namespace, name, value))

    # Style

    def _set_style(self, name: str, value: str) -> None:
        """Set one declaration whose name and value were checked; an empty value removes it."""
        old = self.style_map or {}
        if not value:
            self._remove_style(name, old)
            return
        styles = with_declaration(old, name, value)
        if list(styles.items()) != list(old.items()):
            self.style_map = styles
            self._style_changed(name, value)

    def _remove_style(self, name: str, old: dict[str, str]) -> None:
        """Remove one declaration, or a part of one."""
        styles = without_declaration(old, name)
        if styles.keys() <= old.keys() or any(covers(other, name) for other in styles):
            self._set_styles(styles)
        else:
            # A shorthand was split: the browser does the same by itself.
            self.style_map = styles
            self._style_changed(name, "")

    def _set_styles(self, styles: dict[str, str]) -> None:
        """Replace all declarations by checked ones; unchanged ones are not sent again."""
        old = self.style_map or {}
        if not styles:
            if old:
                part_attr(self, "", "style", css.serialize(old))
                self.style_map = None
                self.node_document.tree_version += 1
                self._log_removal("style")
            return
        steps = steps_between(old, styles)
        if steps:
            self.style_map = dict(styles)
            for name, value in steps:
                self._style_changed(name, value)
        elif list(styles) != list(old):
            # Another order that does not change what is shown: the browser need not know.
            self.style_map = dict(styles)
            self.node_document.tree_version += 1

    def _style_changed(self, name: str, value: str) -> None:
        self.node_document.tree_version += 1
        if self.node_id:
            self.node_document.op_log.append(ops.SetStyle(self.node_id, name, value))

    # Listeners

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        check_listener(self.node_document, listener, is_new=self.node_id != 0 and not entries_of(self, type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        if self.node_id:
            sync_listeners(self, self.node_document, self.node_id, type, before)

    def reported_events(self) -> int:
        listeners = self.listener_list
        if listeners is None or not self.node_id:
            return 0
        return 1 if len(listeners) == 1 else len({entry.type for entry in listeners})

    def forget_browser_state(self) -> None:
        if self.rare_data is not None:
            self.rare_data.popover = self.rare_data.playing = False
            self.rare_data.modal = 0

    # For the algorithms

    @property
    def mount_number(self) -> int:
        return self.rare_data.mount if self.rare_data is not None else 0

    def _describe(self, children: Sequence[ops.NodeData], description: SubtreeDescription) -> ops.NodeData:
        name = self.element_name
        listeners: dict[str, ops.Listener] | None = None
        if self.listener_list is not None:
            listeners = merge_for_browser(self.listener_list)
            description.listeners += len(listeners)
        rare = self.rare_data
        if rare is None and not name.is_control:
            return ops.ElementData(
                name.wire_tag,
                tuple(children),
                self.attribute_map,
                self.style_map,
                None,
                listeners,
                name.wire_namespace,
            )
        properties = controls.described(self, description) if name.is_control else rare.properties if rare else None
        namespaced: tuple[tuple[str, str, str], ...] = ()
        if rare is not None:
            if properties is not None and not VOLATILE_PROPERTIES.isdisjoint(properties):
                description.volatile.append(self)
            if rare.mount:
                description.mounts.append(self)
            if rare.js_properties is not None:
                description.with_props.append(self)
            namespaced = tuple((key[0], *named) for key, named in self.namespaced_attributes().items())
        attributes = self.attribute_map
        if rare is not None and rare.modal and attributes is not None:
            attributes = {key: value for key, value in attributes.items() if key != "open"} or None
        if attributes is not None and attributes.get("type") == "range":
            # Last, because a browser makes up a value when the type is set, and needs the bounds for it.
            attributes = {**{key: value for key, value in attributes.items() if key != "type"}, "type": "range"}
        return ops.ElementData(
            name.wire_tag,
            tuple(children),
            attributes,
            self.style_map,
            properties,
            listeners,
            name.wire_namespace,
            namespaced,
        )

    def _is_like(self, other: Node) -> bool:
        return (
            isinstance(other, ElementBase)
            and self.element_name == other.element_name
            and (self.attribute_map or {}) == (other.attribute_map or {})
            # In the same order, too: the text of the attribute counts.
            and list((self.style_map or {}).items()) == list((other.style_map or {}).items())
            and {key: value[1] for key, value in self.namespaced_attributes().items()}
            == {key: value[1] for key, value in other.namespaced_attributes().items()}
        )

    def _copy(self, document: Document) -> Self:
        copy = type(self)(document, self.element_name)
        attributes = self.attribute_map
        if attributes is not None and MARK in attributes:
            # The mark belongs to one element only.
            attributes = {name: value for name, value in attributes.items() if name != MARK}
        copy.attribute_map = attributes
        copy.style_map = self.style_map
        rare = self.rare_data
        if rare is not None:
            if rare.namespaced:
                need_rare_data(copy).namespaced = rare.namespaced
            if self.element_name.is_control:
                controls.copy_state(self, copy)
        return copy
