"""The inspector's pages: the component tree with its state, recent events, open pages, and the latency simulator."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from domsync import App, Child, Component, Query, ReplacedQuery, VNode, events
from domsync import html as h
from domsync import widgets as w
from domsync.devtools.inspected_app import AppWatch, Held, Node
from domsync.devtools.trace import EVENTS, Row
from domsync.server.pages.registry import VisitRegistry
from domsync.server.pages.served_visit import ServedVisit

_CSS = (Path(__file__).parent / "inspector.css").read_text(encoding="utf-8")
Tab = Literal["Components", "Events", "Pages", "Line"]
#: Values with more characters are edited in a text area.
_LINE = 60
#: The predefined lines: the round trip in milliseconds, and the percentage of messages that are lost at first.
_LINES = {"Real": (0, 0), "Other continent": (200, 0), "Mobile": (120, 1), "Train": (600, 10)}


class FieldRow(Component):
    """A field of a component, which can be edited.

    Args:
        watch: Watches the app.
        page: The page's id.
        place: The component's place.
        held: The field.
    """

    watch: Any
    page: str
    place: str
    held: Any
    problem: str = ""

    def render(self) -> VNode:
        held: Held = self.held
        aria: Any = {"label": held.path}
        value: Child
        if not held.can_be_edited:
            value = h.code(held.text, class_="inspector-value")
        elif len(held.text) > _LINE or "\n" in held.text:
            value = h.textarea(value=held.text, on_change=self.edit, aria=aria, rows=4, spellcheck=False)
        else:
            value = h.input(value=held.text, on_change=self.edit, aria=aria, spellcheck=False, autocomplete="off")
        return h.tr(
            h.th(h.code(held.path), scope="row"),
            h.td(value, self.problem and h.p(self.problem, class_="inspector-problem", role="alert")),
            h.td(w.badge(held.origin, tone="info" if held.origin == "own" else "neutral")),
        )

    def edit(self, event: events.ChangeEvent) -> None:
        """Assign the entered value."""
        watch: AppWatch = self.watch
        instance = watch.find(self.page, self.place)
        if instance is None:
            self.problem = "the component is not there any longer"
            return
        try:
            watch.edit(instance, self.held, event.value)
        except ValidationError as error:
            self.problem = error.errors(include_url=False)[0]["msg"]
        except (ValueError, TypeError) as error:
            self.problem = f"{error}"[:500]
        else:
            self.problem = ""
            watch.changed()


class Components(Component):
    """The component tree of a page, and the chosen component.

    Args:
        watch: Watches the app.
        page: The page's id.
    """

    watch: Any
    page: str
    place: str = ""

    def render(self) -> VNode:
        watch: AppWatch = self.watch
        _ = watch.feed.version
        visit = watch.page(self.page)
        if visit is None:
            return w.empty_state("No page is chosen", "Open a page of the app in another tab.")
        if visit.is_asleep:
            wake = w.button("Wake it", on_click=self.wake)
            return w.empty_state(
                "The page sleeps", "Its components are a record until something happens.", actions=wake
            )
        tree = watch.tree(self.page)
        return h.div(
            h.nav(h.ul([self.node(node) for node in tree]), class_="inspector-tree", aria={"label": "Components"}),
            self.chosen(),
            class_="inspector-halves",
        )

    def node(self, node: Node) -> VNode:
        """A component with those inside it."""
        is_chosen = node.place == self.place
        button = h.button(
            node.name,
            type="button",
            on_click=lambda place=node.place: self.choose(place),
            aria={"current": "true" if is_chosen else None},
        )
        inner = h.ul([self.node(child) for child in node.children]) if node.children else None
        return h.li(button, inner, key=node.place)

    def choose(self, place: str) -> None:
        """Show a component."""
        self.place = place

    def wake(self) -> None:
        """Wake the page."""
        visit = self.watch.page(self.page)
        if visit is not None:
            visit.wake()

    def chosen(self) -> Child:
        """The chosen component."""
        watch: AppWatch = self.watch
        instance = watch.find(self.page, self.place)
        if instance is None:
            return w.empty_state("Choose a component", "Its state can be read and changed here.")
        fields, reads = watch.fields(instance), watch.reads(instance)
        rows = [
            FieldRow(watch=watch, page=self.page, place=self.place, held=held, key=f"{self.place} {held.path}")
            for held in fields
        ]
        kind = type(instance.component)
        why = [
            (happening.number, reason)
            for happening in reversed(watch.happenings.last)
            if happening.page == self.page
            for name, reason in happening.renders
            if name == kind.__name__
        ]
        return h.section(
            h.h2(kind.__name__),
            h.p(h.code(f"{kind.__module__}.{kind.__qualname__}"), class_="ds-help"),
            h.table(h.tbody(rows), class_="inspector-fields") if rows else h.p("It has no fields."),
            h.h3("Its last render read"),
            h.ul([h.li(h.code(name)) for name in reads]) if reads else h.p("Nothing but its own fields."),
            h.h3("Why it was rendered"),
            h.ol([h.li(reason, value=number) for number, reason in why[:20]])
            if why
            else h.p("Not since the inspector is open."),
            class_="inspector-chosen",
            aria={"label": kind.__name__},
        )


class Events(Component):
    """The last events.

    Args:
        watch: Watches the app.
        page: The page's id.
    """

    watch: Any
    page: str

    def render(self) -> VNode:
        watch: AppWatch = self.watch
        _ = watch.feed.version
        last = [happening for happening in reversed(watch.happenings.last) if happening.page == self.page]
        if not last:
            return w.empty_state("Nothing has happened yet", f"The last {EVENTS} events appear here, the newest first.")
        heads = ("", "event", "at", "handler", "ops", "bytes", "ms", "rendered, and why")
        return h.div(
            h.table(
                h.thead(h.tr([h.th(head, scope="col", class_=_NUMBERS.get(head)) for head in heads])),
                h.tbody(h.each([happening.row for happening in last], _row, key=_number)),
            ),
            class_="inspector-scrolls",
            tabindex=0,
            role="region",
            aria={"label": "Events"},
        )


_NUMBERS = dict.fromkeys(("ops", "bytes", "ms", "components", "nodes"), "inspector-number")


def _number(row: Row) -> int:
    return row.number


def _row(row: Row) -> VNode:
    return h.tr(
        h.td(row.number, class_="inspector-number"),
        h.td(w.badge(row.kind, tone="neutral" if row.kind == "update" else "info")),
        h.td(h.code(row.target)),
        h.td(h.code(row.handler)),
        h.td(row.ops, class_="inspector-number"),
        h.td(row.bytes, class_="inspector-number"),
        h.td(row.milliseconds, class_="inspector-number"),
        h.td([h.div(h.strong(name), ": ", why) for name, why in row.renders]),
    )


class Pages(Component):
    """The pages that are open.

    Args:
        watch: Watches the app.
        page: The page's id.
        on_choose: Called with the id of the page that was chosen.
    """

    watch: Any
    page: str
    on_choose: Any

    def render(self) -> VNode:
        watch: AppWatch = self.watch
        _ = watch.feed.version
        heads = ("page", "address", "visitor", "state", "components", "nodes", "")
        return h.div(
            h.table(
                h.thead(h.tr([h.th(head, scope="col", class_=_NUMBERS.get(head)) for head in heads])),
                h.tbody([self.row(visit) for visit in watch.pages()]),
            ),
            class_="inspector-scrolls",
            tabindex=0,
            role="region",
            aria={"label": "Pages"},
        )

    def row(self, visit: ServedVisit) -> VNode:
        """The row of a page."""
        page = visit.id
        state, tone = _state_of(visit)
        return h.tr(
            h.td(h.code(page)),
            h.td(address_of(visit)),
            h.td(str(visit.request.user or "")),
            h.td(w.badge(state, tone=tone)),
            h.td(_count(self.watch.tree(page)) or "", class_="inspector-number"),
            h.td(visit.document.registry.count, class_="inspector-number"),
            h.td(w.button("Inspect", size="small", on_click=lambda: self.on_choose(page), disabled=page == self.page)),
            key=page,
        )


def _state_of(visit: ServedVisit) -> tuple[str, Any]:
    if visit.is_asleep:
        return "asleep", "info"
    return ("connected", "success") if visit.connected else ("no browser", "warning")


def _count(nodes: tuple[Node, ...]) -> int:
    return sum(1 + _count(node.children) for node in nodes)


def address_of(visit: ServedVisit) -> str:
    """The path and query of a page."""
    place = visit.place
    return f"{place.path}?{place.query}" if place.query else place.path


class Line(Component):
    """The form for the settings of a page's line.

    Args:
        watch: Watches the app.
        page: The page's id.
    """

    watch: Any
    page: str

    def render(self) -> VNode:
        watch: AppWatch = self.watch
        _ = watch.feed.version
        if watch.page(self.page) is None:
            return w.empty_state("No page is chosen", "Open a page of the app in another tab.")
        line = watch.line_of(self.page)
        rtt, loss = round(line.rtt * 1000), round(line.loss * 100)
        current = next((name for name, values in _LINES.items() if values == (rtt, loss)), "")
        return w.column(
            h.p("Messages between this page and the server are kept back, in both directions.", class_="ds-help"),
            w.button_group(
                [
                    w.button(
                        name,
                        kind="primary" if name == current else "default",
                        on_click=lambda name=name: self.take(name),
                        aria={"pressed": name == current},
                    )
                    for name in _LINES
                ],
                label="Lines",
            ),
            w.slider("Round trip", min=0, max=3000, step=10, value=rtt, on_change=self.delay, format=_milliseconds),
            w.slider("Lost at first", min=0, max=50, step=1, value=loss, on_change=self.lose, format=_percent),
            w.switch("Offline", checked=line.is_down, on_change=self.turn),
            w.row(w.button("Cut the connection once", kind="danger", on_click=lambda: watch.cut(self.page))),
            class_="inspector-line",
        )

    def take(self, name: str) -> None:
        """Simulate one of the predefined lines."""
        rtt, loss = _LINES[name]
        self.delay(rtt)
        self.lose(loss)

    def delay(self, milliseconds: float) -> None:
        """Set the round trip."""
        self.watch.line_of(self.page).rtt = milliseconds / 1000
        self.watch.changed()

    def lose(self, percent: float) -> None:
        """Set the percentage of messages that are lost at first."""
        self.watch.line_of(self.page).loss = percent / 100
        self.watch.changed()

    def turn(self) -> None:
        """Cut the connection and refuse new ones, or accept them again."""
        line = self.watch.line_of(self.page)
        line.is_down = not line.is_down
        if line.is_down:
            self.watch.cut(self.page)
        self.watch.changed()


def _milliseconds(value: float) -> str:
    return f"{value:g} ms"


def _percent(value: float) -> str:
    return f"{value:g} %"


class Inspector(Component):
    """The inspector.

    Args:
        watch: Watches the app.
        page: The id of the page that is shown; by default the most recently active one.
        tab: The selected tab.
    """

    watch: Any
    page: Query[str] = ""
    tab: ReplacedQuery[Tab] = "Components"

    def mounted(self) -> None:
        self.watch.here.join(self)

    def render(self) -> VNode:
        watch: AppWatch = self.watch
        _ = watch.feed.version
        pages = watch.pages()
        if pages and watch.page(self.page) is None:
            page = pages[0].id
        else:
            page = self.page
        shown = {visit.id: f"{address_of(visit)} ({visit.id})" for visit in sorted(pages, key=lambda visit: visit.id)}
        return h.main(
            h.header(
                h.h1("Inspector"),
                w.select("Page", shown, value=page if page in shown else None, on_change=self.choose)
                if shown
                else None,
                class_="inspector-head",
            ),
            w.tabs(
                {
                    "Components": Components(watch=watch, page=page, key=page),
                    "Events": Events(watch=watch, page=page),
                    "Pages": Pages(watch=watch, page=page, on_choose=self.choose),
                    "Line": Line(watch=watch, page=page),
                },
                selected=self.tab,
                on_change=self.turn_to,
                label="What is looked at",
            ),
            class_="inspector",
        )

    def choose(self, page: str | None) -> None:
        """Show another page."""
        self.page = page or ""

    def turn_to(self, tab: str) -> None:
        """Select another tab."""
        self.tab = tab  # type: ignore[assignment]


def inspector(app: App) -> App:
    """Make the inspector of an app: an app of its own, which is served below `/_domsync/inspector`.

    Args:
        app: The app.
    """
    return inspector_of(app._visits)


def inspector_of(visits: VisitRegistry) -> App:
    """Make the inspector of an app's pages.

    Args:
        visits: The visits of the app.
    """
    looks = AppWatch(visits)
    tool = App(title="Inspector", css=_CSS, theme="default", collect=False)
    tool._visits.socket_path = visits.socket_path

    @tool.page("/")
    class Page(Inspector):
        watch: Any = Field(default_factory=lambda: looks)

    tool.on_shutdown(looks.stop)
    return tool
