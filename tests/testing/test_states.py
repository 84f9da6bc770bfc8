"""What a browser changes by itself is known to the program, in process and in Chromium; so is what its events hold."""

from typing import Annotated, Any

import msgspec
import pytest

from domsync import Child, Component
from domsync import html as h
from domsync.components.handlers.payloads import Source
from domsync.testing import EventRefusedError
from domsync.testing.in_process import InProcess
from domsync.testing.plugin import PageOf

pytestmark = [pytest.mark.domsync_browser("in-process", "chromium"), pytest.mark.browser]


class Player(Component):
    seen: list[Any] = []

    def render(self) -> Child:
        return h.main(
            h.video(id="film", muted=True, controls=True),
            h.div(h.p("long"), id="box", on_scroll=lambda: None),
            h.div(h.p("long"), id="other"),
            h.button("Look", on_click=self.look),
            h.button("Mute", on_click=self.mute),
        )

    def look(self) -> None:
        page = self.page
        film, box, other = page.getElementById("film"), page.getElementById("box"), page.getElementById("other")
        self.seen.append((film.muted, film.volume, film.paused, box.scrollTop, other.scrollTop))

    def mute(self) -> None:
        self.page.getElementById("film").muted = True

    @property
    def page(self) -> Any:
        from domsync.components.component import host_of

        return host_of(self).scheduler.document  # type: ignore[union-attr]


def test_media_are_known_with_the_next_event_and_without_one(page_of: PageOf) -> None:
    player = Player()
    page = page_of(player)
    film = page.locator("#film")
    film.dispatch("volumechange")
    page.advance(0.5)
    assert player.page.getElementById("film").muted is True
    set_property(page, "#film", "muted", False)
    set_property(page, "#film", "volume", 0.5)
    film.dispatch("volumechange")
    page.get_by_role("button", name="Look").click()
    assert player.seen == [(False, 0.5, True, 0, 0)]
    set_property(page, "#film", "volume", 0.25)
    film.dispatch("volumechange")
    page.advance(0.5)
    assert player.page.getElementById("film").volume == 0.25
    # So that it is muted, although the program has not said anything else since.
    page.get_by_role("button", name="Mute").click()
    assert film._driver.read(film._steps, "property", "muted") is True


def set_property(page: Any, selector: str, name: str, value: Any) -> None:
    """Have the browser itself change a property of a video."""
    driver = page._driver
    if isinstance(driver, InProcess):
        [element] = driver.browser.root.elements("video")
        element.properties[name] = value
    else:
        driver._evaluate(f"document.querySelector({selector!r}).{name} = {str(value).lower()}")


class Rows(Component):
    rows: list[int] = []
    told: list[int] = []

    def render(self) -> Child:
        return h.main(h.ul(self.row(number) for number in self.rows), h.button("Add", on_click=self.add))

    def row(self, number: int) -> Child:
        return h.li(h.input(autofocus=True, id=f"row{number}", on_focus=lambda: self.told.append(number)), key=number)

    def add(self) -> None:
        self.rows = [*self.rows, len(self.rows)]


def test_what_comes_late_gets_the_focus_that_it_wants(page_of: PageOf) -> None:
    rows = Rows(rows=[0])
    page = page_of(rows)
    assert page.focused["id"] == "row0"
    for number in (1, 2):
        page.get_by_role("button").click()
        assert page.focused["id"] == f"row{number}"
    assert rows.told == [0, 1, 2]


class Sent(msgspec.Struct):
    numbers: Annotated[list[int], Source("detail.numbers")]
    place: Annotated[dict[str, float], Source("detail.place")]
    names: Annotated[list[str], Source("target.classList")]
    data: Annotated[dict[str, str], Source("target.dataset")]
    node: Annotated[str | None, Source("target.parentNode")]


class Receiver(Component):
    got: list[Sent] = []

    def render(self) -> Child:
        return h.div("x", class_="a b", data={"some-name": "value"}, id="x", events={"sent": self.receive})

    def receive(self, event: Sent) -> None:
        self.got.append(event)


def test_lists_and_objects_arrive_as_data_and_what_does_not_fit_is_refused_with_its_reason(page_of: PageOf) -> None:
    receiver = Receiver()
    page = page_of(receiver)
    detail = {"numbers": [1, 2], "place": {"x": 1.5, "y": 2}}
    page.locator("#x").dispatch("sent", detail=detail)
    [event] = receiver.got
    assert event == Sent([1, 2], {"x": 1.5, "y": 2}, ["a", "b"], {"someName": "value"}, None)
    with page.expect_error(
        EventRefusedError, r"Expected `int`, got `str` - at `\$.numbers\[0\]`, for Sent; the browser"
    ):
        page.locator("#x").dispatch("sent", detail={**detail, "numbers": ["one"]})
    assert len(receiver.got) == 1
