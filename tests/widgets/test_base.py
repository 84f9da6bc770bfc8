"""What all widgets have in common: the keywords of the caller's."""

from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page

ROWS = [{"x": 1, "y": 2}, {"x": 2, "y": 3}]
WIDGETS: dict[str, Any] = {
    "line_chart": lambda **given: w.line_chart(ROWS, x="x", y="y", title="T", **given),
    "bar_chart": lambda **given: w.bar_chart(ROWS, x="x", y="y", title="T", **given),
    "pie_chart": lambda **given: w.pie_chart({"a": 1, "b": 2}, title="T", **given),
    "table": lambda **given: w.table(ROWS, label="T", **given),
    "tree": lambda **given: w.tree({"a": None}, label="T", **given),
    "dialog": lambda **given: w.dialog("x", title="T", open=True, **given),
    "tabs": lambda **given: w.tabs({"a": "A"}, label="T", **given),
}


class Page(Component):
    make: Any
    shown: bool = False

    def render(self) -> Any:
        return h.main(self.make(key="one", id="own", show=self.shown))


@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_one_that_is_a_component_takes_a_key_and_whether_it_is_shown(make: Any) -> None:
    component = make(key="one", show=False)
    assert component.key == "one"
    page = render_page(Page(make=make))
    assert not page.locator("#own")
    page.component.shown = True
    page.advance(0)
    assert page.locator("#own").is_visible()
