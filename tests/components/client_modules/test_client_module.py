"""A component whose fields are the model of an ES module: what travels, and what comes back."""

from __future__ import annotations

import array
import json
import logging
import re
from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, Field

from domsync import ClientModule, Component, DOMException, Shared, Writable
from domsync import html as h
from domsync.components.component import NotMountedError
from domsync.dom import ops
from domsync.testing import Page, render_page


class Marker(BaseModel):
    """A place."""

    name: str
    at: tuple[float, float] = (0, 0)
    since: date | None = None


class Chart(ClientModule):
    module = "counter.js"

    count: Writable[int] = 0
    names: list[str] = []
    markers: list[Marker] = []
    data: Any = b""
    secret: str = Field(default="in Python", exclude=True)


def props(page: Page) -> list[tuple[Any, ...]]:
    """The edits that have gone out in the last step."""
    return [edit for op in page.last.ops if isinstance(op, ops.Props) for edit in op.edits]


def assert_fails(page: Page, kind: type[Exception], match: str) -> None:
    """The page has reported one exception, and shows that at its place."""
    [error] = page.errors
    page.errors.clear()
    assert isinstance(error, kind)
    assert re.search(match, str(error))
    assert page.get_by_role("alert")


def test_the_module_gets_the_fields() -> None:
    marker = Marker(name="here", at=(1, 2), since=date(2026, 1, 2))
    page = render_page(Chart(names=["a"], markers=[marker], data={"raw": b"\x00\x01"}))
    assert page.locator("div > div").module.values == {
        "count": 0,
        "names": ["a"],
        "markers": [{"name": "here", "at": [1, 2], "since": "2026-01-02"}],
        "data": {"raw": b"\x00\x01"},
    }


def test_only_what_is_different_travels() -> None:
    chart = Chart(names=[f"name {number}" for number in range(1000)])
    page = render_page(chart)
    page.advance(0)
    chart.names.append("one more")
    chart.refresh()
    page.advance(0)
    assert props(page) == [(("names",), 1000, 0, ["one more"])]
    del chart.names[500]
    chart.refresh()
    page.advance(0)
    assert props(page) == [(("names",), 500, 1, [])]
    assert page.locator("div > div").module["names"] == chart.names


def test_many_changes_in_a_turn_are_one_op() -> None:
    chart = Chart()
    page = render_page(chart)
    page.advance(0)
    for number in range(5):
        chart.count = number
        chart.names = [*chart.names, str(number)]
    page.advance(0)
    assert [len(op.edits) for op in page.last.ops if isinstance(op, ops.Props)] == [2]
    assert page.last.frames == 1


def test_a_field_inside_of_a_model_travels_alone() -> None:
    chart = Chart(markers=[Marker(name=f"name {number}") for number in range(50)])
    page = render_page(chart)
    page.advance(0)
    chart.markers[7].name = "other"
    chart.refresh()
    page.advance(0)
    assert props(page) == [(("markers", 7, "name"), "other")]


def test_what_a_module_saves_is_validated_into_its_field_and_does_not_come_back() -> None:
    heard: list[dict[str, Any]] = []
    chart = Chart(on_change=heard.append)
    page = render_page(chart)
    page.locator("div > div").module.save(count=3)
    assert chart.count == 3
    assert heard == [{"count": 3}]
    assert props(page) == []
    chart.count = 4
    page.advance(0)
    assert page.locator("div > div").module["count"] == 4


def test_what_does_not_fit_is_refused_and_taken_back(caplog: pytest.LogCaptureFixture) -> None:
    chart = Chart(names=["a"])
    page = render_page(chart)
    module = page.locator("div > div").module
    with caplog.at_level(logging.WARNING, "domsync"):
        module.save(count="many", names=["b"], secret="x", unknown=1)
    # The browser's console has it, too.
    assert len(page.errors) == 4
    page.errors.clear()
    assert (chart.count, chart.names, chart.secret) == (0, ["a"], "in Python")
    assert module.values == {"count": 0, "names": ["a"], "markers": [], "data": b""}
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert "Chart.count was not changed by the browser: Input should be a valid integer" in told
    for name in ("names", "secret", "unknown"):
        assert f"Chart.{name} was not changed by the browser: it is not Writable" in told


def test_one_wrong_value_does_not_keep_the_others_out() -> None:
    class Two(Chart):
        other: Writable[int] = 0

    chart = Two()
    page = render_page(chart)
    with page.expect_error(Exception, "Two.count was not changed"):
        page.locator("div > div").module.save(count="many", other=5)
    assert (chart.count, chart.other) == (0, 5)


def test_a_value_that_the_component_changes_on_its_way_comes_back() -> None:
    class Clamped(Chart):
        def changed(self, changes: dict[str, Any]) -> None:
            self.count = min(self.count, 10)

    page = render_page(Clamped())
    module = page.locator("div > div").module
    module.save(count=99)
    assert module["count"] == 10


def test_a_newer_value_of_the_module_hides_an_older_one_of_the_server() -> None:
    chart = Chart()
    page = render_page(chart)
    page.latency(100)
    module = page.locator("div > div").module
    module.save(count=7)
    chart.count = 3
    page.advance(0.15)
    assert module["count"] == 7
    page.settle()
    assert module["count"] == chart.count == 7


def test_messages_go_to_and_fro() -> None:
    heard: list[Any] = []

    class Talking(Chart):
        def received(self, content: Any, buffers: list[Any]) -> None:
            heard.append((content, buffers))
            self.send({"heard": content}, [b"back"])

    page = render_page(Talking(on_message=heard.append))
    module = page.locator("div > div").module
    module.send({"text": "hello"}, [b"\x00\xff"])
    assert heard == [({"text": "hello"}, [b"\x00\xff"]), {"text": "hello"}]
    assert module.messages == [({"heard": {"text": "hello"}}, [b"back"])]


def test_a_function_of_the_module_can_be_called() -> None:
    results: list[Any] = []

    class Calling(Chart):
        async def changed(self, changes: dict[str, Any]) -> None:
            results.append(await self.call("double", self.count))
            try:
                await self.call("nothing")
            except DOMException as error:
                results.append(str(error))

    page = render_page(Calling())
    module = page.locator("div > div").module
    module.expose("double", lambda value: value * 2)
    module.save(count=21)
    assert results == [42, "OperationError: Error: the module has no function nothing"]


def test_a_handler_of_the_parent_has_it_rendered_again() -> None:
    class Parent(Component):
        log: list[str] = []

        def render(self) -> Any:
            return h.main(Chart(on_change=self.note), h.p(", ".join(self.log)))

        async def note(self, changes: dict[str, Any]) -> None:
            # In place: nothing else says that the parent has changed.
            self.log.append(f"{changes}")

    page = render_page(Parent())
    page.locator("main > div").module.save(count=1)
    assert page.get_by_text("{'count': 1}")


def test_a_handler_that_fails_leaves_the_fields_as_they_were() -> None:
    class Failing(Chart):
        def changed(self, changes: dict[str, Any]) -> None:
            raise RuntimeError("no")

    chart = Failing()
    page = render_page(chart)
    module = page.locator("div > div").module
    with page.expect_error(RuntimeError, "no"):
        module.save(count=5)
    assert chart.count == 0
    assert module["count"] == 0


def test_arrays_travel_as_bytes() -> None:
    chart = Chart(data=array.array("d", [1.5, 2.5]))
    page = render_page(chart)
    data = page.locator("div > div").module["data"]
    assert (data.kind, array.array("d", data.data).tolist()) == ("f8", [1.5, 2.5])
    chart.data = array.array("d", range(1000))
    page.advance(0)
    assert 8000 < page.last.bytes < 8300


def test_what_goes_on_after_a_resume_and_a_snapshot_is_the_newest() -> None:
    chart = Chart(names=["a"])
    page = render_page(chart)
    page.disconnect()
    chart.names = ["a", "b"]
    page.reconnect()
    assert page.locator("div > div").module["names"] == ["a", "b"]
    page.disconnect()
    for number in range(400):
        chart.count = number
        page.advance(0)
    page.reconnect()
    assert page.locator("div > div").module["count"] == 399


def test_what_was_saved_without_a_connection_arrives() -> None:
    chart = Chart()
    page = render_page(chart)
    page.disconnect()
    page.locator("div > div").module.save(count=9)
    assert chart.count == 0
    page.reconnect()
    assert chart.count == page.locator("div > div").module["count"] == 9


def test_one_that_is_not_on_a_page_says_so() -> None:
    with pytest.raises(NotMountedError, match=r"Chart\.send\(\) needs a component that is on a page"):
        Chart().send("hello")


def test_one_that_leaves_and_comes_back_has_its_fields() -> None:
    class Parent(Component):
        shown: bool = True
        chart: Chart = Field(default_factory=lambda: Chart(names=["a"]))

        def render(self) -> Any:
            return h.main(self.chart if self.shown else None)

    parent = Parent()
    page = render_page(parent)
    parent.shown = False
    page.advance(0)
    assert not page.locator("main > div")
    with pytest.raises(NotMountedError):
        parent.chart.send("hello")
    parent.chart.count = 2
    parent.shown = True
    page.advance(0)
    assert page.locator("main > div").module["count"] == 2


def test_it_moves_without_being_told_anew() -> None:
    class Parent(Component):
        order: list[int] = [1, 2, 3]

        def render(self) -> Any:
            return h.main(Chart(key=number, names=[str(number)]) for number in self.order)

    parent = Parent()
    page = render_page(parent)
    parent.order = [3, 1, 2]
    page.advance(0)
    assert [type(op) for op in page.last.ops] == [ops.Move]
    assert [each.module["names"] for each in page.locator("main > div")] == [["3"], ["1"], ["2"]]


def test_a_shared_one_is_the_same_for_all() -> None:
    shared = Shared(Chart)
    first = render_page(lambda: h.main(shared))
    second = render_page(lambda: h.main(shared))
    first.locator("main div div").module.save(count=5)
    assert shared.component.count == 5
    assert second.locator("main div div").module["count"] == 5
    assert first.locator("main div div").module["count"] == 5


def test_a_class_without_a_module_says_so() -> None:
    class Nothing(ClientModule):
        pass

    assert_fails(render_page(Nothing()), TypeError, "has no module")


def test_a_file_that_is_not_there_is_named() -> None:
    class Missing(ClientModule):
        module = "missing.js"

    assert_fails(render_page(Missing()), LookupError, r"neither a name of app\.modules")


def test_a_value_that_javascript_does_not_have_is_named() -> None:
    assert_fails(render_page(Chart(data=object())), TypeError, "JavaScript has no equivalent of object")


@pytest.mark.parametrize(
    "payload",
    [
        {"set": {"count": {"\0": 1}}},
        {"set": {"count": {"\0": ["f8", "AAA="]}}},
        {"set": [1]},
        {"set": {"count": [[[[[[[[[[1]]]]]]]]]]} | {"x": 2**60}},
        {"buffers": 1},
        {"unknown": 1},
        {"text": ["{"]},
        {"text": [1]},
        {"set": {"names": json.loads("[" * 200 + "]" * 200)}},
    ],
)
def test_what_the_client_does_not_write_never_reaches_the_component(payload: dict[str, Any]) -> None:
    heard: list[Any] = []
    chart = Chart(on_change=heard.append, on_message=heard.append)
    page = render_page(chart)
    browser: Any = page._driver.browser  # type: ignore[attr-defined]
    [element] = [each for each in browser.root.elements("div") if each.model is not None]
    page._driver.run(lambda: browser.emit(0, element.wire, "module", [(element.wire, payload)], all_told=True))
    assert heard == []
    assert chart.count == 0
    assert page.errors
    page.errors.clear()


def test_a_long_text_comes_in_pieces() -> None:
    class Long(Chart):
        text: Writable[str] = ""

    chart = Long()
    page = render_page(chart)
    browser: Any = page._driver.browser  # type: ignore[attr-defined]
    [element] = [each for each in browser.root.elements("div") if each.model is not None]
    told = {"text": ['{"set":{"te', 'xt":"' + "x" * 40_000, '"}}']}
    page._driver.run(lambda: browser.emit(0, element.wire, "module", [(element.wire, told)], all_told=True))
    assert chart.text == "x" * 40_000


def test_a_field_that_may_be_empty_may_be_set() -> None:
    class Zoomed(ClientModule):
        module = "counter.js"
        zoom: Writable[int] | None = None
        other: int | None = None

    zoomed = Zoomed()
    page = render_page(zoomed)
    page.locator("div > div").module.save(zoom=3)
    with page.expect_error(Exception, match="it is not Writable"):
        page.locator("div > div").module.save(other=3)
    assert (zoomed.zoom, zoomed.other) == (3, None)
