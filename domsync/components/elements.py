"""How the functions of `html` and `svg` make VNodes of their arguments: the hot path of every render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import structs

from domsync.components.attributes import Attribute, Group, any_attribute, class_names, styles
from domsync.components.forms import select_options
from domsync.components.handlers import Listens, handler
from domsync.components.vnode import Extra, Key, VNode, normalise
from domsync.dom.deferred import AT_ONCE

if TYPE_CHECKING:
    from domsync.components.forms import Bindable
    from domsync.components.handlers import Handler
    from domsync.components.rules import Rule, Rules
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
    plain, numbers = True, False
    size, listening = rules.size, 0
    for child in children:
        kind = type(child)
        if kind is VNode:
            size += child.size
            listening += child.listening
            if not child.plain:
                plain = False
        elif kind is str and child.isascii():
            size += 1
        elif kind is int or kind is float:
            size += 1
            numbers = True
        else:
            children, plain = normalise(children)
            size, listening = _measure(rules.size, children) if plain else (AT_ONCE, 0)
            numbers = False
            break
    if numbers:
        if len(children) == 1:
            children = (str(children[0]),)
        else:
            children = tuple([str(child) if type(child) in _NUMBERS else child for child in children])
    tag, namespace = rules.tag, rules.namespace
    if not keywords:
        return VNode(tag, children, None, None, None, None, namespace, (), size, listening, None, None, None, plain)
    attributes: dict[str, str] = {}
    key = handlers = listeners = parts = None
    for keyword, value in keywords.items():
        rule = rules[keyword]
        how, kind = type(rule), type(value)
        if how is str:
            if kind is str and value.isascii():
                attributes[rule] = value  # type: ignore[index]
                continue
            if value is None or value is False:
                continue
            if kind in _NUMBERS and rule != "class":
                attributes[rule] = str(value)  # type: ignore[index]
                continue
        elif keyword == "key" and (kind is int or kind is str):
            key = value
            continue
        elif how is Listens:
            if value is None or value is False:
                continue
            made = handler(rule.event, value)  # type: ignore[union-attr]
            plan = made.plan
            if handlers is None and parts is None and plan.target is None:
                handlers, listeners = {rule.event: made}, plan.alone  # type: ignore[union-attr]
                continue
            value = made
        elif how is Group:
            if value is not None:
                rule.set(attributes, tag, value)  # type: ignore[union-attr]
            continue
        elif how is Attribute and rule.namespace is None:  # type: ignore[union-attr]
            text = rule.text(value)  # type: ignore[union-attr]
            if text is not None:
                attributes[rule.name] = text  # type: ignore[union-attr]
            continue
        if parts is None:
            parts = Parts(rules, attributes, keywords, handlers, listeners)
        parts.set(rule, value)
    if "id" in attributes:
        size = AT_ONCE
    if parts is not None:
        return parts.finish(children, key, plain, size, listening)
    if listeners is not None:
        listening += 1
    return VNode(
        tag,
        children,
        attributes or None,
        None,
        None,
        listeners,
        namespace,
        (),
        size,
        listening,
        key,
        handlers,
        None,
        plain,
    )


_NUMBERS = frozenset((int, float))


def _measure(size: int, children: Iterable[Any]) -> tuple[int, int]:
    """Add up the sizes of plain children, and how many pairs of node and event there are among them."""
    listening = 0
    for child in children:
        if type(child) is str:
            size += 1
        else:
            size += child.size
            listening += child.listening
    return size, listening


class Parts:
    """What the keyword arguments of one call have given so far.

    Args:
        rules: The rules of the element.
        attributes: The attributes that were set before.
        keywords: All keyword arguments.
        handlers: The one handler so far, by its event.
        listeners: What the browser is told of it; shared with other elements.
    """

    # Class attributes are the defaults: most calls give only one or two of these.
    styles: dict[str, str] | None = None
    properties: dict[str, Json] | None = None
    namespaced: tuple[tuple[str, str, str], ...] = ()
    ref: Callable[[Element | None], object] | None = None
    show = True
    plain = True
    binding: Bindable | None = None
    fill: Callable[[Element], object] | None = None
    gone: Callable[[Element], object] | None = None
    selected: frozenset[str] | None = None

    def __init__(
        self,
        rules: Rules,
        attributes: dict[str, str],
        keywords: Mapping[str, Any],
        handlers: dict[str, Handler] | None,
        listeners: dict[str, Listener] | None,
    ) -> None:
        self.rules = rules
        self.attributes = attributes
        self.keywords = keywords
        self.handlers = handlers
        self.listeners = listeners

    def set(self, rule: Rule, value: Any) -> None:
        """Do what a keyword argument says."""
        if isinstance(rule, Attribute):
            self.set_attribute(rule, value)
        elif isinstance(rule, Listens):
            self.listen(rule.event, value)
        elif rule == "class":
            self.set_class(value)
        elif isinstance(rule, str):
            self.set_attribute(any_attribute(self.rules.tag, rule, "text", keep_case=True), value)
        else:
            rule(self, value)  # type: ignore[operator]  # a group has been dealt with

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
        target = made.plan.target
        name = event if target is None else f"{target}:{event}"
        if self.handlers is None:
            self.handlers = {}
        elif name in self.handlers:
            raise TypeError(f"<{self.rules.tag}> got two handlers of {name!r}; call both from one function")
        self.handlers[name] = made
        if target is not None:
            self.plain = False
            return
        self.listeners = {**(self.listeners or {}), name: made.listener}

    def finish(self, children: tuple[Slot, ...], key: Key | None, plain: bool, size: int, listening: int) -> VNode:
        """Make the VNode."""
        if self.binding is not None:
            self.binding.apply(self)
        if self.selected is not None:
            children = select_options(children, self.selected)
        extra = None
        if self.ref is not None or not self.show or self.fill is not None:
            extra = Extra(self.ref, self.fill, self.show, self.gone)
        if self.listeners is not None:
            listening += len(self.listeners)
        plain = plain and self.plain and extra is None
        if not plain or self.properties is not None or self.namespaced:
            size = AT_ONCE
        return VNode(
            self.rules.tag,
            children,  # type: ignore[arg-type]
            self.attributes or None,
            self.styles,
            self.properties,
            self.listeners,
            self.rules.namespace,
            self.namespaced,
            size,
            listening,
            key,
            self.handlers,
            extra,
            plain,
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
    return structs.replace(vnode, size=AT_ONCE, extra=Extra(extra.ref, fill, extra.show), plain=False)
