"""Events: the way through the tree, listeners that come and go meanwhile, and what is told to callbacks."""

from __future__ import annotations

import asyncio
import functools
import gc
import logging
from collections.abc import Awaitable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domsync.dom.document.document import Document
from domsync.dom.events import (
    NON_BUBBLING,
    AbortController,
    AbortSignal,
    CustomEvent,
    Event,
    EventTarget,
    Host,
    ListenerEntry,
    browser_event,
    dispatch,
    entries_of,
)
from domsync.errors import DOMException


class RecordingHost(Host):
    """A host that keeps what it is told instead of logging it."""

    __slots__ = ("reports",)

    def __init__(self) -> None:
        super().__init__()
        self.reports: list[tuple[BaseException, str]] = []
        self.report = lambda error, where: self.reports.append((error, where))


class Target(EventTarget):
    """A target with a name and a parent, as nodes have them."""

    __slots__ = ("changed", "host", "id", "parent")

    def __init__(self, id: str, parent: Target | None = None) -> None:
        super().__init__()
        self.id = id
        self.parent = parent
        self.host: RecordingHost = parent.host if parent is not None else RecordingHost()
        self.changed: list[str] = []

    def _event_parent(self, event: Event) -> Target | None:
        return self.parent

    def _event_host(self) -> RecordingHost:
        return self.host

    def _event_document(self) -> object:
        return "the document"

    def _listen_changed(self, type: str, before: Sequence[ListenerEntry]) -> None:
        self.changed.append(type)

    def __repr__(self) -> str:
        return f"<{self.id}>"


def family() -> tuple[Target, Target, Target]:
    grandparent = Target("grandparent")
    parent = Target("parent", grandparent)
    return grandparent, parent, Target("child", parent)


class TestWay:
    """The order of capture, target and bubble."""

    def test_capture_then_target_then_bubble(self) -> None:
        calls: list[str] = []
        targets = family()
        for target in targets:
            for capture in (False, True):
                target.addEventListener(
                    "x",
                    lambda event, capture=capture: calls.append(
                        f"{event.currentTarget.id} {'capture' if capture else 'bubble'} {event.eventPhase}"
                    ),
                    capture,
                )
        event = Event("x", bubbles=True)
        assert targets[2].dispatchEvent(event)
        assert calls == [
            "grandparent capture 1",
            "parent capture 1",
            "child capture 2",
            "child bubble 2",
            "parent bubble 3",
            "grandparent bubble 3",
        ]
        assert (event.eventPhase, event.currentTarget, event.target) == (Event.NONE, None, targets[2])

    def test_at_the_target_capturing_listeners_run_first(self) -> None:
        calls: list[str] = []
        target = Target("target")
        target.addEventListener("x", lambda: calls.append("second"))
        target.addEventListener("x", lambda: calls.append("first"), capture=True)
        target.dispatchEvent(Event("x"))
        assert calls == ["first", "second"]

    def test_an_event_that_does_not_bubble_is_captured_all_the_same(self) -> None:
        calls: list[str] = []
        grandparent, _, child = family()
        grandparent.addEventListener("x", lambda: calls.append("bubble"))
        grandparent.addEventListener("x", lambda: calls.append("capture"), True)
        child.dispatchEvent(Event("x"))
        assert calls == ["capture"]

    def test_stop_propagation_lets_the_other_listeners_of_the_target_run(self) -> None:
        calls: list[str] = []
        _, parent, child = family()
        child.addEventListener("x", lambda event: event.stopPropagation())
        child.addEventListener("x", lambda: calls.append("child"))
        parent.addEventListener("x", lambda: calls.append("parent"))
        event = Event("x", bubbles=True)
        child.dispatchEvent(event)
        assert calls == ["child"]
        child.removeEventListener("x", entries_of(child, "x")[0].callback)
        child.dispatchEvent(event)
        assert calls == ["child", "child", "parent"]

    def test_stop_propagation_while_capturing(self) -> None:
        calls: list[str] = []
        _, parent, child = family()
        parent.addEventListener("x", lambda event: event.stopPropagation(), True)
        child.addEventListener("x", lambda: calls.append("child"))
        parent.addEventListener("x", lambda: calls.append("parent"))
        child.dispatchEvent(Event("x", bubbles=True))
        assert calls == []

    def test_stop_immediate_propagation(self) -> None:
        calls: list[str] = []
        _, parent, child = family()
        child.addEventListener("x", lambda event: event.stopImmediatePropagation())
        child.addEventListener("x", lambda: calls.append("child"))
        parent.addEventListener("x", lambda: calls.append("parent"))
        child.dispatchEvent(Event("x", bubbles=True))
        assert calls == []

    def test_an_event_that_was_stopped_before_reaches_nobody(self) -> None:
        calls: list[str] = []
        target = Target("target")
        target.addEventListener("x", lambda: calls.append("called"))
        event = Event("x")
        event.stopPropagation()
        target.dispatchEvent(event)
        assert calls == []
        target.dispatchEvent(event)
        assert calls == ["called"]

    def test_the_way_is_settled_before_the_first_listener(self) -> None:
        calls: list[str] = []
        grandparent, parent, child = family()
        other = Target("other")

        def move() -> None:
            parent.parent = other

        child.addEventListener("x", move)
        grandparent.addEventListener("x", lambda: calls.append("grandparent"))
        other.addEventListener("x", lambda: calls.append("other"))
        child.dispatchEvent(Event("x", bubbles=True))
        assert calls == ["grandparent"]

    def test_composed_path(self) -> None:
        paths: list[list[EventTarget]] = []
        grandparent, parent, child = family()
        parent.addEventListener("x", lambda event: paths.append(event.composedPath()))
        event = Event("x", bubbles=True)
        child.dispatchEvent(event)
        assert paths == [[child, parent, grandparent]]
        assert event.composedPath() == []

    @given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=20), st.integers(0, 4), st.booleans())
    def test_the_order_is_that_of_the_standard(
        self, listeners: list[tuple[int, bool]], depth: int, bubbles: bool
    ) -> None:
        chain = [Target("0")]
        for number in range(1, 5):
            chain.append(Target(str(number), chain[-1]))
        calls: list[int] = []
        for index, (level, capture) in enumerate(listeners):
            chain[level].addEventListener("x", functools.partial(calls.append, index), capture)
        chain[depth].dispatchEvent(Event("x", bubbles=bubbles))
        at = [[index for index, (level, _) in enumerate(listeners) if level == wanted] for wanted in range(5)]
        capturing = [i for level in range(depth + 1) for i in at[level] if listeners[i][1]]
        levels = range(depth, -1, -1) if bubbles else [depth]
        bubbling = [i for level in levels for i in at[level] if not listeners[i][1]]
        assert calls == capturing + bubbling


class TestListeners:
    """Listeners that are added and removed."""

    def test_the_same_listener_is_added_once(self) -> None:
        calls: list[str] = []
        target = Target("target")

        def callback() -> None:
            calls.append("called")

        target.addEventListener("x", callback)
        target.addEventListener("x", callback, once=True)
        target.addEventListener("x", callback, capture=True)
        target.dispatchEvent(Event("x"))
        assert calls == ["called", "called"]
        assert target.changed == ["x", "x"]

    def test_a_bound_method_is_the_same_listener_each_time(self) -> None:
        class Page:
            def __init__(self) -> None:
                self.clicks = 0

            def on_click(self, event: Event) -> None:
                self.clicks += 1

        page, target = Page(), Target("target")
        target.addEventListener("click", page.on_click)
        target.addEventListener("click", page.on_click)
        target.dispatchEvent(Event("click"))
        assert page.clicks == 1
        target.removeEventListener("click", page.on_click)
        target.dispatchEvent(Event("click"))
        assert page.clicks == 1

    def test_removing_needs_the_same_capture(self) -> None:
        target = Target("target")

        def callback() -> None:
            raise AssertionError

        target.addEventListener("x", callback, {"capture": True})
        target.removeEventListener("x", callback)
        assert target.listener_list is not None
        target.removeEventListener("x", callback, {"capture": True})
        assert target.listener_list is None
        target.removeEventListener("x", callback)
        target.removeEventListener("y", None)

    def test_a_listener_that_is_removed_meanwhile_does_not_run(self) -> None:
        calls: list[str] = []
        target = Target("target")

        def second() -> None:
            calls.append("second")

        target.addEventListener("x", lambda: target.removeEventListener("x", second))
        target.addEventListener("x", second)
        target.dispatchEvent(Event("x"))
        assert calls == []

    def test_a_listener_that_is_added_meanwhile_waits_for_the_next_event(self) -> None:
        calls: list[str] = []
        _, parent, child = family()

        def late() -> None:
            calls.append("late")

        def adding() -> None:
            child.addEventListener("x", late)
            parent.addEventListener("x", late)

        child.addEventListener("x", adding)
        child.dispatchEvent(Event("x", bubbles=True))
        assert calls == ["late"], "only the parent's: the event had not come there yet"
        child.dispatchEvent(Event("x"))
        assert calls == ["late", "late"]

    def test_once_is_removed_before_it_runs(self) -> None:
        calls: list[str] = []
        target = Target("target")

        def callback() -> None:
            calls.append("called")
            target.dispatchEvent(Event("x"))

        target.addEventListener("x", callback, once=True)
        target.dispatchEvent(Event("x"))
        assert calls == ["called"]
        assert target.listener_list is None
        assert target.changed == ["x", "x"]

    def test_null_is_no_listener(self) -> None:
        target = Target("target")
        target.addEventListener("x", None)
        assert target.listener_list is None

    def test_an_object_with_handle_event(self) -> None:
        class Listener:
            def __init__(self) -> None:
                self.events: list[Event] = []

            def handleEvent(self, event: Event) -> None:
                self.events.append(event)

        listener, target = Listener(), Target("target")
        target.addEventListener("x", listener)
        target.addEventListener("x", listener)
        event = Event("x")
        target.dispatchEvent(event)
        assert listener.events == [event]
        # It is looked up at each call.
        listener.handleEvent = lambda event: None  # type: ignore[method-assign]
        target.dispatchEvent(event)
        assert listener.events == [event]

    def test_what_handle_event_is_counts_when_it_is_called(self) -> None:
        heard: list[object] = []

        class Listener:
            handleEvent: Any = None

        listener, target = Listener(), Target("target")
        target.addEventListener("x", listener)
        target.dispatchEvent(Event("x"))
        [(error, where)] = target.host.reports
        assert isinstance(error, TypeError)
        assert "'x'" in where
        listener.handleEvent = heard.append
        target.dispatchEvent(Event("x"))
        listener.handleEvent = lambda: heard.append("none taken")
        target.dispatchEvent(Event("x"))
        assert [getattr(one, "type", one) for one in heard] == ["x", "none taken"]

    @pytest.mark.parametrize("options", [{"once": True, "capture": True}, {"once": True}])
    def test_options_as_a_mapping(self, options: dict[str, Any]) -> None:
        target = Target("target")
        target.addEventListener("x", lambda: None, options, prevent_default=True)
        [entry] = entries_of(target, "x")
        assert entry.once
        assert entry.capture == options.get("capture", False)
        assert entry.listener.flags == 1 + 4

    def test_an_unknown_option_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="onse"):
            Target("target").addEventListener("x", lambda: None, {"onse": True})

    @pytest.mark.parametrize("name", ["", "x" * 33])
    def test_a_name_that_no_browser_may_send(self, name: str) -> None:
        with pytest.raises(ValueError, match="1 to 32 characters"):
            Target("target").addEventListener(name, lambda: None)


class TestPreventDefault:
    def test_cancelable(self) -> None:
        target = Target("target")
        target.addEventListener("x", lambda event: event.preventDefault())
        event = Event("x", cancelable=True)
        assert not target.dispatchEvent(event)
        assert event.defaultPrevented

    def test_not_cancelable(self) -> None:
        target = Target("target")
        target.addEventListener("x", lambda event: event.preventDefault())
        assert target.dispatchEvent(Event("x"))

    def test_passive_listeners_cannot(self) -> None:
        target = Target("target")
        target.addEventListener("x", lambda event: event.preventDefault(), passive=True)
        event = Event("x", {"cancelable": True})
        assert target.dispatchEvent(event)
        target.addEventListener("x", lambda event: event.preventDefault())
        assert not target.dispatchEvent(event)


class TestState:
    def test_an_event_on_its_way_cannot_set_out_again(self) -> None:
        errors: list[DOMException] = []
        target = Target("target")

        def again(event: Event) -> None:
            with pytest.raises(DOMException) as caught:
                target.dispatchEvent(event)
            errors.append(caught.value)

        target.addEventListener("x", again)
        event = browser_event("x")
        assert dispatch(target, event, target.host.report) == []
        assert [error.name for error in errors] == ["InvalidStateError"]
        assert event.isTrusted, "a refused dispatch leaves the event as it was"
        target.dispatchEvent(Event("x"))
        assert len(errors) == 2

    def test_what_the_application_dispatches_is_not_trusted(self) -> None:
        event = browser_event("x")
        assert event.isTrusted
        Target("target").dispatchEvent(event)
        assert not event.isTrusted

    def test_custom_events(self) -> None:
        event = CustomEvent("x", {"detail": [1], "bubbles": True})
        assert (event.detail, event.bubbles, event.cancelable) == ([1], True, False)
        assert CustomEvent("x").detail is None
        assert CustomEvent("x", detail=2, cancelable=True).cancelable

    @pytest.mark.parametrize("event", [Event, CustomEvent])
    def test_an_unknown_option_is_an_error(self, event: type[Event]) -> None:
        with pytest.raises(TypeError, match="no option 'buubles'"):
            event("x", {"buubles": True})

    def test_which_events_of_a_browser_bubble(self) -> None:
        assert browser_event("click").bubbles
        assert not browser_event("focus").bubbles
        assert {"mouseenter", "load", "scroll", "play"} < NON_BUBBLING
        assert not {"click", "input", "change", "submit", "focusin", "keydown", "drop"} & NON_BUBBLING

    def test_time_goes_forward(self) -> None:
        assert Event("a").timeStamp <= Event("b").timeStamp


class TestErrors:
    def test_the_listeners_after_one_that_raises_still_run(self) -> None:
        calls: list[str] = []
        _, parent, child = family()

        def broken() -> None:
            raise ValueError("broken")

        child.addEventListener("x", broken)
        child.addEventListener("x", lambda: calls.append("child"))
        parent.addEventListener("x", lambda: calls.append("parent"))
        assert child.dispatchEvent(Event("x", bubbles=True))
        assert calls == ["child", "parent"]
        [(error, where)] = child.host.reports
        assert isinstance(error, ValueError)
        assert where.startswith("the callback TestErrors.")
        assert where.endswith(".broken for 'x' at <child>")

    @pytest.mark.parametrize("error", [asyncio.CancelledError(), GeneratorExit(), StopIteration(), RecursionError()])
    def test_whatever_a_callback_raises_is_reported(self, error: BaseException) -> None:
        target = Target("target")

        def broken() -> None:
            raise error

        target.addEventListener("x", broken)
        target.dispatchEvent(Event("x"))
        assert [reported for reported, _ in target.host.reports] == [error]

    def test_a_generator_is_reported(self) -> None:
        target = Target("target")

        def steps() -> Iterator[None]:
            yield

        target.addEventListener("x", steps)
        target.dispatchEvent(Event("x"))
        [(error, _)] = target.host.reports
        assert "steps is a generator, so nothing in it has run" in str(error)

    def test_the_end_of_the_program_is_not_held_up(self) -> None:
        target = Target("target")

        def ends() -> None:
            raise KeyboardInterrupt

        target.addEventListener("x", ends)
        event = Event("x")
        with pytest.raises(KeyboardInterrupt):
            target.dispatchEvent(event)
        assert event.composedPath() == []

    def test_without_a_document_errors_go_to_the_log(self, caplog: pytest.LogCaptureFixture) -> None:
        def broken() -> None:
            raise ValueError("broken")

        signal = AbortController().signal
        signal.addEventListener("x", broken)
        with caplog.at_level(logging.ERROR, "domsync"):
            signal.dispatchEvent(Event("x"))
        assert "broken" in caplog.text


class TestAsync:
    async def test_async_callbacks_run_after_the_dispatch(self) -> None:
        calls: list[str] = []
        target = Target("target")

        async def slow(event: Event) -> None:
            calls.append(f"slow begins at {event.currentTarget}")
            await asyncio.sleep(0)
            calls.append("slow ends")

        target.addEventListener("x", slow)
        target.addEventListener("x", lambda: calls.append("fast"))
        target.dispatchEvent(Event("x"))
        assert calls == ["fast"]
        for _ in range(3):
            await asyncio.sleep(0)
        assert calls == ["fast", "slow begins at <target>", "slow ends"]

    async def test_an_async_callback_sees_the_event_as_it_was_for_it(self) -> None:
        seen: list[tuple[Any, ...]] = []
        _, parent, child = family()

        async def callback(event: CustomEvent) -> None:
            seen.append((event.currentTarget, event.target, event.detail, event["id"], event.eventPhase))

        for target in (child, parent):
            target.addEventListener("x", callback)
        child.dispatchEvent(CustomEvent("x", detail=7, bubbles=True))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert seen == [(child, child, 7, "child", 2), (parent, child, 7, "parent", 3)]

    async def test_a_lambda_may_return_a_coroutine(self) -> None:
        calls: list[object] = []

        async def save(event: Event) -> None:
            calls.append(event["id"])

        target = Target("target")
        target.addEventListener("x", lambda event: save(event))  # noqa: PLW0108 - a sync function around an async one
        target.dispatchEvent(Event("x"))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert calls == ["target"]

    async def test_what_an_async_callback_raises_is_reported(self) -> None:
        target = Target("target")

        async def broken() -> None:
            raise ValueError("broken")

        target.addEventListener("x", broken)
        target.dispatchEvent(Event("x"))
        for _ in range(3):
            await asyncio.sleep(0)
        [(error, where)] = target.host.reports
        assert (str(error), where) == ("broken", "an async callback")

    async def test_a_task_is_held_and_then_let_go(self) -> None:
        target = Target("target")
        done = asyncio.Event()

        async def wait() -> None:
            await done.wait()

        target.addEventListener("x", wait)
        target.dispatchEvent(Event("x"))
        await asyncio.sleep(0)
        assert len(target.host._tasks or ()) == 1
        done.set()
        for _ in range(3):
            await asyncio.sleep(0)
        assert not target.host._tasks

    def test_without_a_loop_the_error_says_so(self) -> None:
        target = Target("target")

        async def callback() -> None:
            raise AssertionError

        target.addEventListener("x", callback)
        with pytest.raises(RuntimeError, match="no asyncio loop is running"):
            target.dispatchEvent(Event("x"))

    def test_dispatch_gives_results_and_awaitables(self) -> None:
        target = Target("target")

        async def later() -> int:
            return 2

        target.addEventListener("x", lambda: 1)
        target.addEventListener("x", later)
        target.addEventListener("x", lambda: None)
        results: list[object] = []
        awaitables: list[Awaitable[object]] = dispatch(target, Event("x"), target.host.report, results)
        assert results == [1, awaitables[0], None]
        [coroutine] = awaitables
        coroutine.close()  # type: ignore[attr-defined]


class TestSignals:
    def test_abort_removes_the_listeners(self) -> None:
        calls: list[str] = []
        controller, target = AbortController(), Target("target")
        target.addEventListener("x", lambda: calls.append("x"), signal=controller.signal)
        target.addEventListener("y", lambda: calls.append("y"), {"signal": controller.signal})
        controller.abort()
        controller.abort()
        target.dispatchEvent(Event("x"))
        target.dispatchEvent(Event("y"))
        assert calls == []
        assert target.listener_list is None

    def test_abort_during_a_dispatch(self) -> None:
        calls: list[str] = []
        controller, target = AbortController(), Target("target")
        target.addEventListener("x", controller.abort)
        target.addEventListener("x", lambda: calls.append("aborted"), signal=controller.signal)
        target.dispatchEvent(Event("x"))
        assert calls == []

    def test_an_aborted_signal_adds_nothing(self) -> None:
        target = Target("target")
        target.addEventListener("x", lambda: None, signal=AbortSignal.abort())
        assert target.listener_list is None
        assert target.changed == []

    def test_a_removed_listener_is_not_held_by_the_signal(self) -> None:
        controller, target = AbortController(), Target("target")
        target.addEventListener("x", lambda: None, signal=controller.signal, once=True)
        target.dispatchEvent(Event("x"))
        assert not controller.signal._algorithms

    def test_the_signal_tells_why(self) -> None:
        heard: list[Event] = []
        controller = AbortController()
        controller.signal.addEventListener("abort", heard.append)
        controller.signal.throwIfAborted()
        assert (controller.signal.aborted, controller.signal.reason) == (False, None)
        controller.abort("enough")
        assert (controller.signal.aborted, controller.signal.reason) == (True, "enough")
        assert [event.type for event in heard] == ["abort"]
        with pytest.raises(DOMException, match="enough"):
            controller.signal.throwIfAborted()
        with pytest.raises(KeyError):
            AbortSignal.abort(KeyError("x")).throwIfAborted()
        with pytest.raises(DOMException, match="AbortError"):
            AbortSignal.abort().throwIfAborted()

    def test_any(self) -> None:
        first, second = AbortController(), AbortController()
        combined = AbortSignal.any([first.signal, second.signal])
        assert not combined.aborted
        second.abort("second")
        first.abort("first")
        assert combined.reason == "second"
        assert AbortSignal.any([AbortSignal(), second.signal]).reason == "second"

    def test_all_that_follow_are_given_up_before_anybody_hears_of_it(self) -> None:
        heard: list[object] = []
        controller, other = AbortController(), AbortController()
        first = AbortSignal.any([controller.signal])
        second = AbortSignal.any([first, other.signal, controller.signal])
        signals = (controller.signal, first, second)
        for name, signal in (("second", second), ("source", controller.signal), ("first", first)):
            signal.addEventListener(
                "abort", lambda event, name=name: heard.append((name, event.isTrusted, [s.aborted for s in signals]))
            )
        # A listener of the source that goes on to abort another one changes nothing.
        controller.signal.addEventListener("abort", lambda: other.abort("late"))
        controller.abort("why")
        assert heard == [(name, True, [True] * 3) for name in ("source", "first", "second")]
        assert [signal.reason for signal in signals] == ["why"] * 3
        assert other.signal.reason == "late"

    def test_a_signal_that_follows_is_held_only_while_somebody_listens(self) -> None:
        application, target = AbortController(), Target("target")

        def held() -> int:
            gc.collect()
            return len(application.signal._dependents or ())

        for _ in range(3):
            AbortSignal.any([application.signal, AbortSignal()])
        assert held() == 0
        heard: list[str] = []
        AbortSignal.any([application.signal, AbortSignal()]).addEventListener("abort", lambda: heard.append("aborted"))
        target.addEventListener("x", heard.append, signal=AbortSignal.any([application.signal]))
        target.addEventListener("y", heard.append, signal=AbortSignal.any([application.signal]))
        target.removeEventListener("y", heard.append)
        assert held() == 2
        application.abort()
        assert heard == ["aborted"]
        assert target.listener_list is None
        assert held() == 0

    async def test_timeout(self) -> None:
        aborted = asyncio.Event()
        signal = AbortSignal.timeout(0)
        signal.addEventListener("abort", aborted.set)
        following = AbortSignal.any([signal, AbortSignal()])
        assert not signal.aborted
        await aborted.wait()
        assert (signal.reason.name, signal.reason.code) == ("TimeoutError", 23)
        assert following.reason is signal.reason
        for wrong in (-1, float("nan")):
            with pytest.raises(ValueError, match="the time must be at least 0 milliseconds"):
                AbortSignal.timeout(wrong)

    def test_a_timeout_needs_a_loop(self) -> None:
        with pytest.raises(RuntimeError):
            AbortSignal.timeout(1)


class TestPayload:
    def test_fields_are_items_and_attributes(self) -> None:
        event = browser_event("keydown", b'{"key": "a", "target": "mine", "n": [1]}')
        assert (event.key, event["key"], event.get("key"), event.n) == ("a", "a", "a", [1])
        assert event["target"] == "mine"
        assert event.target is None
        assert event.payload == b'{"key": "a", "target": "mine", "n": [1]}'
        assert "key" in event
        assert "code" not in event
        assert event.get("code") is None
        assert event.get("code", "?") == "?"
        with pytest.raises(KeyError):
            event["code"]
        with pytest.raises(
            AttributeError, match=r"this keydown event has no field 'code'; listen with fields=\[\('code'"
        ):
            _ = event.code
        assert not hasattr(event, "_private")
        assert not hasattr(event, "__len__")

    def test_the_keys_of_the_original(self) -> None:
        messages: list[dict[str, Any]] = []
        target = Target("target")
        target.addEventListener("input", lambda event: messages.append(dict(event)))
        dispatch(target, browser_event("input", b'{"value": "typed"}'), target.host.report)
        dispatch(target, browser_event("input"), target.host.report)
        assert messages == [
            {"domsync": True, "event": "input", "id": "target", "doc": "the document", "value": value}
            for value in ("typed", None)
        ]
        assert browser_event("input")["doc"] is None
        assert "value" in browser_event("input")
        assert browser_event("input", b'{"id": 5}')["id"] == 5

    def test_each_target_has_its_own_fields_and_others_are_passed_over(self) -> None:
        seen: list[tuple[str, Any]] = []
        grandparent, parent, child = family()
        for target in (child, parent, grandparent):
            target.addEventListener("x", lambda event: seen.append((event.currentTarget.id, event.get("row"))))
        event = browser_event("x", payloads={parent: b'{"row": 3}', grandparent: b"{}"})
        dispatch(child, event, child.host.report)
        assert seen == [("parent", 3), ("grandparent", None)]


class TestRepr:
    def test_events_show_what_they_are(self) -> None:
        assert repr(Event("x")) == "<Event 'x' at None>"
        assert repr(CustomEvent("y")) == "<CustomEvent 'y' at None>"


class TestOldNames:
    def test_an_event_that_is_made_without_a_name(self) -> None:
        document = Document()
        event = document.createEvent("hTmLeVeNtS")
        with pytest.raises(DOMException, match="InvalidStateError"):
            document.body.dispatchEvent(event)
        heard = []

        def hear(event: Event) -> None:
            heard.append((event.srcElement is document.body, event.type, event.returnValue))
            event.initEvent("other")
            event.returnValue = False

        document.body.addEventListener("x", hear)
        event.initEvent("x", True, True)
        assert document.body.dispatchEvent(event) is False
        assert heard == [(True, "x", True)]
        assert [event.type, event.bubbles, event.returnValue, event.defaultPrevented] == ["x", True, False, True]
        event.initEvent("y")
        assert [event.type, event.bubbles, event.target, event.defaultPrevented] == ["y", False, None, False]

    def test_a_custom_one(self) -> None:
        event = Document().createEvent("CustomEvent")
        assert isinstance(event, CustomEvent)
        event.initCustomEvent("x", False, True, 5)
        assert [event.type, event.cancelable, event.detail] == ["x", True, 5]

    def test_there_is_no_such_interface(self) -> None:
        with pytest.raises(DOMException, match="NotSupportedError"):
            Document().createEvent("TransitionEvent")

    def test_cancel_bubble(self) -> None:
        document = Document()
        heard = []
        document.body.addEventListener("x", lambda event: heard.append("body"))
        child = document.body.appendChild(document.createElement("p"))
        child.addEventListener("x", lambda event: setattr(event, "cancelBubble", True))
        event = Event("x", bubbles=True)
        assert not event.cancelBubble
        child.dispatchEvent(event)
        assert heard == []

    def test_only_events_can_be_dispatched(self) -> None:
        wrong: Any
        for wrong in (None, "click"):
            with pytest.raises(TypeError, match="an Event is needed"):
                Document().body.dispatchEvent(wrong)


class TestPassiveByDefault:
    """What would hold up scrolling cannot prevent it, unless somebody says so."""

    @staticmethod
    def _prevents(target: EventTarget, type: str, **options: Any) -> bool:
        def prevent(event: Event) -> None:
            event.preventDefault()

        target.addEventListener(type, prevent, **options)
        prevented = not target.dispatchEvent(Event(type, cancelable=True))
        target.removeEventListener(type, prevent)
        return prevented

    @pytest.mark.parametrize("type", ["touchstart", "touchmove", "wheel", "mousewheel"])
    def test_the_page_is_passive(self, type: str) -> None:
        document = Document()
        other = document.implementation.createHTMLDocument()
        for target in (document.window, document, document.body, other, other.documentElement, other.body):
            assert not self._prevents(target, type)
            assert self._prevents(target, type, passive=False)
            assert self._prevents(target, type, prevent_default=True)
            assert self._prevents(target, "click")
            assert not self._prevents(target, "click", passive=True)

    def test_elements_are_not(self) -> None:
        document = Document()
        inside = document.body.appendChild(document.createElement("div"))
        for target in (inside, document.createElement("body"), document.createTextNode("x"), EventTarget()):
            assert self._prevents(target, "wheel")


def test_a_signal_is_one() -> None:
    target = EventTarget()
    with pytest.raises(TypeError, match="signal must be an AbortSignal, not 'x'"):
        target.addEventListener("click", print, signal="x")  # type: ignore[arg-type]
    assert target.listener_list is None


def test_exceptions_have_the_old_numbers() -> None:
    assert [DOMException("x", name).code for name in ("NotFoundError", "AbortError", "NotAllowedError")] == [8, 20, 0]
    assert (DOMException().name, DOMException().message, DOMException("x").code) == ("Error", "", 0)
