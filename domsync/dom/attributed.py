"""An element as far as its state goes: attributes, declarations of style, listeners, and how it is described."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from domsync.dom import controls, ops
from domsync.dom.child import ChildNode
from domsync.dom.control_state import VOLATILE_PROPERTIES
from domsync.dom.events import ListenerEntry, told
from domsync.dom.node import Node
from domsync.dom.parent import ParentNode
from domsync.dom.rare import Rare
from domsync.dom.shorthands import steps_between, with_declaration
from domsync.dom.window import tell

if TYPE_CHECKING:
    from domsync.dom.deferred import Deferred
    from domsync.dom.document import Document
    from domsync.dom.element_names import ElementName
    from domsync.dom.survey import Survey


class AttributedNode(ChildNode, ParentNode):
    """The part of `Element` that keeps its state.

    Dictionaries of attributes, declarations and properties are replaced, never changed in place: ops in the log, and
    descriptions that several documents share, hold the same ones.
    """

    __slots__ = ("__weakref__", "_attributes", "_deferred", "_name", "_rare", "_styles")
    nodeType: ClassVar[int] = Node.ELEMENT_NODE

    _name: ElementName
    _attributes: dict[str, str] | None
    _styles: dict[str, str] | None
    _rare: Rare | None
    #: While it is there, the element is a :class:`~domsync.dom.making.DeferredElement`.
    _deferred: Deferred | None

    def __init__(self, document: Document, name: ElementName) -> None:
        # All in one place rather than by super().__init__(): elements are made by the ten thousand.
        self._listeners = None
        self._document = document
        self._parent = None
        self._previous = None
        self._next = None
        self._wire = 0
        self._first = None
        self._last = None
        self._views = None
        self._name = name
        self._attributes = None
        self._styles = None
        self._rare = None
        self._deferred = None

    # Attributes

    def _namespaced(self) -> dict[tuple[str, str], tuple[str, str]]:
        rare = self._rare
        return rare.namespaced or {} if rare is not None else {}

    def _put_attribute(self, name: str, value: str) -> None:
        """Set an attribute without a namespace, whose name and value are checked."""
        attributes = self._attributes
        old = None if attributes is None else attributes.get(name)
        if old == value:
            return
        before = controls.before_attribute(self, name) if self._name.is_control else None
        self._attributes = {name: value} if attributes is None else {**attributes, name: value}
        document = self._document
        document._version += 1
        if self._wire:
            if name == "id":
                document._reindex(self, old, value)
            document._log(ops.SetAttribute(self._wire, name, value))
        if before is not None:
            controls.attribute_changed(self, name, before)

    def _drop_attribute(self, name: str) -> None:
        """Remove an attribute without a namespace that is there."""
        attributes = self._attributes or {}
        old = attributes[name]
        before = controls.before_attribute(self, name) if self._name.is_control else None
        self._attributes = {other: value for other, value in attributes.items() if other != name} or None
        self._document._version += 1
        if self._wire and name == "id":
            self._document._reindex(self, old, None)
        self._log_removal(name)
        if before is not None:
            controls.attribute_changed(self, name, before)

    def _put_namespaced(self, namespace: str, local: str, qualified: str, value: str) -> None:
        rare = self._need_rare()
        rare.namespaced = {**(rare.namespaced or {}), (namespace, local): (qualified, value)}
        self._document._version += 1
        if self._wire:
            self._document._log(ops.SetAttributeNS(self._wire, namespace, qualified, value))

    def _log_removal(self, name: str) -> None:
        if self._wire:
            self._document._log(ops.RemoveAttribute(self._wire, name))

    def _need_rare(self) -> Rare:
        rare = self._rare
        if rare is None:
            rare = self._rare = Rare()
        return rare

    # Style

    def _set_style(self, name: str, value: str) -> None:
        """Set one declaration, whose name and value are checked; an empty value removes it."""
        old = self._styles or {}
        if not value:
            if name in old:
                self._set_styles({other: kept for other, kept in old.items() if other != name})
            return
        styles = with_declaration(old, name, value)
        if list(styles.items()) != list(old.items()):
            self._styles = styles
            self._style_changed(name, value)

    def _set_styles(self, styles: dict[str, str]) -> None:
        """Replace all declarations by checked ones; what stays the same is not sent again."""
        old = self._styles or {}
        if not styles:
            if old:
                self._styles = None
                self._document._version += 1
                self._log_removal("style")
            return
        steps = steps_between(old, styles)
        if steps:
            self._styles = dict(styles)
            for name, value in steps:
                self._style_changed(name, value)

    def _style_changed(self, name: str, value: str) -> None:
        self._document._version += 1
        if self._wire:
            self._document._log(ops.SetStyle(self._wire, name, value))

    # Listeners

    def _before_listen(self, type: str, listener: ops.Listener) -> None:
        self._document._check_listener(listener, is_new=self._wire != 0 and not self._entries(type))

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        if self._wire:
            tell(self, self._document, self._wire, type, before)

    def _told_count(self) -> int:
        listeners = self._listeners
        if listeners is None or not self._wire:
            return 0
        return 1 if len(listeners) == 1 else len({entry.type for entry in listeners})

    def _forget(self) -> None:
        if self._rare is not None:
            self._rare.modal = False

    # What the algorithms ask

    @property
    def _mount(self) -> int:
        return self._rare.mount if self._rare is not None else 0

    def _describe(self, children: Sequence[ops.NodeData], survey: Survey) -> ops.NodeData:
        name = self._name
        listeners: dict[str, ops.Listener] | None = None
        if self._listeners is not None:
            listeners = told(self._listeners)
            survey.listeners += len(listeners)
        rare = self._rare
        if rare is None and not name.is_control:
            return ops.ElementData(
                name.qualified, tuple(children), self._attributes, self._styles, None, listeners, name.wire_namespace
            )
        properties = controls.described(self, survey) if name.is_control else rare.properties if rare else None
        namespaced: tuple[tuple[str, str, str], ...] = ()
        if rare is not None:
            if properties is not None and not VOLATILE_PROPERTIES.isdisjoint(properties):
                survey.volatile.append(self)
            if rare.mount:
                survey.mounts.append(self)
            namespaced = tuple((key[0], *named) for key, named in self._namespaced().items())
        attributes = self._attributes
        if rare is not None and rare.modal and attributes is not None:
            attributes = {key: value for key, value in attributes.items() if key != "open"} or None
        return ops.ElementData(
            name.qualified,
            tuple(children),
            attributes,
            self._styles,
            properties,
            listeners,
            name.wire_namespace,
            namespaced,
        )

    def _is_like(self, other: Node) -> bool:
        return (
            isinstance(other, AttributedNode)
            and self._name == other._name
            and (self._attributes or {}) == (other._attributes or {})
            and (self._styles or {}) == (other._styles or {})
            and {key: value[1] for key, value in self._namespaced().items()}
            == {key: value[1] for key, value in other._namespaced().items()}
        )

    def _copy(self, document: Document) -> Self:
        copy = type(self)(document, self._name)
        copy._attributes = self._attributes
        copy._styles = self._styles
        rare = self._rare
        if rare is not None:
            if rare.namespaced:
                copy._need_rare().namespaced = rare.namespaced
            if self._name.is_control:
                controls.copy_state(self, copy)
        return copy
