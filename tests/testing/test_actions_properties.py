"""Whatever users and the server do at once, on whatever line: in the end the browser and the server's tree agree."""

import asyncio
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domsync import Component, Element, act, on
from domsync import html as h
from domsync.testing import render_page

#: What the buttons do at once.
AT_ONCE = {
    "toggle a": act.toggle_class("a", of=act.closest("main").inner("p")),
    "add b": act.add_class("b", of=act.closest("main").inner("p")),
    "remove c": act.remove_class("c", of=act.closest("main").inner("p")),
    "swap": act.toggle_attribute("data-x", "one", "two", of=act.closest("main").inner("p")),
    "hide": act.toggle(of=act.closest("main").inner("p")),
}
#: What they do until the server has answered.
LENT = [
    act.toggle_class("a", of=act.closest("main").inner("p")),
    act.set_attribute("data-x", "lent", of=act.closest("main").inner("p")),
]
#: What the server's fields may be.
FIELDS = {"classes": st.sampled_from(["", "a", "b c", "a c"]), "x": st.sampled_from([None, "one", "three"])}


class Place(Component):
    classes: str = "c"
    x: str | None = None
    gone: bool = False

    def render(self) -> Any:
        return h.main(
            [h.button(name, on_click=action) for name, action in AT_ONCE.items()],
            h.button("ask", on_click=on(self.ask, first=LENT)),
            h.button("work", on_click=on(self.work, first=LENT[::-1], lock=True)),
            None if self.gone else h.p("text", class_=self.classes or None, data={"x": self.x}),
        )

    def ask(self) -> None:
        self.gone = not self.gone and self.classes == "b c"

    async def work(self) -> None:
        await asyncio.sleep(0.2)
        self.x = "worked" if self.x != "worked" else None


STEPS = st.lists(
    st.one_of(
        st.sampled_from([*AT_ONCE, "ask", "work"]),
        st.tuples(st.just("classes"), FIELDS["classes"]),
        st.tuples(st.just("x"), FIELDS["x"]),
        st.sampled_from([0.0, 0.05, 0.3]),
        st.sampled_from([("line", "break"), ("line", "mend")]),
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(STEPS, st.sampled_from([0, 100, 400]))
def test_the_browser_and_the_tree_agree_in_the_end(steps: list[Any], latency: int) -> None:
    with render_page(Place()) as page:
        page.latency(latency)
        broken = False
        for step in steps:
            if isinstance(step, str):
                page.get_by_role("button", name=step, exact=True).click()
            elif isinstance(step, float):
                page.advance(step)
            elif step[0] == "line":
                broken = step[1] == "break"
                (page.disconnect if broken else page.reconnect)()
            else:
                setattr(page.component, *step)
        if broken:
            page.reconnect()
        page.latency(0)
        page.settle()
        page.advance(2)
        shown = page.locator("p")
        live = page.document.documentElement.querySelector("p")
        assert shown.count() == (live is not None)
        if isinstance(live, Element):
            assert {name: shown.get_attribute(name) for name in ("data-x", "hidden")} == {
                name: live.getAttribute(name) for name in ("data-x", "hidden")
            }
            assert shown.classes == set(live.classList)
