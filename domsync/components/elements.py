"""How the functions of `html` and `svg` make VNodes of their arguments: the hot path of every render."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import structs

from domsync.components.attributes import Attribute, any_attribute, class_names, styles
from domsync.components.forms import select_options
from domsync.components.vnode import Extra, Key, VNode, normalise

if TYPE_CHECKING:
    from domsync.components.forms import Bindable
    from domsync.components.handlers import Handler
    from domsync.components.rules import Rules
    from domsync.components.vnode import Slot
    from domsync.dom.element import Element
    from domsync.dom.ops import Json, Listener


def make(rules: Rules, children: tuple[Any, ...], keywords: Mapping[str, Any]) -> VNode:
    """Make a VNode.

    Args:
        rules: The rules of the element: `HTML["td"]` of `rules.py`.
        children: What the user gave, positionally.
        keywords: What the user gave by name.

    Returns:
        The VNode.

    Raises:
        ChildError: Something is not a child.
        TypeError: There is no such keyword, or it does not take this value.
        UnsafeValueError: A value could run code or load something.
    """
    plain = True
    for child in children:
        kind = type(child)
        if kind is str:
            if not child.isascii():
                children, plain = normalise(children)
                break
        elif kind is VNode:
            if not child.plain:
                plain = False
        else:
            children, plain = normalise(children)
            break
    if not keywords:
        return VNode(rules.tag, children, None, None, None, None, rules.namespace, (), None, None, None, plain)
    attributes: dict[str, str] = {}
    key = parts = None
    for keyword, value in keywords.items():
        rule, kind = rules[keyword], type(value)
        if type(rule) is str:
            if kind is str and value.isascii():
                attributes[rule] = value
                continue
            if (kind is int or kind is float) and rule != "class":
                attributes[rule] = str(value)
                continue
        elif keyword == "key" and (kind is int or kind is str):
            key = value
            continue
        if parts is None:
            parts = Parts(rules, attributes, keywords)
        if type(rule) is Attribute:
            parts.set_attribute(rule, value)
        elif type(rule) is not str:
            rule(parts, value)  # type: ignore[operator]  # what is left is a function
        elif rule == "class":
            parts.set_class(value)
        else:
            parts.set_attribute(any_attribute(rules.tag, rule, "text", keep_case=True), value)
    if parts is None:
        namespace = rules.namespace
        return VNode(rules.tag, children, attributes or None, None, None, None, namespace, (), key, None, None, plain)
    return parts.finish(children, key, plain)


class Parts:
    """What the keyword arguments of one call have given so far.

    Args:
        rules: The rules of the element.
        attributes: The attributes that were set before.
        keywords: All keyword arguments.
    """

    # Class attributes are the defaults: most calls give only one or two of these.
    styles: dict[str, str] | None = None
    properties: dict[str, Json] | None = None
    listeners: dict[str, Listener] | None = None
    handlers: dict[str, Handler] | None = None
    namespaced: tuple[tuple[str, str, str], ...] = ()
    ref: Callable[[Element | None], object] | None = None
    show = True
    plain = True
    binding: Bindable | None = None
    fill: Callable[[Element], object] | None = None
    gone: Callable[[Element], object] | None = None
    selected: frozenset[str] | None = None

    def __init__(self, rules: Rules, attributes: dict[str, str], keywords: Mapping[str, Any]) -> None:
        self.rules = rules
        self.attributes = attributes
        self.keywords = keywords

    def set_attribute(self, rule: Attribute, value: object) -> None:
        """Set an attribute to what a keyword argument gives."""
        text = rule.text(value)
        if text is None:
            return
        if rule.name == "style":
            self.add_styles(text)
        elif rule.namespace is not None and self.rules.namespace is not None:
            self.namespaced += ((rule.namespace, rule.name, text),)
        else:
            self.attributes[rule.name] = text

    def set_class(self, value: object) -> None:
        """Set the `class` attribute, unless there is no name at all."""
        text = class_names(value)
        if text:
            self.attributes["class"] = text

    def add_styles(self, value: object) -> None:
        """Add declarations of `style`."""
        declarations = styles(value)
        if declarations:
            self.styles = declarations if self.styles is None else self.styles | declarations

    def set_property(self, name: str, value: Json) -> None:
        """Set a property of the element in the browser."""
        if self.properties is None:
            self.properties = {name: value}
        else:
            self.properties[name] = value

    def listen(self, event: str, made: Handler) -> None:
        """Add a handler; one that is there already runs first."""
        # What the window or the document reports is not listened to on this element.
        name = event if made.target is None else f"{made.target}:{event}"
        if self.handlers is None:
            self.handlers = {}
        elif name in self.handlers:
            raise TypeError(f"<{self.rules.tag}> got two handlers of {name!r}; call both from one function")
        self.handlers[name] = made
        if made.target is not None:
            self.plain = False
            return
        if self.listeners is None:
            self.listeners = {}
        self.listeners[name] = made.listener

    def finish(self, children: tuple[Slot, ...], key: Key | None, plain: bool) -> VNode:
        """Make the VNode."""
        if self.binding is not None:
            self.binding.apply(self)
        if self.selected is not None:
            children = select_options(children, self.selected)
        extra = None
        if self.ref is not None or not self.show or self.fill is not None:
            extra = Extra(self.ref, self.fill, self.show, self.gone)
        return VNode(
            self.rules.tag,
            children,  # type: ignore[arg-type]
            self.attributes or None,
            self.styles,
            self.properties,
            self.listeners,
            self.rules.namespace,
            self.namespaced,
            key,
            self.handlers,
            extra,
            plain and self.plain and extra is None,
        )


def make_island(vnode: VNode, fill: Callable[[Element], object]) -> VNode:
    """Leave the children of an element to the user's own code.

    Args:
        vnode: The element.
        fill: Called once with the live element.

    Raises:
        TypeError: `fill` cannot be called.
    """
    if not callable(fill):
        raise TypeError(f"an island takes a function that gets the live element, not {fill!r}")
    extra = vnode.extra or Extra()
    return structs.replace(vnode, extra=Extra(extra.ref, fill, extra.show), plain=False)
