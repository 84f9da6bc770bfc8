"""Controls with labels: what is not shown is not shown as a whole."""

from typing import Any

import pytest

from domsync import Component
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page

WIDGETS: dict[str, Any] = {
    "text_input": lambda **given: w.text_input("Name", help="In full", **given),
    "text_area": lambda **given: w.text_area("Name", **given),
    "password_input": lambda **given: w.password_input("Name", **given),
    "number_input": lambda **given: w.number_input("Name", unit="kg", **given),
    "slider": lambda **given: w.slider("Name", **given),
    "range_slider": lambda **given: w.range_slider("Name", **given),
    "checkbox": lambda **given: w.checkbox("Name", **given),
    "switch": lambda **given: w.switch("Name", **given),
    "checkbox_group": lambda **given: w.checkbox_group("Name", ["a"], **given),
    "radio_group": lambda **given: w.radio_group("Name", ["a"], **given),
    "select": lambda **given: w.select("Name", ["a"], **given),
    "combobox": lambda **given: w.combobox("Name", ["a"], **given),
    "date_input": lambda **given: w.date_input("Name", **given),
    "color_input": lambda **given: w.color_input("Name", **given),
    "video": lambda **given: w.video("/a.mp4", label="Name", caption="Name", **given),
    "audio": lambda **given: w.audio("/a.mp3", label="Name", **given),
}


class Shown(Component):
    make: Any
    given: dict[str, Any]

    def render(self) -> Any:
        return h.main(self.make(**self.given))


@pytest.mark.parametrize("make", WIDGETS.values(), ids=WIDGETS)
def test_what_is_not_shown_is_not_shown_as_a_whole(make: Any) -> None:
    page = render_page(Shown(make=make, given={}))
    assert "Name" in page.text
    for given in ({"show": False}, {"hidden": True}):
        page.component.given = given
        page.advance(0)
        assert page.text == ""
        page.component.given = {"show": True, "hidden": False}
        page.advance(0)
        assert "Name" in page.text
