"""A widget of anywidget is a part of a page: traits in both directions, messages, bytes."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from pydantic import Field

from domsync import Component, Document, anywidget, mount
from domsync import html as h
from domsync.dom import ops
from domsync.testing import Page, render_page
from tests.components.client_modules.widgets import Counting


class Shown(Component):
    widget: Any = Field(default_factory=Counting)

    def render(self) -> Any:
        return h.main(anywidget(self.widget))


def opened(widget: Any = None) -> tuple[Page, Any, Any]:
    shown = Shown(widget=widget or Counting())
    page = render_page(shown)
    return page, shown.widget, page.locator("main > div").module


def test_the_traits_are_the_model() -> None:
    _, _, module = opened(Counting(value=3))
    assert module.values == {"value": 3, "raw": b"abc"}


def test_what_python_sets_comes_to_the_browser() -> None:
    page, widget, module = opened()
    widget.value = 5
    page.advance(0)
    assert module["value"] == 5
    assert [op.edits for op in page.last.ops if isinstance(op, ops.Props)] == [((("value",), 5),)]


def test_what_is_set_and_taken_back_at_once_is_told_twice() -> None:
    page, widget, _ = opened()
    widget.value = 5
    widget.value = 0
    page.advance(0)
    edits = [op.edits for op in page.last.ops if isinstance(op, ops.Props)]
    assert edits == [((("value",), 5),), ((("value",), 0),)]


def test_what_the_browser_saves_comes_to_python_and_not_back() -> None:
    page, widget, module = opened()
    seen: list[int] = []
    widget.observe(lambda change: seen.append(change["new"]), "value")
    module.save(value=7)
    assert (widget.value, seen) == (7, [7])
    assert not [op for op in page.last.ops if isinstance(op, ops.Props)]
    module.save(raw=b"\0\xff")
    assert widget.raw == b"\0\xff"


def test_what_the_widget_refuses_is_taken_back(caplog: pytest.LogCaptureFixture) -> None:
    _, widget, module = opened()
    # Widgets log what their methods raise by themselves.
    module.save(value="many")
    assert "trait of a Counting instance expected an int" in caplog.text
    assert widget.value == module["value"] == 0


def test_what_a_widget_is_no_browser_can_set() -> None:
    page, widget, module = opened()
    source = str(widget._esm)
    module.save(_esm="export default {}", layout="x", unknown=1)
    assert str(widget._esm) == source
    assert module.values == {"value": 0, "raw": b"abc"}
    assert page.locator("main > div")


def test_messages_and_commands() -> None:
    page, widget, module = opened()
    module.send({"hello": 1})
    assert widget.heard == [{"hello": 1}]
    widget.send({"back": 2}, [b"x", memoryview(b"yz")])
    page.advance(0)
    assert module.messages == [({"back": 2}, [b"x", b"yz"])]
    module.send({"id": "7", "kind": "anywidget-command", "name": "shout", "msg": "hello"})
    answer = {"id": "7", "kind": "anywidget-command-response", "response": "HELLO"}
    assert module.messages[1] == (answer, [b"x"])


def test_one_widget_on_two_pages_is_the_same() -> None:
    widget = Counting()
    first, _, one = opened(widget)
    second, _, two = opened(widget)
    one.save(value=4)
    second.advance(0)
    assert two["value"] == 4
    first.close()
    widget.value = 9
    second.advance(0)
    assert two["value"] == 9


def test_what_is_no_widget_is_refused() -> None:
    with pytest.raises(TypeError, match=r"str is not a widget of anywidget"):
        anywidget("text")


async def test_a_trait_that_a_thread_sets_is_told_by_the_pages_own_loop() -> None:
    document = Document()
    shown = mount(Shown(), document.documentElement)
    document.take_ops()
    seen: list[int] = []
    document.on_ops = lambda: seen.append(threading.get_ident())
    await asyncio.to_thread(setattr, shown.widget, "value", 3)
    await asyncio.sleep(0)
    assert [op.edits for op in document.take_ops() if isinstance(op, ops.Props)] == [((("value",), 3),)]
    assert seen == [threading.get_ident()]
