"""Custom elements: JavaScript properties by difference, events with structured detail, attributes as text."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from domsync import Component, UnsafeValueError, unsafe_url
from domsync import html as h
from domsync.dom import ops
from domsync.errors import InvalidNameError
from domsync.testing import Page, render_page


class Table(Component):
    rows: list[dict[str, Any]] = []
    page_size: int | None = None

    def render(self) -> Any:
        props = {"rows": self.rows, **({} if self.page_size is None else {"pageSize": self.page_size})}
        return h.main(h.element("my-table", props=props, class_="table"))


def edits(page: Page) -> list[tuple[Any, ...]]:
    return [edit for op in page.last.ops if isinstance(op, ops.Props) for edit in op.edits]


def given(page: Page) -> Any:
    """The properties that the element has in the browser."""
    return page._driver.browser.root.elements("my-table")[0].model  # type: ignore[attr-defined]


def test_properties_are_told_by_difference() -> None:
    table = Table(rows=[{"name": f"row {number}"} for number in range(100)])
    page = render_page(table)
    assert given(page) == {"rows": table.rows}
    page.advance(0)
    table.rows.append({"name": "one more"})
    table.refresh()
    page.advance(0)
    assert edits(page) == [(("rows",), 100, 0, [{"name": "one more"}])]
    table.page_size = 5
    page.advance(0)
    assert edits(page) == [(("pageSize",), 5)]
    table.page_size = None
    page.advance(0)
    assert edits(page) == [(("pageSize",),)]
    assert given(page) == {"rows": table.rows}


def test_what_is_equal_by_value_is_not_told() -> None:
    table = Table(rows=[{"name": "a"}])
    page = render_page(table)
    page.advance(0)
    table.rows = [{"name": "a"}]
    page.advance(0)
    assert page.last.ops == []


def test_properties_survive_a_snapshot_and_being_hidden() -> None:
    class Hiding(Table):
        shown: bool = True

        def render(self) -> Any:
            return h.main(h.element("my-table", props={"rows": self.rows}, show=self.shown))

    table = Hiding(rows=[{"name": "a"}])
    page = render_page(table)
    table.shown = False
    page.advance(0)
    assert not page.locator("my-table")
    table.shown = True
    page.advance(0)
    assert given(page) == {"rows": [{"name": "a"}]}


def test_properties_are_for_custom_elements() -> None:
    with pytest.raises(TypeError, match="props= sets JavaScript properties of custom elements, and <div> is not one"):
        h.element("div", props={"x": 1})
    with pytest.raises(InvalidNameError):
        h.element("my-table", props={"innerHTML": "<b>"})
    with pytest.raises(TypeError, match="object"):
        h.element("my-table", props={"x": object()})


class Range(msgspec.Struct):
    start: int
    end: int


class Picked(msgspec.Struct):
    rows: list[str]
    ranges: list[Range]
    more: dict[str, Any]


class PickEvent(msgspec.Struct):
    detail: Picked


class AnyEvent(msgspec.Struct):
    detail: Any


def test_structured_detail_arrives_typed() -> None:
    heard: list[Any] = []

    class Shown(Component):
        def render(self) -> Any:
            events: dict[str, Any] = {"pick": self.pick, "anything": self.anything}
            return h.main(h.element("my-table", "x", events=events))

        def pick(self, event: PickEvent) -> None:
            heard.append(event.detail)

        def anything(self, event: AnyEvent) -> None:
            heard.append(event.detail)

    page = render_page(Shown())
    detail = {"rows": ["a"], "ranges": [{"start": 1, "end": 2}], "more": {"deep": [{"x": None}]}}
    page.locator("my-table").dispatch("pick", {"detail": detail})
    assert heard == [Picked(["a"], [Range(1, 2)], {"deep": [{"x": None}]})]
    page.locator("my-table").dispatch("anything", {"detail": [1, {"a": 2}]})
    assert heard[1] == [1, {"a": 2}]
    page.locator("my-table").dispatch("pick", {"detail": {**detail, "rows": 3}})
    assert len(heard) == 2, "what does not fit never reaches the handler"
    page.errors.clear()


def test_attributes_of_custom_elements_are_text() -> None:
    for name in ("src", "data", "action", "href"):
        vnode = h.element("my-player", attributes={name: "javascript:alert(1)"})
        assert vnode.attributes == {name: "javascript:alert(1)"}
        with pytest.raises(UnsafeValueError):
            h.element("my-player", attributes={name: "javascript:alert(1)"}, urls=[name])
        assert h.element("my-player", attributes={name: "/a.mp4"}, urls=[name]).attributes == {name: "/a.mp4"}
        vouched = unsafe_url("app-of-ours:play")
        assert h.element("my-player", attributes={name: vouched}, urls=[name]).attributes == {name: "app-of-ours:play"}
        with pytest.raises(UnsafeValueError):
            h.element("my-player", attributes={name: "app-of-ours:stop", "other": vouched}, urls=[name, "other"])
    for tag in ("img", "a", "font-face"):
        with pytest.raises(UnsafeValueError):
            h.element(tag, attributes={"href": "javascript:alert(1)"})
    for name in ("onclick", "srcdoc"):
        with pytest.raises(UnsafeValueError):
            h.element("my-player", attributes={name: "x"})


def test_the_raw_dom_takes_them_as_text_too() -> None:
    page = render_page(lambda: h.main("x"))
    made = page.document.createElement("my-player")
    made.setAttribute("src", "data:text/plain,x")
    assert made.getAttribute("src") == "data:text/plain,x"
