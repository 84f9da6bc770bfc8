"""Tabs, accordions and steppers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
from pydantic import PrivateAttr

from domsync import Component, VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import Common, check_functions, check_lists, dressed, is_empty, pairs_of, parted
from domsync.widgets.navigation.menus import chevron

if TYPE_CHECKING:
    from typing import Unpack


class Tab(msgspec.Struct, frozen=True):
    """A tab.

    Attributes:
        title: Its title.
        content: Its content, or a function that returns it, which is called when the tab is first shown.
        key: Identifies it among the others; by default the title.
        disabled: Whether it is disabled.
        badge: Content after the title, such as a count.
    """

    title: str
    content: Any = None
    key: str = ""
    disabled: bool = False
    badge: Any = None


class Tabs(Component):
    """The component that `tabs` makes: see there."""

    items: Sequence[Any]
    selected: str = ""
    on_change: Any = None
    label: str | None = None
    vertical: bool = False
    attributes: dict[str, Any] = {}

    _seen: set[str] = PrivateAttr(default_factory=set)

    def render(self) -> VNode:
        items = [_tab(item) for item in self.items]
        name = unique_id("tabs")
        names = [item.key or item.title for item in items]
        current = (
            self.selected
            if self.selected in names
            else next((key for key, item in zip(names, items, strict=True) if not item.disabled), "")
        )
        self._seen.add(current)
        buttons, panels = [], []
        for at, (key, item) in enumerate(zip(names, items, strict=True)):
            is_current = key == current
            badge = None if is_empty(item.badge) else h.span(item.badge, class_="ds-badge ds-tone--neutral")
            buttons.append(
                h.button(
                    item.title,
                    badge,
                    type="button",
                    role="tab",
                    id=f"{name}-{at}",
                    class_="ds-tab",
                    disabled=item.disabled,
                    tabindex=0 if is_current else -1,
                    aria={"selected": is_current, "controls": f"{name}-{at}-panel"},
                    on_click=partial(self.choose, key),
                    key=key,
                )
            )
            content = item.content
            if callable(content):
                content = content() if key in self._seen else None
            panels.append(
                h.div(
                    content,
                    role="tabpanel",
                    id=f"{name}-{at}-panel",
                    class_="ds-tab-panel",
                    tabindex=0,
                    hidden=not is_current,
                    aria={"labelledby": f"{name}-{at}"},
                    key=key,
                )
            )
        orientation = "vertical" if self.vertical else None
        bar = h.div(
            buttons,
            role="tablist",
            class_="ds-tab-list",
            aria={"label": self.label, "orientation": orientation},
            data={"ds-roving": orientation or "horizontal", "ds-activate": True},
        )
        return h.div(bar, panels, **dressed(self.attributes, "ds-tabs", "ds-tabs--vertical" if self.vertical else None))

    def choose(self, key: str) -> object:
        if key == self.selected:
            return None
        self.selected = key
        return self.on_change(key) if self.on_change is not None else None


def _tab(item: Any) -> Tab:
    return item if isinstance(item, Tab) else Tab(*item)


def tabs(
    items: Mapping[str, Child | Callable[[], Child]] | Iterable[Tab | tuple[str, Child]],
    *,
    selected: str = "",
    on_change: Callable[[str], object] | None = None,
    label: str | None = None,
    vertical: bool = False,
    **attributes: Unpack[Common],
) -> Tabs:
    """Tabs: several panels in one place, one of which is shown. Switching tabs needs no round trip.

    >>> w.tabs({"Orders": self.orders(), "Customers": self.customers}, label="Data")

    Args:
        items: Titles and contents, or `w.Tab`s. If a content is a function, it is called when it is first shown.
        selected: The title, or the key, of the selected tab; by default the first.
        on_change: Called with the title, or the key, of the selected tab.
        label: Their name for screen readers.
        vertical: Whether the tabs are in a column instead of a row.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the selected tab, and then into its content |
        | Right, Left (Down, Up if they are vertical) | select the next or previous tab |
        | Home, End | select the first or last tab |

    Raises:
        TypeError: An item is neither a title with its content nor a `w.Tab`.
        ValueError: Two tabs have the same title, and no keys.
    """
    check_functions("tabs", on_change=on_change)
    loose: Any = items
    given: Any = list(loose) if isinstance(loose, Iterable) and not isinstance(loose, Mapping | str) else loose
    plain = [item for item in given if not isinstance(item, Tab)] if isinstance(given, list) else given
    pairs = pairs_of(plain, "tabs", 'titles and contents, {"Orders": ...}, or w.Tabs')
    listed = given if isinstance(given, list) else [Tab(*pair) for pair in pairs]
    names = [tab.key or tab.title for tab in map(_tab, listed)]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"tabs(): two tabs are called {name!r}; give each a key of its own: w.Tab(..., key=...)")
    own, directives = parted(attributes)
    fields: dict[str, Any] = {"selected": selected} if selected else {}
    return Tabs(
        items=listed, on_change=on_change, label=label, vertical=vertical, attributes=own, **directives, **fields
    )


def accordion(
    items: Mapping[str, Child] | Iterable[tuple[Child, Child]],
    *,
    single: bool = False,
    open: Iterable[int] = (),
    **attributes: Unpack[Common],
) -> VNode:
    """A column of sections that can be expanded, made of the browser's own `details` elements.

    >>> w.accordion({"Delivery": h.p("..."), "Payment": h.p("...")}, single=True)

    Args:
        items: Titles and contents.
        single: Whether expanding one collapses the others.
        open: The indexes of the sections that are expanded initially, from 0.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter, Space | expand or collapse a section |
        | Tab | goes to the next title |

    Raises:
        TypeError: An item is not a title with its content.
    """
    check_lists("accordion", open=open)
    pairs = pairs_of(items, "accordion", 'titles and contents, {"Delivery": ...}')
    unfolded, name = set(open), unique_id("accordion") if single else None
    made = [
        h.details(
            h.summary(h.span(chevron(), class_="ds-icon ds-fold-sign"), h.span(title), class_="ds-fold-title"),
            h.div(content, class_="ds-fold-body"),
            open=at in unfolded,
            name=name,
            class_="ds-fold",
            key=at,
        )
        for at, (title, content) in enumerate(pairs)
    ]
    return h.div(made, **dressed(dict(attributes), "ds-accordion"))
