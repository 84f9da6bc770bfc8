"""Which options of a select are selected: the state that a browser keeps, kept here in the same way.

A select that takes one option remembers which; where several can be selected, each option remembers for itself.

From https://html.spec.whatwg.org/#the-select-element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domsync.dom.compare import descend
from domsync.dom.input_values import parse_number

if TYPE_CHECKING:
    from domsync.dom.attributed import AttributedNode
    from domsync.dom.node import Node


def options_of(select: AttributedNode) -> Iterator[AttributedNode]:
    """Go through the options of a select, those in groups too."""
    child = select._first
    while child is not None:
        if child._name is not None and child._name.is_option:
            yield from _options_in(child)
        child = child._next


def _options_in(node: Node) -> Iterator[AttributedNode]:
    """Go through the options that come with a node: itself, or those of a group."""
    if node._name is not None and node._name.html == "option":
        yield node  # type: ignore[misc]
        return
    child = node._first
    while child is not None:
        if child._name is not None and child._name.html == "option":
            yield child  # type: ignore[misc]
        child = child._next


def select_of(option: Node) -> AttributedNode | None:
    """Return the select that an option belongs to, or None."""
    return None if option._parent is None else _select_at(option._parent)


def _select_at(parent: Node) -> AttributedNode | None:
    if parent._name is None:
        return None
    if parent._name.html == "optgroup":
        if parent._parent is None or parent._parent._name is None:
            return None
        parent = parent._parent
    return parent if parent._name is not None and parent._name.html == "select" else None  # type: ignore[return-value]


def is_multiple(select: AttributedNode) -> bool:
    """Say whether several options can be selected."""
    return "multiple" in (select._attributes or ())


def is_list(select: AttributedNode) -> bool:
    """Say whether a select that takes one option may have none selected: it shows several lines."""
    size = parse_number((select._attributes or {}).get("size"))
    return size is not None and size > 1


def is_selected(option: AttributedNode) -> bool:
    """Say whether an option is selected."""
    select = select_of(option)
    if select is not None and not is_multiple(select):
        return chosen(select) is option
    return _flag(option)


def chosen(select: AttributedNode) -> AttributedNode | None:
    """Return the selected option of a select that takes one."""
    return None if select._rare is None else select._rare.chosen


def selected_options(select: AttributedNode) -> list[AttributedNode]:
    """Return the selected options in order."""
    if is_multiple(select):
        return [option for option in options_of(select) if _flag(option)]
    option = chosen(select)
    return [] if option is None else [option]


def option_value(option: AttributedNode) -> str:
    """Return the value of an option: the attribute, or else its text."""
    given = (option._attributes or {}).get("value")
    return option_text(option) if given is None else given


def option_text(option: AttributedNode) -> str:
    """Return the text of an option, white space joined."""
    text = "".join([node.nodeValue or "" for node in descend(option) if node.nodeType == 3])
    return " ".join(text.split())


def _flag(option: AttributedNode) -> bool:
    rare = option._rare
    if rare is not None and rare.selected is not None:
        return rare.selected
    return "selected" in (option._attributes or ())


def _set_flag(option: AttributedNode, selected: bool) -> None:
    if _flag(option) != selected:
        option._need_rare().selected = selected


def _choose(select: AttributedNode, option: AttributedNode | None) -> None:
    old = chosen(select)
    if old is option:
        return
    select._need_rare().chosen = option
    if old is not None:
        _set_flag(old, False)
    if option is not None:
        _set_flag(option, True)


def _reset_if_none(select: AttributedNode) -> None:
    if chosen(select) is None and not is_list(select):
        _choose(select, next((option for option in options_of(select) if not _is_disabled(option)), None))


def _is_disabled(option: AttributedNode) -> bool:
    if "disabled" in (option._attributes or ()):
        return True
    group = option._parent
    return (
        group is not None
        and group._name is not None
        and group._name.html == "optgroup"
        and ("disabled" in (group._attributes or ()))
    )


def option_added(parent: Node, node: Node) -> None:
    """Take note that an option or a group has come among the children of `parent`."""
    select = _select_at(parent)
    if select is None or is_multiple(select):
        return
    added = list(_options_in(node))
    for option in added:
        if _flag(option):
            _choose(select, option)
    # As Chromium: after `selectedIndex = -1`, a disabled option that comes leaves it so.
    if not all(map(_is_disabled, added)):
        _reset_if_none(select)


def option_removed(parent: Node, node: Node) -> None:
    """Take note that an option or a group has left the children of `parent`."""
    select = _select_at(parent)
    if select is None or is_multiple(select):
        return
    if select._rare is not None and any(option is select._rare.chosen for option in _options_in(node)):
        # The one that left stays selected, for the next select that it comes into.
        select._rare.chosen = None
    _reset_if_none(select)


def select_option(option: AttributedNode, selected: bool) -> None:
    """Do what setting `option.selected`, or the user's choice, does."""
    option._need_rare().dirty = True
    select = select_of(option)
    if select is None or is_multiple(select):
        _set_flag(option, selected)
    elif selected:
        _choose(select, option)
    elif chosen(select) is option:
        _choose(select, None)
        _reset_if_none(select)


def select_only(select: AttributedNode, option: AttributedNode | None) -> None:
    """Select one option and no other, or none at all."""
    if option is not None:
        option._need_rare().dirty = True
    if is_multiple(select):
        for other in options_of(select):
            _set_flag(other, other is option)
    else:
        _choose(select, option)


def select_values(select: AttributedNode, values: list[str]) -> None:
    """Select all options that have one of these values, and no others."""
    wanted = set(values)
    if not is_multiple(select):
        select_only(select, next((option for option in options_of(select) if option_value(option) in wanted), None))
        return
    for option in options_of(select):
        _set_flag(option, option_value(option) in wanted)


def reset(select: AttributedNode) -> None:
    """Go back to what the attributes say, as the reset of a form does."""
    last = None
    for option in options_of(select):
        if option._rare is not None:
            option._rare.selected = None
            option._rare.dirty = False
        if _flag(option):
            last = option
    if not is_multiple(select):
        _start_single(select, last)


def attribute_changed(element: AttributedNode, name: str) -> None:
    """Take note of a changed attribute of a select or an option."""
    if element._name.html == "option":
        select = select_of(element)
        if name != "selected" or (element._rare is not None and element._rare.dirty):
            return
        selected = "selected" in (element._attributes or ())
        if element._rare is not None:
            element._rare.selected = None
        if select is None or is_multiple(select):
            return
        if selected:
            _choose(select, element)
        elif chosen(select) is element:
            _choose(select, None)
            _reset_if_none(select)
    elif name == "size" and not is_multiple(element):
        _reset_if_none(element)
    elif name == "multiple":
        if is_multiple(element):
            if element._rare is not None:
                element._rare.chosen = None
        else:
            flagged = [option for option in options_of(element) if _flag(option)]
            _start_single(element, flagged[0] if flagged else None)


def _start_single(select: AttributedNode, option: AttributedNode | None) -> None:
    """Let a select take one option, whatever its options say."""
    for other in options_of(select):
        if other is not option:
            _set_flag(other, False)
    select._need_rare().chosen = None
    _choose(select, option)
    _reset_if_none(select)


def default_index(select: AttributedNode) -> int:
    """Return the index that would be selected if only the attributes counted; -1 for none."""
    first = last = -1
    for index, option in enumerate(options_of(select)):
        if "selected" in (option._attributes or ()):
            last = index
        if first < 0 and not _is_disabled(option):
            first = index
    return last if last >= 0 else -1 if is_list(select) else first


def selected_index(select: AttributedNode) -> int:
    """Return the index of the first selected option; -1 for none."""
    wanted = selected_options(select)
    if not wanted:
        return -1
    return next(index for index, option in enumerate(options_of(select)) if option is wanted[0])
