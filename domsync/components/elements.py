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


def maker(rules: Rules) -> Callable[..., VNode]:
    """Make the function that makes VNodes of one kind of element.

    Each element has one of its own, because what a call has to look up is paid for by every cell of every table.

    Args:
        rules: The rules of the element: `HTML["td"]` of `rules.py`.

    Returns:
        A function that takes children positionally and everything else by keyword. It raises ChildError if something is
        not a child, TypeError if there is no such keyword or it does not take this value, and UnsafeValueError if a
        value could run code or load something.
    """
    tag, namespace, own_size = rules.tag, rules.namespace, rules.size

    def make(*children: Any, class_: object = None, key: object = None, on_click: Any = None, **keywords: Any) -> VNode:
        # What most elements have is given by name, which costs a third of what the loop below does.
        size, listening = own_size, 0
        plain, numbers = True, False
        for child in children:
            kind = type(child)
            if kind is VNode:
                size += child.size
                listening += child.listening
            elif kind is str and child.isascii():
                size += 1
            elif kind is int or kind is float:
                size += 1
                numbers = True
            else:
                children, plain = normalise(children)
                size, listening = _measure(own_size, children) if plain else (AT_ONCE, 0)
                numbers = False
                break
        if numbers:
            if len(children) == 1:
                children = (str(children[0]),)
            else:
                children = tuple([str(child) if type(child) in _NUMBERS else child for child in children])
        if size < 0:
            # Only what has to be made at once can be other than plain.
            plain = plain and all(child.plain for child in children if type(child) is VNode)
        attributes = handlers = listeners = parts = None
        if class_ is not None:
            attributes = (_classes.get(class_) if type(class_) is str else None) or _only_class(class_)
        if key is not None and type(key) is not int and type(key) is not str:
            raise TypeError(f"key is a string or a whole number, not {key!r}; write str(...)")
        if on_click is not None and on_click is not False:
            made = handler("click", on_click)
            handlers, listeners = (made,), made.plan.alone
        if keywords or (handlers is not None and listeners is None):
            attributes = attributes.copy() if attributes is not None else {}
            if handlers is not None and listeners is None:
                parts = Parts(rules, attributes, keywords, handlers, None)
            for keyword, value in keywords.items():
                rule = rules[keyword]
                how, kind = type(rule), type(value)
                if how is str:
                    if kind is str and value.isascii():
                        attributes[rule] = value  # type: ignore[index]
                        continue
                    if value is None or value is False:
                        continue
                    if kind in _NUMBERS:
                        attributes[rule] = str(value)  # type: ignore[index]
                        continue
                elif how is Listens:
                    if value is None or value is False:
                        continue
                    value = made = handler(rule.event, value)  # type: ignore[union-attr]
                    if handlers is None and parts is None and made.plan.alone is not None:
                        handlers, listeners = (made,), made.plan.alone
                        continue
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

    return make


_NUMBERS = frozenset((int, float))

#: The attributes of elements that have a class and nothing else, by the class: most elements of a page share them.
_classes: dict[str, dict[str, str]] = {}
_MOST_CLASSES = 2048


def _only_class(value: object) -> dict[str, str] | None:
    """Make the attributes of an element of which only `class_` is given."""
    if value is False:
        return None
    text = class_names(value)
    if not text and type(value) is not str:
        return None
    if len(_classes) >= _MOST_CLASSES:
        _classes.clear()
    return _classes.setdefault(text, {"class": text})


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
        handlers: The handler so far, if there is one.
        listeners: What the browser is told of it; shared with other elements. None if it is not on the element.
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
        handlers: tuple[Handler, ...] | None,
        listeners: dict[str, Listener] | None,
    ) -> None:
        self.rules = rules
        self.attributes = attributes
        self.keywords = keywords
        self.handlers = {made.plan.name: made for made in handlers or ()}
        self.listeners = listeners
        if listeners is None and handlers:
            self.plain = False

    def set(self, rule: Rule, value: Any) -> None:
        """Do what a keyword argument says."""
        if isinstance(rule, Attribute):
            self.set_attribute(rule, value)
        elif isinstance(rule, Listens):
            self.listen(value)
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

    def listen(self, made: Handler) -> None:
        """Add a handler."""
        name = made.plan.name
        if name in self.handlers:
            raise TypeError(f"<{self.rules.tag}> got two handlers of {name!r}; call both from one function")
        self.handlers[name] = made
        if made.plan.target is not None:
            # What the window or the document reports is not listened to on this element.
            self.plain = False
        else:
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
            tuple(self.handlers.values()) or None,
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
