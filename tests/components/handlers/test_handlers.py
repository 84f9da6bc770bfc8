"""Handlers: what a function asks for becomes exactly what the browser sends, and mistakes fail where they are made."""

from __future__ import annotations

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import pytest
from pydantic import BaseModel

from domsync import events
from domsync import html as h
from domsync.components.handlers import On, handler, on
from domsync.components.handlers.payloads import EVENTS, Source
from domsync.components.vnode import handler_of, handlers_of
from domsync.dom.events import Event
from domsync.dom.ops import CAPTURE, ONCE, OUTSIDE, PASSIVE, PREVENT_DEFAULT, SINGLE, STOP_PROPAGATION, Listener
from domsync.errors import ProtocolError

if TYPE_CHECKING:
    from decimal import Decimal

HERE = "test_handlers.py:"


class Row(msgspec.Struct):
    id: Annotated[str, Source("currentTarget.dataset.id")]
    shiftKey: bool


class Profile(BaseModel):
    name: str


class Page:
    """Handlers of every kind; `got` is what they were called with."""

    def __init__(self) -> None:
        self.got: list[Any] = []

    def nothing(self) -> str:
        self.got.append(())
        return "done"

    def clicked(self, event: events.ClickEvent) -> None:
        self.got.append(event)

    def bare(self, event) -> None:  # type: ignore[no-untyped-def]
        self.got.append(event)

    def row(self, row: Row) -> None:
        self.got.append(row)

    def annotated(self, row: Annotated[Row, "of a table"]) -> None:
        self.got.append(row)

    def raw(self, event: Event) -> None:
        self.got.append(event)

    def anything(self, event: Any) -> None:
        self.got.append(event)

    def save(self, form: Profile) -> None:
        self.got.append(form)

    def of_item(self, item: int, event: events.ClickEvent) -> None:
        self.got.append((item, event))

    def optional(self, event: events.ClickEvent | None = None) -> None:
        self.got.append(event)

    def maybe(self, event: events.ClickEvent | None) -> None: ...

    def raw_or_none(self, event: Event | None = None) -> None: ...

    def of_row(self, row: Row | None = None) -> None: ...

    def of_hidden(self, row: Decimal | None = None) -> None: ...

    def unnamed(self, event=None) -> None: ...  # type: ignore[no-untyped-def]

    async def later(self) -> str:
        return "later"

    def __call__(self, event: events.KeyboardEvent) -> None:
        self.got.append(event)

    def number(self, number: int) -> None: ...

    def either(self, event: events.ClickEvent | events.KeyboardEvent) -> None: ...

    def two(self, a: int, b: int) -> None: ...

    def named(self, *, event: events.ClickEvent) -> None: ...

    def hidden(self, value: Decimal) -> None: ...


class TestListeners:
    def test_nothing_asks_for_nothing(self) -> None:
        page = Page()
        made = handler("click", page.nothing)
        assert made.listener == Listener()
        assert made.call(b"") == "done"
        assert page.got == [()]

    def test_a_struct_asks_for_its_fields(self) -> None:
        made = handler("click", Page().clicked)
        names = ("altKey", "ctrlKey", "metaKey", "shiftKey", "button", "clientX", "clientY", "detail")
        assert made.listener == Listener(tuple((name, name) for name in names))
        assert made.plan.payload is events.ClickEvent

    def test_no_annotation_gets_the_familys_struct(self) -> None:
        assert handler("input", Page().bare).listener == Listener((("value", "target.value"),))
        assert handler("keydown", Page().anything).plan.payload is events.KeyboardEvent
        assert handler("input", lambda event: event).plan.payload is events.InputEvent

    def test_a_struct_of_ones_own(self) -> None:
        fields = (("id", "currentTarget.dataset.id"), ("shiftKey", "shiftKey"))
        page = Page()
        made = handler("click", page.row)
        assert made.listener == Listener(fields)
        made.call(b'{"id":"a","shiftKey":false}')
        assert page.got == [Row("a", False)]
        assert handler("click", page.annotated).plan.payload is Row

    def test_the_event_itself(self) -> None:
        page = Page()
        made = handler("click", page.raw)
        assert made.plan.wants_event
        assert made.listener == Listener()
        event = Event("click")
        made.call(b"{}", event)
        assert page.got == [event]

    def test_a_model_for_a_form(self) -> None:
        made = handler("submit", Page().save)
        assert made.listener == Listener((("form", "@form"),), PREVENT_DEFAULT | SINGLE)
        assert made.plan.form is Profile

    def test_submit_never_leaves_the_page_nor_runs_twice(self) -> None:
        assert handler("submit", Page().nothing).listener == Listener((), PREVENT_DEFAULT | SINGLE)

    def test_partial(self) -> None:
        page = Page()
        made = handler("click", functools.partial(page.of_item, 5))
        assert made.plan.payload is events.ClickEvent
        made = handler("click", functools.partial(page.number, 5))
        assert made.listener == Listener()
        made = handler("click", functools.partial(page.two, b=1, a=2))
        assert made.listener == Listener()
        with pytest.raises(TypeError, match="b: int does not describe the event"):
            handler("click", functools.partial(page.two, 1))

    def test_defaults_are_there_to_be_used(self) -> None:
        page = Page()
        made = handler("click", lambda page=page: page.nothing())
        made.call(b"")
        assert page.got == [()]
        assert handler("click", page.of_row).plan.payload is None
        assert handler("click", page.unnamed).plan.payload is None

    def test_unless_they_are_instead_of_the_event(self) -> None:
        page = Page()
        assert handler("click", page.optional).plan.payload is events.ClickEvent
        assert handler("click", page.raw_or_none).plan.wants_event
        # The same method may handle something else, too.
        assert handler("input", page.optional).plan.payload is None
        assert handler("click", page.of_hidden).plan.payload is None
        assert handler("click", functools.partial(page.optional, event=None)).plan.payload is None
        assert handler("click", page.maybe).plan.payload is events.ClickEvent

    def test_callable_objects_and_builtins(self) -> None:
        page = Page()
        assert handler("keydown", page).plan.payload is events.KeyboardEvent
        numbers = [1]
        handler("click", numbers.clear).call(b"")
        assert numbers == []
        assert handler("input", numbers.append).plan.payload is events.InputEvent

    @pytest.mark.parametrize("kind", ["generator", "async generator", "expression"])
    def test_a_generator_would_never_run(self, kind: str) -> None:
        def steps() -> Iterator[None]:
            yield

        async def later() -> AsyncIterator[None]:
            yield

        function = {"generator": steps, "async generator": later, "expression": lambda: (n for n in "ab")}[kind]
        with pytest.raises(TypeError, match=r"is a generator, so nothing in it has run: use no `yield` in it"):
            handler("click", function).call(b"")

    def test_async(self) -> None:
        made = handler("click", Page().later)
        assert made.plan.is_async
        result = made.call(b"")
        assert inspect.iscoroutine(result)
        result.close()
        assert not handler("click", Page().nothing).plan.is_async
        assert handler("click", functools.partial(Page().later)).plan.is_async

    def test_async_callable_object(self) -> None:
        class Saver:
            async def __call__(self) -> None: ...

        assert handler("click", Saver()).plan.is_async


class TestCache:
    def test_equal_listeners_are_one_object(self) -> None:
        first, second = handler("click", Page().clicked), handler("click", Page().clicked)
        assert first.listener is second.listener
        assert handler("dblclick", Page().clicked).listener is first.listener
        assert (
            handler("click", on(Page().nothing, debounce=5)).listener
            is handler("input", on(lambda: None, debounce=5)).listener
        )

    def test_a_lambda_for_every_row_is_looked_at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        calls = count_signatures(monkeypatch)
        made = [handler("click", lambda row=row: print(row)) for row in range(50)]
        assert len(calls) == 1
        assert len({id(one.listener) for one in made}) == 1

        class Table:
            def remove(self, row: int, event: events.ClickEvent) -> None: ...

            def clicked(self) -> None: ...

        table = Table()
        for row in range(50):
            handler("click", functools.partial(table.remove, row))
            handler("click", on(table.clicked, prevent_default=True))
        assert len(calls) == 3

    def test_functions_of_one_factory_can_differ_in_their_annotation(self) -> None:
        def make(struct: type) -> Callable[..., None]:
            def handle(event: struct) -> None: ...  # type: ignore[valid-type]

            # With postponed annotations the name means what it meant in make().
            handle.__annotations__["event"] = struct
            return handle

        assert handler("click", make(events.ClickEvent)).plan.payload is events.ClickEvent
        assert handler("click", make(events.MouseEvent)).plan.payload is events.MouseEvent
        assert handler("click", make(events.ClickEvent)).plan.payload is events.ClickEvent

    def test_names_of_the_function_around_are_found(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def make(Struct: type) -> Callable[..., object]:
            def handle(event: Struct) -> object:  # type: ignore[valid-type]
                return Struct

            return handle

        assert handler("click", make(events.ClickEvent)).plan.payload is events.ClickEvent
        assert handler("click", make(events.PointerEvent)).plan.payload is events.PointerEvent
        calls = count_signatures(monkeypatch)
        assert handler("click", make(events.ClickEvent)).plan.payload is events.ClickEvent
        assert calls == []

    def test_decorated_functions_are_told_apart(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def logged(function: Callable[..., object]) -> Callable[..., object]:
            @functools.wraps(function)
            def wrapper(*args: Any, **kwargs: Any) -> object:
                return function(*args, **kwargs)

            return wrapper

        @logged
        def first() -> str:
            return "first"

        @logged
        def second(event: events.ClickEvent) -> int:
            return event.button

        assert handler("click", first).call(b"") == "first"
        assert handler("click", second).plan.payload is events.ClickEvent
        calls = count_signatures(monkeypatch)
        assert handler("click", first).call(b"") == "first"
        assert handler("click", second).plan.payload is events.ClickEvent
        assert calls == []

    def test_a_wrapped_builtin(self) -> None:
        numbers = [1]

        @functools.wraps(numbers.clear)
        def wrapper() -> None:
            numbers.clear()

        handler("click", wrapper).call(b"")
        assert numbers == []

    def test_code_without_end_fills_no_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        plans: dict[Any, Any] = {}
        monkeypatch.setattr("domsync.components.handlers.planning._plans", plans)
        monkeypatch.setattr("domsync.components.handlers.planning._MOST_PLANS", 3)
        for number in range(10):
            handler("click", eval(f"lambda: {number}"))
            assert len(plans) <= 3

    def test_options_do_not_mix(self) -> None:
        page = Page()
        assert handler("click", page.nothing).listener.flags == 0
        assert handler("click", on(page.nothing, once=True)).listener.flags == ONCE
        assert handler("click", page.nothing).listener.flags == 0
        assert handler("submit", page.nothing).listener.flags == PREVENT_DEFAULT | SINGLE


def count_signatures(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Count how often a signature is inspected from now on."""
    calls: list[object] = []
    original = inspect.signature

    def signature(function: Callable[..., object]) -> inspect.Signature:
        calls.append(function)
        return original(function)

    monkeypatch.setattr(inspect, "signature", signature)
    return calls


class TestOptions:
    @pytest.mark.parametrize(
        ("options", "listener"),
        [
            ({"prevent_default": True}, Listener(flags=PREVENT_DEFAULT)),
            ({"stop_propagation": True}, Listener(flags=STOP_PROPAGATION)),
            ({"once": True}, Listener(flags=ONCE)),
            ({"capture": True}, Listener(flags=CAPTURE)),
            ({"passive": True, "once": True}, Listener(flags=PASSIVE | ONCE)),
            ({"outside": True}, Listener(flags=OUTSIDE)),
            ({"debounce": 300}, Listener(debounce=300)),
            ({"throttle": 50}, Listener(throttle=50)),
            ({"key": "Enter"}, Listener(keys=("Enter",))),
            ({"key": ("ArrowUp", "ArrowDown")}, Listener(keys=("ArrowUp", "ArrowDown"))),
            ({"key": None}, Listener()),
        ],
    )
    def test_each(self, options: dict[str, Any], listener: Listener) -> None:
        assert handler("keydown", on(Page().nothing, **options)).listener == listener

    def test_a_window_listener_is_not_one_of_the_element(self) -> None:
        vnode = h.div(on_resize=on(lambda e: None, target="window"), on_click=lambda: None)
        assert vnode.listeners == {"click": Listener()}
        assert {made.plan.name for made in handlers_of(vnode)} == {"window:resize", "click"}
        made = handler_of(vnode, "window:resize")
        assert made is not None
        assert made.plan.target == "window"
        assert made.listener.fields[0] == ("innerWidth", "currentTarget.innerWidth")
        assert not vnode.plain

    @pytest.mark.parametrize(
        ("options", "text"),
        [
            ({"debounce": 0.3}, "debounce must be an integer number of milliseconds, not 0.3"),
            ({"debounce": True}, "debounce must be an integer number of milliseconds, not True"),
            ({"throttle": -1}, "throttle cannot be negative: -1"),
            ({"key": 13}, "key must be the name of a key or a tuple of names, not 13"),
            ({"key": ["a"]}, r"key must be the name of a key or a tuple of names, not \['a'\]"),
            ({"key": ("a", 1)}, "key must be the name of a key"),
            ({"passive": True, "prevent_default": True}, "a passive listener cannot prevent the default"),
            ({"outside": True, "target": "window"}, "outside needs an element"),
            ({"target": "body"}, "target must be 'window' or 'document', not 'body'"),
        ],
    )
    def test_mistakes(self, options: dict[str, Any], text: str) -> None:
        with pytest.raises((TypeError, ValueError), match=text):
            on(Page().nothing, **options)

    def test_keys_are_for_key_events(self) -> None:
        with pytest.raises(ValueError, match="key= is for keyboard events; click is not one"):
            handler("click", on(Page().nothing, key="Enter"))

    def test_twice(self) -> None:
        with pytest.raises(TypeError, match="applied twice"):
            on(on(Page().nothing))  # type: ignore[arg-type]

    def test_on_is_small(self) -> None:
        first, second = on(print, once=True), on(len, once=True)
        assert isinstance(first, On)
        assert first.options is second.options


class TestMistakes:
    @pytest.mark.parametrize(
        ("event", "function", "text"),
        [
            (
                "click",
                Page().two,
                r"Page\.two \(.*test_handlers\.py:\d+\) .* it needs 2 arguments \(a, b\)",
            ),
            ("click", Page().number, r"number: int does not describe the event; annotate it with events\.ClickEvent"),
            ("click", Page().either, r"ClickEvent \| .*KeyboardEvent does not describe the event"),
            ("click", Page().named, "the keyword-only argument event cannot be given"),
            ("click", Page().hidden, "value: Decimal cannot be resolved .* import it at the top of the module"),
            ("click", Page().save, "the model Profile can only be used with on_submit, not on_click"),
            (
                "keydown",
                Page().clicked,
                "keydown does not have the fields of ClickEvent; annotate with events.KeyboardEvent",
            ),
            ("my-event", Page().bare, "'my-event' is not a standard event, so event needs an annotation"),
            ("click", Page, "on_click takes a function, not the class Page"),
            ("click", None, "on_click takes a function, not None"),
            ("click", "save", "on_click takes a function, not 'save'; give the function without calling it"),
            ("click", max, "max cannot handle the event: it has no signature to read; wrap it in a lambda"),
        ],
    )
    def test_the_message_names_the_function_and_the_fix(self, event: str, function: Any, text: str) -> None:
        with pytest.raises(TypeError, match=text):
            handler(event, function)

    def test_mistakes_are_found_each_time(self) -> None:
        for _ in range(2):
            with pytest.raises(TypeError, match=HERE):
                handler("click", Page().two)  # type: ignore[arg-type]

    @pytest.mark.parametrize("event", ["", "x" * 33, "window:click"])
    def test_names_of_events(self, event: str) -> None:
        with pytest.raises(ValueError, match="is not a valid event name"):
            handler(event, Page().nothing)

    def test_nested_structs_with_sources(self) -> None:
        inner: Any = msgspec.defstruct("Inner", [("x", Annotated[int, Source("y")])])
        outer: Any = msgspec.defstruct("Outer", [("inner", inner)])

        def handle(event: Any) -> None: ...

        handle.__annotations__["event"] = outer
        with pytest.raises(TypeError, match=r"handle \(.*\) cannot handle the event: .*Inner\.x"):
            handler("click", handle)

    @pytest.mark.parametrize("kind", ["Missing", list[int] | set[int]])
    def test_structs_that_cannot_be_decoded(self, kind: Any) -> None:
        struct: Any = msgspec.defstruct("Odd", [("x", kind)])

        def handle(event: Any) -> None: ...

        handle.__annotations__["event"] = struct
        with pytest.raises(TypeError, match="Odd cannot be a payload: "):
            handler("click", handle)


CLICK = (
    b'{"altKey":false,"ctrlKey":false,"metaKey":false,"shiftKey":true,"button":0,"clientX":1,"clientY":2.5,"detail":1}'
)


class TestPayloads:
    def test_what_fits_arrives(self) -> None:
        page = Page()
        handler("click", page.clicked).call(CLICK)
        assert page.got == [events.ClickEvent(False, False, False, True, 0, 1.0, 2.5, 1)]

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"{}",
            b"[]",
            b"null",
            b"{",
            b"\xff",
            CLICK.replace(b"true", b"1"),
            CLICK.replace(b"true", b'"true"'),
            CLICK.replace(b"2.5", b"true"),
            CLICK.replace(b"2.5", b'"2.5"'),
            CLICK.replace(b"2.5", b"NaN"),
            CLICK.replace(b"2.5", b"1e999"),
            CLICK.replace(b'"button":0', b'"button":0.5'),
            CLICK.replace(b'"button":0', b'"button":9007199254740993'),
            CLICK.replace(b'"button":0', b'"button":null'),
            CLICK.replace(b"}", b',"other":1}'),
            CLICK.replace(b"2.5", b"[" * 100_000 + b"]" * 100_000),
        ],
    )
    def test_what_does_not_fit_never_reaches_user_code(self, raw: bytes) -> None:
        page = Page()
        with pytest.raises(ProtocolError) as caught:
            handler("click", page.clicked).call(raw)
        assert caught.value.code == 4400
        assert caught.value.reason == "invalid message"
        assert page.got == []

    def test_all_types_against_all_types(self) -> None:
        values: dict[type, tuple[bytes, ...]] = {
            bool: (b"true", b"false"),
            int: (b"5", b"-1"),
            float: (b"0.5", b"5", b"-1"),
            str: (b'"5"', b'""'),
            type(None): (b"null",),
            list: (b"[]", b"[5]"),
            dict: (b"{}",),
        }
        for wanted, right in values.items():
            struct: Any = msgspec.defstruct("Payload", [("x", wanted)], frozen=True)

            def handle(event: Any) -> Any:
                return event.x

            handle.__annotations__["event"] = struct
            made = handler("click", handle)
            for written in values.values():
                for text in written:
                    raw = b'{"x":' + text + b"}"
                    if text in right:
                        assert type(made.call(raw)) is wanted
                    else:
                        with pytest.raises(ProtocolError):
                            made.call(raw)

    def test_a_text_may_be_as_long_as_a_message(self) -> None:
        made = handler("input", Page().bare)
        made.call(b'{"value":"' + b"x" * 1_000_000 + b'"}')


class TestInElements:
    def test_listeners_and_handlers_are_parallel(self) -> None:
        page = Page()
        vnode = h.button("x", on_click=page.nothing, events={"my-event": page.row, "off": None}, on_focus=None)
        assert vnode.listeners is not None
        assert list(vnode.listeners) == [made.plan.name for made in handlers_of(vnode)] == ["click", "my-event"]
        assert handlers_of(vnode)[0].function == page.nothing
        assert vnode.listeners["click"] is handlers_of(vnode)[0].listener
        assert vnode.plain

    def test_changing_only_the_function_changes_no_listener(self) -> None:
        first, second = (h.button("x", on_click=lambda row=row: print(row)) for row in range(2))
        assert first.listeners == second.listeners
        assert first != second

    def test_every_standard_event_is_a_keyword(self) -> None:
        for event in EVENTS:
            vnode = h.div(**{f"on_{event}": print})  # type: ignore[arg-type]
            assert list(vnode.listeners or ()) == [event]

    def test_conditions(self) -> None:
        assert h.div(on_click=None, on_input=False) == h.div()

    def test_two_handlers_of_one_event(self) -> None:
        with pytest.raises(TypeError, match="<div> has two handlers for 'click'"):
            h.div(on_click=print, events={"click": print})

    @pytest.mark.parametrize("wrong", [True, 5, "alert(1)"])
    def test_what_is_no_handler(self, wrong: Any) -> None:
        with pytest.raises(TypeError, match="on_click takes a function"):
            h.div(on_click=wrong)

    def test_names_of_events_are_strings(self) -> None:
        with pytest.raises(TypeError, match="an event's name must be a string"):
            h.div(events={5: print})  # type: ignore[dict-item]
