"""Values that components above offer, without passing them through."""

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from domsync import Child, Component
from domsync import html as h
from domsync.components import NotMountedError, NotProvidedError, use
from domsync.testing import render_page
from tests.components.conftest import MakeLive

RENDERED: list[str] = []


@pytest.fixture(autouse=True)
def nothing_rendered() -> None:
    RENDERED.clear()


def rendered() -> list[str]:
    """Who was rendered since the last call."""
    names = RENDERED.copy()
    RENDERED.clear()
    return names


@dataclass(frozen=True)
class Theme:
    colour: str


class User:
    def __init__(self, name: str) -> None:
        self.name = name


class Shows(Component):
    """Uses the theme."""

    name: str

    def render(self) -> Child:
        RENDERED.append(self.name)
        return h.b(self.name, "=", self.use(Theme).colour, " ")


class Box(Component):
    """Passes nothing on; provides a theme if it has one."""

    name: str
    colour: str | None = None
    inner: Any = None

    def render(self) -> Child:
        RENDERED.append(self.name)
        if self.colour is not None:
            self.provide(Theme(self.colour))
        return h.p(self.inner() if callable(self.inner) else self.inner)


def test_the_nearest_one_above(live: MakeLive) -> None:
    page = live(
        Box(
            name="outer",
            colour="red",
            inner=lambda: [
                Shows(name="a"),
                Box(name="inner", colour="blue", inner=lambda: Shows(name="b")),
                Box(name="through", inner=lambda: Box(name="further", inner=lambda: Shows(name="c"))),
            ],
        )
    )
    assert page.document.body.innerText == "a=red b=blue c=red "


def test_another_value_renders_those_who_use_it_and_no_others(live: MakeLive) -> None:
    inner = Box(
        name="through",
        inner=lambda: [Shows(name="a"), Box(name="blue", colour="blue", inner=lambda: Shows(name="b"))],
    )
    page = live(Box(name="outer", colour="red", inner=inner))
    rendered()
    page.change(colour="green")
    assert rendered() == ["outer", "a"]
    assert page.document.body.innerText == "a=green b=blue "
    page.refresh()
    assert rendered() == ["outer"]


def test_passing_over_components_that_do_not_render(live: MakeLive) -> None:
    page = live(
        Box(
            name="outer",
            colour="red",
            inner=lambda: Box(name="through", inner=make),
        )
    )
    rendered()
    page.change(colour="green")
    assert rendered() == ["outer", "a"]
    assert page.document.body.innerText == "a=green "


def make() -> Child:
    return Shows(name="a")


def test_a_consumer_that_renders_with_its_parent_renders_once(live: MakeLive) -> None:
    names = [1]
    page = live(Box(name="outer", colour="red", inner=lambda: [Shows(name=str(len(names))) for _ in names]))
    rendered()
    names.append(2)
    page.change(colour="green")
    assert rendered() == ["outer", "2", "2"]


def test_an_equal_value_renders_nobody(live: MakeLive) -> None:
    page = live(Box(name="outer", colour="red", inner=make))
    rendered()
    page.change(colour="red")
    assert rendered() == ["outer"]


def test_an_object_that_can_be_changed_in_place_counts_as_changed(live: MakeLive) -> None:
    user = User("Ada")

    class Provider(Component):
        def render(self) -> Child:
            self.provide(user)
            return Consumer()

    class Consumer(Component):
        def render(self) -> Child:
            return h.p(self.use(User).name)

    page = live(Provider())
    user.name = "Grace"
    page.refresh()
    assert page.html == "<p>Grace</p>"


def test_a_value_can_be_offered_under_another_type(live: MakeLive) -> None:
    class Admin(User):
        pass

    class Provider(Component):
        def render(self) -> Child:
            self.provide(Admin("Ada"), User)
            return Consumer()

    class Consumer(Component):
        def render(self) -> Child:
            with pytest.raises(NotProvidedError):
                self.use(Admin)
            return h.p(self.use(User).name)

    assert live(Provider()).html == "<p>Ada</p>"


def test_one_who_begins_to_offer_later_is_found(live: MakeLive) -> None:
    inner = Box(name="inner", inner=make)
    page = live(Box(name="outer", colour="red", inner=lambda: Box(name="middle", inner=lambda: inner)))
    assert page.document.body.innerText == "a=red "
    inner.colour = "blue"
    rendered()
    page.ops()
    assert page.document.body.innerText == "a=blue "
    assert rendered() == ["inner", "a"]


def test_one_who_begins_to_offer_when_there_was_none(live: MakeLive) -> None:
    class Optional(Component):
        def render(self) -> Child:
            theme = self.use(Theme, None)
            return h.p(theme.colour if theme else "none")

    page = live(Box(name="outer", inner=Optional))
    assert page.document.body.innerText == "none"
    page.change(colour="red")
    assert page.document.body.innerText == "red"


def test_offered_in_a_handler(live: MakeLive) -> None:
    page = live(Box(name="outer", colour="red", inner=make))
    page.component.provide(Theme("black"))
    rendered()
    page.ops()
    assert rendered() == ["a"]
    assert page.document.body.innerText == "a=black "


def test_what_a_component_offers_is_not_for_itself(live: MakeLive) -> None:
    class Selfish(Component):
        def render(self) -> Child:
            self.provide(Theme("red"))
            return self.use(Theme).colour

    page = live(Selfish())
    ((_, error),) = page.reported()
    assert isinstance(error, NotProvidedError)
    assert str(error) == ("Selfish uses Theme, but no component above it called self.provide() with a Theme")


def test_outside_of_render_nothing_is_subscribed(live: MakeLive) -> None:
    seen: list[str] = []

    class Asks(Component):
        def render(self) -> Child:
            return h.button("?", on_click=self.ask)

        def ask(self) -> None:
            seen.append(self.use(Theme).colour)

    page = live(Box(name="outer", colour="red", inner=Asks))
    page.click("button")
    page.change(colour="blue")
    page.click("button")
    assert seen == ["red", "blue"]


def test_services_of_the_page_come_after_what_components_offer(live: MakeLive) -> None:
    class Asks(Component):
        def render(self) -> Child:
            return h.p(self.use(User).name)

    ready: list[bool] = []
    page = live(Box(name="outer", inner=lambda: Asks() if ready else None))
    ready.append(True)
    page.scheduler.services["User"] = User("service")
    page.refresh()
    assert page.document.body.innerText == "service"
    page.component.provide(User("offered"))
    page.ops()
    assert page.document.body.innerText == "offered"


def test_those_who_are_not_on_a_page(live: MakeLive) -> None:
    box = Box(name="x")
    with pytest.raises(NotMountedError, match=r"Box\.provide\(\) needs a component that is on a page"):
        box.provide(Theme("red"))
    page = live(box)
    page.end()
    with pytest.raises(NotMountedError, match=r"Box\.use\(\)"):
        box.use(Theme)


def test_a_change_that_nobody_sees_any_more(live: MakeLive) -> None:
    shown = [True]
    page = live(Box(name="outer", colour="red", inner=lambda: make() if shown[0] else None))
    shown[0] = False
    page.change(colour="blue")
    rendered()
    page.change(colour="green")
    assert rendered() == ["outer"]


def test_offered_only_when_it_is_mounted(live: MakeLive) -> None:
    class Late(Box):
        def mounted(self) -> None:
            self.provide(Theme("late"))

    page = live(Late(name="outer", inner=make))
    assert [type(error) for _, error in page.reported()] == [NotProvidedError]
    assert page.document.body.innerText == "a=late "


class Asks(Component):
    """Asks for the theme where something happens."""

    said: Any = None

    def render(self) -> Child:
        return [h.button("Now", on_click=self.now), h.button("Later", on_click=self.later)]

    def mounted(self) -> None:
        self.say("mounted")

    def now(self) -> None:
        self.say("now")

    async def later(self) -> None:
        self.say("before")
        await asyncio.sleep(0.1)
        self.say("after")

    def say(self, when: str) -> None:
        self.said.append(f"{when} {use(Theme, Theme('none')).colour}")


def test_use_in_handlers() -> None:
    said: list[str] = []

    class Page(Component):
        colour: str = "red"

        def render(self) -> Child:
            self.provide(Theme(self.colour))
            return [Asks(said=said, key="a"), h.button("Blue", on_click=self.blue)]

        def blue(self) -> None:
            self.colour = "blue"

    page = render_page(Page)
    page.get_by_role("button", name="Now").click()
    page.get_by_role("button", name="Later").click()
    page.get_by_role("button", name="Blue").click()
    page.advance(0.2)
    assert said == ["mounted red", "now red", "before red", "after blue"]
    # Where nothing happens to a component, there is nothing above.
    assert use(Theme, Theme("none")).colour == "none"
