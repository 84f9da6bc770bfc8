"""What a callback may look like, and what the browser is told of it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from types import MethodType
from typing import Any

import pytest

from domsync.dom import ops
from domsync.dom.events import Event, EventTarget, browser_event, dispatch, entries_of, merged, translate_getter
from domsync.dom.events.listeners import _takes_event_by_signature, takes_event
from domsync.errors import DOMException


class Callable1:
    def __call__(self, event: object) -> None: ...


class Callable0:
    def __call__(self) -> None: ...


class Methods:
    def none(self) -> None: ...

    def one(self, event: object) -> None: ...

    def two(self, event: object, other: object) -> None: ...

    @classmethod
    def of_class(cls, event: object) -> None: ...

    @staticmethod
    def static() -> None: ...

    def variable(*args: object) -> None: ...


def logged(function: Callable[..., object]) -> Callable[..., object]:
    @functools.wraps(function)
    def wrapper(*args: object, **kwargs: object) -> object:
        return function(*args, **kwargs)

    return wrapper


def two(a: object, b: object) -> None: ...


async def waits() -> None: ...


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda: None, False),
        (lambda event: None, True),
        (lambda event, row=1: None, True),
        (lambda row=1: None, False),
        (lambda event=None: None, True),
        (lambda event=None, row=1: None, True),
        (lambda *args: None, True),
        (lambda row=1, *args: None, False),
        (lambda *, key=1: None, False),
        (lambda **kwargs: None, False),
        (Methods().none, False),
        (Methods().one, True),
        (Methods.of_class, True),
        (Methods.static, False),
        (Methods().variable, True),
        (Callable0(), False),
        (Callable1(), True),
        (functools.partial(two, 1), True),
        (functools.partial(two, 1, 2), False),
        (functools.partial(two, b=2), True),
        (waits, False),
        (logged(lambda: None), False),
        (logged(lambda event: None), True),
        ([].append, True),
        ([].clear, False),
        (print, True),
        (dict, True),
    ],
)
def test_who_gets_the_event(function: Callable[..., object], expected: bool) -> None:
    assert takes_event(function) is expected


def _shapes() -> list[Callable[..., object]]:
    plain: list[Callable[..., object]] = [
        *(lambda: None, lambda a: None, lambda a, b: None, lambda a, b, c: None, lambda a, /, b: None),
        *(lambda a=1: None, lambda a=None: None, lambda a, b=1: None, lambda a, b=None: None, lambda a=1, b=None: None),
        *(lambda *args: None, lambda a, *args: None, lambda a=1, *args: None, lambda a, b=None, *args: None),
        *(lambda a, *, key=1: None, lambda *args, key=1: None, lambda a=None, *, key=1, **more: None),
    ]
    return [*plain, *[MethodType(function, object()) for function in plain]]


@pytest.mark.parametrize("given", range(4))
@pytest.mark.parametrize("function", _shapes())
def test_what_the_code_says_is_what_the_signature_says(function: Callable[..., object], given: int) -> None:
    callback = functools.partial(function, *range(given)) if given else function
    try:
        expected: object = _takes_event_by_signature(callback)
    except (TypeError, ValueError) as error:
        expected = type(error)
    try:
        found: object = takes_event(callback)
    except (TypeError, ValueError) as error:
        found = type(error)
    assert found == expected


def keyword_only(*, row: int) -> None: ...


@pytest.mark.parametrize("function", [two, Methods().two, keyword_only, functools.partial(two), isinstance])
def test_callbacks_that_need_more_are_refused_when_they_are_attached(function: Callable[..., object]) -> None:
    target = EventTarget()
    with pytest.raises(TypeError, match=r"needs \d arguments; an event's callback takes none or the event"):
        target.addEventListener("x", function)
    assert target.listener_list is None


@pytest.mark.parametrize("callback", [5, "alert(1)", object()])
def test_what_cannot_be_called_is_refused(callback: Any) -> None:
    with pytest.raises(TypeError, match=r"a function, an object with handleEvent"):
        EventTarget().addEventListener("x", callback)


@pytest.mark.parametrize(
    ("getter", "path"),
    [
        ("this.value", "currentTarget.value"),
        (" this.value ; ", "currentTarget.value"),
        ("this.options[this.selectedIndex].value", "currentTarget.selectedOptions.0.value"),
        ("this.a.b[0]", "currentTarget.a.b.0"),
        ("this.dataset['row']", "currentTarget.dataset.row"),
        ('this["value"]', "currentTarget.value"),
        ("event.key", "key"),
        ("event.target.value", "target.value"),
        ("this", None),
        ("event", None),
        ("value", None),
        ("this.value + 1", None),
        ("this.f()", None),
        ("this.__proto__", None),
        ("this.a[b]", None),
        ("alert(1)", None),
    ],
)
def test_getters_that_are_paths(getter: str, path: str | None) -> None:
    assert translate_getter(getter) == path


def told(target: EventTarget, type: str = "x") -> ops.Listener:
    return merged(entries_of(target, type))


class TestOneListener:
    """What the browser is told of a single listener."""

    def test_nothing_special(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None)
        target.addEventListener("y", lambda: None)
        assert told(target) == ops.Listener()
        assert told(target) is told(target, "y"), "thousands of plain listeners share one description"

    def test_everything(self) -> None:
        target = EventTarget()
        target.addEventListener(
            "x",
            lambda: None,
            True,
            fields=["key", ("id", "currentTarget.dataset.id")],
            prevent_default=True,
            stop_propagation=True,
            once=True,
            passive=True,
            debounce=100,
            throttle=50,
            keys=["Enter", " "],
            outside=True,
            single=True,
        )
        flags = ops.PREVENT_DEFAULT + ops.STOP_PROPAGATION + ops.ONCE + ops.PASSIVE + ops.OUTSIDE + ops.SINGLE
        fields = (("key", "key"), ("id", "currentTarget.dataset.id"))
        assert told(target) == ops.Listener(fields, flags, 100, 50, ("Enter", " "))

    @pytest.mark.parametrize("positional", [True, False])
    def test_the_getter_of_the_original(self, positional: bool) -> None:
        target = EventTarget()
        if positional:
            target.addEventListener("x", lambda: None, "this.value")
        else:
            target.addEventListener("x", lambda: None, js_value_getter="this.value")
        assert told(target) == ops.Listener((("value", "currentTarget.value"),), script="this.value")

    def test_a_getter_that_is_no_path(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None, js_value_getter="this.value.length + 1")
        assert told(target) == ops.Listener(script="this.value.length + 1")

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            ({"fields": ["target.value"]}, "is not a field name"),
            ({"fields": [("value", "target value")]}, "is not the path"),
            ({"fields": [("value", "__proto__.x")]}, "is not the path"),
            ({"fields": [("value", "a.__proto__")]}, "is not the path"),
            ({"fields": [("__proto__", "key")]}, "is not a field name"),
            ({"fields": [("a", "key"), ("a", "code")]}, "would be 'key' for one listener and 'code' for another"),
            ({"fields": [("value", "key")], "js_value_getter": "this.value"}, "field 'value'"),
            ({"debounce": -1}, "milliseconds"),
            ({"throttle": -1}, "milliseconds"),
        ],
    )
    def test_mistakes(self, arguments: dict[str, Any], message: str) -> None:
        target = EventTarget()
        with pytest.raises(ValueError, match=message):
            target.addEventListener("x", lambda: None, **arguments)
        assert target.listener_list is None

    def test_keys_is_a_list(self) -> None:
        with pytest.raises(TypeError, match=r"keys=\['Enter'\]"):
            EventTarget().addEventListener("keydown", lambda: None, keys="Enter")


class TestSeveralListeners:
    """What the browser is told of all listeners of one event on one node."""

    def test_fields_are_united(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None, fields=["key", "code"])
        target.addEventListener("x", lambda: None, fields=["code", "shiftKey"], prevent_default=True)
        assert told(target) == ops.Listener(
            (("key", "key"), ("code", "code"), ("shiftKey", "shiftKey")), ops.PREVENT_DEFAULT
        )

    def test_once_and_passive_hold_only_for_all(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None, once=True, passive=True)
        assert told(target).flags == ops.ONCE + ops.PASSIVE
        target.addEventListener("x", lambda: None, once=True)
        assert told(target).flags == ops.ONCE
        target.addEventListener("x", lambda: None, single=True)
        assert told(target).flags == ops.SINGLE

    def test_the_shortest_time_holds(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None, debounce=300, throttle=10)
        target.addEventListener("x", lambda: None, debounce=100)
        assert (told(target).debounce, told(target).throttle) == (100, 0)

    def test_one_getter_is_shared(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None)
        target.addEventListener("x", lambda event: None, js_value_getter="f(this)")
        assert told(target).script == "f(this)"
        with pytest.raises(ValueError, match="share their js_value_getter"):
            target.addEventListener("x", lambda event: None, js_value_getter="g(this)")

    def test_one_name_means_one_thing(self) -> None:
        target = EventTarget()
        target.addEventListener("x", lambda: None, fields=[("v", "key")])
        with pytest.raises(ValueError, match="field 'v' would be 'key'"):
            target.addEventListener("x", lambda event: None, fields=[("v", "code")])

    def test_inside_and_outside_do_not_go_together(self) -> None:
        target = EventTarget()
        target.addEventListener("click", lambda: None, outside=True)
        with pytest.raises(DOMException, match="inside and outside") as caught:
            target.addEventListener("click", lambda event: None)
        assert caught.value.name == "NotSupportedError"

    def test_keys_reach_the_listeners_that_want_them(self) -> None:
        calls: list[str] = []
        target = EventTarget()
        target.addEventListener("keydown", lambda: calls.append("enter"), keys=["Enter"])
        assert told(target, "keydown") == ops.Listener(keys=("Enter",))
        target.addEventListener("keydown", lambda: calls.append("escape"), keys=["Escape"])
        assert told(target, "keydown") == ops.Listener((("@keys", "@keys"),), keys=("Enter", "Escape"))
        target.addEventListener("keydown", lambda: calls.append("any"))
        assert told(target, "keydown") == ops.Listener((("@keys", "@keys"),), keys=("Enter", "Escape", "Any"))

        def fail(error: BaseException, where: str) -> None:
            raise error

        for keys in (b'["Escape", "Any"]', b'["Any"]'):
            dispatch(target, browser_event("keydown", b'{"@keys": %b}' % keys), fail)
        assert calls == ["escape", "any", "any"]

    def test_without_a_key_field_the_browser_has_chosen(self) -> None:
        calls: list[Event] = []
        target = EventTarget()
        target.addEventListener("keydown", calls.append, keys=["Enter"])
        target.dispatchEvent(Event("keydown"))
        assert len(calls) == 1
