"""From an event on a live page to the handler that the page has now, and back to the page."""

import asyncio
from functools import partial
from typing import Annotated, Any

import msgspec
import pytest
from pydantic import BaseModel, Field, field_validator

from domsync import Child, Component, events, on
from domsync import html as h
from domsync.components import VNode
from domsync.components.handlers.payloads import Source
from domsync.dom.events import Event, browser_event, entries_of
from domsync.dom.ops import (
    CAPTURE,
    DOCUMENT,
    ONCE,
    OUTSIDE,
    PASSIVE,
    PREVENT_DEFAULT,
    SINGLE,
    STOP_PROPAGATION,
    WINDOW,
    Listen,
    Listener,
    Op,
    SetData,
    SetProperty,
    Unlisten,
)
from domsync.errors import ProtocolError
from tests.components.conftest import MakeLive
from tests.components.live import Live

seen: list[Any] = []


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    seen.clear()


class Show(Component):
    """Shows what it is given; `number` is there to be changed."""

    what: Any = None
    number: int = 0

    def render(self) -> Child:
        return self.what() if callable(self.what) else self.what  # type: ignore[no-any-return]


def listener_of(op: Op) -> Listener:
    assert isinstance(op, Listen)
    return op.listener


class TestPayloads:
    def test_nothing(self, live: MakeLive) -> None:
        page = live(Show(what=h.button("x", on_click=lambda: seen.append("clicked"))))
        page.click("button")
        assert seen == ["clicked"]

    def test_an_annotated_event(self, live: MakeLive) -> None:
        def typed(event: events.InputEvent) -> None:
            seen.append(event.value)

        page = live(Show(what=h.input(on_input=typed)))
        page.fire("input", "input", value="abc")
        assert seen == ["abc"]
        # The live tree had it before.
        assert page.find("input").value == "abc"

    def test_a_struct_of_ones_own(self, live: MakeLive) -> None:
        page = live(Show(what=h.li(on_click=picked, data={"id": "7"})))
        listener = entries_of(page.find("li"), "click")[0].listener
        assert listener.fields == (("id", "currentTarget.dataset.id"),)
        page.fire("li", id="7")
        assert seen == ["7"]

    def test_a_payload_that_does_not_fit_never_reaches_the_handler(self, live: MakeLive) -> None:
        page = live(Show(what=h.li(on_click=picked)))
        page.fire("li", id=7)
        page.fire("li")
        assert seen == []
        assert [type(error) for _, error in page.reported()] == [ProtocolError, ProtocolError]

    def test_the_doms_event(self, live: MakeLive) -> None:
        def raw(event: Event) -> None:
            seen.append((event.target, event.currentTarget, event.type))
            event.stopPropagation()

        page = live(Show(what=h.div(h.p(h.b(), on_click=raw), on_click=lambda: seen.append("outer"))))
        page.click("b")
        assert seen == [(page.find("b"), page.find("p"), "click")]

    def test_bubbling(self, live: MakeLive) -> None:
        inner = h.b(on_click=lambda: seen.append("b"))
        page = live(
            Show(what=h.div(h.p(inner, on_click=lambda: seen.append("p")), on_click=lambda: seen.append("div")))
        )
        page.click("b")
        assert seen == ["b", "p", "div"]

    def test_partials_and_lambdas_for_rows(self, live: MakeLive) -> None:
        class List(Component):
            names: list[str] = ["a", "b", "c"]

            def render(self) -> Child:
                return h.ul(
                    h.li(
                        name,
                        h.button("x", on_click=partial(self.remove, name)),
                        h.i("!", on_click=lambda name=name: seen.append(name)),
                        key=name,
                    )
                    for name in self.names
                )

            def remove(self, name: str) -> None:
                self.names.remove(name)

        page = live(List())
        page.click("li:nth-child(2) button")
        assert page.component.names == ["a", "c"]
        page.click("li:nth-child(2) i")
        assert seen == ["c"]


class Picked(msgspec.Struct):
    id: Annotated[str, Source("currentTarget.dataset.id")]


def picked(event: Picked) -> None:
    seen.append(event.id)


class TestWhichHandler:
    def test_the_one_of_the_last_render(self, live: MakeLive) -> None:
        page = live(Show(what=None))
        page.component.what = lambda: h.button("x", on_click=lambda number=page.component.number: seen.append(number))
        page.ops()
        for number in (1, 2):
            assert page.change(number=number) == []
            page.click("button")
        assert seen == [1, 2]

    def test_an_element_that_has_lost_its_handler_meanwhile(self, live: MakeLive) -> None:
        page = live(Show(what=h.button("x", on_click=lambda: seen.append(1))))
        button = page.find("button")
        page.component.what = h.button("x")
        page.scheduler.flush()
        # Sent before the browser knew.
        page.fire(button)
        assert seen == []
        page.ops()

    def test_an_element_that_has_left_meanwhile(self, live: MakeLive) -> None:
        page = live(Show(what=h.div(h.button("x", on_click=lambda: seen.append(1)))))
        button = page.find("button")
        page.change(what=h.div())
        page.fire(button)
        assert seen == []

    def test_an_event_of_a_row_that_was_rendered_again(self, live: MakeLive) -> None:
        rows = ["a", "b", "c"]
        page = live(
            Show(what=lambda: h.ul(h.li(row, key=row, on_click=partial(seen.append, row)) for row in rows)),
        )
        element = page.find("li:nth-child(2)")
        rows.insert(0, "z")
        page.refresh()
        page.click(element)
        assert seen == ["b"]

    def test_a_description_with_a_handler_can_be_a_constant(self, live: MakeLive) -> None:
        constant = h.button("x", on_click=lambda: seen.append("x"))
        pages = [live(Show(what=h.p(constant))) for _ in range(2)]
        for page in pages:
            page.click("button")
        assert seen == ["x", "x"]

    def test_a_handler_that_is_passed_to_a_child(self, live: MakeLive) -> None:
        class Inner(Component):
            on_pick: Any

            def render(self) -> Child:
                return h.button("pick", on_click=self.on_pick)

        class Outer(Component):
            picked: list[str] = []

            def render(self) -> Child:
                return [h.p(",".join(self.picked)), Inner(on_pick=self.pick)]

            def pick(self) -> None:
                self.picked.append("x")

        page = live(Outer())
        page.click("button")
        # In place, in a component that did not render the button.
        assert page.find("p").textContent == "x"

    def test_a_handler_in_children_that_were_passed(self, live: MakeLive) -> None:
        class Card(Component):
            body: Child

            def render(self) -> Child:
                return h.section(self.body)

        class Outer(Component):
            texts: list[str] = []

            def render(self) -> Child:
                return h.main(Card(body=h.button("x", on_click=self.add)), self.texts)

            def add(self) -> None:
                self.texts.append("!")

        page = live(Outer())
        page.click("button")
        assert page.find("main").textContent == "x!"


class TestRefresh:
    def test_changes_in_place_show_at_the_end_of_a_handler(self, live: MakeLive) -> None:
        class List(Component):
            rows: list[dict[str, int]] = [{"n": 1}]

            def render(self) -> Child:
                return h.button(str(self.rows), on_click=self.change)

            def change(self) -> None:
                self.rows[0]["n"] += 1
                self.rows.append({"n": 9})

        page = live(List())
        page.click("button")
        assert page.find("button").textContent == "[{'n': 2}, {'n': 9}]"

    async def test_while_an_async_one_waits_and_at_its_end(self, live: MakeLive) -> None:
        class List(Component):
            rows: list[int] = []

            def render(self) -> Child:
                return h.button(str(self.rows), on_click=self.change)

            async def change(self) -> None:
                self.rows.append(1)
                await asyncio.sleep(0)
                seen.append(page.html)
                self.rows.append(2)

        page = live(List())
        tasks = [page.scheduler.run(work, "a handler") for work in page.fire("button")]
        await asyncio.sleep(0)
        await asyncio.gather(*tasks)
        await asyncio.sleep(0)
        assert seen == ["<button>[1]</button>"]
        assert page.html == "<button>[1, 2]</button>"

    async def test_a_handler_that_outlives_its_component(self, live: MakeLive) -> None:
        gate = asyncio.Event()

        class Slow(Component):
            rows: list[int] = []

            def render(self) -> Child:
                return h.button("x", on_click=self.work)

            async def work(self) -> None:
                await gate.wait()
                self.rows.append(1)

        page = live(Slow())
        (work,) = page.fire("button")
        task = page.scheduler.run(work, "a handler")
        await asyncio.sleep(0)
        page.end()
        gate.set()
        await task
        assert page.ops() == []
        assert page.component.rows == [1]

    @pytest.mark.parametrize("turns", [0, 1, 2])
    async def test_a_handler_that_is_cancelled(self, live: MakeLive, turns: int) -> None:
        """Before it began, too: that is no coroutine that was never awaited."""

        class Slow(Component):
            rows: list[int] = []

            def render(self) -> Child:
                return h.form(str(self.rows), on_submit=self.work)

            async def work(self) -> None:
                self.rows.append(1)
                await asyncio.sleep(0)
                await asyncio.Event().wait()

        page = live(Slow())
        (work,) = page.fire("form", "submit")
        task = page.scheduler.run(work, "a handler")
        for _ in range(turns):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()
        page.ops()
        assert page.find("form").textContent == ("[1]" if turns else "[]")
        # It has ended, so that the form can be submitted again.
        (work,) = page.fire("form", "submit")
        work.close()  # type: ignore[attr-defined]

    async def test_what_a_handler_returns_can_be_any_awaitable(self, live: MakeLive) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        page = live(Show(what=h.p(on_click=lambda: future)))
        (work,) = page.fire("p")
        task = page.scheduler.run(work, "a handler")
        await asyncio.sleep(0)
        future.set_exception(LookupError("no"))
        await asyncio.wait({task})
        assert [(where, type(error)) for where, error in page.reported()] == [("a handler", LookupError)]

    async def test_an_async_handler_keeps_the_event(self, live: MakeLive) -> None:
        async def raw(event: Event) -> None:
            await asyncio.sleep(0)
            seen.append((event.currentTarget, event.get("x")))

        page = live(Show(what=h.p(h.b(), on_click=raw)))
        for work in page.fire("b", x=5):
            await work
        assert seen == [(page.find("p"), 5)]

    async def test_one_that_waits_holds_up_nobody(self, live: MakeLive) -> None:
        gate = asyncio.Event()

        async def slow() -> None:
            await gate.wait()
            seen.append("slow")

        page = live(Show(what=h.p(h.b(on_click=slow), h.i(on_click=lambda: seen.append("fast")))))
        tasks = [page.scheduler.run(work, "a handler") for work in page.fire("b")]
        await asyncio.sleep(0)
        page.fire("i")
        gate.set()
        await asyncio.gather(*tasks)
        assert seen == ["fast", "slow"]


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "listener"),
        [
            ({"prevent_default": True}, Listener(flags=PREVENT_DEFAULT)),
            ({"stop_propagation": True}, Listener(flags=STOP_PROPAGATION)),
            ({"once": True}, Listener(flags=ONCE)),
            ({"capture": True}, Listener(flags=CAPTURE)),
            ({"passive": True}, Listener(flags=PASSIVE)),
            ({"outside": True}, Listener(flags=OUTSIDE)),
            ({"debounce": 300}, Listener(debounce=300)),
            ({"throttle": 50}, Listener(throttle=50)),
        ],
    )
    def test_reach_the_browser_also_when_they_change(
        self, live: MakeLive, options: dict[str, Any], listener: Listener
    ) -> None:
        page = live(Show(what=h.b(on_click=print)))
        (op,) = page.change(what=h.b(on_click=on(print, **options)))
        assert listener_of(op) == listener
        assert page.change(what=h.b(on_click=on(print, **options))) == []
        (op,) = page.change(what=h.b(on_click=print))
        assert listener_of(op) == Listener()

    def test_keys(self, live: MakeLive) -> None:
        page = live(Show(what=h.input(on_keydown=on(lambda: seen.append(1), key=("Enter", "Escape")))))
        page.fire("input", "keydown", key="a")
        page.fire("input", "keydown", key="Escape")
        assert seen == [1]

    def test_once(self, live: MakeLive) -> None:
        def button(text: str = "x") -> VNode:
            return h.button(text, on_click=on(lambda: seen.append(1), once=True))

        page = live(Show(what=button()))
        wire = page.find("button").node_id
        # A snapshot for a browser that comes later has to know.
        assert page.click("button") == [Unlisten(wire, "click")]
        page.click("button")
        assert seen == [1]
        assert page.change(what=button()) == []
        page.click("button")
        assert seen == [1]
        page.change(what=h.button("x"))
        page.change(what=button())
        page.click("button")
        assert seen == [1, 1]

    def test_once_in_many_places(self, live: MakeLive) -> None:
        page = live(Show(what=[h.b(index, on_click=on(partial(seen.append, index), once=True)) for index in range(3)]))
        for number in (1, 1, 2, 0, 2):
            page.click(f"b:nth-child({number + 1})")
        assert seen == [1, 2, 0]

    def test_capture(self, live: MakeLive) -> None:
        outer = on(lambda: seen.append("outer"), capture=True)
        page = live(Show(what=h.div(h.b(on_click=lambda: seen.append("inner")), on_click=outer)))
        page.click("b")
        assert seen == ["outer", "inner"]

    def test_passive(self, live: MakeLive) -> None:
        def raw(event: Event) -> None:
            event.preventDefault()
            seen.append(event.defaultPrevented)

        page = live(Show(what=h.p(on_wheel=on(raw, passive=True), on_click=raw)))
        page.fire("p", "wheel")
        page.fire("p", "click")
        assert seen == [False, True]

    async def test_a_submit_that_runs_is_not_run_again(self, live: MakeLive) -> None:
        gate = asyncio.Event()

        class Form(Component):
            saved: int = 0
            text: str = ""

            def render(self) -> Child:
                return h.form(h.p(self.text), on_submit=self.save)

            async def save(self) -> None:
                self.text = "saving"
                await gate.wait()
                self.saved += 1

        page = live(Form())
        listener = entries_of(page.find("form"), "submit")[0].listener
        assert listener.flags == PREVENT_DEFAULT | SINGLE
        (work,) = page.fire("form", "submit")
        task = page.scheduler.run(work, "a handler")
        await asyncio.sleep(0)
        page.ops()
        assert page.find("p").textContent == "saving"
        assert page.fire("form", "submit") == []
        gate.set()
        await task
        assert page.component.saved == 1
        (work,) = page.fire("form", "submit")
        await work
        assert page.component.saved == 2

    async def test_also_when_it_failed(self, live: MakeLive) -> None:
        async def save() -> None:
            seen.append(1)
            raise ValueError("no")

        page = live(Show(what=h.form(on_submit=save)))
        for _ in range(2):
            (work,) = page.fire("form", "submit")
            with pytest.raises(ValueError, match="no"):
                await work
        assert seen == [1, 1]


class TestElsewhere:
    """Listeners at the window and the document."""

    def hears(self, page: Live[Any], where: str = "window", event: str = "keydown", **fields: Any) -> None:
        target = page.document.defaultView if where == "window" else page.document
        page.document.dispatch(target, browser_event(event, msgspec.json.encode(fields)))

    @pytest.mark.parametrize(("target", "wire"), [("window", WINDOW), ("document", DOCUMENT)])
    def test_for_as_long_as_the_element_is_on_the_page(self, live: MakeLive, target: Any, wire: int) -> None:
        shown = [True]
        handler = on(lambda: seen.append(1), target=target, key="Escape")
        page = live(Show(what=lambda: h.div(h.p(on_keydown=handler) if shown[0] else None)))
        assert page.first[-1] == Listen(wire, "keydown", Listener(keys=("Escape",)))
        self.hears(page, target, key="Escape")
        assert seen == [1]
        assert page.refresh() == []
        shown[0] = False
        assert Unlisten(wire, "keydown") in page.refresh()
        self.hears(page, target, key="Escape")
        assert seen == [1]

    def test_the_handler_of_the_last_render(self, live: MakeLive) -> None:
        page = live(Show(what=None))
        page.component.what = lambda: h.p(
            on_resize=on(lambda number=page.component.number: seen.append(number), target="window")
        )
        page.ops()
        assert page.change(number=5) == []
        self.hears(page, event="resize")
        assert seen == [5]

    def test_options_that_change(self, live: MakeLive) -> None:
        page = live(Show(what=h.p(on_scroll=on(print, target="window"))))
        ops = page.change(what=h.p(on_scroll=on(print, target="window", throttle=100)))
        assert ops == [Unlisten(WINDOW, "scroll"), Listen(WINDOW, "scroll", Listener(throttle=100))]
        assert page.change(what=h.p()) == [Unlisten(WINDOW, "scroll")]
        assert page.change(what=h.p(on_scroll=on(print, target="window"))) == [Listen(WINDOW, "scroll", Listener())]

    def test_an_element_and_the_window_at_once(self, live: MakeLive) -> None:
        vnode = h.p(
            on_click=lambda: seen.append("p"), events={"keydown": on(lambda: seen.append("w"), target="window")}
        )
        page = live(Show(what=vnode))
        page.click("p")
        self.hears(page)
        assert seen == ["p", "w"]

    def test_several_elements(self, live: MakeLive) -> None:
        count = [2]
        page = live(
            Show(
                what=lambda: [
                    h.p(on_keydown=on(partial(seen.append, index), target="window")) for index in range(count[0])
                ]
            )
        )
        self.hears(page)
        assert seen == [0, 1]
        count[0] = 1
        # The window still listens for the other one.
        assert [type(op).__name__ for op in page.refresh()] == ["Remove"]
        self.hears(page)
        assert seen == [0, 1, 0]

    def test_while_it_is_hidden_nobody_listens(self, live: MakeLive) -> None:
        shown = [True]
        page = live(
            Show(what=lambda: h.div(h.p(h.b(on_keydown=on(lambda: seen.append(1), target="window")), show=shown[0])))
        )
        shown[0] = False
        assert Unlisten(WINDOW, "keydown") in page.refresh()
        self.hears(page)
        shown[0] = True
        page.refresh()
        self.hears(page)
        assert seen == [1]

    def test_once(self, live: MakeLive) -> None:
        page = live(Show(what=h.p(on_keydown=on(lambda: seen.append(1), target="window", once=True))))
        self.hears(page)
        self.hears(page)
        page.refresh()
        self.hears(page)
        page.ops()
        assert seen == [1]

    def test_capture_at_the_document(self, live: MakeLive) -> None:
        what = h.p(
            h.b(on_click=lambda: seen.append("b")),
            events={"click": on(lambda: seen.append("document"), target="document", capture=True)},
        )
        page = live(Show(what=what))
        page.click("b")
        assert seen == ["document", "b"]
        page.end()
        assert not page.document.listener_list


class Upper(Component):
    """Binds controls to fields whose validators have an opinion."""

    text: str = ""
    limit: int = Field(default=5, ge=0)
    choice: str = "a"
    choices: list[str] = ["a"]
    agreed: bool = True
    other: int = 0

    @field_validator("text")
    @classmethod
    def louder(cls, text: str) -> str:
        if "?" in text:
            raise ValueError("no questions")
        return text.upper()[:5]

    @field_validator("limit")
    @classmethod
    def clamp(cls, limit: int) -> int:
        return min(limit, 100)

    @field_validator("choice")
    @classmethod
    def only_a_and_b(cls, choice: str) -> str:
        return choice if choice in ("a", "b") else "a"

    @field_validator("choices")
    @classmethod
    def always_a(cls, choices: list[str]) -> list[str]:
        return sorted({*choices, "a"})

    @field_validator("agreed")
    @classmethod
    def must_agree(cls, agreed: bool) -> bool:
        return True

    def render(self) -> Child:
        return h.form(
            h.input(id="text", bind=self.field("text")),
            h.input(id="limit", type="number", bind=self.field("limit")),
            h.select(map(h.option, "abc"), id="choice", bind=self.field("choice")),
            [h.input(type="radio", name="r", value=one, id=one, bind=self.field("choice")) for one in "abc"],
            h.select(map(h.option, "abc"), id="choices", multiple=True, bind=self.field("choices")),
            h.input(type="checkbox", id="agreed", bind=self.field("agreed")),
            h.p([f"{name}: {message}" for name, message in self.errors.items()]),
            h.i(self.other),
        )


class TestBind:
    def test_what_is_typed_is_in_the_field_and_not_sent_back(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#text", "input", value="ABC")
        assert page.component.text == "ABC"
        assert page.ops() == []

    def test_what_the_field_makes_of_it_is_shown(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#text", "input", value="abc")
        assert page.ops() == [SetProperty(page.find("#text").node_id, "value", "ABC")]

    def test_also_when_that_is_what_the_field_was(self, live: MakeLive) -> None:
        page = live(Upper(text="ABCDE"))
        page.fire("#text", "input", value="ABCDEF")
        assert page.component.text == "ABCDE"
        assert page.ops() == [SetProperty(page.find("#text").node_id, "value", "ABCDE")]
        assert page.refresh() == []

    def test_what_was_refused_stays_in_the_control(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#text", "input", value="why?")
        page.ops()
        assert (page.component.text, page.find("#text").value) == ("", "why?")
        assert page.find("p").textContent == "text: no questions"
        page.change(other=1)
        assert page.find("#text").value == "why?"
        page.fire("#text", "input", value="why")
        page.ops()
        assert (page.component.text, page.find("#text").value) == ("WHY", "WHY")
        assert page.find("p").textContent == ""

    def test_numbers_keep_their_spelling_but_not_what_the_field_does_not_take(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#limit", "input", value="007")
        assert page.ops() == []
        assert (page.component.limit, page.find("#limit").value) == (7, "007")
        page.fire("#limit", "input", value="500")
        page.ops()
        assert (page.component.limit, page.find("#limit").value) == (100, "100")
        page.fire("#limit", "input", value="501")
        page.ops()
        assert page.find("#limit").value == "100"

    def test_selects(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#choice", "change", value="b")
        page.ops()
        assert (page.component.choice, page.find("#choice").value) == ("b", "b")
        page.fire("#choice", "change", value="c")
        page.ops()
        assert (page.component.choice, page.find("#choice").value) == ("a", "a")
        page.fire("#choice", "change", value="c")
        page.ops()
        assert page.find("#choice").value == "a"

    def test_radio_buttons(self, live: MakeLive) -> None:
        page = live(Upper())
        for chosen, field in (("b", "b"), ("c", "a"), ("c", "a")):
            page.fire(f"#{chosen}", "change", value=True)
            page.ops()
            assert page.component.choice == field
            assert [one for one in "abc" if page.find(f"#{one}").checked] == [field]

    def test_selects_that_take_several(self, live: MakeLive) -> None:
        page = live(Upper())
        select = page.find("#choices")
        for chosen in (["b"], ["b", "c"], []):
            page.document.apply_user_input(select, chosen)
            shown = page.browser.documents[0]
            for option in select.options:
                shown.element(option.node_id).set_property("selected", option.selected)
            page.document.dispatch(select, browser_event("change"))
            page.ops()
            assert [option.value for option in select.selectedOptions] == page.component.choices == ["a", *chosen]

    def test_checkboxes(self, live: MakeLive) -> None:
        page = live(Upper())
        for _ in range(2):
            page.fire("#agreed", "change", value=False)
            page.ops()
            assert page.find("#agreed").checked

    def test_an_older_value_does_not_overwrite_what_was_typed_meanwhile(self, live: MakeLive) -> None:
        page = live(Upper())
        page.fire("#text", "input", value="AB")
        page.ops()
        # Typed and told to the tree, but not yet an event: its listener waits, or the connection was broken.
        page.enter("#text", "ABC")
        page.change(other=2)
        assert page.find("#text").value == "ABC"

    def test_errors_are_a_dict_of_ones_own(self, live: MakeLive) -> None:
        upper = Upper()
        upper.errors["text"] = "before it was shown"
        page = live(upper)
        assert page.find("p").textContent == "text: before it was shown"
        upper.errors.clear()
        page.refresh()
        assert page.find("p").textContent == ""
        page.end()
        upper.errors["x"] = "y"
        assert upper.errors == {"x": "y"}
        assert Upper().errors == {}
        assert upper.model_copy().errors == {}

    def test_a_field_of_a_component_further_up(self, live: MakeLive) -> None:
        class Field(Component):
            binding: Any

            def render(self) -> Child:
                return h.input(bind=self.binding)

        class Outer(Component):
            name: str = "ada"

            def render(self) -> Child:
                return h.p(self.name, Field(binding=self.field("name")))

        page = live(Outer())
        page.fire("input", "input", value="grace")
        page.ops()
        assert page.find("p").firstChild.data == "grace"  # type: ignore[union-attr]
        assert page.find("input").value == "grace"


class TestForms:
    def test_a_model_is_filled_or_the_errors_are_there(self, live: MakeLive) -> None:
        class Profile(BaseModel):
            name: str = Field(min_length=2)
            age: int

        class Form(Component):
            saved: Profile | None = None

            def render(self) -> Child:
                return h.form(h.input(name="name"), h.p(dict(self.errors).get("name")), on_submit=self.save)

            def save(self, profile: Profile) -> None:
                self.saved = profile

        # The annotation is a local class.
        page = live(Form())
        page.fire("form", "submit", form=[["name", "A"], ["age", "x"]])
        page.ops()
        assert page.component.saved is None
        assert set(page.component.errors) == {"name", "age"}
        assert page.find("p").textContent == "Please enter at least 2 characters"
        page.fire("form", "submit", form=[["name", "Ada"], ["age", "36"]])
        page.ops()
        assert page.component.saved == Profile(name="Ada", age=36)
        assert page.find("p").textContent == ""


def test_changing_a_text_next_to_a_listener(live: MakeLive) -> None:
    page = live(Show(what=h.button("a", on_click=print)))
    (op,) = page.change(what=h.button("b", on_click=print))
    assert isinstance(op, SetData)
