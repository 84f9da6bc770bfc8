"""The application shell: header, sidebar, breadcrumbs and links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from domsync import VNode
from domsync import html as h
from domsync.components import Child, unique_id
from domsync.widgets.base import (
    Common,
    check_functions,
    check_number,
    check_texts,
    dressed,
    is_empty,
    is_listed,
    pairs_of,
)
from domsync.widgets.feedback.alerts import cross
from domsync.widgets.icons import icon_of
from domsync.widgets.layout.containers import heading
from domsync.widgets.words import word

if TYPE_CHECKING:
    from typing import Unpack

    from domsync import attributes as k


def app_shell(
    *children: Child,
    title: Child,
    nav: Child = None,
    actions: Child = None,
    footer: Child = None,
    nav_label: str | None = None,
    folds: bool = True,
    **attributes: Unpack[Common],
) -> VNode:
    """The frame of an application: a header, a collapsible side bar and the content; on a phone the side bar is a
    drawer.

    >>> class Shell(Component):
    ...     def render(self):
    ...         return w.app_shell(self.page(), title="Orders", nav=[w.nav_link("Start", "/")])

    Args:
        children: The content.
        title: The name of the application.
        nav: The links of the side bar: `nav_link` and `nav_group`; without any, there is no side bar.
        actions: Content at the end of the header.
        footer: Content below the main content.
        nav_label: The name of the side bar for screen readers; by default "Main navigation".
        folds: Whether the side bar can be collapsed on a wide screen.
        attributes: Of the frame: `class_`, `data` ...

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes first to a link to the content, which becomes visible |
        | Enter, Space | on the header's button, collapse the side bar or open the drawer |
        | Escape | closes the drawer |
    """
    drawer, main = unique_id("nav"), unique_id("main")
    label = nav_label or word("Main navigation")
    bars = [h.span(class_="ds-burger", aria={"hidden": True})]
    buttons: list[Child] = []
    side = None
    if not is_empty(nav):
        buttons.append(
            h.button(
                bars,
                type="button",
                class_=[
                    "ds-button ds-button--ghost ds-button--icon ds-shell-fold",
                    None if folds else "ds-shell-fold--phone",
                ],
                data={"ds-fold": drawer},
                aria={"label": word("Menu"), "controls": drawer, "expanded": True},
            )
        )
        close = h.button(
            cross(),
            type="button",
            class_="ds-close ds-shell-close",
            data={"ds-fold": drawer},
            aria={"label": word("Close")},
        )
        side = h.nav(close, nav, id=drawer, class_="ds-shell-nav", aria={"label": label})
    head = h.header(
        *buttons,
        h.div(title, class_="ds-shell-title"),
        h.div(class_="ds-spacer"),
        None if is_empty(actions) else h.div(actions, class_="ds-actions"),
        class_="ds-shell-head",
    )
    foot = None if is_empty(footer) else h.footer(footer, class_="ds-footer")
    return h.div(
        skip_link(main),
        head,
        side,
        h.main(*children, id=main, tabindex=-1, class_="ds-shell-main"),
        foot,
        **dressed(dict(attributes), "ds-shell", None if side is not None else "ds-shell--bare"),
    )


def nav_link(
    text: Child,
    href: str,
    *,
    icon: Child = None,
    current: bool | None = None,
    badge: Child = None,
    **attributes: Unpack[Common],
) -> Child:
    """A link in a side bar or header.

    >>> w.nav_link("Orders", "/orders", badge=3)

    Args:
        text: Its text.
        href: Its URL.
        icon: An icon before it, or its name.
        current: Whether it is the current page; by default according to the page's address.
        badge: Content at its end, such as a count.
        attributes: As for `h.a`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | follows it |
    """
    content = (
        None if is_empty(icon) else h.span(icon_of(icon), class_="ds-icon", aria={"hidden": True}),
        h.span(text, class_="ds-nav-text"),
        None if is_empty(badge) else h.span(badge, class_="ds-badge ds-tone--neutral"),
    )
    own: dict[str, Any] = dict(attributes)
    if current is None:
        return h.link(*content, href=href, **dressed(own, "ds-nav-link"))
    aria = {"current": "page"} if current else {}
    return h.a(*content, href=href, **dressed(own, "ds-nav-link", aria=aria))


def nav_group(title: str, *links: Child, **attributes: Unpack[Common]) -> VNode:
    """A group of side bar links with a heading.

    >>> w.nav_group("Settings", w.nav_link("Users", "/users"), w.nav_link("Roles", "/roles"))

    Args:
        title: The heading.
        links: The links.
        attributes: As for `h.div`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next link |
    """
    if not isinstance(title, str):
        raise TypeError(f'nav_group() takes a title first, nav_group("Settings", ...), not {title!r}')
    label = unique_id(title)
    title_element = h.div(title, id=label, class_="ds-nav-title")
    made = dressed(dict(attributes), "ds-nav-group", role="group", aria={"labelledby": label})
    return h.div(title_element, *links, **made)


def skip_link(target: str, text: str | None = None, **attributes: Unpack[Common]) -> VNode:
    """A link to the content, visible only when it has the focus, so that keyboard users can skip the side bar.

    >>> w.skip_link("content")

    Args:
        target: The id of the content.
        text: Its text; by default "Skip to content".
        attributes: As for `h.a`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Enter | goes to the content |
    """
    check_texts("skip_link", target=target)
    own: dict[str, Any] = dict(attributes)
    return h.a(text or word("Skip to content"), href=f"#{target}", **dressed(own, "ds-skip"))


def footer(*children: Child, **attributes: Unpack[k.Html]) -> VNode:
    """The footer of a page.

    >>> w.footer("© 2026 Example Ltd.", h.a("Imprint", href="/imprint"))

    Args:
        children: Its content.
        attributes: As for `h.footer`.
    """
    return h.footer(*children, **dressed(dict(attributes), "ds-footer"))


def page_header(
    title: Child,
    *,
    subtitle: Child = None,
    crumbs: Child = None,
    actions: Child = None,
    level: int = 1,
    **attributes: Unpack[Common],
) -> VNode:
    """The header of a page: the path to it, its title, and actions.

    >>> w.page_header("Orders", subtitle="Of this month", actions=w.button("New order", kind="primary"))

    Args:
        title: Its title.
        subtitle: A line below the title.
        crumbs: The path to the page: `breadcrumbs`.
        actions: Buttons.
        level: The level of its heading.
        attributes: As for `h.header`.

    Raises:
        ValueError: The level is unknown.
    """
    text = h.div(
        heading(title, level),
        None if is_empty(subtitle) else h.p(subtitle, class_="ds-help"),
        class_="ds-page-title",
    )
    bar = None if is_empty(actions) else h.div(actions, class_="ds-actions")
    return h.div(crumbs, h.div(text, bar, class_="ds-page-bar"), **dressed(dict(attributes), "ds-page-head"))


def breadcrumbs(
    items: Iterable[tuple[Child, str | None]], *, label: str | None = None, **attributes: Unpack[k.Html]
) -> VNode:
    """The path from the start page to the current one.

    >>> w.breadcrumbs([("Start", "/"), ("Orders", "/orders"), ("Order 7", None)])

    Args:
        items: Names and URLs; the last one is the current page, and may have no URL.
        label: The name for screen readers; by default "Breadcrumbs".
        attributes: As for `h.nav`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next link |
        | Enter | follows it |

    Raises:
        TypeError: An item is not a name with a URL.
    """
    listed = pairs_of(items, "breadcrumbs", '[("Start", "/"), ("Order 7", None)]')
    made = []
    for at, (text, href) in enumerate(listed):
        current = "page" if at == len(listed) - 1 else None
        link = (
            h.span(text, aria={"current": current}) if href is None else h.a(text, href=href, aria={"current": current})
        )
        made.append(h.li(link, key=at))
    label = label or word("Breadcrumbs")
    return h.nav(h.ol(made), **dressed(dict(attributes), "ds-crumbs", aria={"label": label}))


def stepper(
    steps: Sequence[str],
    current: int,
    *,
    on_choose: Callable[[int], object] | None = None,
    label: str | None = None,
    **attributes: Unpack[k.Html],
) -> VNode:
    """A row of steps that shows which of them are completed.

    >>> w.stepper(["Basket", "Address", "Payment"], self.step, on_choose=self.go)

    Args:
        steps: Their names.
        current: The index of the current step, from 0; the number of steps when all are completed.
        on_choose: Called with the number of a completed step when it is clicked.
        label: Their name for screen readers; by default "Progress".
        attributes: As for `h.nav`.

    Keyboard:
        | key | what it does |
        |---|---|
        | Tab | goes to the next step that can be chosen |
        | Enter, Space | choose it |
    """
    check_functions("stepper", on_choose=on_choose)
    if not is_listed(steps):
        raise TypeError(f'stepper() takes the titles of its steps, ["Address", "Payment"], not {steps!r}')
    check_number(current, "stepper(): current")
    made = []
    for at, step in enumerate(steps):
        state = "done" if at < current else "current" if at == current else "open"
        sign = h.span("\u2713" if at < current else at + 1, class_="ds-step-sign", aria={"hidden": True})
        said = word("done") if at < current else None
        text = [h.span(step, class_="ds-step-text"), said and h.span(f" ({said})", class_="ds-sr")]
        if on_choose is not None and at <= current:
            # The current step stays a button, so that the focus stays on it after it was chosen.
            choose = partial(on_choose, at) if at < current else None
            content = h.button(sign, text, type="button", class_="ds-step-button", on_click=choose)
        else:
            content = h.span(sign, text, class_="ds-step-button")
        aria: k.Aria = {"current": "step" if at == current else None}
        made.append(h.li(content, class_=f"ds-step ds-step--{state}", aria=aria, key=at))
    label = label or word("Progress")
    return h.nav(h.ol(made), **dressed(dict(attributes), "ds-stepper", aria={"label": label}))
