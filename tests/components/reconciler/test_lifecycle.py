"""When components render and what they are told: mounted, updated, unmounted; tasks, threads, flush."""

import asyncio
import threading
from typing import Any

import pytest
from pydantic import PrivateAttr

from domsync import Child, Component, Document, mount, run_in_thread, unmount
from domsync import html as h
from domsync.components import NotMountedError, State, scheduler_of
from domsync.components.reconciler.scheduler import RenderLoopError
from domsync.dom.ops import SetData
from tests.components.conftest import MakeLive
from tests.waiting import PATIENCE

LOG: list[str] = []


@pytest.fixture(autouse=True)
def empty_log() -> None:
    LOG.clear()


def said() -> list[str]:
    """What happened since the last call."""
    lines = LOG.copy()
    LOG.clear()
    return lines


class Told(Component):
    """Says what it is told, and shows others."""

    name: str
    inner: Any = None
    value: int = 0

    def render(self) -> Child:
        LOG.append(f"render {self.name}")
        return h.p(self.name, self.value, self.inner() if callable(self.inner) else self.inner)

    def mounted(self) -> None:
        LOG.append(f"mounted {self.name}")

    def updated(self) -> None:
        LOG.append(f"updated {self.name}")

    def unmounted(self) -> None:
        LOG.append(f"unmounted {self.name}")


class TestOrder:
    def test_children_first(self, live: MakeLive) -> None:
        values = [1]
        inner = lambda: [  # noqa: E731
            Told(name="b", inner=lambda: Told(name="c", value=values[0]), value=values[0]),
            Told(name="d", value=values[0]),
        ]
        page = live(Told(name="a", inner=inner))
        assert said() == [
            *("render a", "render b", "render c", "render d"),
            *("mounted c", "mounted b", "mounted d", "mounted a"),
        ]
        values[0] = 2
        page.refresh()
        assert said() == [
            *("render a", "render b", "render c", "render d"),
            *("updated c", "updated b", "updated d", "updated a"),
        ]
        page.end()
        assert said() == ["unmounted c", "unmounted b", "unmounted d", "unmounted a"]

    def test_a_child_that_does_not_render_is_not_updated(self, live: MakeLive) -> None:
        page = live(Told(name="a", inner=lambda: Told(name="b")))
        said()
        page.refresh()
        assert said() == ["render a", "updated a"]

    def test_mounted_sees_the_page_and_can_change_it(self, live: MakeLive) -> None:
        class Late(Component):
            text: str = "first"

            def render(self) -> Child:
                return h.p(self.text, id="late")

            def mounted(self) -> None:
                document = page_document[0]
                LOG.append(document.querySelector("#late").innerText)
                self.text = "second"

        page_document: list[Any] = []
        document = Document()
        page_document.append(document)
        mount(Late(), document.body)
        assert said() == ["first"]
        assert document.body.innerHTML == '<p id="late">second</p>'

    def test_hidden_components_are_told_when_they_are_shown(self, live: MakeLive) -> None:
        shown = [False]
        page = live(Told(name="a", inner=lambda: Told(name="b", show=shown[0])))
        assert said() == ["render a", "mounted a"]
        shown[0] = True
        page.refresh()
        assert said() == ["render a", "render b", "mounted b", "updated a"]
        shown[0] = False
        page.refresh()
        assert said() == ["render a", "updated a"]
        shown[0] = True
        page.refresh()
        assert said() == ["render a", "render b", "updated b", "updated a"]

    def test_never_shown_never_told(self, live: MakeLive) -> None:
        page = live(Told(name="a", inner=lambda: Told(name="b", show=False)))
        page.end()
        assert "mounted b" not in LOG
        assert "unmounted b" not in LOG

    def test_once_each_time_it_comes_back(self, live: MakeLive) -> None:
        kept = Told(name="b")
        shown = [True]
        page = live(Told(name="a", inner=lambda: kept if shown[0] else None))
        for shown[0] in (False, True, False):
            page.refresh()
        assert [line for line in said() if line.endswith("mounted b")] == [
            *("mounted b", "unmounted b", "mounted b", "unmounted b"),
        ]


class TestTurns:
    def test_parents_first_and_once_per_turn(self, live: MakeLive) -> None:
        values = [1]
        child = Told(name="c", inner=None)
        page = live(Told(name="a", inner=lambda: Told(name="b", value=values[0], inner=child)))
        said()
        values[0] = 2
        child.value = 5
        page.component.value = 6
        page.component.value = 7
        page.refresh()
        assert [line for line in said() if line.startswith("render")] == ["render a", "render b", "render c"]

    def test_in_the_order_in_which_they_were_changed(self, live: MakeLive) -> None:
        children = [Told(name=name) for name in "bcde"]
        page = live(Told(name="a", inner=children))
        said()
        for index in (2, 0, 3, 1):
            children[index].value = 1
        page.ops()
        assert [line for line in said() if line.startswith("render")] == [f"render {name}" for name in "dbec"]

    def test_a_child_that_leaves_is_not_rendered(self, live: MakeLive) -> None:
        child = Told(name="b")
        inner = [child]
        page = live(Told(name="a", inner=lambda: list(inner)))
        said()
        inner.clear()
        child.value = 1
        page.refresh()
        assert said() == ["render a", "unmounted b", "updated a"]

    async def test_many_changes_are_one_render_at_the_end_of_the_turn(self, live: MakeLive) -> None:
        page = live(Told(name="a"))
        said()
        for value in range(10):
            page.component.value = value
        assert said() == []
        await asyncio.sleep(0)
        assert said() == ["render a", "updated a"]
        assert page.html == "<p>a9</p>"
        assert len(page.ops()) == 1

    async def test_on_flush_is_called_when_something_was_done(self, live: MakeLive) -> None:
        page = live(Told(name="a"))
        page.scheduler.on_flush = lambda: LOG.append("sent")
        said()
        page.component.value = 1
        await asyncio.sleep(0)
        assert said() == ["render a", "updated a", "sent"]
        page.component.value = 2
        page.scheduler.flush()
        await asyncio.sleep(0)
        assert said() == ["render a", "updated a"]

    def test_a_component_that_never_comes_to_rest(self, live: MakeLive) -> None:
        class Restless(Component):
            count: int = 0
            calm: bool = True

            def render(self) -> Child:
                if not self.calm:
                    self.count += 1
                return h.p(self.count)

        inner = Told(name="b")
        page = live(Restless())
        mount(inner, page.document.body)
        page.component.calm = False
        page.ops()
        ((where, error),) = page.reported()
        assert where == "rendering"
        assert isinstance(error, RenderLoopError)
        assert str(error).startswith("rendering did not settle after 100 rounds; these components change state in")
        assert "Restless" in str(error)
        # The page lives on.
        page.component.calm = True
        inner.value = 3
        page.ops()
        assert page.html == f"<p>{page.component.count}</p><p>b3</p>"

    def test_updated_that_changes_state_each_time(self, live: MakeLive) -> None:
        class Restless(Component):
            count: int = 0

            def render(self) -> Child:
                return h.p(self.count)

            def updated(self) -> None:
                self.count += 1

        page = live(Restless())
        page.refresh()
        assert [type(error) for _, error in page.reported()] == [RenderLoopError]

    def test_state_that_settles_in_render(self, live: MakeLive) -> None:
        class Clamped(Component):
            value: int = 50

            def render(self) -> Child:
                if self.value > 10:
                    self.value = 10
                return h.p(self.value)

        page = live(Clamped())
        assert page.html == "<p>10</p>"
        page.change(value=30)
        assert page.html == "<p>10</p>"


class Loader(Component):
    """Loads when it is mounted, as long as `gate` is closed."""

    text: str = "loading"
    _gate: asyncio.Event = PrivateAttr(default_factory=asyncio.Event)

    def render(self) -> Child:
        return h.p(self.text)

    async def mounted(self) -> None:
        LOG.append("started")
        try:
            await self._gate.wait()
            self.text = "loaded"
        except asyncio.CancelledError:
            LOG.append("cancelled")
            raise


class TestTasks:
    async def test_an_async_mounted_changes_the_page_by_itself(self, live: MakeLive) -> None:
        page = live(Loader())
        await asyncio.sleep(0)
        page.component._gate.set()
        await page.scheduler.settle()
        assert page.html == "<p>loaded</p>"

    async def test_it_is_cancelled_when_the_component_leaves(self, live: MakeLive) -> None:
        page = live(Loader())
        await asyncio.sleep(0)
        page.end()
        await page.scheduler.settle()
        assert said() == ["started", "cancelled"]

    async def test_it_is_cancelled_when_a_parent_leaves_it_out(self, live: MakeLive) -> None:
        shown = [True]
        page = live(Told(name="a", inner=lambda: Loader() if shown[0] else None))
        await asyncio.sleep(0)
        shown[0] = False
        page.refresh()
        await page.scheduler.settle()
        assert "cancelled" in said()

    async def test_it_goes_on_while_the_component_is_hidden(self, live: MakeLive) -> None:
        page = live(Loader())
        await asyncio.sleep(0)
        page.change(show=False)
        page.component._gate.set()
        await page.scheduler.settle()
        page.change(show=True)
        assert page.html == "<p>loaded</p>"

    async def test_exceptions_surface(self, live: MakeLive) -> None:
        class Failing(Component):
            def render(self) -> Child:
                return h.p()

            async def mounted(self) -> None:
                raise LookupError("no such row")

        page = live(Failing())
        await page.scheduler.settle()
        ((where, error),) = page.reported()
        assert (where, repr(error)) == ("Failing.mounted", "LookupError('no such row')")
        assert "test_lifecycle.py" in page.log.texts[0]

    @pytest.mark.parametrize("hook", ["mounted", "updated", "unmounted"])
    @pytest.mark.parametrize("kind", [ValueError, asyncio.CancelledError, RecursionError, GeneratorExit, StopIteration])
    def test_exceptions_of_every_method_surface_and_the_page_goes_on(
        self, live: MakeLive, hook: str, kind: type[BaseException]
    ) -> None:
        class Failing(Told):
            def fail(self) -> None:
                raise kind("oh")

        setattr(Failing, hook, Failing.fail)
        Failing.__domsync_hooks__ = frozenset(("mounted", "updated", "unmounted"))
        shown = [True]
        page = live(Told(name="a", inner=lambda: [Failing(name="b", value=len(shown)) if shown[0] else None, "end"]))
        shown.append(True)
        page.refresh()
        shown[0] = False
        page.refresh()
        ((where, error),) = page.reported()
        assert (where, type(error)) == (f"Failing.{hook}", kind)
        assert page.html == "<p>a0end</p>"

    async def test_an_async_unmounted_may_outlive_the_component_and_the_page(self, live: MakeLive) -> None:
        class Saving(Component):
            text: str = "draft"

            def render(self) -> Child:
                return h.p()

            async def unmounted(self) -> None:
                await asyncio.sleep(0)
                LOG.append(f"saved {self.text}")

        page = live(Saving())
        page.end()
        page.scheduler.close()
        for _ in range(3):
            await asyncio.sleep(0)
        assert said() == ["saved draft"]

    async def test_updated_may_be_async_too(self, live: MakeLive) -> None:
        class Watching(Component):
            value: int = 0

            def render(self) -> Child:
                return h.p(self.value)

            async def updated(self) -> None:
                await asyncio.sleep(0)
                LOG.append(f"seen {self.value}")

        page = live(Watching())
        page.change(value=3)
        await page.scheduler.settle()
        assert said() == ["seen 3"]

    def test_without_an_event_loop(self, live: MakeLive) -> None:
        page = live(Loader())
        ((where, error),) = page.reported()
        assert where == "Loader.mounted"
        assert str(error) == ("Loader.mounted is async, but no asyncio loop is running; use components in a coroutine")

    async def test_settle_waits_for_what_tasks_begin(self, live: MakeLive) -> None:
        class Short(Component):
            text: str = "loading"

            def render(self) -> Child:
                return h.p(self.text)

            async def mounted(self) -> None:
                await asyncio.sleep(0)
                self.text = "loaded"

        shown = [False]
        page = live(Told(name="a", inner=lambda: Short() if shown[0] else None))

        async def show() -> None:
            await asyncio.sleep(0)
            shown[0] = True
            page.component.refresh()

        page.scheduler.run(show(), "show")
        await page.scheduler.settle()
        assert page.html == "<p>a0<p>loaded</p></p>"


class TestFlush:
    async def test_in_the_middle_of_a_handler(self, live: MakeLive) -> None:
        class Steps(Component):
            text: str = "start"
            lines: list[str] = []

            def render(self) -> Child:
                return h.button(self.text, *self.lines, on_click=self.work)

            async def work(self) -> None:
                self.text = "working"
                await self.flush()
                LOG.append(page.html)
                self.lines.append("in place")
                await self.flush()
                LOG.append(page.html)
                self.text = "done"

        page = live(Steps())
        sent: list[str] = []

        async def send() -> None:
            sent.append(page.html)

        page.scheduler.send = send
        page.scheduler.on_flush = lambda: LOG.append("sent")
        for work in page.fire("button"):
            await work
        assert [line for line in said() if line != "sent"] == [
            "<button>working</button>",
            "<button>workingin place</button>",
        ]
        assert sent == ["<button>working</button>", "<button>workingin place</button>"]
        page.ops()
        assert page.html == "<button>donein place</button>"

    async def test_of_a_component_that_is_not_there(self) -> None:
        with pytest.raises(NotMountedError, match=r"Told\.flush\(\) needs a component that is on a page"):
            await Told(name="a").flush()

    def test_a_flush_in_a_flush_leaves_the_work_to_the_outer_one(self, live: MakeLive) -> None:
        class Opening(Component):
            value: int = 0

            def render(self) -> Child:
                return h.p(self.value, id="opening")

            def unmounted(self) -> None:
                other.value += 1
                LOG.append(f"flushed {page.scheduler.flush()}")

        other = Told(name="z")
        shown = [True]
        page = live(Told(name="a", inner=lambda: [Opening() if shown[0] else None, other]))
        shown[0] = False
        said()
        page.refresh()
        assert "flushed False" in said()
        assert page.html == "<p>a0<p>z1</p></p>"

    def test_components_that_hooks_mount(self, live: MakeLive) -> None:
        class Opening(Component):
            def render(self) -> Child:
                return h.section(id="opening")

            def mounted(self) -> None:
                mount(Told(name="inner"), page_document.querySelector("#opening"))  # type: ignore[arg-type]
                LOG.append("opened")

        page_document = Document()
        mount(Opening(), page_document.body)
        assert said() == ["render inner", "opened", "mounted inner"]
        assert page_document.body.innerHTML == '<section id="opening"><p>inner0</p></section>'


class TestElsewhere:
    async def test_from_a_task(self, live: MakeLive) -> None:
        page = live(Told(name="a"))

        async def tick() -> None:
            page.component.value = 5

        await asyncio.create_task(tick())
        await asyncio.sleep(0)
        assert page.html == "<p>a5</p>"

    async def test_from_a_thread(self, live: MakeLive) -> None:
        page = live(Told(name="a"))
        flushed = asyncio.Event()
        page.scheduler.on_flush = flushed.set
        main = threading.get_ident()
        rendered: list[int] = []

        class Where(Component):
            value: int = 0

            def render(self) -> Child:
                rendered.append(threading.get_ident())
                return h.p(self.value)

        other = mount(Where(), page.document.body)

        def work() -> int:
            page.component.value = 7
            other.value = 8
            return threading.get_ident()

        assert await run_in_thread(work) != main
        await asyncio.wait_for(flushed.wait(), PATIENCE)
        assert page.html == "<p>a7</p><p>8</p>"
        assert set(rendered) == {main}

    async def test_run_in_thread_gives_results_and_exceptions(self) -> None:
        def divide(number: int, by: int = 1) -> float:
            return number / by

        assert await run_in_thread(divide, 4, by=2) == 2
        with pytest.raises(ZeroDivisionError):
            await run_in_thread(divide, 4, by=0)

    async def test_many_threads_at_once(self, live: MakeLive) -> None:
        class Shared(State):
            numbers: list[int] = []

        shared = Shared()

        class Shows(Component):
            def render(self) -> Child:
                return h.p(len(shared.numbers))

        page = live(Shows())

        def work() -> None:
            for number in range(50):
                shared.numbers.append(number)

        await asyncio.gather(*[run_in_thread(work) for _ in range(4)])
        await asyncio.sleep(0.01)
        assert page.html == "<p>200</p>"

    def test_a_thread_after_the_loop_has_ended(self, live: MakeLive) -> None:
        async def make() -> Any:
            return live(Told(name="a"))

        page = asyncio.run(make())
        thread = threading.Thread(target=setattr, args=(page.component, "value", 3))
        thread.start()
        thread.join()
        assert page.component.value == 3

    def test_another_loop_takes_over(self, live: MakeLive) -> None:
        page = live(Told(name="a"))

        async def change(value: int) -> None:
            page.component.value = value
            await asyncio.sleep(0)

        for value in (4, 5):
            asyncio.run(change(value))
            assert page.html == f"<p>a{value}</p>"

        async def change_at_the_end() -> None:
            page.component.value = 6

        asyncio.run(change_at_the_end())
        asyncio.run(change(7))
        assert page.html == "<p>a7</p>"

    def test_without_a_loop_it_is_flushed_by_hand(self, live: MakeLive) -> None:
        page = live(Told(name="a"))
        page.component.value = 1
        assert page.html == "<p>a0</p>"
        assert scheduler_of(page.document).flush()
        assert page.html == "<p>a1</p>"
        assert not scheduler_of(page.document).flush()

    async def test_after_the_end(self, live: MakeLive) -> None:
        page = live(Told(name="a"))
        unmount(page.component)
        page.component.value = 9
        page.component.refresh()
        await asyncio.sleep(0)
        assert page.ops() != []
        assert page.html == ""

    async def test_close_cancels_what_runs(self, live: MakeLive) -> None:
        page = live(Loader())
        await asyncio.sleep(0)
        page.component.text = "x"
        page.scheduler.close()
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert said() == ["started", "cancelled"]

    async def test_room_for_more_tasks(self, live: MakeLive) -> None:
        page = live(Loader())
        waiting = asyncio.create_task(page.scheduler.tasks.room(1))
        await asyncio.sleep(0)
        assert not waiting.done()
        page.component._gate.set()
        await asyncio.wait_for(waiting, PATIENCE)


def test_the_ops_of_a_render_in_a_task_are_those_of_one_by_hand(live: MakeLive) -> None:
    page = live(Told(name="a"))
    text = page.find("p").childNodes[1]

    async def change() -> None:
        page.component.value = 2
        await asyncio.sleep(0)

    asyncio.run(change())
    assert page.document.has_ops
    assert page.ops() == [SetData(text.node_id, "2")]
