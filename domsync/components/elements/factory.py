"""Create VNodes from arguments: the functions of `html` and `svg`, and the hot path of every render."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from msgspec import structs

from domsync.components.elements.attributes import Attribute, Group, any_attribute, class_names, styles
from domsync.components.elements.bind import choose_options
from domsync.components.elements.refused_values import leave_out, pending, take_pending
from domsync.components.handlers import EventProp, handler
from domsync.components.vnode import (
    LONGEST_SHARED,
    BegunChecked,
    BegunSelected,
    BegunValue,
    Directives,
    Fragment,
    Key,
    VNode,
    normalise,
    shared_attributes,
)
from domsync.dom.checks.trusted import UnsafeUrl
from domsync.dom.checks.unicode import well_formed
from domsync.dom.checks.urls import check_url
from domsync.dom.controls.input_values import TEXT_TYPES, input_type, sanitized
from domsync.dom.tree.lazy import EAGER, EAGER_THRESHOLD
from domsync.errors import UnsafeValueError

if TYPE_CHECKING:
    from domsync.components.elements.bind import Binding
    from domsync.components.elements.control import Bindable
    from domsync.components.handlers import Handler
    from domsync.components.vnode import NormalizedChild
    from domsync.dom.element.element import Element
    from domsync.dom.ops import Json, Listener


#: The name of an attribute that takes any text, an attribute of another kind, or another effect of a keyword.
Rule: TypeAlias = "str | Attribute | Group | EventProp | Callable[[VNodeBuilder, Any], None]"


class Spec(Protocol):
    """The rules of one kind of element, by keyword (`rules.ElementSpec`)."""

    tag: str
    namespace: str | None
    size: int

    def __getitem__(self, keyword: str, /) -> Rule:
        """Return the rule of a keyword argument."""


def maker(spec: Spec) -> Callable[..., VNode]:
    """Make the function that creates VNodes of one kind of element.

    Each element has a function of its own, because every cell of every table would pay for lookups in a call.

    Args:
        spec: The rules of the element: `HTML["td"]` of `rules.py`.

    Returns:
        A function that takes children positionally and everything else by keyword. It raises ChildError if something is
        not a child, TypeError if there is no such keyword or it does not take this value, and UnsafeValueError if a
        value could run code or load something.
    """
    tag, namespace, own_size = spec.tag, spec.namespace, spec.size
    flattens = tag in ("tr", "select") and namespace is None

    def make(*children: Any, class_: object = None, key: object = None, on_click: Any = None, **keywords: Any) -> VNode:
        # The most frequent arguments are parameters, which costs a third of handling them in the loop below.
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
                if flattens and not plain:
                    children, plain = _flat(children)
                size, listening = _measure(own_size, children) if plain else (EAGER, 0)
                numbers = False
                break
        if numbers:
            if len(children) == 1:
                children = (str(children[0]),)
            else:
                children = tuple([str(child) if type(child) in _NUMBERS else child for child in children])
        if size < 0:
            # Only elements that are created at once need not be plain.
            plain = plain and all(child.plain for child in children if type(child) is VNode)
        attributes = handlers = listeners = builder = None
        if class_ is not None:
            attributes = (_classes.get(class_) if type(class_) is str else None) or _only_class(class_)
        if key is not None and type(key) is not int and type(key) is not str:
            raise TypeError(f"key must be a string or an integer, not {key!r}; write str(...)")
        if on_click is not None and on_click is not False:
            made = handler("click", on_click)
            handlers, listeners = made, made.plan.alone
        if keywords or (handlers is not None and listeners is None):
            attributes = attributes.copy() if attributes is not None else {}
            if handlers is not None and listeners is None:
                builder = VNodeBuilder(spec, attributes, keywords, handlers, None)
            for keyword, value in keywords.items():
                rule = spec[keyword]
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
                elif how is EventProp:
                    if value is None or value is False:
                        continue
                    value = made = handler(rule.event, value)  # type: ignore[union-attr]
                    if handlers is None and builder is None and made.plan.alone is not None:
                        handlers, listeners = made, made.plan.alone
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
                if builder is None:
                    builder = VNodeBuilder(spec, attributes, keywords, handlers, listeners)
                builder.set(rule, value)
            if pending:
                if builder is None:
                    builder = VNodeBuilder(spec, attributes, keywords, handlers, listeners)
                builder.show_left_out()
            # Other code looks elements up by id, and users edit the texts of a `contenteditable`.
            if "id" in attributes or "contenteditable" in attributes:
                size = EAGER
            if builder is not None:
                return builder.finish(children, key, plain, size, listening)
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

    return _option(make) if tag == "option" and namespace is None else make


#: Options of selects that have only a text: the rows of lists have the same ones again and again.
_options: dict[str, VNode] = {}
_MOST_OPTIONS = 2048


def _option(make: Callable[..., VNode]) -> Callable[..., VNode]:
    def option(*children: Any, **keywords: Any) -> VNode:
        if keywords or len(children) != 1 or type(children[0]) is not str or len(children[0]) > LONGEST_SHARED:
            made = make(*children, **keywords)
            # The value of an option may be its content.
            return made if made.size <= EAGER_THRESHOLD else structs.replace(made, size=EAGER)
        known = _options.get(children[0])
        if known is None:
            if len(_options) >= _MOST_OPTIONS:
                _options.clear()
            known = _options[children[0]] = make(*children)
        return known

    return option


_NUMBERS = frozenset((int, float))

#: The attributes of elements that have only a class, by the class: most elements of a page share them.
_classes: dict[str, dict[str, str]] = {}
_MOST_CLASSES = 2048


def _only_class(value: object) -> dict[str, str] | None:
    """Make the attributes of an element that has only `class_`."""
    if value is False:
        return None
    text = class_names(value)
    if not text and type(value) is not str:
        return None
    if len(_classes) >= _MOST_CLASSES:
        _classes.clear()
    return _classes.setdefault(text, {"class": text})


def _flat(children: tuple[NormalizedChild, ...]) -> tuple[tuple[NormalizedChild, ...], bool]:
    """Flatten the list of a row's cells, or of a select's options, so that the element can be mounted as it is.

    Args:
        children: The children as they were given.

    Returns:
        The children, and whether they are plain.
    """
    flat: list[NormalizedChild] = []
    lists = 0
    for child in children:
        if isinstance(child, Fragment):
            lists += 1
            if lists > 1 or not child.plain or child.memory is not None:
                return children, False
            flat += child.children
        elif type(child) is VNode and child.plain and child.key is None:
            flat.append(child)
        else:
            return children, False
    return tuple(flat), True


def _measure(size: int, children: Iterable[Any]) -> tuple[int, int]:
    """Add up the sizes of plain children, and the numbers of their listeners."""
    listening = 0
    for child in children:
        if type(child) is str:
            size += 1
        else:
            size += child.size
            listening += child.listening
    return size, listening


class VNodeBuilder:
    """The arguments of one call, as far as they are collected, from which its VNode is made.

    Args:
        spec: The rules of the element.
        attributes: The attributes that were set before.
        keywords: All keyword arguments.
        alone: The only handler so far, if there is one.
        listeners: The listeners for that handler, shared with other elements; None if they are not on the element.
    """

    # Class attributes are the defaults: most calls give only one or two of these.
    styles: dict[str, str] | None = None
    properties: dict[str, Json] | None = None
    namespaced: tuple[tuple[str, str, str], ...] = ()
    ref: Callable[[Element | None], object] | None = None
    show = True
    open: bool | None = None
    modal = False
    plain: bool = True
    binding: Bindable | None = None
    fill: Callable[[Element], object] | None = None
    gone: Callable[[Element], object] | None = None
    props: dict[str, Any] | None = None
    urls: tuple[str, ...] = ()
    selected: frozenset[str] | None = None
    #: The binding of a select.
    chooser: Binding | None = None

    def __init__(
        self,
        spec: Spec,
        attributes: dict[str, str],
        keywords: Mapping[str, Any],
        alone: Handler | None,
        listeners: dict[str, Listener] | None,
    ) -> None:
        self.spec = spec
        self.attributes: dict[str, str] = attributes
        self.keywords = keywords
        self.handlers: dict[str, Handler] = {} if alone is None else {alone.plan.name: alone}
        self.listeners = listeners
        if listeners is None and alone is not None:
            self.plain = False

    def set(self, rule: Rule, value: Any) -> None:
        """Apply a keyword argument."""
        if isinstance(rule, Attribute):
            self.set_attribute(rule, value)
        elif isinstance(rule, EventProp):
            self.listen(value)
        elif isinstance(rule, str):
            self.set_attribute(any_attribute(self.spec.tag, rule, "text", keep_case=True), value)
        else:
            rule(self, value)  # type: ignore[operator]  # a group has been dealt with

    def set_attribute(self, rule: Attribute, value: object) -> None:
        """Set an attribute from a keyword argument."""
        text = rule.text(value)
        if text is None:
            return
        if rule.name == "style":
            self.add_styles(text)
        elif rule.namespace is not None and self.spec.namespace is not None:
            self.namespaced += ((rule.namespace, rule.name, text),)
        else:
            self.attributes[rule.name] = text

    def add_styles(self, value: object) -> None:
        """Add declarations of `style`."""
        declarations = styles(value, self.spec.tag)
        if declarations:
            self.styles = declarations if self.styles is None else self.styles | declarations

    def show_left_out(self) -> None:
        """Show on the element, in development, which of its values were refused."""
        text = take_pending()
        self.attributes["data-domsync-left-out"] = text
        self.attributes.setdefault("title", text)
        self.styles = {**(self.styles or {}), "outline": "2px dashed red"}

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
            raise TypeError(f"<{self.spec.tag}> has two handlers for {name!r}; call both from one function")
        self.handlers[name] = made
        if made.plan.target is not None:
            # The listener is at the window or the document, not on this element.
            self.plain = False
        elif not self.listeners and made.plan.alone is not None:
            self.listeners = made.plan.alone
        else:
            self.listeners = {**(self.listeners or {}), name: made.listener}

    def finish(
        self, children: tuple[NormalizedChild, ...], key: Key | None, plain: bool, size: int, listening: int
    ) -> VNode:
        """Make the VNode."""
        if self.binding is not None:
            self.binding.apply(self)
        for name in self.urls:
            if name in self.attributes:
                self._check_url(name)
        if self.selected is not None:
            children = choose_options(self, children, self.selected)
        if self.open and not self.modal and not self.keywords.get("popover"):
            self.attributes["open"] = ""
        directives = None
        given = (self.ref, self.fill, self.open, self.props)
        if not self.show or any(each is not None for each in given):
            directives = Directives(self.ref, self.fill, self.show, self.gone, self.open, self.modal, self.props)
        if self.listeners is not None:
            listening += len(self.listeners)
        plain = plain and self.plain and directives is None
        if plain and self.properties is not None and not self.namespaced and self._begin():
            self.properties = None
            size = 1 if self.spec.tag == "input" else size
        elif not plain or self.properties is not None or self.namespaced:
            size = EAGER
        return VNode(
            self.spec.tag,
            children,  # type: ignore[arg-type]
            self.attributes or None,
            self.styles,
            self.properties,
            self.listeners,
            self.spec.namespace,
            self.namespaced,
            size,
            listening,
            key,
            _all(self.handlers),
            directives,
            plain,
        )

    def _begin(self) -> bool:
        """Express what an input shows by an attribute, which works for a new one; it then need not be created at once.

        Returns:
            Whether that is possible; otherwise it takes a property.
        """
        attributes, properties = self.attributes, self.properties or {}
        if (
            self.spec.tag == "option"
            and properties.keys() == {"selected"}
            and not attributes.keys() & {"id", "selected"}
        ):
            chosen = BegunSelected(attributes, selected="") if properties["selected"] else BegunSelected(attributes)
            self.attributes = shared_attributes(chosen)
            return bool(chosen)
        if self.spec.tag != "input" or self.spec.namespace is not None or len(properties) != 1:
            return False
        [(name, value)] = properties.items()
        kind = input_type(attributes)
        if name in attributes or "id" in attributes:
            return False
        if name == "checked" and kind == "checkbox" and isinstance(value, bool):
            made = BegunChecked(attributes, checked="") if value else BegunChecked(attributes)
            self.attributes = shared_attributes(made)
            return True  # it has at least a type
        if name != "value" or kind not in TEXT_TYPES or not isinstance(value, str):
            return False
        if sanitized(kind, value, attributes) != value:
            return False
        text = value if value.isascii() else well_formed(value)
        begun = BegunValue(attributes, value=text) if text else BegunValue(attributes)
        is_shared = len(text) <= LONGEST_SHARED and kind != "password"
        self.attributes = shared_attributes(begun) if is_shared else begun
        # An element without attributes keeps no dict that could express it.
        return bool(self.attributes)

    def _check_url(self, name: str) -> None:
        """Leave out an attribute that is declared to be a URL, if its URL is refused."""
        given = (self.keywords.get("attributes") or {}).values()
        if any(isinstance(value, UnsafeUrl) and value == self.attributes[name] for value in given):
            return
        try:
            check_url(self.attributes[name])
        except UnsafeValueError as error:
            leave_out(error, self.spec.tag, name)
            del self.attributes[name]
            self.show_left_out()


def _all(handlers: dict[str, Handler]) -> Handler | tuple[Handler, ...] | None:
    made = tuple(handlers.values())
    return made if len(made) > 1 else made[0] if made else None


def make_island(vnode: VNode, fill: Callable[[Element], object]) -> VNode:
    """Leave the children of an element to the user's own code.

    Args:
        vnode: The element.
        fill: Called once with the live element.

    Raises:
        TypeError: `fill` cannot be called.
    """
    if not callable(fill):
        raise TypeError(f"an island takes a function that is called with the live element, not {fill!r}")
    directives = vnode.directives or Directives()
    return structs.replace(vnode, size=EAGER, directives=structs.replace(directives, fill=fill), plain=False)
