"""The comparison does exactly what is needed: the ops of every kind of change, word for word."""

import warnings
from collections.abc import Callable
from functools import partial
from typing import Any, TypeAlias

import pytest

from domsync import Child, Component, on, svg
from domsync import html as h
from domsync.components import DuplicateKeyError, Ref, VNode
from domsync.components.reconciler.dev_warnings import UnkeyedReorderWarning
from domsync.dom.element.element import Element
from domsync.dom.ops import (
    CommentData,
    ElementData,
    Insert,
    Listen,
    Listener,
    Move,
    Op,
    Remove,
    RemoveAttribute,
    SetAttribute,
    SetAttributeNS,
    SetData,
    SetProperty,
    SetStyle,
    Unlisten,
)
from tests.components.conftest import MakeLive
from tests.components.live import Live

XLINK = "http://www.w3.org/1999/xlink"


class Show(Component):
    """Shows what it is given."""

    what: Any = None

    def render(self) -> Child:
        return self.what() if callable(self.what) else self.what  # type: ignore[no-any-return]


class Counter(Component):
    start: int = 0
    clicks: int = 0

    def render(self) -> Child:
        return h.button(f"{self.start + self.clicks}", on_click=self.click)

    def click(self) -> None:
        self.clicks += 1


#: What to show, or what makes it in a render.
Step: TypeAlias = Child | Callable[[], Child]


class Shower:
    """A page that shows one thing after the other."""

    def __init__(self, live: MakeLive) -> None:
        self._live = live
        self.page: Live[Show]

    def __call__(self, *steps: Step) -> list[Op]:
        """Show all of these, and say what the last step told the browser."""
        first, *others = steps
        self.page = self._live(Show(what=first))
        ops = self.page.first
        for step in others:
            ops = self.then(step)
        return ops

    def then(self, step: Step) -> list[Op]:
        """Show something else, and compare the page with one that shows only that."""
        ops = self.page.change(what=step)
        fresh = self._live(Show(what=step))
        assert self.page.form_without_defaults == fresh.form_without_defaults
        fresh.end()
        return ops

    def wire(self, selector: str) -> int:
        """The number of an element."""
        return self.page.find(selector).node_id


def tell(ops: list[Op]) -> list[str]:
    """The kinds of ops."""
    return [type(op).__name__ for op in ops]


@pytest.fixture
def show(live: MakeLive) -> Shower:
    return Shower(live)


class TestText:
    def test_other_text(self, show: Shower) -> None:
        ops = show(h.p("a", h.b("c")), h.p("b", h.b("c")))
        assert ops == [SetData(show.page.find("p").firstChild.node_id, "b")]  # type: ignore[union-attr]
        assert show.then(h.p("b", h.b("c"))) == []

    def test_numbers_are_text(self, show: Shower) -> None:
        assert show(h.p(1), h.p("1")) == []
        assert tell(show(h.p(1), h.p(1.0))) == ["SetData"]

    def test_text_alone(self, show: Shower) -> None:
        assert tell(show("a", "b")) == ["SetData"]

    def test_empty_text_is_a_node_too(self, show: Shower) -> None:
        assert tell(show(h.p(""), h.p("a"))) == ["SetData"]
        assert tell(show(h.p("a"), h.p())) == ["Remove"]


class TestAttributes:
    def test_set_change_remove(self, show: Shower) -> None:
        assert show(h.p(), h.p(id="a")) == [SetAttribute(show.wire("p"), "id", "a")]
        assert show.then(h.p(id="b", title="t")) == [
            SetAttribute(show.wire("p"), "id", "b"),
            SetAttribute(show.wire("p"), "title", "t"),
        ]
        assert show.then(h.p(title="t")) == [RemoveAttribute(show.wire("p"), "id")]
        assert show.then(h.p(title="t", hidden=False)) == []

    def test_class(self, show: Shower) -> None:
        assert show(h.p(class_="a b"), h.p(class_=["a", "c"])) == [SetAttribute(show.wire("p"), "class", "a c")]
        assert show.then(h.p(class_={"a": True, "c": True})) == []
        assert show.then(h.p(class_={"a": False})) == [RemoveAttribute(show.wire("p"), "class")]

    def test_the_order_of_attributes_does_not_matter(self, show: Shower) -> None:
        assert show(h.p(id="a", title="b"), h.p(title="b", id="a")) == []

    def test_attributes_with_a_namespace(self, show: Shower) -> None:
        def use(href: str | None, language: str | None = "en") -> VNode:
            return svg.svg(svg.use(xlink_href=href, xml_lang=language))

        ops = show(use("#a"), use("#b"))
        assert ops == [SetAttributeNS(show.wire("use"), XLINK, "xlink:href", "#b")]
        assert show.then(use(None)) == [RemoveAttribute(show.wire("use"), "xlink:href")]
        assert tell(show.then(use("#a", None))) == ["RemoveAttribute", "SetAttributeNS"]

    def test_what_other_code_has_set_stays(self, show: Shower) -> None:
        show(h.p(id="a"))
        element = show.page.find("p")
        element.setAttribute("title", "own")
        element.style.color = "red"
        show.page.ops()
        show.page.change(what=h.p(id="b", style="left: 1px"))
        assert show.page.html == '<p id="b" title="own" style="color: red; left: 1px;"></p>'


class TestStyles:
    def test_only_what_differs(self, show: Shower) -> None:
        old, new = {"color": "red", "left": "1px"}, {"color": "red", "left": "2px", "--x": "y"}
        ops = show(h.p(style=old), h.p(style=new))
        wire = show.wire("p")
        assert ops == [SetStyle(wire, "left", "2px"), SetStyle(wire, "--x", "y")]
        assert show.then(h.p(style={"--x": "y", "color": "red"})) == [SetStyle(wire, "left", "")]
        assert show.then(h.p()) == [RemoveAttribute(wire, "style")]
        assert show.then(h.p(style="color: red")) == [SetStyle(wire, "color", "red")]
        assert show.then(h.p(style={"color": "red"})) == []

    def test_a_shorthand_after_its_longhand(self, show: Shower) -> None:
        show(h.p(style={"margin-left": "1px", "margin": "2px"}), h.p(style={"margin": "2px", "margin-left": "1px"}))


class TestListeners:
    def test_come_change_and_go(self, show: Shower) -> None:
        def click() -> None: ...

        assert show(h.p(), h.p(on_click=click)) == [Listen(show.wire("p"), "click", Listener())]
        wire = show.wire("p")
        assert show.then(h.p(on_click=on(click, throttle=50))) == [Listen(wire, "click", Listener(throttle=50))]
        ops = show.then(h.p(on_input=click, on_click=None))
        assert ops == [Unlisten(wire, "click"), Listen(wire, "input", Listener())]

    def test_another_function_changes_nothing_for_the_browser(self, show: Shower) -> None:
        seen: list[int] = []
        assert show(h.p(on_click=lambda: seen.append(1)), h.p(on_click=lambda: seen.append(2))) == []
        show.page.fire("p")
        assert seen == [2]

    def test_listeners_of_other_code_stay(self, show: Shower) -> None:
        seen: list[str] = []
        show(h.p(on_click=lambda: seen.append("component")))
        element = show.page.find("p")
        element.addEventListener("click", lambda: seen.append("own"), fields=["key"])
        show.page.ops()
        show.page.click(element)
        assert seen == ["component", "own"]
        ops = show.page.change(what=h.p())
        assert ops == []
        show.page.click(element)
        assert seen == ["component", "own", "own"]


class TestProperties:
    def test_only_when_the_rendered_value_changes(self, show: Shower) -> None:
        show(h.input(value="a"))
        page, box = show.page, show.page.find("input")
        page.enter(box, "typed")
        assert page.change(what=h.input(value="a", title="t")) == [SetAttribute(box.node_id, "title", "t")]
        assert box.value == "typed"
        assert page.change(what=h.input(value="b")) == [
            RemoveAttribute(box.node_id, "title"),
            SetProperty(box.node_id, "value", "b"),
        ]
        page.enter(box, "c")
        # The browser shows it already.
        assert page.change(what=h.input(value="c")) == []

    def test_a_property_that_is_named_no_more(self, show: Shower) -> None:
        assert show(h.input(value="a"), h.input()) == [SetProperty(show.wire("input"), "value", "")]
        assert show(h.input(value="a", default_value="d"), h.input(default_value="d")) == [
            SetProperty(show.wire("input"), "value", "d")
        ]
        checkbox = h.input(type="checkbox", checked=False, default_checked=True)
        ops = show(checkbox, h.input(type="checkbox", default_checked=True))
        assert ops == [SetProperty(show.wire("input"), "checked", True)]
        ops = show(h.input(type="checkbox", indeterminate=True), h.input(type="checkbox"))
        assert ops == [SetProperty(show.wire("input"), "indeterminate", False)]

    def test_what_a_control_begins_with_is_its_default(self, show: Shower) -> None:
        def form(text: str, tick: bool, choice: str) -> VNode:
            return h.form(
                h.input(value=text),
                h.input(type="checkbox", checked=tick),
                h.textarea(value=text),
                h.select([h.option(name) for name in "ab"], value=choice),
                h.input(value=text, default_value="own"),
            )

        ops = show(form("first", True, "b"))
        assert "SetProperty" not in tell(ops)
        page = show.page
        box, tick, area, select, own = (page.find("form").children[at] for at in range(5))
        show.then(form("second", False, "a"))
        assert [box.value, tick.checked, area.value, select.value, own.value] == [
            "second",
            False,
            "second",
            "a",
            "second",
        ]
        page.find("form").reset()
        assert [box.value, tick.checked, area.value, select.value, own.value] == ["first", True, "first", "b", "own"]

    def test_properties_of_media_and_scrolling(self, show: Shower) -> None:
        ops = show(h.video(volume=0.5, muted=True, playback_rate=2, current_time=5), h.video())
        wire = show.wire("video")
        assert ops == [
            SetProperty(wire, "volume", 1.0),
            SetProperty(wire, "muted", False),
            SetProperty(wire, "playbackRate", 1.0),
        ]
        assert show(h.div(scroll_top=5), h.div()) == []
        assert tell(show(h.div(scroll_top=5), h.div(scroll_top=6))) == ["SetProperty"]

    def test_textareas(self, show: Shower) -> None:
        assert show(h.textarea(value="a"), h.textarea(value="b\nc")) == [
            SetProperty(show.wire("textarea"), "value", "b\nc")
        ]
        assert tell(show(h.textarea("a"), h.textarea("b"))) == ["SetData"]
        assert show.page.find("textarea").value == "b"
        show.page.enter("textarea", "typed")
        assert tell(show.page.change(what=h.textarea("c"))) == ["SetData"]
        assert show.page.find("textarea").value == "typed"

    def test_an_input_of_another_kind_is_another_one(self, show: Shower) -> None:
        ops = show(h.input(type="text", value="a"), h.input(type="checkbox"))
        assert sorted(tell(ops)) == ["Insert", "Remove"]
        # But what is typed stays when it is shown.
        assert tell(show(h.input(type="password", value="a"), h.input(type="text", value="a"))) == ["SetAttribute"]
        assert tell(show(h.input(value="a"), h.input(type="search", value="a"))) == ["SetAttribute"]

    def test_radio_buttons(self, show: Shower) -> None:
        def radios(chosen: str) -> VNode:
            return h.form(h.input(type="radio", name="r", value=one, checked=one == chosen) for one in "abc")

        def state() -> list[bool]:
            return [radio.checked for radio in show.page.document.querySelectorAll("input")]

        assert tell(show(radios("a"), radios("b"))) == ["SetProperty", "SetProperty"]
        assert state() == [False, True, False]
        assert tell(show(radios("b"), radios("a"))) == ["SetProperty"]
        show.page.enter("input:last-child", True)
        assert show.page.change(what=radios("a")) == []
        assert state() == [False, False, True]

    def test_selects(self, show: Shower) -> None:
        def select(value: str, *options: str) -> VNode:
            return h.select([h.option(option, key=option) for option in options], value=value)

        show(select("b", "a", "b", "c"), select("c", "a", "b", "c"))
        assert show.page.find("select").value == "c"
        show.then(select("a", "c", "a"))
        show.then(select("d", "x", "d", "a"))
        assert show.page.find("select").value == "d"
        show.then(select("x", "x"))
        show.page.enter("select", "x")
        show.then(select("y", "x", "y"))

    def test_the_choice_of_the_user_stays(self, show: Shower) -> None:
        def select(title: str) -> VNode:
            return h.select(h.option("a"), h.option("b"), value="a", title=title)

        show(select("1"))
        show.page.enter("select", "b")
        assert tell(show.page.change(what=select("2"))) == ["SetAttribute"]
        assert show.page.find("select").value == "b"

    def test_selects_that_take_several(self, show: Shower) -> None:
        def select(*chosen: str) -> VNode:
            return h.select(map(h.option, "abc"), value=chosen, multiple=True)

        assert tell(show(select("a", "b"), select("b", "c"))) == ["SetProperty", "SetProperty"]
        assert [option.value for option in show.page.find("select").selectedOptions] == ["b", "c"]
        show.then(h.select(map(h.option, "abc"), value="c"))

    def test_a_select_that_takes_one_or_several(self, show: Shower) -> None:
        def select(*, multiple: bool) -> VNode:
            return h.select([h.option(name, selected=name in "bc") for name in "abc"], multiple=multiple)

        def chosen() -> list[str]:
            return [option.value for option in show.page.find("select").selectedOptions]

        show(select(multiple=False), select(multiple=True))
        assert chosen() == ["b", "c"]
        show.then(select(multiple=False))
        assert chosen() == ["c"]
        show.then(select(multiple=True))
        assert chosen() == ["b", "c"]
        show.page.enter("select", "a")
        show.then(h.select(map(h.option, "abc"), title="the user's choice stays", multiple=True))
        show.then(h.select(map(h.option, "abc"), title="the user's choice stays"))


class TestConditions:
    def test_neighbours_stay_what_they_are(self, show: Shower) -> None:
        def page(error: str | None) -> VNode:
            return h.div(h.input(id="a"), error and h.p(error), h.input(id="b"))

        show(page(None))
        boxes = list(show.page.document.querySelectorAll("input"))
        assert tell(show.then(page("wrong"))) == ["Insert"]
        assert show.then(page(None)) == [Remove(boxes[1].node_id + 1)]
        assert list(show.page.document.querySelectorAll("input")) == boxes

    def test_nothing_and_something(self, show: Shower) -> None:
        nothings: list[Child] = [None, False, [], [None, []]]
        for nothing in nothings:
            assert tell(show(nothing, h.p("a"))) == ["Insert", "Remove"]
            assert tell(show.then(nothing)) == ["Remove", "Insert"]

    def test_kinds_that_are_replaced(self, show: Shower) -> None:
        pairs: list[tuple[Callable[[], Child], Callable[[], Child]]] = [
            (lambda: h.p("a"), lambda: h.b("a")),
            (lambda: "a", lambda: h.b("a")),
            (lambda: h.b("a"), lambda: "a"),
            (lambda: h.b("a"), Counter),
            (Counter, lambda: "a"),
            (lambda: ["a"], lambda: "a"),
            (lambda: h.b("a"), lambda: ["a"]),
            (lambda: h.p(key=1), lambda: h.p(key=2)),
            (svg.a, h.a),
            (lambda: Counter(key=1), lambda: Counter(key=2)),
        ]
        for old, new in pairs:
            steps = [partial(lambda thing: h.div("x", thing(), "y"), thing) for thing in (old, new)]
            assert sorted(tell(show(*steps))) == ["Insert", "Remove"]

    def test_lists_in_the_middle(self, show: Shower) -> None:
        def page(*items: str) -> VNode:
            return h.div(h.b(), [h.i(item) for item in items], h.s(), (item for item in items))

        assert tell(show(page(), page("a", "b"))) == ["Insert", "Insert"]
        assert tell(show.then(page("a", "b", "c"))) == ["Insert", "Insert"]
        assert tell(show.then(page("a"))) == ["Remove", "Remove"]
        assert show.page.html == "<div><b></b><i>a</i><s></s>a</div>"

    def test_lists_in_lists(self, show: Shower) -> None:
        assert tell(show([["a"], [["b"], []]], [["a"], [["b"], ["c"]], "d"])) == ["Insert", "Insert"]
        assert show.page.html == "abcd"

    def test_components_that_show_nothing_several_or_another_one(self, show: Shower) -> None:
        class Inner(Component):
            shown: Any

            def render(self) -> Child:
                return self.shown  # type: ignore[no-any-return]

        class Outer(Component):
            shown: Any

            def render(self) -> Child:
                return Inner(shown=self.shown)

        things: list[Callable[[], Child]] = [
            lambda: None,
            lambda: "a",
            lambda: ["a", h.b("b")],
            lambda: h.b("b"),
            list,
            Counter,
            lambda: [Counter(), None],
        ]
        for old in things:
            for new in things:
                steps = [
                    partial(lambda thing: h.div("(", Outer(shown=thing()), ")"), thing) for thing in (old, new, old)
                ]
                show(*steps)

    def test_a_component_alone_changes_what_it_shows(self, live: MakeLive) -> None:
        class Toggle(Component):
            shown: bool = True

            def render(self) -> Child:
                return [h.b("1"), h.b("2")] if self.shown else None

        class Row(Component):
            _toggles: list[Toggle] = []

            def render(self) -> Child:
                return h.div("a", self._toggles[0], self._toggles[1], "z")

        row = Row()
        row._toggles = [Toggle(), Toggle()]
        page = live(row)
        for first, second in ((False, True), (False, False), (True, False), (True, True)):
            row._toggles[0].shown, row._toggles[1].shown = first, second
            page.ops()
            shown = "<b>1</b><b>2</b>"
            assert page.html == f"<div>a{shown if first else '<!---->'}{shown if second else '<!---->'}z</div>"

    def test_the_placeholder_is_a_comment(self, live: MakeLive) -> None:
        page = live(Show())
        assert page.first == [Insert(1, 0, 4, (CommentData(""),))]


class TestSame:
    def test_the_same_object_is_passed_over(self, live: MakeLive) -> None:
        class Probe(Component):
            _renders: int = 0

            def render(self) -> Child:
                self._renders += 1
                return h.i()

        probe = Probe()
        constant = h.div(h.b("x"), probe)
        page = live(Show(what=lambda: constant))
        assert page.refresh() == []
        page.change(what=lambda: h.p(constant))
        assert page.refresh() == []
        assert probe._renders == 2

    def test_equal_descriptions_send_nothing(self, show: Shower) -> None:
        def page() -> VNode:
            return h.div(
                h.input(value="a", class_=["b"], style={"color": "red"}, on_input=print, data={"x": 1}),
                [h.p(key=key) for key in "abc"],
                Counter(start=2),
                svg.svg(svg.circle(r=5)),
                None,
                h.select(h.option("a"), value="a"),
            )

        assert show(page, page) == []
        assert show.page.refresh() == []

    def test_one_description_in_several_places_and_pages(self, live: MakeLive) -> None:
        seen: list[str] = []
        constant = h.button("x", on_click=lambda: seen.append("x"))
        pages = [live(Show(what=h.div(constant, constant))) for _ in range(2)]
        for page in pages:
            for button in page.document.querySelectorAll("button"):
                page.click(button)
        assert len(seen) == 4


class TestPlainAndNot:
    """Elements that hold only elements and text are compared without any memory of their children."""

    def test_from_the_one_to_the_other_and_back(self, show: Shower) -> None:
        steps: list[Callable[[], Child]] = [
            lambda: h.div(h.p("a"), "b", h.p("c")),
            lambda: h.div(h.p("a"), "b", h.p("c", show=False)),
            lambda: h.div(h.p("a"), Counter(), h.p("d")),
            lambda: h.div([h.p("a"), "b"], h.p("c")),
            lambda: h.div(h.p("a"), on_keydown=on(print, target="window")),
            h.div,
            lambda: h.div(h.p("a"), "c", ref=Ref()),
            lambda: h.island("div", lambda element: element.append("own")),
        ]
        for old in steps:
            for new in steps:
                show(old, new, old, new)

    def test_deep_inside(self, show: Shower) -> None:
        def page(inner: Child) -> VNode:
            return h.div(h.div(h.div(inner)), h.p("end"))

        things: list[Callable[[], Child]] = [
            lambda: None,
            lambda: "a",
            h.b,
            Counter,
            lambda: [h.b(), "c"],
            lambda: h.b(show=False),
        ]
        for old in things:
            for new in things:
                show(*[partial(lambda thing: page(thing()), thing) for thing in (old, new, old)])

    def test_children_of_other_code_behind_ours_stay(self, live: MakeLive) -> None:
        page = live(Show(what=h.div("a", h.b("b"))))
        page.find("div").append("own")
        page.change(what=h.div("a"))
        assert page.html == "<div>aown</div>"
        page.change(what=h.div("a", h.i(), h.b()))
        assert page.html == "<div>a<i></i><b></b>own</div>"
        page.change(what=h.div("a", h.i(), h.s()))
        assert page.html == "<div>a<i></i><s></s>own</div>"


class TestShow:
    def test_an_element_keeps_its_state(self, show: Shower) -> None:
        def page(shown: bool, text: str = "a") -> VNode:
            return h.div(h.input(id="box", show=shown), h.p(text, show=not shown), "end")

        show(page(True))
        box = show.page.find("input")
        show.page.enter(box, "typed")
        assert tell(show.page.change(what=page(False))) == ["Remove", "Insert"]
        assert show.page.html == "<div><p>a</p>end</div>"
        assert tell(show.page.change(what=page(True))) == ["Insert", "Remove"]
        assert show.page.find("input") is box
        assert box.value == "typed"

    def test_it_is_patched_when_it_comes_back(self, show: Shower) -> None:
        def page(shown: bool, text: str) -> VNode:
            return h.div(h.p(h.b(text), title=text, show=shown))

        show(page(True, "a"), page(False, "b"))
        assert show.then(page(False, "c")) == []
        (op,) = show.then(page(True, "d"))
        assert op == Insert(
            show.wire("div"), 0, show.wire("p"), (ElementData("p", (ElementData("b", ("d",)),), {"title": "d"}),)
        )

    def test_never_shown(self, show: Shower) -> None:
        assert show(h.p(h.div("a", show=False))) == [Insert(1, 0, 4, (ElementData("p"),))]
        assert tell(show.then(h.p(h.div("b", show=True)))) == ["Insert"]
        assert show(h.p(h.div("a", show=False)), h.p()) == []

    def test_another_kind_takes_its_place_while_it_is_hidden(self, show: Shower) -> None:
        others: list[Callable[[], Child]] = [lambda: h.b(show=False), h.b, lambda: "text", lambda: None, Counter]
        for other in others:
            show(h.p(h.div("a")), h.p(h.div("a", show=False)), partial(lambda other: h.p(other()), other))

    def test_components_in_a_hidden_element_keep_their_state_and_sleep(self, live: MakeLive) -> None:
        class Probe(Counter):
            _renders: int = 0

            def render(self) -> Child:
                self._renders += 1
                return super().render()

        probe = Probe()
        shown = [True]
        page = live(Show(what=lambda: h.div(h.p(probe, show=shown[0]))))
        page.click("button")
        shown[0] = False
        page.refresh()
        renders = probe._renders
        probe.clicks = 5
        assert page.ops() == []
        assert probe._renders == renders
        shown[0] = True
        page.refresh()
        assert page.html == "<div><p><button>5</button></p></div>"
        assert probe._renders == renders + 1

    def test_a_component(self, live: MakeLive) -> None:
        counter = Counter(start=3)
        page = live(Show(what=lambda: h.div("a", counter, "b")))
        page.click("button")
        counter.show = False
        ops = page.ops()
        assert tell(ops) == ["Remove", "Insert"]
        assert page.html == "<div>a<!---->b</div>"
        counter.clicks = 7
        assert page.ops() == []
        page.refresh()
        counter.show = True
        ops = page.ops()
        # Rendered before it comes back: one insertion, with its present state.
        assert tell(ops) == ["Insert", "Remove"]
        assert page.html == "<div>a<button>10</button>b</div>"
        page.click("button")
        assert counter.clicks == 8

    def test_a_component_that_is_hidden_from_the_start(self, live: MakeLive) -> None:
        shown = [False]
        page = live(Show(what=lambda: h.div(Counter(start=3, show=shown[0]))))
        assert page.html == "<div><!----></div>"
        shown[0] = True
        page.refresh()
        page.click("button")
        shown[0] = False
        page.refresh()
        assert page.html == "<div><!----></div>"
        shown[0] = True
        page.refresh()
        assert page.html == "<div><button>4</button></div>"

    def test_a_component_that_shows_several_things_or_nothing(self, live: MakeLive) -> None:
        steps: list[Callable[[], Child]] = [
            lambda: ["a", h.b()],
            lambda: None,
            Counter,
            lambda: h.p(show=False),
        ]
        for old in steps:
            for new in steps:
                page = live(Show(what=old))
                page.change(show=False)
                page.change(what=new)
                page.change(show=True)
                fresh = live(Show(what=new))
                assert page.html == fresh.html

    def test_moved_and_removed_while_hidden(self, live: MakeLive) -> None:
        order = ["a", "b", "c"]
        hidden = ["b"]

        def rows() -> Child:
            return h.ul([Counter(key=key, start=ord(key), show=key not in hidden) for key in order], h.li("end"))

        page = live(Show(what=rows))
        order[:] = ["b", "c", "a"]
        page.refresh()
        hidden[:] = ["c"]
        page.refresh()
        assert page.html == "<ul><button>98</button><!----><button>97</button><li>end</li></ul>"
        order.remove("c")
        page.refresh()
        assert page.html == "<ul><button>98</button><button>97</button><li>end</li></ul>"

    def test_hidden_in_hidden(self, live: MakeLive) -> None:
        counter = Counter()
        shown = [True, True]
        page = live(Show(what=lambda: h.div(h.p(h.span(counter, show=shown[1]), show=shown[0]))))
        for outer, inner, component in ((1, 0, 1), (0, 0, 1), (0, 1, 0), (1, 1, 0), (1, 1, 1), (0, 1, 1), (1, 0, 1)):
            shown[:] = [bool(outer), bool(inner)]
            counter.show = bool(component)
            counter.clicks += 1
            page.refresh()
            button = f"<button>{counter.clicks}</button>" if component else "<!---->"
            span = f"<span>{button}</span>" if inner else ""
            assert page.html == ("<div></div>" if not outer else f"<div><p>{span}</p></div>")
        shown[:] = [True, True]
        page.refresh()
        page.click("button")
        assert page.html == "<div><p><span><button>8</button></span></p></div>"


class Titled(Component):
    title: str

    def render(self) -> Child:
        return h.b(self.title)


class TestKeys:
    def test_positional_children_with_keys(self, show: Shower) -> None:
        show(h.ul(h.li("a", key="a"), h.li("b", key="b"), h.li("c", key="c")))
        first = show.page.find("li")
        ops = show.then(h.ul(h.li("b", key="b"), h.li("c", key="c"), h.li("a", key="a")))
        assert ops == [Move(first.node_id, show.wire("ul"), 0)]
        assert show.page.find("li:last-child") is first

    def test_keys_and_none_together(self, show: Shower) -> None:
        ops = show(
            h.ul("head", h.li("a", key="a"), h.b(), h.li("b", key="b")),
            h.ul("head!", h.li("b", key="b"), h.b(), h.li("a", key="a"), "more"),
        )
        assert sorted(tell(ops)) == ["Insert", "Move", "Move", "SetData"]

    def test_a_key_with_another_tag_is_another_element(self, show: Shower) -> None:
        assert sorted(tell(show(h.p(h.b(key=1)), h.p(h.i(key=1))))) == ["Insert", "Remove"]

    def test_numbers_and_strings_are_different_keys(self, show: Shower) -> None:
        assert sorted(tell(show([h.b(key=1)], [h.b(key="1")]))) == ["Insert", "Remove"]

    def test_duplicate_keys_in_a_list(self, live: MakeLive) -> None:
        page = live(Show(what=lambda: h.ul([h.li(key=1), h.li(key=2), h.li(key=1)])))
        ((_, error),) = page.reported()
        assert isinstance(error, DuplicateKeyError)
        assert "two children of one list have the key 1" in page.html
        assert "test_patch.py" in page.html

    def test_duplicate_keys_among_positional_children(self, live: MakeLive) -> None:
        keys = [1, 2]
        page = live(Show(what=lambda: h.ul(*(h.li(key=key) for key in keys))))
        keys[:] = [2, 2]
        page.refresh()
        ((_, error),) = page.reported()
        assert isinstance(error, DuplicateKeyError)
        assert 'role="alert"' in page.html
        keys[:] = [2, 3]
        page.refresh()
        assert page.html == "<ul><li></li><li></li></ul>"

    def test_components_follow_their_key(self, live: MakeLive) -> None:
        order = ["a", "b", "c"]
        page = live(Show(what=lambda: h.ul(Counter(key=key) for key in order)))
        page.click("button")
        order.reverse()
        page.refresh()
        assert [button.textContent for button in page.document.querySelectorAll("button")] == ["0", "0", "1"]

    def test_lists_without_keys_that_are_reordered_get_advice(self, live: MakeLive) -> None:
        order = ["a", "b", "c"]

        def rows() -> Child:
            return h.ul(h.li(text, h.input()) for text in order)

        line = rows.__code__.co_firstlineno + 1
        page = live(Show(what=rows))
        order.append("d")
        page.refresh()
        order[0] = "x"
        page.refresh()
        order.reverse()
        with pytest.warns(UnkeyedReorderWarning, match=r"give each one a key, for example h\.li\(text, key=") as caught:
            page.refresh()
        assert caught[0].filename == __file__
        assert caught[0].lineno == line
        order.reverse()
        page.refresh()

    def test_a_list_that_render_returns(self, live: MakeLive) -> None:
        class Rows(Component):
            order: list[str] = ["a", "b"]

            def render(self) -> Child:
                return [h.li(text, h.input()) for text in self.order]

        page = live(Rows())
        with pytest.warns(UnkeyedReorderWarning) as caught:
            page.change(order=["b", "a"])
        assert caught[0].filename == __file__
        assert caught[0].lineno == Rows.render.__code__.co_firstlineno

    @pytest.mark.parametrize(
        ("row", "lost"),
        [
            (h.li, False),
            (lambda text: h.li(h.b(text), h.a(text, href="#")), False),
            (lambda text: h.li(text, h.label(h.input(type="checkbox"))), True),
            (lambda text: h.li(text, on_click=lambda: None), True),
            (h.details, True),
            (lambda text: [text, Titled(title=text)], True),
        ],
        ids=["text", "elements", "a control", "a listener", "something open", "a component"],
    )
    def test_advice_is_given_where_something_stays_behind(
        self, row: Callable[[str], Child], lost: bool, live: MakeLive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # Each line is advised on once.
        monkeypatch.setattr("domsync.components.reconciler.dev_warnings._SEEN", set())
        order = ["a", "b"]
        page = live(Show(what=lambda: h.div(row(text) for text in order)))
        order.reverse()
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            page.refresh()
        assert [one.category for one in caught] == [UnkeyedReorderWarning] * lost

    @pytest.mark.parametrize(
        ("row", "lost"),
        [
            (lambda text: h.input(placeholder=text), '<input placeholder="{}">'),
            (lambda text: h.label(text, h.span(h.textarea())), "<textarea>"),
            (lambda text: Asked(text=text), "<input>"),
            (lambda text: h.input(placeholder=text, id=text), ""),
            (lambda text: h.label(text, h.textarea(name=text)), ""),
            (lambda text: h.input(placeholder=text, key=text), ""),
            (lambda text: h.input(placeholder=text, value=text, on_input=lambda: None), ""),
            (lambda _: h.input(), ""),
        ],
        ids=["a box", "in a label", "a component", "ids", "names", "keys", "told by the program", "all alike"],
    )
    @pytest.mark.parametrize("as_list", [False, True])
    def test_advice_is_given_where_typed_text_stays_behind(
        self,
        row: Callable[[str], Child],
        lost: str,
        as_list: bool,
        live: MakeLive,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        order = ["b", "c"]

        def show() -> Child:
            rows = [row(text) for text in order]
            return h.main(rows) if as_list else h.main(*rows)

        page = live(Show(what=show))
        for changed in (["a", "b", "c"], ["b", "c"]):
            monkeypatch.setattr("domsync.components.reconciler.dev_warnings._SEEN", set())
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                order.append("d")  # nothing is lost at the end
                page.refresh()
                order.pop()
                page.refresh()
            page.enter("input, textarea", "typed")
            order[:] = changed
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                page.refresh()
            assert [one.category for one in caught] == [UnkeyedReorderWarning] * bool(lost)
            if lost:
                assert lost.format("b" if changed[0] == "a" else "a") in str(caught[0].message)
                assert caught[0].filename == __file__
            for box in page.document.querySelectorAll("input, textarea"):
                page.enter(box, "")

    def test_no_advice_in_production(self, live: MakeLive) -> None:
        order = ["a", "b"]
        page = live(Show(what=lambda: h.ul(h.li(text, h.input()) for text in order)), development=False)
        order.reverse()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert tell(page.refresh()) == ["SetData", "SetData"]


class Asked(Component):
    text: str = ""

    def render(self) -> Child:
        return h.label(self.text, h.input())


class TestNamespaces:
    def test_svg(self, show: Shower) -> None:
        def chart(*heights: int) -> VNode:
            bars = [svg.rect(height=height, key=index) for index, height in enumerate(heights)]
            return svg.svg(svg.linearGradient(id="g"), svg.g(bars), viewBox="0 0 9 9")

        assert tell(show(chart(1, 2), chart(1, 3, 4))) == ["Insert", "SetAttribute"]
        assert show.page.find("rect").namespaceURI == "http://www.w3.org/2000/svg"
        assert show.page.find("svg").getAttribute("viewBox") == "0 0 9 9"

    def test_html_in_svg(self, show: Shower) -> None:
        show(svg.svg(svg.foreignObject(h.p("a"))), svg.svg(svg.foreignObject(h.p("b"), h.b())))
        assert show.page.find("p").namespaceURI == "http://www.w3.org/1999/xhtml"


class TestIslands:
    def test_an_island_and_an_element_do_not_become_each_other(self, show: Shower) -> None:
        def fill(element: Element) -> None:
            element.append("own")

        ops = show(h.div("a"), h.island("div", fill))
        assert sorted(tell(ops)) == ["Insert", "Insert", "Remove"]
        assert show.page.html == "<div>own</div>"
        show.then(h.div("b"))


def test_every_change_of_every_kind(show: Shower) -> None:
    """From everything to everything: the page is always as if it were new."""
    things: list[Callable[[], Child]] = [
        lambda: None,
        lambda: "text",
        lambda: h.p("a", class_="x", on_click=print),
        lambda: h.p("b", h.b(), id="y", style="color: red"),
        lambda: h.p(Counter(), "c", title="t"),
        lambda: [h.p("k", key="k"), h.p("l", key="l")],
        lambda: [h.p("l", key="l"), "m", h.p("k", key="k")],
        lambda: Counter(start=1),
        lambda: [Counter(start=2), None, [h.i(), []]],
        lambda: h.p(show=False),
        lambda: Counter(show=False),
        lambda: h.input(value="v", type="text"),
        lambda: h.input(type="checkbox", checked=True),
        lambda: h.select(h.option("a"), h.option("b"), value="b"),
    ]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UnkeyedReorderWarning)
        for old in things:
            for new in things:
                show(*[partial(lambda thing: h.div("(", thing(), ")"), thing) for thing in (old, new, old)])
