"""Choices that are bound: what a select shows whose field is none of its options, values that are no texts, groups."""

import enum
import re
import warnings
from functools import partial
from typing import Any, Literal

import pydantic
import pytest

from domsync import App, Child, Component
from domsync import html as h
from domsync.components.elements.bind import NotAnOptionWarning, OutOfRangeWarning
from domsync.testing.page import Page
from domsync.testing.plugin import PageOf

BOTH = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]
pytestmark = BOTH


class Colour(enum.Enum):
    RED = 1
    BLUE = 2


class Order(pydantic.BaseModel):
    level: Literal[1, 2, 3]
    kind: Literal[1, 2, 3]
    sizes: list[Literal[1, 2, 3]]
    colour: Colour


class Numbers(Component):
    """Values that are no texts, in every kind of control that offers some."""

    level: Literal[1, 2, 3] = 1
    kind: Literal[1, 2, 3] = 1
    sizes: list[Literal[1, 2, 3]] = []
    many: list[Literal[1, 2, 3]] = []
    colour: Colour = Colour.RED
    ordered: list[Order] = []

    def render(self) -> Any:
        return h.main(
            [h.input(type="radio", value=n, bind=self.field("level"), id=f"level{n}") for n in (1, 2, 3)],
            h.select([h.option(f"kind {n}", value=n) for n in (1, 2, 3)], bind=self.field("kind"), id="kind"),
            [h.input(type="checkbox", value=n, bind=self.field("sizes"), id=f"size{n}") for n in (1, 2, 3)],
            h.select([h.option(n) for n in (1, 2, 3)], bind=self.field("many"), multiple=True, id="many"),
            h.select([h.option(c.name, value=c.value) for c in Colour], bind=self.field("colour"), id="colour"),
            h.form(
                [h.input(type="radio", value=n, name="level", id=f"form{n}") for n in (1, 2, 3)],
                h.select([h.option(n) for n in (1, 2, 3)], name="kind", id="form-kind"),
                [h.input(type="checkbox", value=n, name="sizes", id=f"form-size{n}") for n in (1, 2, 3)],
                h.select([h.option(c.name, value=c.value) for c in Colour], name="colour", id="form-colour"),
                h.button("order", id="order"),
                on_submit=self.order,
            ),
        )

    def order(self, order: Order) -> None:
        self.ordered.append(order)


def test_values_that_are_no_texts(page_of: PageOf) -> None:
    page = page_of(App(Numbers))
    component = page.component
    assert page.locator("#level1").checked
    for n in (2, 3, 1):
        page.locator(f"#level{n}").check()
        assert component.level == n
        page.locator("#kind").select(f"kind {n}")
        assert component.kind == n
    page.locator("#size2").check()
    page.locator("#size3").check()
    page.locator("#size2").uncheck()
    assert component.sizes == [3]
    page.locator("#many").select("1", "3")
    assert component.many == [1, 3]
    page.locator("#colour").select("BLUE")
    assert component.colour is Colour.BLUE
    assert component.errors == {}
    # Their types too: True equals 1, and "1" does not.
    assert {type(value) for value in (component.level, component.kind, *component.sizes, *component.many)} == {int}
    page.locator("#form2").check()
    page.locator("#form-kind").select("3")
    page.locator("#form-size1").check()
    page.locator("#form-size3").check()
    page.locator("#form-colour").select("BLUE")
    page.locator("#order").click()
    assert component.ordered == [Order(level=2, kind=3, sizes=[1, 3], colour=Colour.BLUE)]
    # What the program sets is shown.
    component.level, component.kind, component.sizes, component.many = 3, 2, [1], [2]
    page.settle()
    assert page.locator("#level3").checked
    assert page.locator("#kind").selected == ["2"]
    assert [page.locator(f"#size{n}").checked for n in (1, 2, 3)] == [True, False, False]
    assert page.locator("#many").selected == ["2"]


class Offer(Component):
    name: str

    def render(self) -> Any:
        return h.option(self.name, value=self.name)


class Chooser(Component):
    how: str
    chosen: str = "nothing of it"
    offered: list[str] = ["a", "b", "c"]

    def render(self) -> Any:
        match self.how:
            case "components":
                options: Any = [Offer(name=name, key=name) for name in self.offered]
            case "groups":
                options = [h.optgroup([h.option(name) for name in self.offered], label="group")]
            case "components in groups":
                options = h.optgroup([Offer(name=name, key=name) for name in self.offered], label="group")
            case _:
                options = [h.option(name) for name in self.offered]
        return h.select(options, bind=self.field("chosen"))


def shown(page: Page) -> list[str]:
    return page.locator("select").selected


@pytest.mark.filterwarnings("ignore::domsync.components.elements.bind.NotAnOptionWarning")
@pytest.mark.parametrize("how", ["options", "components", "groups", "components in groups"])
def test_a_select_whose_field_is_none_of_its_options_shows_nothing(page_of: PageOf, how: str) -> None:
    page = page_of(App(lambda: Chooser(how=how)))
    page.settle()
    select = page.document.body.querySelector("select")
    assert shown(page) == []
    assert select.selectedIndex == -1
    page.locator("select").select("b")
    assert page.component.chosen == "b"
    assert shown(page) == ["b"]
    # The options change below the choice, and come back.
    page.component.offered = ["a", "c"]
    page.settle()
    assert shown(page) == []
    assert page.component.chosen == "b"
    page.component.offered = ["c", "b", "a"]
    page.settle()
    assert shown(page) == ["b"]
    page.component.chosen = "a"
    page.settle()
    assert shown(page) == ["a"]


class Sizes(Component):
    size: str = "s"

    def render(self) -> Any:
        return h.p([h.input(type="radio", value=size, bind=self.field("size"), class_=size) for size in "sml"])


class Several(Component):
    parts: list[Sizes] = []

    def render(self) -> Any:
        return h.form([Sizes(key=n) for n in range(3)])


def test_radio_buttons_of_several_components_are_several_groups(page_of: PageOf) -> None:
    page = page_of(App(Several))
    for part, size in enumerate("lsm"):
        page.locator("p").nth(part).locator(f".{size}").check()
    found = [[radio.checked for radio in page.locator("p").nth(part).locator("input")] for part in range(3)]
    assert found == [[False, False, True], [True, False, False], [False, True, False]]
    names = {radio.get_attribute("name") for radio in page.locator("input")}
    assert len(names) == 3


def test_it_says_so_at_the_users_line() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        from domsync.testing import render_page

        class Wrong(Component):
            chosen: str = "z"

            def render(self) -> Any:
                return h.select([h.option("a"), h.option("b")], bind=self.field("chosen"))

        with render_page(Wrong):
            pass
    told = [warning for warning in caught if warning.category is NotAnOptionWarning]
    assert [re.findall(r"holds '(\w)'", str(warning.message)) for warning in told] == [["z"]]
    assert told[0].filename.endswith("test_choices.py")


def test_a_slider_says_that_its_field_is_beyond_its_limits() -> None:
    from domsync.testing import render_page

    class Volume(Component):
        most: int = 10
        level: float = 0.1 + 0.2

        def render(self) -> Any:
            return [
                h.input(type="range", min=0, max=self.most, step=0.1, bind=self.field("level")),
                h.button("Louder", on_click=self.louder),
                h.button("Limit", on_click=self.limit),
            ]

        def louder(self) -> None:
            self.level = 8

        def limit(self) -> None:
            self.most = 5

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with render_page(Volume) as page:
            page.get_by_text("Louder").click()
            assert [each for each in caught if each.category is OutOfRangeWarning] == []
            page.get_by_text("Limit").click()
            assert page.locator("input").value == "5"
    told = [warning for warning in caught if warning.category is OutOfRangeWarning]
    assert ["holds 8" in str(each.message) and "shown as 5," in str(each.message) for each in told] == [True]
    assert told[0].filename.endswith("test_choices.py")


class Growing(Component):
    """Selects whose options have no keys, and change."""

    names: list[str] = ["a", "b", "c"]
    chosen: str = "b"

    def render(self) -> Child:
        options = [h.option(name) for name in self.names]
        return h.main(
            h.select(options, id="free"),
            h.select(*options, id="flat"),
            h.select([h.option(name.upper(), value=name) for name in self.names], id="valued"),
            h.select(options, bind=self.field("chosen"), id="bound"),
            h.select(options, id="many", multiple=True),
            h.select(
                [h.optgroup(h.option("b" if name == "a" else name * 2), label=name) for name in self.names], id="groups"
            ),
            h.select(options, id="untouched"),
            [h.button(name, on_click=partial(self.change, name)) for name in ("front", "drop", "turn", "rename")],
        )

    def change(self, how: str) -> None:
        match how:
            case "front":
                self.names = ["new", "newer", *self.names]
            case "drop":
                self.names = self.names[1:]
            case "turn":
                self.names = self.names[::-1]
            case _:
                self.names, self.chosen = [f"{name}!" for name in self.names], f"{self.chosen}!"


def test_a_choice_stays_with_its_option(page_of: PageOf) -> None:
    page = page_of(Growing())
    names = ("free", "flat", "valued", "bound", "many", "groups")
    for name in names:
        page.locator(f"#{name}").select("b")
    for how in ("front", "drop", "turn"):
        page.get_by_role("button", name=how).click()
        page.settle()
        assert [page.locator(f"#{name}").value for name in names] == ["b"] * len(names), how
        assert page.locator("#untouched").value == "a"
    # Where none of the options stays, what is chosen is what is at its place.
    page.get_by_role("button", name="rename").click()
    page.settle()
    assert [page.locator(f"#{name}").value for name in names[:5]] == ["b!"] * 5
