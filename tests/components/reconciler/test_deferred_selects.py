"""Selects that nobody has looked into: their options are only described, and nobody can see the difference."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from domsync import Component
from domsync import html as h
from domsync.testing import Page, render_page

KINDS = ["apple", "pear", "plum", "fig"]


class Line(BaseModel):
    kind: str = "apple"
    tags: list[str] = []
    note: str = ""


class Lines(Component):
    """A select and a list of several in each row; all with an id, if nothing is to be deferred."""

    is_eager: bool = False
    lines: list[Line] = Field(default_factory=lambda: [Line(), Line(kind="plum", tags=["a", "c"]), Line(kind="fig")])
    kinds: list[str] = KINDS
    seen: int = 0

    def render(self) -> Any:
        return h.form(
            h.table(h.tbody([h.tr(self.cells(at), key=at) for at in range(len(self.lines))])),
            h.button("next", type="button", on_click=self.next),
            h.button("fewer", type="button", on_click=self.fewer),
            h.button("sooner", type="button", on_click=self.sooner),
            h.button("reset", type="reset"),
            h.button("send", on_click=self.see),
        )

    def cells(self, at: int) -> list[Any]:
        ids: list[dict[str, Any]] = [
            {"id": f"{name}{at}"} if self.is_eager else {} for name in ("kind", "tags", "plain")
        ]
        kind, tags = self.field("lines", at, "kind"), self.field("lines", at, "tags")
        return [
            h.td(h.select(h.option("-", value=""), [h.option(name) for name in self.kinds], bind=kind, **ids[0])),
            h.td(h.select([h.option(name) for name in "abc"], bind=tags, multiple=True, **ids[1])),
            h.td(h.select([h.option(name) for name in "xyz"], **ids[2])),
            h.td(f"{self.lines[at].kind} {self.lines[at].tags}"),
        ]

    def next(self) -> None:
        for line in self.lines:
            line.kind = self.kinds[(self.kinds.index(line.kind) + 1) % len(self.kinds)] if line.kind else self.kinds[0]

    def fewer(self) -> None:
        self.kinds = [kind for kind in self.kinds if kind in ("apple", "pear") or kind in [x.kind for x in self.lines]]

    def sooner(self) -> None:
        self.lines.insert(0, Line(kind="pear"))

    def see(self) -> None:
        self.seen += 1


def live(page: Page) -> int:
    return sum(node.nodeName == "OPTION" for node in page.document.registry.nodes.values())


def test_options_are_made_when_somebody_chooses() -> None:
    with render_page(Lines()) as page:
        assert live(page) == 0
        assert [select.selected for select in page.locator("tr:nth-child(2) select")] == [["plum"], ["a", "c"], ["x"]]
        page.locator("select").nth(3).select("pear")
        assert live(page) == 5
        assert page.component.lines[1].kind == "pear"
        assert "pear ['a', 'c']" in page.text
        # What the server knows of those that were not touched.
        first: Any = page.document.querySelectorAll("select")
        assert [[option.value for option in select.selectedOptions] for select in first][:6] == [
            *(["apple"], [], ["x"]),
            *(["pear"], ["a", "c"], ["x"]),
        ]


def test_a_changed_text_beside_them_leaves_them_alone() -> None:
    with render_page(Lines()) as page:
        page.component.lines[0].tags.append("b")
        page.get_by_role("button", name="send").click()
        assert "apple ['b']" in page.text
        assert page.locator("select").nth(1).selected == ["b"]


def test_what_is_in_an_option_is_its_value() -> None:
    class Rich(Component):
        kind: str = "a b c"

        def render(self) -> Any:
            options = [h.option(h.b(h.i("a"), " b "), "c", value="a b c"), h.option("z")]
            return h.div(h.p(h.select(options, bind=self.field("kind"))), h.p(self.kind))

    with render_page(Rich()) as page:
        assert page.locator("select").selected == ["a b c"]
        page.locator("select").select("z")
        assert page.component.kind == "z"


def do(page: Page, step: tuple[str, int, int]) -> None:
    what, which, to = step
    selects = page.locator("select")
    if what == "reconnect":
        page.reconnect()
    elif what in ("next", "fewer", "sooner", "reset", "send"):
        page.get_by_role("button", name=what).click()
    elif what == "kind":
        options = ["", *page.component.kinds]
        selects.nth(3 * (which % len(page.component.lines))).select(options[to % len(options)])
    elif what == "tags":
        selects.nth(3 * (which % len(page.component.lines)) + 1).select(*["abc"[at] for at in range(3) if to >> at & 1])
    else:
        selects.nth(3 * (which % len(page.component.lines)) + 2).select("xyz"[to % 3])


STEPS = st.tuples(
    st.sampled_from(["kind", "tags", "plain", "next", "fewer", "sooner", "reset", "send", "reconnect"]),
    st.integers(0, 7),
    st.integers(0, 7),
)


@settings(max_examples=25)
@given(st.lists(STEPS, max_size=8))
def test_they_do_as_those_that_are_made_at_once(steps: list[tuple[str, int, int]]) -> None:
    with render_page(Lines()) as lazy, render_page(Lines(is_eager=True)) as eager:
        assert live(lazy) == 0 < live(eager)
        for step in steps:
            do(lazy, step)
            do(eager, step)
            shown = [[select.selected for select in page.locator("select")] for page in (lazy, eager)]
            assert shown[0] == shown[1]
            assert lazy.text == eager.text
        # What a select without a handler shows is told with the next event.
        do(lazy, ("send", 0, 0))
        do(eager, ("send", 0, 0))
        known: list[Any] = [page.document.querySelectorAll("select") for page in (lazy, eager)]
        held = [[[option.value for option in select.selectedOptions] for select in all_of] for all_of in known]
        assert held[0] == held[1] == [select.selected for select in lazy.locator("select")]
