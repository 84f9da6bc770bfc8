"""The selected options of a `<select>`, as the browser keeps them.

A single select stores which option is selected; in a multiple select, each option stores this for itself.

From https://html.spec.whatwg.org/#the-select-element.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from domsync.dom.checks.unicode import ascii_words
from domsync.dom.controls.input_values import parse_number
from domsync.dom.rare import log_property, need_rare_data
from domsync.dom.traversal import after_subtree

if TYPE_CHECKING:
    from domsync.dom.element.base import ElementBase
    from domsync.dom.nodes.node import Node


#: Elements that contain no options of a select around them.
_CLOSED = frozenset(("datalist", "hr", "option", "select"))


def options_of(select: ElementBase) -> Iterator[ElementBase]:
    """Go through the options of a select: those in groups, and in other elements, too.

    From https://html.spec.whatwg.org/#concept-select-option-list.
    """
    return _options_below(select, in_group=False)


def _options_below(root: Node, *, in_group: bool) -> Iterator[ElementBase]:
    """Go through the options below a node that is a select or in one.

    Args:
        root: The node.
        in_group: Whether it is a group or in one: groups in groups have no options.
    """
    node, end = root.first_child, None
    while node is not None:
        if node is end:
            end = None
        kind = "" if node.element_name is None else node.element_name.html
        if kind == "option":
            yield node  # type: ignore[misc]
        if node.first_child is None or kind in _CLOSED or (kind == "optgroup" and (in_group or end is not None)):
            node = node.next_sibling or after_subtree(node, root)
            continue
        if kind == "optgroup":
            # If nothing follows the group, its end is not reached.
            end = after_subtree(node, root) or node
        node = node.first_child


def _options_in(node: Node, *, in_group: bool) -> Iterator[ElementBase]:
    """Go through the options that belong to a node of a select: the node itself, or those below it."""
    kind = "" if node.element_name is None else node.element_name.html
    if kind == "option":
        yield node  # type: ignore[misc]
    elif kind not in _CLOSED and not (in_group and kind == "optgroup"):
        yield from _options_below(node, in_group=in_group or kind == "optgroup")


def select_of(option: Node) -> ElementBase | None:
    """Return the select that an option belongs to, or None.

    From https://html.spec.whatwg.org/#option-element-nearest-ancestor-select.
    """
    return None if option.parent_node is None else _select_at(option.parent_node)[0]


def _select_at(parent: Node) -> tuple[ElementBase | None, bool]:
    """Return the select that options below a node belong to, or None; and whether they are in one of its groups."""
    in_group = False
    node: Node | None = parent
    while node is not None and node.element_name is not None:
        kind = node.element_name.html
        if kind == "select":
            return node, in_group  # type: ignore[return-value]
        if kind in _CLOSED or (kind == "optgroup" and in_group):
            break
        in_group = in_group or kind == "optgroup"
        node = node.parent_node
    return None, in_group


def _note_holders(parent: Node) -> None:
    """Mark the elements between a select and an option, even if the select is not there yet.

    When such an element is linked or unlinked, options come and go with it (`tree/links.py`).
    """
    node: Node | None = parent
    while node is not None and node.element_name is not None:
        if node.element_name.is_option or node.element_name.html in _CLOSED:
            return
        node.element_name = node.element_name.with_options()  # type: ignore[misc]
        node = node.parent_node


def is_multiple(select: ElementBase) -> bool:
    """Return whether several options can be selected."""
    return "multiple" in (select.attribute_map or ())


def is_list(select: ElementBase) -> bool:
    """Return whether a single select may have no option selected, because it shows several lines."""
    size = parse_number((select.attribute_map or {}).get("size"))
    return size is not None and size > 1


def is_selected(option: ElementBase) -> bool:
    """Return whether an option is selected."""
    select = select_of(option)
    if select is not None and not is_multiple(select):
        return chosen(select) is option
    return _flag(option)


def chosen(select: ElementBase) -> ElementBase | None:
    """Return the selected option of a single select."""
    if select.lazy_children is not None:
        # Creates the options, of which one is selected.
        _ = select.first_child
    return None if select.rare_data is None else select.rare_data.chosen


def selected_options(select: ElementBase) -> list[ElementBase]:
    """Return the selected options in order."""
    if is_multiple(select):
        return [option for option in options_of(select) if _flag(option)]
    option = chosen(select)
    return [] if option is None else [option]


def option_value(option: ElementBase) -> str:
    """Return the value of an option: the attribute, or else its text."""
    given = (option.attribute_map or {}).get("value")
    return option_text(option) if given is None else given


def option_text(option: ElementBase) -> str:
    """Return the text of an option, without scripts, with ASCII white space stripped and collapsed.

    From https://html.spec.whatwg.org/#dom-option-text.
    """
    texts: list[str] = []
    node: Node | None = option
    while node is not None:
        is_script = node.element_name is not None and node.element_name.local == "script"
        if node.nodeType == 3:
            texts.append(node.nodeValue or "")
        if node.first_child is not None and not is_script:
            node = node.first_child
        else:
            node = after_subtree(node, option)
    return " ".join(ascii_words("".join(texts)))


def _flag(option: ElementBase) -> bool:
    rare = option.rare_data
    if rare is not None and rare.selected is not None:
        return rare.selected
    return "selected" in (option.attribute_map or ())


def _set_flag(option: ElementBase, selected: bool) -> None:
    if _flag(option) != selected:
        need_rare_data(option).selected = selected


def _choose(select: ElementBase, option: ElementBase | None) -> None:
    old = chosen(select)
    if old is option:
        return
    need_rare_data(select).chosen = option
    if old is not None:
        _set_flag(old, False)
    if option is not None:
        _set_flag(option, True)


def _reset_if_none(select: ElementBase) -> None:
    if chosen(select) is None and not is_list(select):
        _choose(select, next((option for option in options_of(select) if not is_disabled(option)), None))


def is_disabled(option: ElementBase) -> bool:
    """Return whether an option cannot be chosen: itself or its group is disabled."""
    if "disabled" in (option.attribute_map or ()):
        return True
    node = option.parent_node
    while node is not None and node.element_name is not None and node.element_name.html not in _CLOSED:
        if node.element_name.html == "optgroup":
            return "disabled" in (node.attribute_map or ())
        node = node.parent_node
    return False


def waits_for(parent: Node) -> bool:
    """Return whether a single select around or at `parent` has no option selected, and will select the next one added.

    This includes an option that is moved to the place where it is.
    """
    select = _select_at(parent)[0]
    return select is not None and not is_multiple(select) and chosen(select) is None


def option_added(parent: Node, node: Node) -> None:
    """Note that an option, or an element with options, was added to the children of `parent`."""
    _note_holders(parent)
    select, in_group = _select_at(parent)
    if select is None or is_multiple(select):
        return
    added = list(_options_in(node, in_group=in_group))
    for option in added:
        if _flag(option):
            _choose(select, option)
    # As in Chromium: after `selectedIndex = -1`, adding a disabled option does not change it.
    if not all(map(is_disabled, added)):
        _reset_if_none(select)


def option_removed(parent: Node, node: Node) -> None:
    """Note that an option, or an element with options, was removed from the children of `parent`."""
    select, in_group = _select_at(parent)
    if select is None or is_multiple(select):
        return
    removed = list(_options_in(node, in_group=in_group))
    if not removed:
        return
    if select.rare_data is not None and any(option is select.rare_data.chosen for option in removed):
        # The removed option stays selected, for the next select that it is added to.
        select.rare_data.chosen = None
    _reset_if_none(select)


def select_option(option: ElementBase, selected: bool) -> None:
    """Select or deselect an option, as setting `option.selected` or the user's choice does."""
    need_rare_data(option).dirty = True
    select = select_of(option)
    if select is None or is_multiple(select):
        _set_flag(option, selected)
    elif selected:
        _choose(select, option)
    elif chosen(select) is option:
        _choose(select, None)
        _reset_if_none(select)
        if chosen(select) is option:
            # As in Chromium and Firefox: if it is still selected, it is not dirty.
            need_rare_data(option).dirty = False


def select_only(select: ElementBase, option: ElementBase | None) -> None:
    """Select one option and no other, or none at all."""
    if option is not None:
        need_rare_data(option).dirty = True
    if is_multiple(select):
        for other in options_of(select):
            _set_flag(other, other is option)
    else:
        _choose(select, option)


def select_values(select: ElementBase, values: list[str]) -> None:
    """Select all options that have one of these values, and no others."""
    wanted = set(values)
    if not is_multiple(select):
        select_only(select, next((option for option in options_of(select) if option_value(option) in wanted), None))
        return
    for option in options_of(select):
        _set_flag(option, option_value(option) in wanted)


def reset(select: ElementBase) -> None:
    """Restore the selection that the attributes give, as the reset of a form does."""
    last = None
    for option in options_of(select):
        if option.rare_data is not None:
            option.rare_data.selected = None
            option.rare_data.dirty = False
        if _flag(option):
            last = option
    if not is_multiple(select):
        _start_single(select, last)


def attribute_changed(element: ElementBase, name: str) -> None:
    """Note that an attribute of a select has changed, or that an option's `selected` was set or removed."""
    if element.element_name.html == "option":
        _selected_changed(element)
        _tell_again(element)
    elif name == "size" and not is_multiple(element):
        _reset_if_none(element)
    elif name == "multiple":
        if is_multiple(element):
            if element.rare_data is not None:
                element.rare_data.chosen = None
        else:
            flagged = [option for option in options_of(element) if _flag(option)]
            _start_single(element, flagged[0] if flagged else None)


def _selected_changed(option: ElementBase) -> None:
    """Apply that `selected` was set or removed; for a dirty option, this has no effect."""
    if option.rare_data is not None and option.rare_data.dirty:
        return
    if option.rare_data is not None:
        option.rare_data.selected = None
    select = select_of(option)
    if select is None or is_multiple(select):
        return
    if _flag(option):
        _choose(select, option)
    elif chosen(select) is option:
        _choose(select, None)
        _reset_if_none(select)


def _tell_again(option: ElementBase) -> None:
    """Log the selection after `selected` has changed.

    In the browser, other options may be dirty: it depends on how they were selected, by an insertion, by a property or
    by the user. So the attribute alone may have another effect there than here.
    """
    select = select_of(option)
    if select is None or is_multiple(select):
        log_property(option, "selected", _flag(option))
    else:
        log_property(select, "selectedIndex", selected_index(select))


def _start_single(select: ElementBase, option: ElementBase | None) -> None:
    """Make a select a single one with a given option, whatever its options have stored."""
    for other in options_of(select):
        if other is not option:
            _set_flag(other, False)
    need_rare_data(select).chosen = None
    _choose(select, option)
    _reset_if_none(select)


def default_index(select: ElementBase) -> int:
    """Return the index that would be selected if only the attributes counted; -1 for none."""
    first = last = -1
    for index, option in enumerate(options_of(select)):
        if "selected" in (option.attribute_map or ()):
            last = index
        if first < 0 and not is_disabled(option):
            first = index
    return last if last >= 0 else -1 if is_list(select) else first


def selected_index(select: ElementBase) -> int:
    """Return the index of the first selected option; -1 for none."""
    wanted = selected_options(select)
    if not wanted:
        return -1
    return next(index for index, option in enumerate(options_of(select)) if option is wanted[0])
