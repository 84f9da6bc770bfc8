"""Pictures, sound, film and codes."""

from typing import Any

import pytest

from domsync import App, Component, UnsafeValueError
from domsync import html as h
from domsync import widgets as w
from domsync.testing import render_page
from tests import corpus
from tests.components.elements.test_media import png


def show(*children: Any) -> Any:
    return render_page(lambda: h.main(*children))


def test_a_picture() -> None:
    with show(w.image("/a.png", "A boat", ratio="4/3", caption="Trieste", class_="wide")) as page:
        picture = page.get_by_role("img", name="A boat")
        assert picture.get_attribute("loading") == "lazy"
        assert 'style="aspect-ratio: 4 / 3;"' in page.html
        figure = page.get_by_role("figure")
        assert figure.text == "Trieste"
        assert figure.classes == {"ds-figure", "wide"}
        assert not page.get_by_role("button").count()


def test_a_picture_that_zooms() -> None:
    with show(w.image(png(), "A boat", zooms=True)) as page:
        page.get_by_role("button", name="Enlarge: A boat").click()
        assert page.get_by_role("dialog", name="A boat").get_by_role("img", name="A boat")
        page.get_by_role("button", name="Close").click()
        assert not page.get_by_role("dialog").count()


def test_pictures_that_are_refused() -> None:
    with pytest.raises(TypeError, match="needs an alt"):
        w.image("/a.png", " ", zooms=True)
    with pytest.raises(ValueError, match="fit is one of cover, contain"):
        w.image("/a.png", "x", fit="fill")  # type: ignore[arg-type]
    with pytest.raises(UnsafeValueError):
        w.image("javascript:alert(1)", "x")
    with pytest.raises(UnsafeValueError):
        w.avatar("x", src="data:text/html,x")


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada Lovelace", "AL"), ("ada", "A"), ("", "?"), ("  ", "?"), ("Émile van Zola", "ÉZ"), ("李 小龙", "李小")],
)
def test_avatars(name: str, letters: str) -> None:
    with show(w.avatar(name)) as page:
        assert page.get_by_role("img", name=name.strip() or "?").text == letters


def test_an_avatar_with_a_picture() -> None:
    with show(w.avatar("Ada", src="/ada.png", size="large")) as page:
        assert page.get_by_role("img", name="Ada").classes == {"ds-avatar", "ds-avatar--large"}
        assert page.locator("img").get_attribute("alt") == ""


def test_a_film() -> None:
    ended: list[str] = []
    film = w.video(
        "/a.mp4", label="A tour", captions="/a.vtt", captions_language="de", on_ended=lambda: ended.append("x")
    )
    with show(film) as page:
        video = page.locator("video")
        assert video.get_attribute("aria-label") == "A tour"
        assert video.get_attribute("controls") is not None
        assert page.locator("track").get_attribute("srclang") == "de"
        video.dispatch("ended")
        assert ended == ["x"]
    with pytest.raises(TypeError, match="needs a label"):
        w.video("/a.mp4", label="")


def test_a_sound() -> None:
    with show(w.audio("/a.mp3", label="Episode 7", transcript=h.p("Hello"))) as page:
        assert page.locator("audio").get_attribute("aria-labelledby") == page.locator("figcaption").get_attribute("id")
        page.get_by_text("Transcript").click()
        assert page.get_by_text("Hello").is_visible()
    with pytest.raises(TypeError, match="needs a label"):
        w.audio("/a.mp3", label=" ")


def dark(page: Any) -> set[tuple[int, int]]:
    """The dark squares of the code that a page shows."""
    found: set[tuple[int, int]] = set()
    for part in page.locator("path").get_attribute("d").split("M")[1:]:
        place, run = part.split("h")[0], part.split("h")[1].split("v")[0]
        x, y = map(int, place.split())
        found.update((x + step, y) for step in range(int(run)))
    return found


@pytest.mark.parametrize("text", ["https://example.com", "Grüße 👋", "\ud83d", "a" * 2000])
def test_a_code_is_that_of_its_text(text: str) -> None:
    import segno

    with show(w.qr(text, label="The way")) as page:
        assert page.get_by_role("img", name="The way")
        matrix = segno.make_qr(text.encode("utf-8", "replace"), error="m").matrix
        assert dark(page) == {(x + 4, y + 4) for y, row in enumerate(matrix) for x, square in enumerate(row) if square}


def test_codes_that_cannot_be() -> None:
    with pytest.raises(TypeError, match="needs a text"):
        w.qr("")
    with pytest.raises(ValueError, match="4000 characters is too long"):
        w.qr("a" * 4000)
    with pytest.raises(ValueError, match="error is one of l, m, q, h"):
        w.qr("a", error="x")  # type: ignore[arg-type]


def test_hostile_strings() -> None:
    for text in [one.text for one in corpus.everything() if 0 < len(one.text) <= 500][::50]:
        if not text.strip():
            continue
        made = [
            w.image("/a.png", text, caption=text, zooms=True),
            *(w.avatar(text), w.video("/a.mp4", label=text, caption=text), w.audio("/a.mp3", label=text), w.qr(text)),
        ]
        with show(*made) as page:
            assert not page.errors
            tags = {element.tagName for element in page.document.documentElement.querySelectorAll("*")}
            assert tags == {
                *("MAIN", "FIGURE", "IMG", "FIGCAPTION", "BUTTON", "DIALOG", "DIV", "SPAN", "VIDEO", "AUDIO"),
                *("svg", "path"),
            }


class Served(Component):
    def render(self) -> Any:
        return w.image(png(), "Two by two")


def test_a_picture_in_memory_is_served() -> None:
    with render_page(App(Served)) as page:
        file = page.fetch(page.locator("img").get_attribute("src") or "")
        assert (file.type, file.data) == ("image/png", png())


class Shops(Component):
    places: list[w.Place] = [w.Place(name="Vienna", at=(48.2, 16.4)), w.Place(name="Lima", at=(-12, -77), key="lima")]
    told: list[Any] = []
    options: dict[str, Any] = {}

    def render(self) -> Any:
        return w.map(self.places, label="Shops", on_choose=self.told.append, on_point=self.point, **self.options)

    def point(self, latitude: float, longitude: float) -> None:
        self.told = [*self.told, (latitude, longitude)]


def on_a_map(**options: Any) -> Any:
    app = App(lambda: Shops(options=options))
    app.modules(w.MAP_MODULES)
    return render_page(app)


def test_a_map_tells_what_was_pressed() -> None:
    page = on_a_map()
    shops = page.get_by_role("group", name="Shops")
    module = shops.module
    assert [place["name"] for place in module["places"]] == ["Vienna", "Lima"]
    module.send({"chosen": "lima"})
    module.send({"chosen": "nowhere"})
    module.send({"clicked": [91.5, 7]})
    told = page.component.told
    assert [one.name if isinstance(one, w.Place) else one for one in told] == ["Lima", (90.0, 7.0)]
    assert not page.errors


def test_a_key_of_one_pin_may_be_the_name_of_another() -> None:
    told: list[Any] = []
    places = [w.Place(name="1", at=(0, 0), key="2"), w.Place(name="2", at=(0, 0), key="1")]
    app = App(lambda: w.map(places, label="Shops", on_choose=told.append))
    app.modules(w.MAP_MODULES)
    page = render_page(app)
    page.get_by_role("group", name="Shops").module.send({"chosen": "1"})
    assert [place.name for place in told] == ["2"]


def test_a_map_is_where_its_reader_has_moved_it() -> None:
    moved: list[str] = []
    page = on_a_map(on_move=lambda: moved.append("moved"))
    module = page.get_by_role("group", name="Shops").module
    module.save(center=[1, 2], zoom=3)
    assert moved == ["moved"]
    # A render that is about something else leaves it there; what is sent is the pin that is new.
    page.component.places = [*page.component.places, w.Place(name="Graz", at=(47, 15))]
    page.advance(0)
    assert (module["center"], module["zoom"]) == ([1, 2], 3)
    assert len(module["places"]) == 3
    assert page.last.bytes < 150
    module.save(places=[])
    assert len(module["places"]) == 3
    page.errors.clear()


def test_maps_that_cannot_be() -> None:
    with pytest.raises(TypeError, match="needs a label"):
        w.map(label=" ")
    with pytest.raises(ValueError, match="less than or equal to 90"):
        w.Place(name="x", at=(91, 0))
