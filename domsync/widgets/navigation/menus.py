"""Menus, popovers and tooltips, anchored to an element."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from domsync import VNode, svg
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, Kind, check_texts, dressed, is_empty, modifier, one_of
from domsync.widgets.buttons import KINDS
from domsync.widgets.icons import icon_of

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def popover(
    trigger: Child,
    *children: Child,
    label: str | None = None,
    kind: Kind = "default",
    icon: Child = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A box that opens at a button, without a round trip, and closes on a click outside.

    >>> w.popover("Filters", self.filters())

    Args:
        trigger: The content of the button.
        children: The content of the box.
        label: The name of the box for screen readers; by default the trigger's text.
        kind: The appearance of the button.
        icon: An icon before the button's text, or its name.
        attributes: Of the button: `class_`, `aria` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | opens or closes it |
        | Escape | closes it; the focus goes back to the button |

    Raises:
        TypeError: The button has no name.
        ValueError: The kind is unknown.
    """
    name, button = _trigger("popover", trigger, kind, icon, attributes, None)
    named = label or (trigger if isinstance(trigger, str) else (attributes.get("aria") or {}).get("label"))
    box = h.div(
        *children, popover="auto", id=name, role="dialog", aria={"label": named}, class_="ds-popover ds-popover--padded"
    )
    return h.span(button, box, class_="ds-anchor", key=attributes.get("key"))


def _trigger(
    widget: str, trigger: Child, kind: str, icon: Child, attributes: Any, popup: str | None
) -> tuple[str, VNode]:
    """The button that opens a popover, and the popover's id."""
    own = dict(attributes)
    own.pop("key", None)
    one_of("kind", kind, KINDS)
    if is_empty(trigger) and not (own.get("aria") or {}).get("label"):
        raise TypeError(f'{widget}() needs a text for its button, or aria={{"label": "More"}} when it only has an icon')
    name = unique_id(trigger if isinstance(trigger, str) else widget)
    made = dressed(
        own,
        "ds-button",
        modifier("ds-button", kind, "default"),
        "ds-button--icon" if is_empty(trigger) else None,
        type="button",
        popovertarget=name,
        aria={"haspopup": popup, "controls": name},
    )
    drawn = None if is_empty(icon) else h.span(icon_of(icon), class_="ds-icon", aria={"hidden": True})
    return name, h.button(drawn, trigger, **made)


def tooltip(text: str, child: VNode, **attributes: Unpack[k.Html]) -> VNode:
    """A short description of a control, shown when the pointer or the focus is on it.

    >>> w.tooltip("Ctrl + S", w.button("Save"))

    Do not rely on it: users of touch screens may never see it. To name a button that has only an icon, use
    `aria={"label": ...}`, not a tooltip.

    Args:
        text: The description.
        child: The control: a focusable element.
        attributes: As for `h.span`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | shows it, when the control gets the focus |
        | Escape | hides it |

    Raises:
        TypeError: `child` is not an element.
    """
    check_texts("tooltip", text=text)
    if not isinstance(child, VNode):
        raise TypeError(f"a tooltip stands at one element: w.tooltip('Save', w.button(...)), not {child!r}")
    name = unique_id("tip")
    described = with_attribute(child, "aria-describedby", name)
    tip = h.span(text, role="tooltip", popover="manual", id=name, class_="ds-tooltip")
    return h.span(described, tip, **dressed(dict(attributes), "ds-anchor", data={"ds-tip": name}))


def with_attribute(element: VNode, name: str, value: str) -> VNode:
    """Return an element with an additional attribute; if it has the attribute, with an additional id in its list.

    Args:
        element: The element.
        name: The attribute.
        value: Its value.
    """
    own = dict(element.attributes or {})
    own[name] = f"{own[name]} {value}" if name in own else value
    return msgspec.structs.replace(element, attributes=own)


def menu(
    trigger: Child,
    *items: Child,
    label: str | None = None,
    kind: Kind = "default",
    icon: Child = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A button that opens a list of commands, without a round trip.

    >>> w.menu("File", w.menu_item("Open", on_click=self.open), w.menu_divider(), w.menu_item("Quit", danger=True))

    Args:
        trigger: The content of the button.
        items: `menu_item`, `menu_divider`, `submenu`.
        label: The name of the menu for screen readers; by default the trigger's text.
        kind: The appearance of the button.
        icon: An icon before the button's text, or its name.
        attributes: Of the button: `class_`, `aria` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space, Down | open it, with the focus on the first command |
        | Up | opens it, with the focus on the last command |
        | Down, Up | the next or previous command |
        | Home, End | the first or last command |
        | letters | the command that starts with them |
        | Right, Left | open and close a submenu |
        | Escape | closes it; the focus goes back to the button |
        | Tab | closes it |

    Raises:
        TypeError: The button has no name.
        ValueError: The kind is unknown.
    """
    name, button = _trigger("menu", trigger, kind, icon, attributes, "menu")
    named = label or (trigger if isinstance(trigger, str) else (attributes.get("aria") or {}).get("label"))
    return h.span(button, _menu(name, named, items), class_="ds-anchor", key=attributes.get("key"))


def _menu(name: str, label: Any, items: tuple[Child, ...]) -> VNode:
    return h.div(
        *items,
        popover="auto",
        id=name,
        role="menu",
        aria={"label": label},
        class_="ds-popover ds-menu",
        data={"ds-roving": "vertical", "ds-typeahead": True},
    )


def menu_item(
    *children: Child,
    icon: Child = None,
    shortcut: str | None = None,
    danger: bool = False,
    checked: bool | None = None,
    href: str | None = None,
    disabled: bool = False,
    on_click: k.Handles[Any] = None,
    **attributes: Unpack[Common],
) -> VNode:
    """A command in a menu.

    >>> w.menu_item("Save", shortcut="Ctrl+S", on_click=self.save)

    Args:
        children: Its text.
        icon: An icon before it, or its name.
        shortcut: The keys that do the same, which are only shown here.
        danger: Whether it cannot be undone.
        checked: Whether it is on; None if it cannot be on or off.
        href: Its URL, if it is a link.
        disabled: Whether it is disabled.
        on_click: Called when it is chosen.
        attributes: `class_`, `key` ...
    """
    own: dict[str, Any] = dict(attributes)
    role = "menuitem" if checked is None else "menuitemcheckbox"
    aria = {
        "checked": checked,
        "disabled": True if disabled else None,
        "keyshortcuts": shortcut,
    }
    made = dressed(own, "ds-menu-item", "ds-menu-item--danger" if danger else None, role=role, tabindex=-1, aria=aria)
    if not disabled:
        made["on_click"] = on_click
    content = [
        None
        if is_empty(icon) and checked is None
        else h.span("\u2713" if checked else icon_of(icon), class_="ds-icon", aria={"hidden": True}),
        h.span(*children, class_="ds-menu-text"),
        None if shortcut is None else h.kbd(shortcut, aria={"hidden": True}),
    ]
    if href is not None and not disabled:
        return h.a(*content, href=href, **made)
    return h.button(*content, type="button", **made)


def menu_divider() -> VNode:
    """A line between the commands of a menu."""
    return h.div(role="separator", class_="ds-divider")


def submenu(text: str, *items: Child, icon: Child = None, **attributes: Unpack[Common]) -> VNode:
    """A submenu of a menu.

    >>> w.submenu("Export", w.menu_item("PDF"), w.menu_item("CSV"))

    Args:
        text: Its name.
        items: Its commands.
        icon: An icon before it, or its name.
        attributes: Of the item: `class_`, `key` ...
    """
    check_texts("submenu", text=text)
    name = unique_id(text)
    own = dict(attributes)
    key = own.pop("key", None)
    made = dressed(
        own,
        "ds-menu-item",
        role="menuitem",
        tabindex=-1,
        popovertarget=name,
        aria={"haspopup": "menu", "controls": name},
    )
    drawn = None if is_empty(icon) else h.span(icon_of(icon), class_="ds-icon", aria={"hidden": True})
    more = h.span(chevron(), class_="ds-icon ds-menu-more", aria={"hidden": True})
    return h.div(
        h.button(drawn, h.span(text, class_="ds-menu-text"), more, type="button", **made),
        _menu(name, text, items),
        role="none",
        key=key,  # type: ignore[arg-type]
    )


def chevron() -> VNode:
    """The arrow of an item that opens a submenu."""
    path = svg.path(d="M6 4l4 4-4 4", fill="none", stroke="currentColor", stroke_width="1.5")
    return svg.svg(path, viewBox="0 0 16 16", width="16", height="16", aria={"hidden": True})


def context_menu(*items: Child, area: Child, label: str, **attributes: Unpack[Common]) -> VNode:
    """A menu that opens on a right click or a long press, or at the focus when the menu key is pressed.

    >>> w.context_menu(w.menu_item("Copy"), w.menu_item("Delete", danger=True), area=self.picture(), label="Picture")

    Offer its commands in another way, too: many users do not discover context menus.

    Args:
        items: `menu_item`, `menu_divider`, `submenu`.
        area: The content that it belongs to.
        label: Its name for screen readers.
        attributes: Of the box around the area: `class_`, `tabindex` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Shift + F10, menu key | open it |
        | Down, Up, Home, End, letters | go to a command |
        | Escape | closes it; the focus goes back to where it was |
    """
    check_texts("context_menu", label=label)
    name = unique_id(label)
    own: dict[str, Any] = {"tabindex": 0, "role": "group", **attributes}
    made = dressed(own, "ds-context", data={"ds-context": name}, aria={"label": label})
    return h.div(area, _menu(name, label, items), **made)


def menu_bar(*menus: Child, label: str, **attributes: Unpack[k.Html]) -> VNode:
    """A menu bar, as in desktop applications.

    >>> w.menu_bar(w.submenu("File", w.menu_item("Open")), w.submenu("Edit", w.menu_item("Undo")), label="Document")

    Args:
        menus: `submenu` and `menu_item`.
        label: Its name for screen readers.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Right, Left | the next or previous menu, which opens if one was open |
        | Down, Enter, Space | open a menu |
        | Home, End | the first or last menu |
        | letters | the menu that starts with them |
        | Escape | closes the menu |
    """
    check_texts("menu_bar", label=label)
    data = {"ds-roving": "horizontal", "ds-typeahead": True}
    return h.div(*menus, **dressed(dict(attributes), "ds-menu-bar", role="menubar", aria={"label": label}, data=data))


def toolbar(*children: Child, label: str, **attributes: Unpack[k.Html]) -> VNode:
    """A group of buttons that is a single Tab stop.

    >>> w.toolbar(w.button("Bold"), w.button("Italic"), label="Text")

    Args:
        children: Buttons and links.
        label: Its name for screen readers.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | enters it, at the button that last had the focus, and leaves it |
        | Right, Left | the next or previous button |
        | Home, End | the first or last button |
    """
    check_texts("toolbar", label=label)
    data = {"ds-roving": "horizontal"}
    made = dressed(dict(attributes), "ds-toolbar", role="toolbar", aria={"label": label}, data=data)
    return h.div(*children, **made)
