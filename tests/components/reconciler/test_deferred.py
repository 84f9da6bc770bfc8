"""Rows come to life when somebody asks for what is in them; until then they are compared as descriptions."""

from functools import partial
from typing import Any

import pytest

from domsync import Child, Component, VNode
from domsync import html as h
from domsync.components.reconciler.patch_lazy import differences
from domsync.dom.ops import Op, RemoveAttribute, SetAttribute, SetData
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
            h.b(*self.texts.get(number, label).splitlines(), class_=self.css if number == 3 else None),
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
    return [number for number, row in enumerate(first.children) if row.lazy_children is None]


def test_nothing_is_made_when_it_is_shown_rendered_again_or_removed(rows: Live[Rows]) -> None:
    assert made(rows) == []
    assert rows.refresh() == []
    assert made(rows) == []
    rows.change(labels=rows.component.labels[5:])
    assert made(rows) == []
    assert rows.document.registry.listening == ROWS - 5
    rows.change(labels=[])
    assert rows.document.registry.listening == 0
    assert rows.document.registry.count == 2


def test_a_text_or_attribute_changes_without_making_its_row(rows: Live[Rows]) -> None:
    (operation,) = rows.change(css="new")
    assert isinstance(operation, SetAttribute)
    (operation,) = rows.change(css=None)
    assert isinstance(operation, RemoveAttribute)
    rows.component.texts[7] = "other"
    (operation,) = rows.refresh()
    assert isinstance(operation, SetData)
    assert made(rows) == []
    rows.looks = True
    rows.check()
    assert made(rows) == list(range(ROWS))
    # From now on they are patched as live nodes.
    rows.change(css="newer", texts={7: "another"})


def test_only_the_row_whose_structure_changes_is_made(rows: Live[Rows]) -> None:
    rows.component.texts[7] = "two\nlines"
    rows.refresh()
    assert made(rows) == [7]


def test_a_row_that_is_away_changes_without_a_word(live: MakeLive) -> None:
    class Hiding(Component):
        shown: bool = True
        text: str = "a"

        def render(self) -> Child:
            return h.div(h.section(h.p(h.b(self.text), "x", "y", "z"), show=self.shown))

    page = live(Hiding())
    page.looks = False
    page.change(shown=False)
    assert page.change(text="b") == []
    page.change(shown=True)
    page.looks = True
    page.check()


def test_a_click_finds_the_handler_of_the_last_render(rows: Live[Rows]) -> None:
    for version in range(1, 3):
        rows.change(version=version)
        assert made(rows) == ([5] if version > 1 else [])
        row = rows.document.body.firstElementChild.children[5]  # type: ignore[union-attr]
        # What a browser would name: li, b, text, p, button.
        button = rows.document.node_for(row.node_id + 4)
        rows.fire(button, "click")  # type: ignore[arg-type]
    assert rows.component.done == ["5 of 1", "5 of 2"]
    assert made(rows) == [5]


def one(text: str = "x", **more: Any) -> VNode:
    options: dict[str, Any] = {"title": "t", "on_click": print, **more}
    return h.p(h.i("before"), h.b(text, **options), "y")


FIRST: list[Any] = list(one().children[:2])


# The paragraph is number 4, so that the i is 5, the b 7 and its text 8.
DIFFERENT: dict[str, tuple[VNode, list[Op] | None]] = {
    "nothing": (one(), []),
    "a text": (one("z"), [SetData(8, "z")]),
    "the last text": (h.p(*FIRST, "z"), [SetData(9, "z")]),
    "an attribute": (one(title="u"), [SetAttribute(7, "title", "u")]),
    "one attribute more": (one(lang="en"), [SetAttribute(7, "lang", "en")]),
    "one attribute less": (one(title=None), [RemoveAttribute(7, "title")]),
    "all of these": (
        one("z", title=None, lang="en"),
        [SetData(8, "z"), SetAttribute(7, "lang", "en"), RemoveAttribute(7, "title")],
    ),
    "a tag": (h.p(h.i("before"), h.u("x", title="t", on_click=print), "y"), None),
    "a style": (one(style="color: red"), None),
    "one event more": (one(on_focus=print), None),
    "no event": (one(on_click=None), None),
    "a key": (one(key=1), None),
    "an id": (one(id="i"), None),
    "one child more": (h.p(*FIRST, "y", "z"), None),
    "one child less": (h.p(*FIRST), None),
    "an element in the place of a text": (h.p(*FIRST, h.i("y")), None),
    "a text in the place of an element": (h.p(h.i("before"), "x", "y"), None),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_a_browser_would_see(name: str) -> None:
    other, expected = DIFFERENT[name]
    ops: list[Op] = []
    assert differences((one(),), (other,), 4, ops) == (expected is not None)
    if expected is not None:
        assert ops == expected
    else:
        assert not differences((other,), (one(),), 4, [])


@pytest.mark.parametrize(
    "child",
    [
        h.input(),
        h.select(h.optgroup(h.option("a"))),
        h.select(h.option("a"), id="x"),
        h.select(h.option("a"), selected_index=-1),
        h.select([[h.option("a")], [h.option("b")]]),
        h.option(h.b(h.i("a"), "b")),
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
)
def test_what_somebody_may_look_for_is_made_at_once(child: VNode) -> None:
    assert child.size < 0
    assert h.div(h.div(child), "text", h.p("x")).size < 0


def test_the_size_is_the_number_of_nodes() -> None:
    vnode = h.tr(h.td(1), h.td("ü", 2.5, on_click=print), h.td(h.a("x", on_click=print, on_focus=print)))
    assert (vnode.size, vnode.listening) == (9, 3)


def test_numbers_of_rows_that_are_gone_lead_nowhere_and_fill_no_memory(rows: Live[Rows]) -> None:
    document = rows.document
    seen: set[int] = set()
    for turn in range(40):
        rows.change(labels=[f"{turn}-{number}" for number in range(ROWS)])
        seen.update(range(1, document.registry.next_id))
    assert made(rows) == []
    shown = document.registry.count
    # Looking into some gives their own inner elements numbers that wait.
    table = document.body.firstElementChild
    assert table is not None
    for row in table.children[3:6]:
        assert row.firstChild is not None
    assert document.registry.count == shown
    assert len(document.registry.lazy._numbers) <= 200
    found = {number: node for number in sorted(seen) if (node := document.node_for(number)) is not None}
    assert len(found) == shown + 2, "the document and its window have numbers too"
    assert made(rows) == list(range(ROWS))
    assert document.registry.lazy.count == 0
    rows.change(labels=[])
    assert {number for number in seen if document.node_for(number) is not None} == {1, 2, 3, table.node_id}
    assert document.registry.count == 2
