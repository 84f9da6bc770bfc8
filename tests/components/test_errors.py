"""Whatever the user's code raises: an error view at that component, a line in the log, and the page lives on."""

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from domsync import Child, Component, Document, mount
from domsync import html as h
from domsync.components import ChildError, scheduler_of
from domsync.components.reconciler.instance import instance_of
from domsync.components.reconciler.mount import AlreadyMountedError
from domsync.components.source_location import users_frame
from domsync.dom.limits import Limits
from domsync.errors import LimitError
from tests.components.conftest import MakeLive


class Fragile(Component):
    """Raises when it is told to."""

    broken: bool = False
    clicks: int = 0

    def render(self) -> Child:
        if self.broken:
            return self.fail()
        return h.button(self.clicks, on_click=self.click)

    def fail(self) -> Child:
        raise LookupError("no such row")

    def click(self) -> None:
        self.clicks += 1


FAIL_LINE = Fragile.fail.__code__.co_firstlineno + 1


class Show(Component):
    """Shows what it is given, between two others."""

    what: Any = None

    def render(self) -> Child:
        return h.main(h.h1("head"), self.what() if callable(self.what) else self.what, h.footer("foot"))


class TestRender:
    def test_in_development_the_error_and_the_line_are_shown(self, live: MakeLive) -> None:
        fragile = Fragile()
        page = live(Show(what=fragile))
        fragile.broken = True
        page.ops()
        ((where, error),) = page.reported()
        assert where == "Fragile.render"
        assert type(error) is LookupError
        alert = page.find("[role=alert]")
        reference = page.log.texts[-1].partition("reference ")[2][:8]
        assert alert.textContent == (
            f"Something went wrong (reference {reference}). {__file__}:{FAIL_LINE} in fail: LookupError: no such row"
        )
        assert f"{__file__}:{FAIL_LINE} in fail: LookupError: no such row" in page.log.texts[-1]
        assert page.find("h1").textContent == "head"

    def test_in_production_only_a_reference(self, live: MakeLive) -> None:
        page = live(Show(what=Fragile(broken=True)), development=False)
        page.reported()
        reference = page.log.texts[-1].partition("reference ")[2][:8]
        assert page.find("[role=alert]").textContent == f"Something went wrong (reference {reference})."
        for secret in ("LookupError", "no such row", "Fragile", ".py", "fail"):
            assert secret not in page.html

    def test_the_page_lives_on_and_the_component_recovers(self, live: MakeLive) -> None:
        fragile, other = Fragile(clicks=1), Fragile()
        page = live(Show(what=[fragile, other]))
        fragile.broken = True
        page.ops()
        page.reported()
        page.click("button")
        assert other.clicks == 1
        fragile.broken = False
        page.ops()
        page.click("button")
        assert (fragile.clicks, other.clicks) == (2, 1)
        assert page.html.count("<button>") == 2

    def test_from_the_first_render_on(self, live: MakeLive) -> None:
        fragile = Fragile(broken=True)
        page = live(Show(what=fragile))
        page.reported()
        fragile.broken = False
        page.ops()
        assert "<button>0</button>" in page.html

    def test_what_was_in_it_has_left(self, live: MakeLive) -> None:
        inner = Fragile()
        broken = [False]

        class Outer(Component):
            def render(self) -> Child:
                if broken[0]:
                    raise ValueError("x")
                return h.section(inner)

        outer = Outer()
        page = live(Show(what=outer))
        broken[0] = True
        outer.refresh()
        page.ops()
        page.reported()
        assert instance_of(inner) is None
        broken[0] = False
        outer.refresh()
        page.ops()
        assert instance_of(inner) is not None

    @pytest.mark.parametrize(
        "kind",
        [
            *(ValueError, RecursionError, MemoryError, StopIteration, asyncio.CancelledError, GeneratorExit),
            *(TimeoutError, AssertionError, NotImplementedError, ExceptionGroup),
        ],
    )
    def test_every_kind_of_exception(self, live: MakeLive, kind: type[BaseException]) -> None:
        def fail() -> Child:
            raise kind("oh", [ValueError()]) if kind is ExceptionGroup else kind("oh")

        page = live(Show(what=Raises(do=fail)))
        ((_, error),) = page.reported()
        assert type(error) is kind
        assert kind.__name__ in page.find("[role=alert]").textContent  # type: ignore[operator]

    def test_system_exit_in_a_render_does_not_end_the_program(self, live: MakeLive) -> None:
        def leave() -> Child:
            raise SystemExit(1)

        page = live(Show(what=Raises(do=leave)))
        assert [type(error) for _, error in page.reported()] == [SystemExit]
        assert "Something went wrong" in page.html

    def test_what_ends_the_program_ends_it(self) -> None:
        def fail() -> Child:
            raise KeyboardInterrupt

        document = Document()
        with pytest.raises(KeyboardInterrupt):
            mount(Raises(do=fail), document.body)
        assert not document.body.hasChildNodes()
        assert not scheduler_of(document).roots

    def test_endless_recursion(self, live: MakeLive) -> None:
        def fail() -> Child:
            return fail()

        page = live(Show(what=Raises(do=fail)))
        assert [type(error) for _, error in page.reported()] == [RecursionError]

    def test_the_line_is_the_users_and_not_that_of_a_library(self) -> None:
        with pytest.raises(ValueError, match="Expecting") as caught:
            json.loads("{")
        shown = users_frame(caught.value)
        assert shown.startswith(f"{__file__}:")
        assert " in test_the_line_is_the_users_and_not_that_of_a_library: json.decoder.JSONDecodeError: " in shown

    def test_without_any_frame_of_the_user(self) -> None:
        assert users_frame(ValueError("x")) == "ValueError: x"

    def test_it_keeps_what_it_had_read(self, live: MakeLive) -> None:
        from domsync import State

        class Data(State):
            rows: dict[str, str] = {}

        data = Data()
        page = live(Show(what=Raises(do=lambda: data.rows["a"])))
        assert [type(error) for _, error in page.reported()] == [KeyError]
        data.rows["a"] = "text"
        page.ops()
        assert "text" in page.html


class Raises(Component):
    """Calls a function in its render."""

    do: Callable[[], Any]

    def render(self) -> Child:
        return self.do()  # type: ignore[no-any-return]


class TestRenderError:
    def test_it_can_be_the_users_own(self, live: MakeLive) -> None:
        class Friendly(Fragile):
            def render_error(self, error: Exception, reference: str) -> Child:
                return h.p(f"Sorry: {error} ({len(reference)})", h.button("again", on_click=self.again))

            def again(self) -> None:
                self.broken = False

        page = live(Show(what=Friendly(broken=True)))
        page.reported()
        assert page.find("p").innerText == "Sorry: no such row (8)again"
        page.click("p button")
        assert "<button>0</button>" in page.html

    def test_it_may_raise_too(self, live: MakeLive) -> None:
        class Hopeless(Fragile):
            def render_error(self, error: Exception, reference: str) -> Child:
                raise ZeroDivisionError

        page = live(Show(what=Hopeless(broken=True)))
        assert [(where, type(error)) for where, error in page.reported()] == [
            ("Hopeless.render", LookupError),
            ("Hopeless.render_error", ZeroDivisionError),
        ]
        reference = page.log.texts[0].partition("reference ")[2][:8]
        assert page.find("[role=alert]").textContent == f"Something went wrong (reference {reference})."

    def test_or_give_what_cannot_be_shown(self, live: MakeLive) -> None:
        class Hopeless(Fragile):
            def render_error(self, error: Exception, reference: str) -> Child:
                return {"a": 1}

        page = live(Show(what=Hopeless(broken=True)))
        assert [type(error) for _, error in page.reported()] == [LookupError, ChildError]
        page.find("[role=alert]")

    def test_it_gets_an_exception_also_for_what_is_none(self, live: MakeLive) -> None:
        seen: list[Exception] = []

        class Friendly(Raises):
            def render_error(self, error: Exception, reference: str) -> Child:
                seen.append(error)
                return None

        def fail() -> Child:
            raise asyncio.CancelledError

        page = live(Show(what=Friendly(do=fail)))
        assert [type(error) for _, error in page.reported()] == [asyncio.CancelledError]
        assert [type(error) for error in seen] == [RuntimeError]


class TestWrongChildren:
    @pytest.mark.parametrize(
        ("child", "hint"),
        [
            ({"a": 1}, "give text, elements, components, or a list of them"),
            (b"a", "give text, elements, components, or a list of them"),
            (True, "True shows nothing; write `condition and element`"),
            (print, "this is a function; did you mean to call it?"),
            (Fragile, "this is a class; create a component: Fragile(...)"),
            (object(), r"show it as text with str\(...\) or an f-string"),
        ],
    )
    def test_among_the_children_of_an_element(self, live: MakeLive, child: Any, hint: str) -> None:
        def make() -> Child:
            return h.p("a", child)

        page = live(Show(what=Raises(do=make)))
        ((_, error),) = page.reported()
        with pytest.raises(ChildError, match=hint):
            raise error
        assert f"{__file__}:{make.__code__.co_firstlineno + 1} in make: " in page.html

    @pytest.mark.parametrize("child", [{"a": 1}, [1, {"a": 1}], ["a", [{"a": 1}]]])
    def test_returned_by_render(self, live: MakeLive, child: Any) -> None:
        page = live(Raises(do=lambda: child))
        ((_, error),) = page.reported()
        assert isinstance(error, ChildError)
        assert f"It was returned by Raises.render, {__file__}:{Raises.render.__code__.co_firstlineno}" in page.html

    def test_an_async_render(self, live: MakeLive) -> None:
        class Waiting(Component):
            async def render(self) -> Child:  # type: ignore[override]
                return h.p()

        page = live(Waiting())
        ((_, error),) = page.reported()
        assert (
            "this is a coroutine; await it in `async def mounted(self)`, assign the result to a field, and render that"
            in str(error)
        )

    def test_generators_are_fine(self, live: MakeLive) -> None:
        class Yielding(Component):
            def render(self) -> Iterator[Child]:
                yield h.p("a")
                yield None
                yield "b"

        assert live(Yielding()).html == "<p>a</p>b"

    def test_one_that_raises_half_way(self, live: MakeLive) -> None:
        class Yielding(Component):
            def render(self) -> Iterator[Child]:
                yield h.p("a")
                raise ValueError("half way")

        page = live(Yielding())
        page.reported()
        assert f"{__file__}:{Yielding.render.__code__.co_firstlineno + 2} in render: ValueError: half way" in page.html


class TestHalfWay:
    """Exceptions in the middle of an update are shown as errors of the component, and nothing is left half done."""

    def test_more_nodes_than_the_document_may_have(self, live: MakeLive) -> None:
        rows = [1]
        fragile = Fragile()
        table = Raises(do=lambda: h.ul(fragile, [h.li(Fragile(clicks=row), key=row) for row in rows], h.li("z")))
        page = live(Show(what=table), limits=Limits(nodes=40))
        before = page.html
        rows[:] = range(50)
        for _ in range(3):
            table.refresh()
            page.ops()
            ((where, error),) = page.reported()
            assert where == "Raises.render"
            assert isinstance(error, LimitError)
            assert "Something went wrong" in page.html
            assert instance_of(fragile) is None
            assert page.document.registry.count < 12
        rows[:] = [1]
        table.refresh()
        page.ops()
        assert page.html == before
        page.click("button")

    def test_too_deep(self, live: MakeLive) -> None:
        deep: list[Child] = ["x"]
        page = live(Show(what=lambda: deep[0]), limits=Limits(depth=20))
        for _ in range(30):
            deep[0] = h.b(deep[0])
        page.refresh()
        assert [type(error) for _, error in page.reported()] == [LimitError]
        page.find("[role=alert]")
        deep[0] = "y"
        page.refresh()
        assert page.html == "<main><h1>head</h1>y<footer>foot</footer></main>"

    def test_too_many_listeners_also_by_patches(self, live: MakeLive) -> None:
        listening = [0]
        page = live(
            Show(what=lambda: [h.p(on_click=print if index < listening[0] else None) for index in range(20)]),
            limits=Limits(listeners=10),
        )
        listening[0] = 10
        assert len(page.refresh()) == 10
        listening[0] = 11
        page.refresh()
        assert [type(error) for _, error in page.reported()] == [LimitError]
        listening[0] = 9
        page.refresh()
        assert page.html.count("<p>") == 20

    def test_no_room_even_for_the_error(self, live: MakeLive) -> None:
        class Verbose(Raises):
            def render_error(self, error: Exception, reference: str) -> Child:
                return [h.p() for _ in range(100)]

        rows = [1]
        verbose = Verbose(do=lambda: [h.li(row, key=row) for row in rows])
        page = live(Show(what=verbose), limits=Limits(nodes=30))
        rows[:] = range(40)
        verbose.refresh()
        page.ops()
        assert [(where, type(error)) for where, error in page.reported()] == [
            ("Verbose.render", LimitError),
            ("the error view of Verbose", LimitError),
        ]
        assert page.html == "<main><h1>head</h1><!----><footer>foot</footer></main>"
        rows[:] = [5]
        verbose.refresh()
        page.ops()
        assert "<li>5</li>" in page.html

    def test_a_first_render_that_is_too_large_changes_nothing(self) -> None:
        document = Document(scripts=False)
        document.limits = Limits(nodes=10)
        fragile = Fragile()
        with pytest.raises(LimitError):
            mount(Raises(do=lambda: [fragile, *(h.p(row) for row in range(40))]), document.body)
        assert document.take_ops() == []
        assert not document.body.hasChildNodes()
        assert instance_of(fragile) is None
        scheduler = scheduler_of(document)
        assert not scheduler.roots
        assert not scheduler.effects
        mount(fragile, document.body)
        assert document.body.innerHTML == "<button>0</button>"

    def test_while_it_comes_back_from_being_hidden(self, live: MakeLive) -> None:
        rows = [1]
        hidden = Raises(do=lambda: [h.li(row, key=row) for row in rows])
        page = live(Show(what=hidden), limits=Limits(nodes=30))
        hidden.show = False
        page.ops()
        rows[:] = range(40)
        hidden.show = True
        page.ops()
        assert [type(error) for _, error in page.reported()] == [LimitError]
        page.find("[role=alert]")
        rows[:] = [3]
        hidden.refresh()
        page.ops()
        assert "<li>3</li>" in page.html

    def test_hooks_of_what_never_came_are_not_called(self, live: MakeLive) -> None:
        calls: list[str] = []

        class Told(Component):
            def render(self) -> Child:
                return h.p(ref=lambda element: calls.append(f"ref {element}"))

            def mounted(self) -> None:
                calls.append("mounted")

            def unmounted(self) -> None:
                calls.append("unmounted")

        rows: list[int] = []
        page = live(Show(what=lambda: [Told(), *(h.i(row) for row in rows)] if rows else None), limits=Limits(nodes=30))
        rows[:] = range(40)
        page.refresh()
        page.reported()
        assert calls == []

    def test_a_listener_of_other_code_that_contradicts(self, live: MakeLive) -> None:
        from domsync import on

        outside = [False]
        page = live(Show(what=lambda: h.p(on_click=on(print, outside=True) if outside[0] else None)))
        page.find("p").addEventListener("click", print)
        page.ops()
        outside[0] = True
        page.refresh()
        ((_, error),) = page.reported()
        assert "cannot listen to the same event both inside and outside" in str(error)
        page.find("[role=alert]")

    def test_an_element_that_other_code_has_taken_out(self, live: MakeLive) -> None:
        fragile = Fragile()
        page = live(fragile)
        button = page.find("button")
        button.remove()
        page.ops()
        fragile.clicks = 3
        page.ops()
        fragile.broken = True
        page.ops()
        page.reported()
        fragile.broken = False
        page.ops()
        assert page.html == ""
        page.end()

    def test_it_can_be_put_in_again_elsewhere(self, live: MakeLive) -> None:
        page = live(Fragile())
        button = page.find("button")
        button.remove()
        page.component.clicks = 3
        page.ops()
        section = page.document.createElement("section")
        page.document.body.append(section)
        section.append(button)
        page.ops()
        page.click(button)
        assert page.find("section button").textContent == "4"

    def test_the_same_component_twice_is_shown_at_the_second_place(self, live: MakeLive) -> None:
        fragile = Fragile()
        page = live(Show(what=[fragile, h.p(fragile)]))
        ((where, error),) = page.reported()
        assert (where, type(error)) == ("Show.render", AlreadyMountedError)
        assert "<button>0</button><p><div" in page.html
        page.click("button")
        page.reported()
        page.change(what=[fragile])
        assert page.html == "<main><h1>head</h1><button>1</button><footer>foot</footer></main>"


class TestHandlers:
    @pytest.mark.parametrize("kind", [ValueError, asyncio.CancelledError, RecursionError])
    def test_a_handler_that_raises(self, live: MakeLive, kind: type[BaseException]) -> None:
        class Clicks(Component):
            clicks: int = 0

            def render(self) -> Child:
                return h.button(self.clicks, on_click=self.click)

            def click(self) -> None:
                self.clicks += 1
                raise kind("oh")

        page = live(Clicks())
        page.click("button")
        ((where, error),) = page.reported()
        assert type(error) is kind
        assert where == f"the handler {Clicks.click.__qualname__} for 'click' at <Element button>"
        # What it had assigned before is taken back.
        assert page.html == "<button>0</button>"

    def test_generators_are_no_handlers_and_no_life_cycle_methods(self, live: MakeLive) -> None:
        """Nothing in them would run, and nothing would say so."""

        class Steps(Component):
            def render(self) -> Child:
                return h.button("go", on_click=self.go)

            def mounted(self) -> Any:
                yield

            def go(self) -> Iterator[None]:
                yield

        page = live(Steps())
        ((where, error),) = page.reported()
        assert where == f"{Steps.__name__}.mounted"
        assert "mounted is a generator, so nothing in it has run" in str(error)
        page.click("button")
        ((where, error),) = page.reported()
        assert "Steps.go is a generator" in str(error)

    async def test_an_async_handler_that_raises(self, live: MakeLive) -> None:
        class Clicks(Component):
            clicks: int = 0

            def render(self) -> Child:
                return h.button(self.clicks, on_click=self.click)

            async def click(self) -> None:
                await asyncio.sleep(0)
                self.clicks += 1
                raise LookupError("oh")

        page = live(Clicks())
        for work in page.fire("button"):
            page.scheduler.run(work, "an event handler")
        await page.scheduler.settle()
        ((where, error),) = page.reported()
        assert (where, type(error)) == ("an event handler", LookupError)
        page.ops()
        assert page.html == "<button>1</button>"

    def test_refs_that_raise(self, live: MakeLive) -> None:
        def fail(element: object) -> None:
            raise LookupError("oh")

        shown = [True]
        page = live(Show(what=lambda: h.p(ref=fail) if shown[0] else None))
        assert [(where, type(error)) for where, error in page.reported()] == [("a ref of Show", LookupError)]
        shown[0] = False
        page.refresh()
        assert [where for where, _ in page.reported()] == ["a ref of Show"]
        assert page.html == "<main><h1>head</h1><footer>foot</footer></main>"

    def test_islands_that_raise(self, live: MakeLive) -> None:
        def fill(element: Any) -> None:
            element.append("half")
            raise LookupError("oh")

        page = live(Show(what=lambda: h.island("p", fill)))
        assert [(where, type(error)) for where, error in page.reported()] == [("an island's fill of Show", LookupError)]
        assert "<p>half</p>" in page.html


def test_a_thousand_errors_are_a_thousand_references(live: MakeLive) -> None:
    fragile = Fragile(broken=True)
    page = live(Show(what=fragile))
    for _ in range(100):
        fragile.refresh()
        page.ops()
    assert len(page.reported()) == 101
    assert len({text.partition("reference ")[2][:8] for text in page.log.texts}) == 101
