"""Rows come to life when somebody asks for what is in them; until then they are compared as descriptions."""

from collections.abc import Callable
from functools import partial

import pytest

from domsync import Child, Component, VNode
from domsync import html as h
from domsync.components.patch import look_the_same
from domsync.dom.ops import SetAttribute, SetData
from tests.components.conftest import MakeLive
from tests.components.live import Live

ROWS = 20


class Rows(Component):
    labels: list[str] = [f"row {number}" for number in range(ROWS)]
    texts: dict[int, str] = {}
    css: str | None = None
    version: int = 0
    done: list[str] = []

    def render(self) -> Child:
        return h.ul([self.row(number, label) for number, label in enumerate(self.labels)])

    def row(self, number: int, label: str) -> VNode:
        return h.li(
            h.b(self.texts.get(number, label), class_=self.css if number == 3 else None),
            h.p(h.button("do", on_click=partial(self.do, number, self.version))),
            key=label,
        )

    def do(self, number: int, version: int) -> None:
        self.done.append(f"{number} of {version}")


@pytest.fixture
def rows(live: MakeLive) -> Live[Rows]:
    rows = live(Rows())
    rows.change(labels=[])
    rows.looks = False
    rows.change(labels=[f"row {number}" for number in range(ROWS)])
    return rows


def made(rows: Live[Rows]) -> list[int]:
    """The rows that somebody has looked into."""
    first = rows.document.body.firstElementChild
    assert first is not None
    return [number for number, row in enumerate(first.children) if row._deferred is None]


def test_nothing_is_made_when_it_is_shown_rendered_again_or_removed(rows: Live[Rows]) -> None:
    assert made(rows) == []
    assert rows.refresh() == []
    assert made(rows) == []
    rows.change(labels=rows.component.labels[5:])
    assert made(rows) == []
    assert rows.document._listening == ROWS - 5
    rows.change(labels=[])
    assert rows.document._listening == 0
    assert len(rows.document._nodes) == 2


def test_only_the_row_that_changes_is_made(rows: Live[Rows]) -> None:
    (operation,) = rows.change(css="new")
    assert isinstance(operation, SetAttribute)
    assert made(rows) == [3]
    rows.component.texts[7] = "other"
    (operation,) = rows.refresh()
    assert isinstance(operation, SetData)
    assert made(rows) == [3, 7]


def test_a_click_finds_the_handler_of_the_last_render(rows: Live[Rows]) -> None:
    for version in range(1, 3):
        rows.change(version=version)
        assert made(rows) == ([5] if version > 1 else [])
        row = rows.document.body.firstElementChild.children[5]  # type: ignore[union-attr]
        # What a browser would name: li, b, text, p, button.
        button = rows.document.node_for(row._wire + 4)
        rows.fire(button, "click")  # type: ignore[arg-type]
    assert rows.component.done == ["5 of 1", "5 of 2"]
    assert made(rows) == [5]


DIFFERENT: dict[str, Callable[[], VNode]] = {
    "the same": lambda: h.p(h.b("x", title="t", on_click=print), "y"),
    "another text": lambda: h.p(h.b("z", title="t", on_click=print), "y"),
    "another text at the end": lambda: h.p(h.b("x", title="t", on_click=print), "z"),
    "another attribute": lambda: h.p(h.b("x", title="u", on_click=print), "y"),
    "one attribute more": lambda: h.p(h.b("x", title="t", lang="en", on_click=print), "y"),
    "another tag": lambda: h.p(h.i("x", title="t", on_click=print), "y"),
    "a style": lambda: h.p(h.b("x", title="t", style="color: red", on_click=print), "y"),
    "another event": lambda: h.p(h.b("x", title="t", on_focus=print), "y"),
    "no event": lambda: h.p(h.b("x", title="t"), "y"),
    "a key": lambda: h.p(h.b("x", title="t", key=1, on_click=print), "y"),
    "an id": lambda: h.p(h.b("x", title="t", id="i", on_click=print), "y"),
    "one child more": lambda: h.p(h.b("x", title="t", on_click=print), "y", "z"),
    "one child less": lambda: h.p(h.b("x", title="t", on_click=print)),
    "an element in the place of a text": lambda: h.p(h.b("x", title="t", on_click=print), h.i("y")),
    "a text in the place of an element": lambda: h.p("x", "y"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_a_browser_would_see(name: str) -> None:
    one, other = DIFFERENT["the same"](), DIFFERENT[name]()
    assert look_the_same((one,), (other,)) == (name == "the same")
    assert look_the_same((other,), (one,)) == (name == "the same")


@pytest.mark.parametrize(
    "child",
    [
        h.input(),
        h.select(h.option("a")),
        h.textarea(),
        h.dialog("x"),
        h.p("x", id="a"),
        h.p("x", attributes={"id": "a"}),
        h.p("x", ref=lambda element: None),
        h.p("x", show=False),
        h.p(Rows()),
        h.p([h.b("x")]),
        h.p(None),
    ],
    ids=str,
)
def test_what_somebody_may_look_for_is_made_at_once(child: VNode) -> None:
    assert child.size < 0
    assert h.div(h.div(child), "text", h.p("x")).size < 0


def test_the_size_is_the_number_of_nodes() -> None:
    vnode = h.tr(h.td(1), h.td("ü", 2.5, on_click=print), h.td(h.a("x", on_click=print, on_focus=print)))
    assert (vnode.size, vnode.listening) == (9, 3)
